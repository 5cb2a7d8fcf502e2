package dev.candor.io.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.candor.Launched;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.example.GroupReadSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RewardFilesTest {
    @TempDir
    Path folder;

    /** Forty agents on a hundred slots; no reward twice, so that its dictionary is given up. */
    private static final class Drawn implements RewardFiles.Rows {
        private static final int SLOTS = 100;
        private static final int ROWS = 40 * SLOTS;

        private int row = -1;
        private byte[] agent;

        @Override
        public boolean next() {
            row++;
            if (row % SLOTS == 0) {
                agent = ("agent-" + row / SLOTS).getBytes(StandardCharsets.UTF_8);
            }
            return row < ROWS;
        }

        @Override
        public byte[] agentId() {
            return agent;
        }

        @Override
        public int slot() {
            return row % SLOTS;
        }

        @Override
        public double reward() {
            return row / 7.0;
        }
    }

    private static void write(Path target) throws IOException {
        RewardFiles.write(new org.apache.hadoop.fs.Path(target.toUri()), new Drawn(), new Configuration());
    }

    /** Writes the file of its argument: a JVM of its own, with hashes of its own. */
    static final class Writer {
        private Writer() {}

        public static void main(String[] target) throws IOException {
            write(Path.of(target[0]));
        }
    }

    /** {@code hash} says how HotSpot hashes what has no hash of its own: 2 gives all objects the same, 3 counts them. */
    private byte[] inAnotherJvm(int hash) throws IOException {
        Path target = folder.resolve("hash-" + hash);
        Launched launched = Launched.run(
                Map.of(),
                Launched.home(),
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UnlockExperimentalVMOptions",
                        "-XX:hashCode=" + hash,
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        Writer.class.getName(),
                        target.toString()));
        assertThat(launched.exitCode()).as(launched.stderr()).isZero();
        Encodings.of(target).forEach(Encodings::assertOrdered);
        return Files.readAllBytes(target);
    }

    @Test
    void theSameBytesInEveryJvm() throws IOException {
        Path here = folder.resolve("here");
        write(here);
        assertThat(Encodings.of(here))
                .as("several of a column")
                .contains(List.of(Encoding.PLAIN, Encoding.BIT_PACKED))
                .contains(List.of(Encoding.PLAIN_DICTIONARY, Encoding.BIT_PACKED));
        for (int hash : new int[] {0, 2, 3}) {
            assertThat(inAnotherJvm(hash)).as("hash " + hash).isEqualTo(Files.readAllBytes(here));
        }
    }

    @Test
    void readsBackAsWritten() throws IOException {
        Path file = folder.resolve("rewards");
        write(file);
        Drawn expected = new Drawn();
        try (ParquetReader<Group> reader = ParquetReader.builder(
                        new GroupReadSupport(), new org.apache.hadoop.fs.Path(file.toUri()))
                .build()) {
            while (expected.next()) {
                Group row = reader.read();
                assertThat(row.getBinary("agent_id", 0).getBytes()).isEqualTo(expected.agentId());
                assertThat(row.getInteger("slot", 0)).isEqualTo(expected.slot());
                assertThat(row.getDouble("reward", 0)).isEqualTo(expected.reward());
            }
            assertThat(reader.read()).isNull();
        }
    }
}
