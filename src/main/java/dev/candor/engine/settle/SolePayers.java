package dev.candor.engine.settle;

import dev.candor.engine.candidates.Layout;
import dev.candor.engine.pack.PackedBlock;
import dev.candor.engine.pack.PackedReports;
import java.io.Serializable;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.broadcast.Broadcast;
import scala.Tuple2;

/**
 * How many prompts anybody reports on, and on how many of them one payer alone does: there it settles with nobody. A
 * mergeable state; nothing reported is the identity.
 *
 * @param reported prompts with a reward other than 0
 * @param alone those of them on which all such rewards are one payer's
 */
public record SolePayers(long reported, long alone) implements Serializable {
    /** Rows that are looked at in well under a second. */
    private static final long FEW_ROWS = 1 << 24;

    /**
     * Counts them in one pass over packed reports; a byte a prompt and block travels. A larger log is looked at only
     * where it may be that no two payers share a prompt: it then has no more rows than candidates. Otherwise nothing is
     * said to be alone.
     */
    public static SolePayers of(PackedReports reports) {
        if (reports.rowsAccepted() > Math.max(FEW_ROWS, reports.candidates())) {
            return new SolePayers(reports.prompts(), 0);
        }
        Broadcast<Layout> layout = reports.layout();
        int partitions = Math.min(reports.candidates.layout.blocks(), reports.blocks.getNumPartitions());
        return reports.blocks
                .flatMapToPair(block -> seen(block, layout.value()))
                .reduceByKey(SolePayers::merge, partitions)
                .values()
                .map(SolePayers::count)
                .fold(new SolePayers(0, 0), SolePayers::plus);
    }

    private SolePayers plus(SolePayers other) {
        return new SolePayers(reported + other.reported, alone + other.alone);
    }

    /** Block of prompts → by prompt, how many of these payers report on it: 0, 1 or 2 for more. */
    private static Iterator<Tuple2<Integer, byte[]>> seen(PackedBlock block, Layout layout) {
        Map<Integer, byte[]> seen = new TreeMap<>();
        int[] promptOf = layout.promptOf();
        for (int i = 0; i < block.payers(); i++) {
            int last = -1;
            for (int k = block.firstEntry[i]; k < block.firstEntry[i + 1]; k++) {
                int prompt = promptOf[block.slot[k]];
                if (prompt != last && block.reward[k] != 0) {
                    last = prompt;
                    int of = layout.blockOf(prompt);
                    int first = layout.firstPrompt(of);
                    byte[] payers = seen.computeIfAbsent(of, b -> new byte[layout.firstPrompt(b + 1) - first]);
                    payers[prompt - first] = (byte) Math.min(2, payers[prompt - first] + 1);
                }
            }
        }
        return seen.entrySet().stream()
                .map(entry -> new Tuple2<>(entry.getKey(), entry.getValue()))
                .iterator();
    }

    private static byte[] merge(byte[] one, byte[] other) {
        byte[] both = one.clone();
        for (int c = 0; c < both.length; c++) {
            both[c] = (byte) Math.min(2, both[c] + other[c]);
        }
        return both;
    }

    private static SolePayers count(byte[] payers) {
        long reported = 0;
        long alone = 0;
        for (byte many : payers) {
            reported += many > 0 ? 1 : 0;
            alone += many == 1 ? 1 : 0;
        }
        return new SolePayers(reported, alone);
    }
}
