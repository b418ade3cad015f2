package dev.baton.exact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.baton.Backend;
import dev.baton.env.Action;
import dev.baton.env.ActionKind;
import dev.baton.env.CostVector;
import dev.baton.env.EnvSpec;
import dev.baton.env.KnownWorlds;
import dev.baton.env.StartDistribution;
import dev.baton.policy.CostAwarePolicy;
import dev.baton.policy.LatencyPolicy;
import dev.baton.policy.PlanPolicy;
import dev.baton.policy.Policy;
import dev.baton.policy.RandomPolicy;
import dev.baton.run.EpisodeResults;
import dev.baton.run.Evaluation;
import dev.baton.run.Execution;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PlaybookTest {
    private static final int EPISODES = 40_000;

    static Stream<EnvSpec> worlds() {
        return Stream.of(
                KnownWorlds.tiger(3), KnownWorlds.toolHealth(6), KnownWorlds.cascade(5), KnownWorlds.agentLoop(5));
    }

    private static Playbook.Node of(EnvSpec spec, Policy policy) {
        return Playbook.of(spec, policy, StartStates.typical(spec), spec.horizon(), 0);
    }

    private static Playbook.Node optimum(EnvSpec spec) {
        return Playbook.optimum(spec, StartStates.typical(spec), spec.horizon(), 0);
    }

    @ParameterizedTest
    @MethodSource("worlds")
    void theOptimumCostsWhatTheSolverSays(EnvSpec spec) {
        ExactResults results = new ExactResults(1);
        ExactSolver.of(spec, Backend.SCALAR).solveAll(StartStates.typical(spec), null, results);
        Playbook.Node root = optimum(spec);

        assertThat(root.remaining()).isCloseTo(results.totalCost[0], within(1e-12));
        assertThat(success(root)).isCloseTo(results.successRate[0], within(1e-12));
        requireComplete(root);
    }

    /**
     * The histories of the optimum, run through the simulator, lead to the same tree as the states that it is read
     * from.
     */
    @ParameterizedTest
    @MethodSource("worlds")
    void aPolicyThatIsFollowedIsTheOneThatIsReadOff(EnvSpec spec) {
        requireSame(of(spec, new OptimalPolicy(spec)), optimum(spec));
    }

    @ParameterizedTest
    @MethodSource("worlds")
    void theBestPlanCostsWhatItsSearchSays(EnvSpec spec) {
        InformationBounds.Plan plan =
                new InformationBounds(spec).plans(StartStates.typical(spec), 1).getFirst();

        Playbook.Node root = of(spec, new PlanPolicy(spec, plan.actions()));

        assertThat(root.remaining()).isCloseTo(plan.totalCost(), within(1e-12));
        requireComplete(root);
    }

    @ParameterizedTest
    @MethodSource("worlds")
    void whatRemainsAtTheStartIsWhatEpisodesCost(EnvSpec spec) {
        for (Policy policy : List.of(new LatencyPolicy(spec), new CostAwarePolicy(spec), new RandomPolicy(spec))) {
            EpisodeResults results =
                    Evaluation.episodes(spec, policy, 3, 0, EPISODES, new Execution(Backend.SCALAR, 1, 960), null);
            double sum = 0;
            double squares = 0;
            for (int n = 0; n < EPISODES; n++) {
                double cost = results.totalCost(spec.weights(), n);
                sum += cost;
                squares += cost * cost;
            }
            double mean = sum / EPISODES;
            double error = Math.sqrt(Math.max(0, squares / EPISODES - mean * mean) / EPISODES);

            Playbook.Node root = Playbook.of(spec, policy, StartStates.typical(spec), 1, 0);

            assertThat(root.remaining()).as("%s", policy.getClass()).isCloseTo(mean, within(4 * error + 1e-5));
        }
    }

    /** up 0.85 · 0.05, down 0.15 · 0.97, then the transition: 0.2261 · 0.92 + 0.7739 · 0.15 = 0.3241. */
    @Test
    void aNodeSaysWhatIsBelieved() {
        EnvSpec spec = KnownWorlds.toolHealth(7);
        Playbook.Node root = Playbook.optimum(spec, StartStates.typical(spec), 1, 0);

        assertThat(root.belief()).containsExactly(0.85, 0.15);
        assertThat(root.choices().getFirst().action()).isEqualTo("primary");
        Playbook.Node failure = root.choices().getFirst().next().get(1);
        assertThat(failure.signal()).isEqualTo("failure");
        assertThat(failure.probability()).isCloseTo(0.85 * 0.05 + 0.15 * 0.97, within(1e-15));
        double up = 0.85 * 0.05 / failure.probability();
        assertThat(failure.belief().getFirst()).isCloseTo(up * 0.92 + (1 - up) * 0.15, within(1e-12));
        assertThat(failure.choices().getFirst().action()).isEqualTo("wait");
        assertThat(failure.choices().getFirst().next()).isEmpty();
    }

    @Test
    void whatIsRarerIsLeftOutAndCounted() {
        EnvSpec spec = KnownWorlds.toolHealth(7);
        Playbook.Choice first = Playbook.optimum(spec, StartStates.typical(spec), 7, 0.5).choices().getFirst();

        assertThat(first.next()).hasSize(1);
        assertThat(first.leftOut()).isCloseTo(0.188, within(1e-12));
    }

    @Test
    void aTaskThatIsDoneHasNothingToDo() {
        EnvSpec spec = KnownWorlds.toolHealth(3);
        Playbook.Node root = Playbook.optimum(spec, new double[] {0}, 3, 0);

        assertThat(root.ended()).isTrue();
        assertThat(root.success()).isEqualTo(1);
        assertThat(root.remaining()).isZero();
        assertThat(Playbook.of(spec, new LatencyPolicy(spec), new double[] {0}, 3, 0)).isEqualTo(root);
    }

    @Test
    void tooManyHistoriesAreRefused() {
        Action coin = Action.of("coin", ActionKind.TOOL, 1, 0, 0.5, List.of(1.0), List.of(-1.0));
        EnvSpec spec = new EnvSpec.Builder("coins", 40, new CostVector(1, 0, 1, 0, 0), List.of(coin))
                .task(new StartDistribution(List.of(0.0), List.of(30.0), 0, 0), List.of(0.0), List.of(0.0))
                .build();

        assertThatThrownBy(() -> of(spec, new LatencyPolicy(spec)))
                .isInstanceOf(NotSolvableException.class)
                .hasMessage("playbook: expected at most 300,000 histories of the policy, found more within 18 of 40"
                        + " steps; a shorter horizon or fewer signals would do");
        assertThat(Playbook.optimum(spec, new double[] {30}, 2, 0).remaining()).isPositive();
    }

    /** P(success) below a node. */
    private static double success(Playbook.Node node) {
        if (node.ended()) {
            return node.probability() * node.success();
        }
        return node.choices().stream()
                .flatMap(choice -> choice.next().stream())
                .mapToDouble(PlaybookTest::success)
                .sum();
    }

    private static void requireComplete(Playbook.Node node) {
        for (Playbook.Choice choice : node.choices()) {
            double sum = choice.next().stream().mapToDouble(Playbook.Node::probability).sum();
            assertThat(sum).isCloseTo(node.probability() * choice.share(), within(1e-12));
            assertThat(choice.leftOut()).isCloseTo(0, within(1e-12));
            choice.next().forEach(PlaybookTest::requireComplete);
        }
    }

    private static void requireSame(Playbook.Node one, Playbook.Node other) {
        assertThat(one.signal()).isEqualTo(other.signal());
        assertThat(one.probability()).isCloseTo(other.probability(), within(1e-12));
        assertThat(one.remaining()).isCloseTo(other.remaining(), within(1e-9));
        assertThat(one.choices()).hasSameSizeAs(other.choices());
        for (int c = 0; c < one.choices().size(); c++) {
            Playbook.Choice choice = one.choices().get(c);
            assertThat(choice.action()).isEqualTo(other.choices().get(c).action());
            for (int i = 0; i < choice.next().size(); i++) {
                requireSame(choice.next().get(i), other.choices().get(c).next().get(i));
            }
        }
    }
}
