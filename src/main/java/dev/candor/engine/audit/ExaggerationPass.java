package dev.candor.engine.audit;

import dev.candor.divergence.Kl;
import dev.candor.divergence.PolicyBlock;
import dev.candor.divergence.RewardSlice;
import dev.candor.engine.candidates.Layout;
import dev.candor.engine.pack.PackedBlock;
import dev.candor.engine.pack.PackedReports;
import dev.candor.engine.potential.TabularPotential;
import dev.candor.engine.settle.Settlement;
import dev.candor.mechanism.payment.Exaggeration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import scala.Tuple2;

/** What a few payers would gain by claiming to be larger than they are, under KL: a demonstration, not an audit. */
public final class ExaggerationPass {
    private static final int MOST_PAYERS = 100;

    private ExaggerationPass() {}

    /** Payer → gains in utility of claiming {@code factor} times its size, for at most 100 payers. */
    public static Map<String, Exaggeration> of(
            PackedReports reports, Settlement settlement, double lambda, double factor, List<String> payerIds) {
        if (payerIds.size() > MOST_PAYERS) {
            throw new IllegalArgumentException(
                    "a demonstration takes at most " + MOST_PAYERS + " payers, not " + payerIds.size());
        }
        List<PolicyBlock> blocks = new ArrayList<>(
                ((TabularPotential) settlement.potential).policies().values().collect());
        blocks.sort(Comparator.comparing(PolicyBlock::firstPrompt));
        Broadcast<PolicyBlock> policy =
                JavaSparkContext.fromSparkContext(reports.blocks.context()).broadcast(PolicyBlock.concatenate(blocks));
        try {
            Map<String, Exaggeration> byId = new TreeMap<>();
            gains(reports, policy, lambda, factor, Set.copyOf(payerIds))
                    .forEach(gain -> byId.put(gain._1(), gain._2()));
            return byId;
        } finally {
            policy.destroy();
        }
    }

    private static List<Tuple2<String, Exaggeration>> gains(
            PackedReports reports, Broadcast<PolicyBlock> policy, double lambda, double factor, Set<String> wanted) {
        Broadcast<Layout> layout = reports.layout();
        return reports.blocks
                .flatMap(block -> {
                    List<Tuple2<String, Exaggeration>> found = new ArrayList<>();
                    for (int i = 0; i < block.payers(); i++) {
                        String id = block.ids.get(i);
                        if (wanted.contains(id)) {
                            found.add(new Tuple2<>(
                                    id, gain(block, i, policy.value(), layout.value(), new Kl(lambda), factor)));
                        }
                    }
                    return found.iterator();
                })
                .collect();
    }

    private static Exaggeration gain(
            PackedBlock block, int i, PolicyBlock policy, Layout layout, Kl regulariser, double factor) {
        double boost = block.boost[i];
        double scale = block.size[i] * boost;
        double without = 0;
        double with = 0;
        int from = block.firstEntry[i];
        int end = block.firstEntry[i + 1];
        while (from < end) {
            int prompt = layout.promptOf()[block.slot[from]];
            int to = from + 1;
            while (to < end && block.slot[to] < layout.start(prompt + 1)) {
                to++;
            }
            RewardSlice truth = new RewardSlice().at(block.slot, block.reward, from, to);
            Exaggeration here = Exaggeration.under(regulariser, policy, prompt, truth, scale, factor);
            without += policy.promptWeight(prompt) * here.withoutPayments();
            with += policy.promptWeight(prompt) * here.withPayments();
            from = to;
        }
        return new Exaggeration(without / boost, with / boost);
    }
}
