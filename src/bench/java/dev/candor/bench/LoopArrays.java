package dev.candor.bench;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;

/**
 * The reports as three arrays, by row, sorted by agent and slot; kept as files of 16 bytes a row.
 */
final class LoopArrays {
    private static final int ROW = 16;
    private static final int ROWS_AT_ONCE = 1 << 16;

    /** Number of the agent. */
    final int[] agent;
    /** Number of the candidate, in the order of (prompt_id, candidate_id). */
    final int[] slot;

    final double[] reward;

    private LoopArrays(int rows) {
        agent = new int[rows];
        slot = new int[rows];
        reward = new double[rows];
    }

    /** Writes rows (agent int, slot int, reward double) to one file. */
    static void write(Iterator<Row> rows, Path file) {
        try (DataOutputStream out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file)))) {
            while (rows.hasNext()) {
                Row row = rows.next();
                out.writeInt(row.getInt(0));
                out.writeInt(row.getInt(1));
                out.writeDouble(row.getDouble(2));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads all files of a folder, in the order of their names. */
    static LoopArrays read(Path folder) {
        try (Stream<Path> listed = Files.list(folder)) {
            List<Path> files = listed.sorted().toList();
            long bytes = 0;
            for (Path file : files) {
                bytes += Files.size(file);
            }
            int rows = Math.toIntExact(bytes / ROW);
            LoopArrays arrays = new LoopArrays(rows);
            int from = 0;
            for (Path file : files) {
                from = arrays.fill(file, from);
            }
            return arrays;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private int fill(Path file, int from) throws IOException {
        int row = from;
        ByteBuffer buffer = ByteBuffer.allocate(ROW * ROWS_AT_ONCE);
        try (FileChannel channel = FileChannel.open(file)) {
            while (channel.read(buffer) >= 0) {
                buffer.flip();
                while (buffer.remaining() >= ROW) {
                    agent[row] = buffer.getInt();
                    slot[row] = buffer.getInt();
                    reward[row] = buffer.getDouble();
                    row++;
                }
                buffer.compact();
            }
        }
        return row;
    }
}
