package dev.baton.examples;

import dev.baton.Activation;
import dev.baton.Backend;
import dev.baton.dynamics.BatchDynamics;
import dev.baton.dynamics.Draws;
import dev.baton.dynamics.DynamicsBatch;
import dev.baton.learn.PpoConfig;
import dev.baton.learn.PpoTrainer;
import dev.baton.learn.TrainConfig;
import dev.baton.policy.MlpPolicy;
import dev.baton.run.EpisodeTotals;
import dev.baton.run.Evaluation;
import dev.baton.run.Execution;
import java.util.List;
import java.util.Locale;

/**
 * The cart and the pole (Barto, Sutton and Anderson, <i>Neuronlike adaptive elements that can solve difficult learning
 * control problems</i>, 1983), with the constants, the start and the limit of 500 steps of CartPole-v1 of Gymnasium: a
 * pole stands on a cart, which is pushed to the left (action 0) or to the right (1) every 0.02 s. An episode ends when
 * the pole is 12° from the vertical or the cart 2.4 m from the middle, and is truncated after 500 steps. Every step
 * costs −1, so the literature's return is the negative of an episode's cost.
 *
 * <p>The state is in floats, where Gymnasium's is in doubles, and sine and cosine are polynomials.
 */
public final class CartPole implements BatchDynamics {
    static final float GRAVITY = 9.8f;
    static final float POLE_MASS = 0.1f;
    static final float HALF_LENGTH = 0.5f;
    static final float POLE_MOMENT = POLE_MASS * HALF_LENGTH;
    static final float INVERSE_MASS = 1 / 1.1f;
    static final float FORCE = 10;
    static final float SECONDS = 0.02f;
    static final float MOST_ANGLE = (float) (12 * 2 * Math.PI / 360);
    static final float MOST_POSITION = 2.4f;
    static final float START = 0.05f;

    /** Rows of the state: x, ẋ, θ, θ̇ in metres, radians and seconds. */
    static final int ROWS = 4;

    // Taylor's; to the last bit or two below half a radian.
    static final float SIN_3 = -1 / 6f;
    static final float SIN_5 = 1 / 120f;
    static final float SIN_7 = -1 / 5040f;
    static final float COS_2 = -1 / 2f;
    static final float COS_4 = 1 / 24f;
    static final float COS_6 = -1 / 720f;
    static final float COS_8 = 1 / 40320f;

    /** What x, ẋ, θ and θ̇ are multiplied by in an observation. */
    private static final float[] SCALES = {1 / MOST_POSITION, 1 / 2f, 1 / MOST_ANGLE, 1 / 2f};

    private static final int HORIZON = 500;
    private static final double DISCOUNT = 0.99;

    private final boolean simd;

    /**
     * Makes the problem.
     *
     * @param backend plain Java or vectors; the same bits
     * @throws IllegalArgumentException if this JVM has no vectors and they are asked for
     */
    public CartPole(Backend backend) {
        simd = backend.requireAvailable() == Backend.SIMD;
    }

    /**
     * Returns a setting that learns to balance: mean return at least 475 over 100 evaluation episodes.
     *
     * @param seed of the training episodes, the initial parameters and the minibatches
     * @return the configuration
     */
    public static PpoConfig ppo(long seed) {
        TrainConfig train = new TrainConfig(seed, 384, 32, List.of(32), Activation.RELU, 0.01, 0.01, 0, 1.0);
        return new PpoConfig(train, 4, 8, 0.2, 0.95, List.of(32), 0.01);
    }

