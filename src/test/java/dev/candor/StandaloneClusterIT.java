package dev.candor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The launcher sends jobs to a real cluster, whose executors run the very jar the driver runs. */
class StandaloneClusterIT {
    private static StandaloneCluster cluster;

    @BeforeAll
    static void start() {
        cluster = StandaloneCluster.start();
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    @Test
    void bothExecutorsRunThisBuild() {
        Launched launched = cluster.submit("selfcheck", "--tasks", "20");
        assertThat(launched.stderr()).contains("selfcheck: 20,000 rows in ");
        assertThat(launched.stdout()).contains("master " + cluster.master(), "20 tasks ran on 2 JVMs");
        assertThat(launched.exitCode()).isZero();
    }

    @Test
    void exitCodesComeThroughSparkSubmit() {
        Launched launched = cluster.submitThroughSparkHome("selfcheck", "--tasks", "0");
        assertThat(launched.stderr())
                .startsWith("candor: Cannot check with --tasks 0")
                .doesNotContain("\tat ");
        assertThat(launched.exitCode()).isEqualTo(2);
    }

    @Test
    void theDistributionOfSparkHomeIsUsed() {
        Launched launched = cluster.submitThroughSparkHome("selfcheck", "--tasks", "2");
        assertThat(launched.stdout()).contains("master " + cluster.master());
        assertThat(launched.exitCode()).as(launched.stderr()).isZero();
    }
}
