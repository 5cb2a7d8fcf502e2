package dev.candor.engine.audit;

import dev.candor.engine.pack.PackedBlock;
import dev.candor.engine.pack.PackedReports;
import dev.candor.engine.runtime.AgentHash;
import dev.candor.mechanism.attack.Stream;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;

/**
 * Which payers are attacked: the heaviest by weight × boost, then those whose id's hash under the seed is smallest. Two
 * jobs; the sample depends on the ids, weights and boosts alone. Payers that reported nothing have nothing to gain and are
 * left out.
 */
final class AuditSample {
    /** One payer in this many is there for its size. */
    private static final int HEAVY_SHARE = 10;

    private static final int LEAST_HEAVY = 10;

    private AuditSample() {}

    /** No record: takeOrdered sends it by spark.serializer. */
    private static final class Payer implements Serializable {
        private static final long serialVersionUID = 1L;

        private final String id;
        private final double size;
        private final long lot;

        Payer(String id, double size, long lot) {
            this.id = id;
            this.size = size;
            this.lot = lot;
        }
    }

    /** Both end with the id's bytes. */
    private enum Order implements Comparator<Payer> {
        HEAVIEST_FIRST,
        BY_LOT;

        @Override
        public int compare(Payer a, Payer b) {
            int first = this == BY_LOT ? Long.compareUnsigned(a.lot, b.lot) : Double.compare(b.size, a.size);
            return first != 0
                    ? first
                    : Arrays.compareUnsigned(
                            a.id.getBytes(StandardCharsets.UTF_8), b.id.getBytes(StandardCharsets.UTF_8));
        }
    }

    /** Ids of at most {@code count} payers, the heaviest first, then by lot. */
    static List<String> of(PackedReports reports, int count, long seed) {
        int heavy = Math.min(count, Math.max(LEAST_HEAVY, count / HEAVY_SHARE));
        JavaRDD<Payer> payers = reports.blocks.flatMap(block -> IntStream.range(0, block.payers())
                .filter(i -> block.firstEntry[i] < block.firstEntry[i + 1])
                .mapToObj(i -> payer(block, i, seed))
                .iterator());
        Set<String> chosen = new LinkedHashSet<>();
        payers.takeOrdered(heavy, Order.HEAVIEST_FIRST).forEach(payer -> chosen.add(payer.id));
        for (Payer payer : payers.takeOrdered(count, Order.BY_LOT)) {
            if (chosen.size() < count) {
                chosen.add(payer.id);
            }
        }
        return List.copyOf(chosen);
    }

    private static Payer payer(PackedBlock block, int i, long seed) {
        long hash = AgentHash.of(block.ids.bytes(), block.ids.start(i), block.ids.length(i));
        return new Payer(block.ids.get(i), block.weight[i] * block.boost[i], Stream.key(seed, hash));
    }
}
