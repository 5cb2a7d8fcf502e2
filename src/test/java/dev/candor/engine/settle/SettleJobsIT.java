package dev.candor.engine.settle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.candor.LocalSpark;
import dev.candor.engine.pack.PackedReports;
import dev.candor.engine.runtime.EngineLimits;
import dev.candor.engine.runtime.Phases;
import dev.candor.engine.settle.ManyGames.Agent;
import dev.candor.engine.settle.ManyGames.Game;
import dev.candor.model.Divergence;
import dev.candor.model.MechanismSpec;
import dev.candor.model.Normalisation;
import dev.candor.model.PaymentRule;
import dev.candor.model.RewardDomain;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** All payments of a run come from the same few Spark jobs. */
class SettleJobsIT {
    private static final MechanismSpec KL = new MechanismSpec(
            Divergence.KL, 1, PaymentRule.AFFINE_MAXIMISER, Normalisation.NONE, RewardDomain.UNRESTRICTED);

    @ParameterizedTest
    @ValueSource(longs = {0, 1 << 20})
    void aHundredTimesTheAgentsTakeNoMoreJobs(long broadcastBytes) {
        EngineLimits limits = new EngineLimits(3, broadcastBytes);
        assertThat(jobs(1_000, limits)).isEqualTo(jobs(10, limits)).isBetween(2, 12);
    }

    private static int jobs(int agents, EngineLimits limits) {
        SparkSession spark = LocalSpark.session();
        Random random = new Random(agents);
        double[][] logRef = {{0, 0, 0}, {0, -1}};
        List<Agent> drawn = IntStream.range(0, agents)
                .mapToObj(i -> new Agent("a" + i, 1, 1, new double[][] {
                    random.doubles(3).toArray(), random.doubles(2).toArray()
                }))
                .toList();
        List<Game> games = List.of(new Game("g", logRef, new double[] {1, 2}, drawn));
        try (PackedReports reports =
                        PackedReports.pack(spark, ManyGames.tables(spark, games), KL, limits, Phases.silent());
                SparkEvents seen = new SparkEvents(spark);
                Settlement settlement = new Settle(spark, KL, limits).run(reports, Phases.silent())) {
            assertThat(settlement.payments().count()).isEqualTo(agents);
            return seen.jobs();
        }
    }
}