    /**
     * Learns to balance by {@link #ppo} and prints the mean return over 100 evaluation episodes. On one thread: an
     * update of 32 episodes is too little for two, and while the process is young the compilers take the second core.
     *
     * @param args the seed, 0 to 4294967295; 0 if there is none
     */
    public static void main(String[] args) {
        String word = args.length == 0 ? "0" : args[0];
        if (args.length > 1 || !word.matches("[0-9]{1,10}") || Long.parseLong(word) >= 1L << 32) {
            System.err.println("cart and pole: expected one seed, 0 to 4294967295, found " + String.join(" ", args));
            System.exit(2);
        }
        long seed = Long.parseLong(word);
        CartPole problem = new CartPole(Backend.preferred());
        Execution oneThread = Execution.of(1);
        MlpPolicy policy;
        try (PpoTrainer trainer = new PpoTrainer(problem, ppo(seed), oneThread)) {
            policy = trainer.train(update -> {});
        }
        EpisodeTotals evaluated = Evaluation.episodes(problem, policy, seed, 0, 100, oneThread);
        System.out.printf(
                Locale.ROOT, "seed %d: mean return %.1f over %d evaluation episodes%n", seed, -evaluated.meanCost(),
                evaluated.episodes());
    }

    @Override
    public String name() {
        return "cart pole";
    }

    @Override
    public int observationSize() {
        return ROWS;
    }

    @Override
    public int actionCount() {
        return 2;
    }

    @Override
    public int horizon() {
        return HORIZON;
    }

    @Override
    public double discount() {
        return DISCOUNT;
    }

    @Override
    public int floatRows() {
        return ROWS;
    }

    @Override
    public void start(DynamicsBatch batch, Draws draws, int from, int to) {
        for (int r = 0; r < ROWS; r++) {
            int row = batch.row(r);
            draws.uniforms(r, from, to, batch.floats, row);
            for (int n = row + from; n < row + to; n++) {
                batch.floats[n] = Math.fma(batch.floats[n], 2 * START, -START);
            }
        }
    }

    @Override
    public void step(DynamicsBatch batch, Draws draws, int from, int to) {
        if (simd) {
            SimdCartPole.step(batch.floats, batch.stride, batch.action, batch.cost, batch.ended, from, to);
        } else {
            step(batch.floats, batch.stride, batch.action, batch.cost, batch.ended, from, to);
        }
    }

    private static void step(float[] state, int stride, int[] action, float[] cost, int[] ended, int from, int to) {
        for (int n = from; n < to; n++) {
            float x = state[n];
            float speed = state[stride + n];
            float angle = state[2 * stride + n];
            float turn = state[3 * stride + n];
            float square = angle * angle;
            float sin = Math.fma(square, SIN_7, SIN_5);
            sin = Math.fma(square, sin, SIN_3);
            sin = Math.fma(square * angle, sin, angle);
            float cos = Math.fma(square, COS_8, COS_6);
            cos = Math.fma(square, cos, COS_4);
            cos = Math.fma(square, cos, COS_2);
            cos = Math.fma(square, cos, 1);
            float force = action[n] == 0 ? -FORCE : FORCE;
            float push = Math.fma(turn * turn * POLE_MOMENT, sin, force) * INVERSE_MASS;
            float arm = Math.fma(cos * cos, -HALF_LENGTH * POLE_MASS * INVERSE_MASS, HALF_LENGTH * 4 / 3);
            float turning = Math.fma(cos, -push, GRAVITY * sin) / arm;
            float pull = Math.fma(turning * cos, -POLE_MOMENT * INVERSE_MASS, push);
            float nextX = Math.fma(speed, SECONDS, x);
            float nextAngle = Math.fma(turn, SECONDS, angle);
            state[n] = nextX;
            state[stride + n] = Math.fma(pull, SECONDS, speed);
            state[2 * stride + n] = nextAngle;
            state[3 * stride + n] = Math.fma(turning, SECONDS, turn);
            cost[n] = -1;
            boolean fallen = Math.abs(nextX) > MOST_POSITION || Math.abs(nextAngle) > MOST_ANGLE;
            ended[n] = fallen ? DynamicsBatch.TERMINATED : DynamicsBatch.RUNNING;
        }
    }

    @Override
    public void observe(DynamicsBatch batch, int from, int to, float[] out, int start, int stride) {
        for (int r = 0; r < ROWS; r++) {
            int row = batch.row(r);
            float scale = SCALES[r];
            for (int n = from; n < to; n++) {
                out[start + r * stride + n] = batch.floats[row + n] * scale;
            }
        }
    }
}
