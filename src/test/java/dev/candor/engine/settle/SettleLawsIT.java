package dev.candor.engine.settle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.candor.engine.runtime.EngineLimits;
import dev.candor.engine.settle.ManyGames.Agent;
import dev.candor.engine.settle.ManyGames.Bill;
import dev.candor.engine.settle.ManyGames.Game;
import dev.candor.engine.settle.ManyGames.Outcome;
import dev.candor.model.Divergence;
import dev.candor.model.MechanismSpec;
import dev.candor.model.Normalisation;
import dev.candor.model.PaymentRule;
import dev.candor.model.RewardDomain;
import dev.candor.numeric.ExactSums;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What every settlement must satisfy, on random games. A game and all its variants (without an agent, relabelled, with
 * one agent more, …) are settled in one run of Spark: they share nothing but the sum of prompt weights.
 */
class SettleLawsIT {
    private static final double LAMBDA = 0.5;
    private static final List<Game> GAMES =
            IntStream.range(0, 14).mapToObj(SettleLawsIT::draw).toList();
    private static final Map<String, Outcome> SETTLED = new TreeMap<>();

    private static Outcome settled(String divergence) {
        return SETTLED.computeIfAbsent(
                divergence,
                name -> ManyGames.settle(
                        GAMES.stream().flatMap(game -> variants(game).stream()).toList(),
                        mechanism(name),
                        new EngineLimits(3, 1 << 20)));
    }

    private static MechanismSpec mechanism(String divergence) {
        return new MechanismSpec(
                Divergence.of(divergence),
                LAMBDA,
                PaymentRule.AFFINE_MAXIMISER,
                Normalisation.NONE,
                RewardDomain.UNRESTRICTED);
    }

    /** Even games have rewards ≥ 0, odd ones have some below. */
    private static Game draw(int seed) {
        Random random = new Random(9_000 + seed);
        double[][] logRef = new double[1 + random.nextInt(3)][];
        double[] promptWeight = new double[logRef.length];
        for (int c = 0; c < logRef.length; c++) {
            logRef[c] = random.doubles(1 + random.nextInt(4), -3, 0).toArray();
            promptWeight[c] = 0.1 + random.nextDouble();
        }
        List<Agent> agents = new ArrayList<>();
        for (int i = 0; i < 2 + random.nextInt(3); i++) {
            double[][] rewards = Arrays.stream(logRef)
                    .map(row -> random.doubles(row.length, seed % 2 == 0 ? 0 : -0.5, 1)
                            .map(r -> random.nextInt(4) == 0 ? Double.NaN : r)
                            .toArray())
                    .toArray(double[][]::new);
            double boost = List.of(1.0, 1.0, 1.5, 0.7).get(random.nextInt(4));
            agents.add(new Agent("a" + i, StrictMath.pow(10, 2 * random.nextDouble() - 1), boost, rewards));
        }
        return new Game("g" + seed, logRef, promptWeight, agents);
    }

    private static List<Game> variants(Game game) {
        List<Game> variants = new ArrayList<>(List.of(
                game, relabelled(game), renamedPayers(game), halved(game), withIndifferent(game), withSilent(game)));
        game.agents().forEach(agent -> variants.add(without(game, agent)));
        return variants;
    }

    private static Game variant(Game game, String name, List<Agent> agents) {
        return new Game(game.name() + "-" + name, game.logRef(), game.promptWeight(), agents);
    }

    private static Game each(Game game, String name, UnaryOperator<Agent> change) {
        return variant(game, name, game.agents().stream().map(change).toList());
    }

    private static Game without(Game game, Agent leaving) {
        return variant(
                game,
                "without-" + leaving.id(),
                game.agents().stream()
                        .filter(agent -> !agent.id().equals(leaving.id()))
                        .toList());
    }

    private static Game relabelled(Game game) {
        return each(game, "relabelled", agent -> relabelled(agent));
    }

    /** Ids in the opposite order. */
    private static Agent relabelled(Agent agent) {
        return new Agent(
                "b" + (9 - Integer.parseInt(agent.id().substring(1))), agent.weight(), agent.boost(), agent.rewards());
    }

    private static Game renamedPayers(Game game) {
        return each(
                game,
                "renamed",
                agent -> new Agent(agent.id(), "of-" + agent.id(), agent.weight(), agent.boost(), agent.rewards()));
    }

