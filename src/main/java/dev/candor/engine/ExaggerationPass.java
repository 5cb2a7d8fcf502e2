package dev.candor.engine;

import static org.apache.spark.sql.functions.col;

import dev.candor.divergence.Kl;
import dev.candor.divergence.PolicyBlock;
import dev.candor.divergence.RewardSlice;
import dev.candor.mechanism.Exaggeration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
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
        Map<Long, String> byIndex = reports
                .dictionary
                .payers
                .where(col("payer_id").isin(payerIds.toArray()))
                .select("payer", "payer_id")
                .collectAsList()
                .stream()
                .collect(Collectors.toMap(row -> row.getLong(0), row -> row.getString(1)));
        List<PolicyBlock> blocks = new ArrayList<>(settlement.policies.values().collect());
        blocks.sort(Comparator.comparing(PolicyBlock::firstPrompt));
        Broadcast<PolicyBlock> policy =
                JavaSparkContext.fromSparkContext(reports.blocks.context()).broadcast(PolicyBlock.concatenate(blocks));
        List<Long> wanted = List.copyOf(byIndex.keySet());
        List<Tuple2<Long, Exaggeration>> gains = reports.blocks
                .flatMap(block -> {
                    Function<Integer, Exaggeration> gain = i -> gain(block, i, policy.value(), new Kl(lambda), factor);
                    List<Tuple2<Long, Exaggeration>> found = new ArrayList<>();
                    for (int i = 0; i < block.payers(); i++) {
                        if (wanted.contains(block.payer[i])) {
                            found.add(new Tuple2<>(block.payer[i], gain.apply(i)));
                        }
                    }
                    return found.iterator();
                })
                .collect();
        Map<String, Exaggeration> byId = new TreeMap<>();
        gains.forEach(gain -> byId.put(byIndex.get(gain._1()), gain._2()));
        return byId;
    }

    private static Exaggeration gain(PackedBlock block, int i, PolicyBlock policy, Kl regulariser, double factor) {
        double boost = block.boost[i];
        double scale = block.size[i] * boost;
        double without = 0;
        double with = 0;
        for (int s = block.firstSegment[i]; s < block.firstSegment[i + 1]; s++) {
            int prompt = block.prompt[s] - policy.firstPrompt();
            RewardSlice truth =
                    new RewardSlice().at(block.slot, block.reward, block.firstEntry[s], block.firstEntry[s + 1]);
            Exaggeration here = Exaggeration.under(regulariser, policy, prompt, truth, scale, factor);
            without += policy.promptWeight(prompt) * here.withoutPayments();
            with += policy.promptWeight(prompt) * here.withPayments();
        }
        return new Exaggeration(without / boost, with / boost);
    }
}
