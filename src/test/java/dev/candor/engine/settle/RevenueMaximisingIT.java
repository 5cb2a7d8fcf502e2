package dev.candor.engine.settle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.candor.engine.runtime.EngineLimits;
import dev.candor.engine.settle.ManyGames.Agent;
import dev.candor.engine.settle.ManyGames.Bill;
import dev.candor.engine.settle.ManyGames.Game;
import dev.candor.engine.settle.ManyGames.Outcome;
import dev.candor.model.Divergence;
import dev.candor.model.ExitCode;
import dev.candor.model.MechanismSpec;
import dev.candor.model.Normalisation;
import dev.candor.model.PaymentRule;
import dev.candor.model.RewardDomain;
import dev.candor.model.UserException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The revenue-maximising rule on whole settlements, and whom it refuses to charge. */
class RevenueMaximisingIT {
    private static final EngineLimits LIMITS = new EngineLimits(2, 1 << 20);
    private static final double NOTHING = Double.NaN;

    private static MechanismSpec spec(PaymentRule rule, Normalisation normalisation) {
        return new MechanismSpec(Divergence.KL, 1, rule, normalisation, RewardDomain.UNRESTRICTED);
    }

    private static Game game(Agent... agents) {
        return new Game("g", new double[][] {{0, -1, -2}, {0, 0}}, new double[] {1, 3}, List.of(agents));
    }

    private static Agent agent(String id, String payer, double weight, double... rewards) {
        return new Agent(id, payer, weight, 1, new double[][] {
            {rewards[0], rewards[1], rewards[2]}, {rewards[3], rewards[4]}
        });
    }

    private static final Agent FIRST = agent("a", "a", 1, 1, 0, 3, 1, 0);
    private static final Agent SECOND = agent("b", "b", 2, 0, 2, 1, NOTHING, 5);

    private static void refused(String why, Agent... agents) {
        MechanismSpec spec = spec(PaymentRule.REVENUE_MAXIMISING, Normalisation.PROMPT_MAX);
        assertThatThrownBy(() -> ManyGames.settle(List.of(game(agents)), spec, LIMITS))
                .isInstanceOfSatisfying(
                        UserException.class,
                        refused -> assertThat(refused.exitCode()).isEqualTo(ExitCode.INPUT_REJECTED))
                .hasMessageContainingAll(
                        "Cannot charge revenue-maximising payments", why, "--payment-rule affine-maximiser");
    }

    /** The least type of the Sum domain is charged its whole value, everybody else less than theirs and more than p^AFF. */
    @Test
    void paymentsLieBetweenTheAffineOnesAndTheValue() {
        Outcome most = ManyGames.settle(
                List.of(game(FIRST, SECOND)), spec(PaymentRule.REVENUE_MAXIMISING, Normalisation.PROMPT_SUM), LIMITS);
        Outcome affine = ManyGames.settle(
                List.of(game(FIRST, SECOND)), spec(PaymentRule.AFFINE_MAXIMISER, Normalisation.PROMPT_SUM), LIMITS);
        for (String id : List.of("g/a", "g/b")) {
            Bill bill = most.bills().get(id);
            assertThat(bill.payment())
                    .isGreaterThan(affine.bills().get(id).payment())
                    .isLessThan(bill.value());
            assertThat(bill.value()).isEqualTo(affine.bills().get(id).value());
            assertThat(bill.welfareWithout()).isEqualTo(affine.bills().get(id).welfareWithout());
        }
        assertThat(most.revenue())
                .isCloseTo(
                        most.bills().values().stream()
                                .mapToDouble(Bill::payment)
                                .sum(),
                        within(1e-15));
    }

    @Test
    void payersOfSeveralAgentsAreRefused() {
        refused("2 agents have 1 payers", agent("a", "c", 1, 1, 0, 3, 1, 0), agent("b", "c", 2, 0, 2, 1, 1, 5));
    }

    @Test
    void weightsBelowOneAreRefused() {
        refused("1 agents have a weight below 1", FIRST, agent("b", "b", 0.99, 0, 2, 1, 1, 5));
    }

    @Test
    void agentsThatLeaveOutAPromptAreRefused() {
        refused("1 agents", FIRST, agent("b", "b", 2, 0, 2, 1, NOTHING, NOTHING));
    }

    @Test
    void agentsThatGiveOnlyZerosOnAPromptAreRefused() {
        refused("1 agents", FIRST, agent("b", "b", 2, 0, 2, 1, 0, 0));
    }

    @Test
    void agentsThatReportNothingAreRefused() {
        refused("1 agents", FIRST, agent("b", "b", 2, NOTHING, NOTHING, NOTHING, NOTHING, NOTHING));
    }
}
