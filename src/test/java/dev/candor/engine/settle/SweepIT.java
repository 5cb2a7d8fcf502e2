package dev.candor.engine.settle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.candor.LocalSpark;
import dev.candor.engine.pack.PackedReports;
import dev.candor.engine.runtime.EngineLimits;
import dev.candor.engine.runtime.Phases;
import dev.candor.engine.settle.ManyGames.Agent;
import dev.candor.engine.settle.ManyGames.Game;
import dev.candor.model.Divergence;
import dev.candor.model.FrontierPoint;
import dev.candor.model.MechanismSpec;
import dev.candor.model.Normalisation;
import dev.candor.model.PaymentRule;
import dev.candor.model.RewardDomain;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every point of a sweep is the settlement of its mechanism, figure by figure, whether policies are sent or not. */
class SweepIT {
    private static final List<Game> GAMES =
            IntStream.range(0, 6).mapToObj(SweepIT::game).toList();

    private static Game game(int seed) {
        Random random = new Random(seed);
        double[][] logRef = {random.doubles(3).toArray(), random.doubles(2).toArray()};
        List<Agent> agents = IntStream.range(0, 5)
                .mapToObj(i ->
                        new Agent("a" + i, i == 4 ? "a0" : "a" + i, 0.5 + random.nextDouble(), 1.5, new double[][] {
                            random.doubles(3).toArray(), random.doubles(2).toArray()
                        }))
                .toList();
        return new Game("g" + seed, logRef, new double[] {1, 2}, agents);
    }

    private static List<MechanismSpec> grid(PaymentRule rule) {
        List<MechanismSpec> grid = new ArrayList<>();
        for (String divergence : List.of("kl", "chi-squared", "total-variation")) {
            for (double lambda : new double[] {0.1, 1, 30}) {
                grid.add(new MechanismSpec(
                        Divergence.of(divergence), lambda, rule, Normalisation.NONE, RewardDomain.UNRESTRICTED));
            }
        }
        return grid;
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 2_000, 1 << 20})
    void pointsAreSettlements(long broadcastBytes) {
        EngineLimits limits = new EngineLimits(3, broadcastBytes);
        SparkSession spark = LocalSpark.session();
        for (PaymentRule rule : List.of(PaymentRule.AFFINE_MAXIMISER, PaymentRule.NONE)) {
            List<MechanismSpec> grid = grid(rule);
            try (PackedReports reports =
                    PackedReports.pack(spark, ManyGames.tables(spark, GAMES), grid.get(0), limits, Phases.silent())) {
                List<FrontierPoint> points = new Sweep(spark, grid, limits).run(reports, Phases.silent());
                assertThat(points).hasSize(grid.size());
                for (int k = 0; k < grid.size(); k += broadcastBytes == 0 ? 4 : 1) {
                    assertSettlement(points.get(k), grid.get(k), reports, limits);
                }
            }
        }
    }

    private static void assertSettlement(
            FrontierPoint point, MechanismSpec mechanism, PackedReports reports, EngineLimits limits) {
        try (Settlement settlement =
                new Settle(LocalSpark.session(), mechanism, limits).run(reports, Phases.silent())) {
            double[] payments = settlement.payments().select("payment").collectAsList().stream()
                    .mapToDouble((Row row) -> row.getDouble(0))
                    .sorted()
                    .toArray();
            assertThat(point.lambda()).isEqualTo(mechanism.lambda());
            assertThat(point.welfare()).isEqualTo(settlement.welfare());
            assertThat(point.referenceWelfare()).isEqualTo(settlement.referenceWelfare());
            assertThat(point.divergenceValue()).isEqualTo(settlement.divergence());
            assertThat(point.totalValue()).isEqualTo(settlement.totalValue());
            assertThat(point.revenue()).isEqualTo(settlement.revenue());
            assertThat(point.concentration().payers()).isEqualTo(payments.length);
            assertThat(point.concentration().paying())
                    .isEqualTo(Arrays.stream(payments).filter(p -> p > 0).count());
            if (settlement.revenue() > 0) {
                double squares = Arrays.stream(payments).map(p -> p * p).sum();
                double ten = Arrays.stream(payments).skip(payments.length - 10).sum();
                assertThat(point.concentration().topShare())
                        .isCloseTo(payments[payments.length - 1] / settlement.revenue(), within(1e-15));
                assertThat(point.concentration().top10Share())
                        .isCloseTo(Math.min(1, ten / settlement.revenue()), within(1e-14));
                assertThat(point.concentration().effectivePayers())
                        .isCloseTo(settlement.revenue() * settlement.revenue() / squares, within(1e-9));
            }
        }
    }
}
