package dev.baton.examples;

import dev.baton.dynamics.DynamicsBatch;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** The step of {@link CartPole} with one episode per lane, operation by operation. */
final class SimdCartPole {
    // Columns come in multiples of 16.
    private static final VectorSpecies<Float> F = FloatVector.SPECIES_PREFERRED.length() > 16
            ? FloatVector.SPECIES_512
            : FloatVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Integer> I = F.withLanes(int.class);
    private static final int L = F.length();

    private SimdCartPole() {}

    static void step(float[] state, int stride, int[] action, float[] cost, int[] ended, int from, int to) {
        for (int n = from; n < to; n += L) {
            FloatVector x = FloatVector.fromArray(F, state, n);
            FloatVector speed = FloatVector.fromArray(F, state, stride + n);
            FloatVector angle = FloatVector.fromArray(F, state, 2 * stride + n);
            FloatVector turn = FloatVector.fromArray(F, state, 3 * stride + n);
            FloatVector square = angle.mul(angle);
            FloatVector sin =
                    square.fma(FloatVector.broadcast(F, CartPole.SIN_7), FloatVector.broadcast(F, CartPole.SIN_5));
            sin = square.fma(sin, FloatVector.broadcast(F, CartPole.SIN_3));
            sin = square.mul(angle).fma(sin, angle);
            FloatVector cos =
                    square.fma(FloatVector.broadcast(F, CartPole.COS_8), FloatVector.broadcast(F, CartPole.COS_6));
            cos = square.fma(cos, FloatVector.broadcast(F, CartPole.COS_4));
            cos = square.fma(cos, FloatVector.broadcast(F, CartPole.COS_2));
            cos = square.fma(cos, FloatVector.broadcast(F, 1));
            VectorMask<Float> left = IntVector.fromArray(I, action, n)
                    .compare(VectorOperators.EQ, 0)
                    .cast(F);
            FloatVector force = FloatVector.broadcast(F, CartPole.FORCE).blend(-CartPole.FORCE, left);
            FloatVector push = turn.mul(turn).mul(CartPole.POLE_MOMENT).fma(sin, force).mul(CartPole.INVERSE_MASS);
            FloatVector arm = cos.mul(cos).fma(
                    FloatVector.broadcast(F, -CartPole.HALF_LENGTH * CartPole.POLE_MASS * CartPole.INVERSE_MASS),
                    FloatVector.broadcast(F, CartPole.HALF_LENGTH * 4 / 3));
            FloatVector turning = cos.fma(push.neg(), sin.mul(CartPole.GRAVITY)).div(arm);
            FloatVector pull =
                    turning.mul(cos).fma(FloatVector.broadcast(F, -CartPole.POLE_MOMENT * CartPole.INVERSE_MASS), push);
            FloatVector nextX = speed.fma(FloatVector.broadcast(F, CartPole.SECONDS), x);
            FloatVector nextAngle = turn.fma(FloatVector.broadcast(F, CartPole.SECONDS), angle);
            nextX.intoArray(state, n);
            pull.fma(FloatVector.broadcast(F, CartPole.SECONDS), speed).intoArray(state, stride + n);
            nextAngle.intoArray(state, 2 * stride + n);
            turning.fma(FloatVector.broadcast(F, CartPole.SECONDS), turn).intoArray(state, 3 * stride + n);
            FloatVector.broadcast(F, -1).intoArray(cost, n);
            VectorMask<Float> fallen = nextX.abs()
                    .compare(VectorOperators.GT, CartPole.MOST_POSITION)
                    .or(nextAngle.abs().compare(VectorOperators.GT, CartPole.MOST_ANGLE));
            IntVector.broadcast(I, DynamicsBatch.RUNNING)
                    .blend(DynamicsBatch.TERMINATED, fallen.cast(I))
                    .intoArray(ended, n);
        }
    }
}