    /** The first agent's report comes from two agents of one payer, half the size each. */
    private static Game halved(Game game) {
        Agent first = game.agents().get(0);
        List<Agent> agents =
                new ArrayList<>(game.agents().subList(1, game.agents().size()));
        for (String half : List.of("left", "right")) {
            agents.add(new Agent(half, "whole", first.weight() / 2, first.boost(), first.rewards()));
        }
        return variant(game, "halved", agents);
    }

    private static Game withIndifferent(Game game) {
        double[][] same = Arrays.stream(game.logRef())
                .map(row -> Arrays.stream(row).map(any -> 0.3).toArray())
                .toArray(double[][]::new);
        return with(game, "indifferent", new Agent("indifferent", 7, 1.1, same));
    }

    private static Game withSilent(Game game) {
        double[][] nothing = Arrays.stream(game.logRef())
                .map(row -> Arrays.stream(row).map(any -> Double.NaN).toArray())
                .toArray(double[][]::new);
        return with(game, "silent", new Agent("silent", 2, 1, nothing));
    }

    private static Game with(Game game, String name, Agent more) {
        List<Agent> agents = new ArrayList<>(game.agents());
        agents.add(more);
        return variant(game, name, agents);
    }

    private static void forEveryAgent(BiConsumer<Game, Agent> law) {
        GAMES.forEach(game -> game.agents().forEach(agent -> law.accept(game, agent)));
    }

