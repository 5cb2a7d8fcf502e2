package dev.candor.engine;

import dev.candor.mechanism.Stream;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;

/**
 * Which payers are attacked: the heaviest by weight × boost, then those whose id's hash under the seed is smallest. One
 * job; the sample depends on the ids, weights and boosts alone. Payers that reported nothing have nothing to gain and are
 * left out.
 */
final class AuditSample {
    /** One payer in this many is there for its size. */
    private static final int HEAVY_SHARE = 10;

    private static final int LEAST_HEAVY = 10;

    private AuditSample() {}

    private record Payer(String id, double size, long lot) implements Serializable {
        static final Comparator<Payer> BY_ID =
                Comparator.comparing(payer -> payer.id.getBytes(StandardCharsets.UTF_8), Arrays::compareUnsigned);
        static final Comparator<Payer> HEAVIEST_FIRST =
                Comparator.comparingDouble(Payer::size).reversed().thenComparing(BY_ID);
        static final Comparator<Payer> BY_LOT = Comparator.<Payer, Long>comparing(Payer::lot, Long::compareUnsigned)
                .thenComparing(BY_ID);
    }

    /** Ids of at most {@code count} payers, the heaviest first, then by lot. */
    static List<String> of(PackedReports reports, int count, long seed) {
        int heavy = Math.min(count, Math.max(LEAST_HEAVY, count / HEAVY_SHARE));
        List<Payer> offered = reports.blocks
                .mapPartitions(blocks -> {
                    Kept heaviest = new Kept(heavy, Payer.HEAVIEST_FIRST);
                    Kept drawn = new Kept(count, Payer.BY_LOT);
                    blocks.forEachRemaining(block -> {
                        for (int i = 0; i < block.payers(); i++) {
                            if (block.firstEntry[i] < block.firstEntry[i + 1]) {
                                Payer payer = payer(block, i, seed);
                                heaviest.offer(payer);
                                drawn.offer(payer);
                            }
                        }
                    });
                    List<Payer> found = new ArrayList<>(heaviest.kept);
                    found.addAll(drawn.kept);
                    return found.iterator();
                })
                .collect();
        List<Payer> distinct = new ArrayList<>(new HashSet<>(offered));
        distinct.sort(Payer.HEAVIEST_FIRST);
        List<Payer> chosen = new ArrayList<>(distinct.subList(0, Math.min(heavy, distinct.size())));
        Set<Payer> taken = new HashSet<>(chosen);
        distinct.sort(Payer.BY_LOT);
        distinct.stream()
                .filter(payer -> !taken.contains(payer))
                .limit(Math.max(0, count - chosen.size()))
                .forEach(chosen::add);
        return chosen.stream().map(Payer::id).toList();
    }

    private static Payer payer(PackedBlock block, int i, long seed) {
        long hash = AgentHash.of(block.ids.bytes(), block.ids.start(i), block.ids.length(i));
        return new Payer(block.ids.get(i), block.weight[i] * block.boost[i], Stream.key(seed, hash));
    }

    /** The first few of many. */
    private static final class Kept {
        private final int most;
        private final PriorityQueue<Payer> kept;

        Kept(int most, Comparator<Payer> order) {
            this.most = most;
            this.kept = new PriorityQueue<>(Collections.reverseOrder(order));
        }

        void offer(Payer payer) {
            kept.add(payer);
            if (kept.size() > most) {
                kept.remove();
            }
        }
    }
}