    /** κp = max ASW_{−i} − ASW_{−i}(π*), the game being settled again without the agent. */
    @ParameterizedTest
    @ValueSource(strings = {"kl", "chi-squared", "total-variation"})
    void aPaymentIsWhatTheOthersLose(String divergence) {
        Outcome outcome = settled(divergence);
        forEveryAgent((game, agent) -> {
            double others = outcome.welfare(game) - agent.boost() * outcome.value(game, agent);
            double lost = outcome.welfare(without(game, agent)) - others;
            assertThat(agent.boost() * outcome.bill(game, agent).payment())
                    .as("%s of %s", agent.id(), game.name())
                    .isGreaterThanOrEqualTo(0)
                    .isCloseTo(lost, within(1e-13 * outcome.size(game)));
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"kl", "chi-squared", "total-variation"})
    void utilityIsTheMarginalContribution(String divergence) {
        Outcome outcome = settled(divergence);
        forEveryAgent((game, agent) -> {
            double contribution = outcome.welfare(game) - outcome.welfare(without(game, agent));
            Bill bill = outcome.bill(game, agent);
            assertThat(agent.boost() * bill.utility()).isCloseTo(contribution, within(1e-13 * outcome.size(game)));
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"kl", "chi-squared", "total-variation"})
    void nobodyIsPaidAndNobodyWithRewardsFromZeroUpLoses(String divergence) {
        Outcome outcome = settled(divergence);
        assertThat(outcome.bills().values())
                .allSatisfy(bill -> assertThat(bill.payment()).isGreaterThanOrEqualTo(0));
        assertThat(outcome.bills().values())
                .anySatisfy(bill -> assertThat(bill.payment()).isPositive());
        forEveryAgent((game, agent) -> {
            if (Integer.parseInt(game.name().substring(1)) % 2 == 0) {
                Bill bill = outcome.bill(game, agent);
                assertThat(bill.utility()).isGreaterThanOrEqualTo(-1e-14 * bill.value());
            }
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"kl", "chi-squared", "total-variation"})
    void everyColumnIsWhatItsNameSays(String divergence) {
        Outcome outcome = settled(divergence);
        forEveryAgent((game, agent) -> {
            Bill bill = outcome.bill(game, agent);
            assertThat(bill.weight()).isEqualTo(agent.weight());
            assertThat(bill.boost()).isEqualTo(agent.boost());
            assertThat(bill.value()).isCloseTo(outcome.value(game, agent), within(1e-15 * outcome.size(game)));
            assertThat(bill.lower()).isEqualTo(bill.payment()).isEqualTo(bill.upper());
            assertThat(bill.utility()).isEqualTo(bill.value() - bill.payment());
            assertThat(bill.othersWelfare()).isEqualTo(outcome.welfare() - agent.boost() * bill.value());
            double welfareWithout = outcome.welfare() - outcome.welfare(game) + outcome.welfare(without(game, agent));
            assertThat(bill.welfareWithout()).isCloseTo(welfareWithout, within(1e-13 * outcome.welfare()));
            assertThat(bill.welfareWithout() - bill.othersWelfare())
                    .isCloseTo(agent.boost() * bill.payment(), within(1e-15 * outcome.welfare()));
            assertThat(bill.incentiveGap()).isZero();
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"kl", "chi-squared", "total-variation"})
    void totalsAreTheSumsOfTheRows(String divergence) {
        Outcome outcome = settled(divergence);
        ExactSums sums = new ExactSums(2);
        outcome.bills().values().forEach(bill -> {
            sums.add(0, bill.value());
            sums.add(1, bill.payment());
        });
        assertThat(outcome.totalValue()).isEqualTo(sums.value(0));
        assertThat(outcome.revenue()).isEqualTo(sums.value(1));
        double welfare = GAMES.stream()
                .flatMap(game -> variants(game).stream())
                .mapToDouble(outcome::welfare)
                .sum();
        assertThat(outcome.welfare()).isCloseTo(welfare, within(1e-13 * welfare));
    }

    @ParameterizedTest
    @ValueSource(strings = {"kl", "chi-squared", "total-variation"})
    void namesOfAgentsAndPayersDoNotMatter(String divergence) {
        Outcome outcome = settled(divergence);
        forEveryAgent((game, agent) -> {
            Bill bill = outcome.bill(game, agent);
            assertThat(outcome.bill(relabelled(game), relabelled(agent))).isEqualTo(bill);
            assertThat(outcome.bills().get(renamedPayers(game).name() + "/of-" + agent.id()))
                    .isEqualTo(bill);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"kl", "chi-squared", "total-variation"})
    void splittingAReportAmongAgentsOfOnePayerChangesNothing(String divergence) {
        Outcome outcome = settled(divergence);
        for (Game game : GAMES) {
            Bill whole = outcome.bill(game, game.agents().get(0));
            Bill halves = outcome.bills().get(halved(game).name() + "/whole");
            assertThat(halves.weight()).isEqualTo(whole.weight());
            assertThat(halves.value()).isCloseTo(whole.value(), within(1e-14 * Math.abs(whole.value())));
            assertThat(halves.payment()).isCloseTo(whole.payment(), within(1e-12 * whole.payment()));
            assertThat(outcome.bills()).doesNotContainKey(halved(game).name() + "/left");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"kl", "chi-squared", "total-variation"})
    void anIndifferentAgentPaysNothingAndMovesNobody(String divergence) {
        Outcome outcome = settled(divergence);
        forEveryAgent((game, agent) -> {
            Game more = withIndifferent(game);
            Bill indifferent = outcome.bills().get(more.name() + "/indifferent");
            assertThat(indifferent.payment()).isZero();
            assertThat(indifferent.value()).isPositive();
            double payment = outcome.bill(game, agent).payment();
            assertThat(outcome.bill(more, agent).payment()).isCloseTo(payment, within(1e-12 * payment));
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"kl", "chi-squared", "total-variation"})
    void anAgentWithoutReportsPaysNothing(String divergence) {
        Outcome outcome = settled(divergence);
        forEveryAgent((game, agent) -> {
            Bill silent = outcome.bills().get(withSilent(game).name() + "/silent");
            assertThat(List.of(silent.weight(), silent.value(), silent.payment(), silent.utility()))
                    .containsExactly(2.0, 0.0, 0.0, 0.0);
            assertThat(silent.welfareWithout()).isEqualTo(outcome.welfare());
            assertThat(outcome.bill(withSilent(game), agent).payment())
                    .isEqualTo(outcome.bill(game, agent).payment());
        });
    }

    /** Two silent agents with a common payer turn on the path that adds up payers. */
    @ParameterizedTest
    @ValueSource(strings = {"kl", "hellinger"})
    void aPayerOfOneAgentIsThatAgent(String divergence) {
        Game shared = new Game(
                "z-shared",
                new double[0][],
                new double[0],
                List.of(
                        new Agent("one", "both", 2, 1, new double[0][]),
                        new Agent("two", "both", 3, 1, new double[0][])));
        Outcome each = ManyGames.settle(GAMES, mechanism(divergence), new EngineLimits(2, 1 << 20));
        List<Game> more = new ArrayList<>(GAMES);
        more.add(shared);
        Outcome added = ManyGames.settle(more, mechanism(divergence), new EngineLimits(2, 0));
        Bill both = added.bills().remove("z-shared/both");
        assertThat(both.weight()).isEqualTo(5);
        assertThat(both.payment()).isZero();
        assertThat(added.bills()).isEqualTo(each.bills());
    }
}
