package dev.candor.engine.learn;

import dev.candor.engine.candidates.CandidateIndex;
import dev.candor.engine.candidates.Layout;
import dev.candor.engine.runtime.AgentHash;
import dev.candor.engine.runtime.IdArray;
import dev.candor.io.parquet.IdDictionary;
import dev.candor.io.schema.InputTable;
import dev.candor.learn.linear.JudgedItems;
import java.io.Serializable;
import java.util.Arrays;

/**
 * The agents of one partition with what they judged, by slots of candidates: agents in the order of their ids, the
 * judgements of each in an order that is theirs, whatever that of the rows was.
 */
final class LinearBlock implements Serializable {
    private static final long serialVersionUID = 1L;

    /** Ties sort behind what was decided. */
    private static final long TIE = 1L << 62;

    private static final int SLOT_BITS = 31;

    final IdArray agents;
    /** Where the judgements of each agent begin, length n + 1. */
    final int[] first;

    final JudgedItems judged;
    final long[] rejected;
    /** Of each agent; empty where there are no groups. */
    private final int[] group;

    private LinearBlock(IdArray agents, int[] first, JudgedItems judged, long[] rejected, int[] group) {
        this.agents = agents;
        this.first = first;
        this.judged = judged;
        this.rejected = rejected;
        this.group = group;
    }

    /** Of the rows of one partition, whose candidates are all in the index. */
    static LinearBlock of(PreferenceChunks.Rows rows, CandidateIndex index, InputTable table) {
        int[] order = IdArray.sorted(rows.agents);
        int[] rank = new int[order.length];
        for (int k = 0; k < order.length; k++) {
            rank[order[k]] = k;
        }
        int[] first = new int[order.length + 1];
        for (int row = 0; row < rows.size; row++) {
            first[rank[rows.agent[row]] + 1]++;
        }
        for (int k = 0; k < order.length; k++) {
            first[k + 1] += first[k];
        }
        int[] next = first.clone();
        int[] byAgent = new int[rows.size];
        for (int row = 0; row < rows.size; row++) {
            byAgent[next[rank[rows.agent[row]]]++] = row;
        }
        int[] slot = slots(rows, index);
        JudgedItems judged = switch (table) {
            case COMPARISONS -> comparisons(rows, slot, byAgent, first);
            case RANKINGS -> rankings(rows, slot, byAgent, first);
            default -> ratings(rows, slot, byAgent, first);
        };
        return new LinearBlock(
                IdArray.of(rows.agents, order, 0, order.length), first, judged, rows.rejected, new int[0]);
    }

    /** Of every item. */
    private static int[] slots(PreferenceChunks.Rows rows, CandidateIndex index) {
        int[] prompt = new int[rows.prompts.size()];
        Arrays.setAll(
                prompt,
                code -> index.prompt(rows.prompts.bytes(), rows.prompts.start(code), rows.prompts.length(code)));
        IdDictionary ids = rows.candidates;
        int[] candidate = new int[ids.size()];
        Arrays.setAll(candidate, code -> index.candidate(ids.bytes(), ids.start(code), ids.length(code)));
        int[] slot = new int[rows.firstItem[rows.size]];
        for (int row = 0; row < rows.size; row++) {
            for (int k = rows.firstItem[row]; k < rows.firstItem[row + 1]; k++) {
                slot[k] = index.slot(prompt[rows.prompt[row]], candidate[rows.item[k]]);
            }
        }
        return slot;
    }

    private static JudgedItems comparisons(PreferenceChunks.Rows rows, int[] slot, int[] byAgent, int[] first) {
        long[] keys = new long[byAgent.length];
        for (int k = 0; k < keys.length; k++) {
            int row = byAgent[k];
            int a = slot[rows.firstItem[row]];
            int b = slot[rows.firstItem[row] + 1];
            keys[k] = rows.number[row] == 0 ? TIE | pair(Math.min(a, b), Math.max(a, b)) : pair(a, b);
        }
        JudgedItems judged = JudgedItems.comparisons(keys.length);
        for (int agent = 0; agent + 1 < first.length; agent++) {
            Arrays.sort(keys, first[agent], first[agent + 1]);
            for (int k = first[agent]; k < first[agent + 1]; k++) {
                judged.add(
                        (int) (keys[k] >>> SLOT_BITS & Integer.MAX_VALUE),
                        (int) (keys[k] & Integer.MAX_VALUE),
                        keys[k] >= TIE);
            }
        }
        return judged;
    }

    private static long pair(int a, int b) {
        return (long) a << SLOT_BITS | b;
    }

    private static JudgedItems rankings(PreferenceChunks.Rows rows, int[] slot, int[] byAgent, int[] first) {
        JudgedItems judged = JudgedItems.rankings(byAgent.length);
        for (int agent = 0; agent + 1 < first.length; agent++) {
            int[][] all = new int[first[agent + 1] - first[agent]][];
            for (int k = 0; k < all.length; k++) {
                int row = byAgent[first[agent] + k];
                all[k] = Arrays.copyOfRange(slot, rows.firstItem[row], rows.firstItem[row + 1]);
            }
            Arrays.sort(all, Arrays::compare);
            for (int[] ranking : all) {
                judged.add(ranking);
            }
        }
        return judged;
    }

    private static JudgedItems ratings(PreferenceChunks.Rows rows, int[] slot, int[] byAgent, int[] first) {
        JudgedItems judged = JudgedItems.ratings(byAgent.length);
        for (int agent = 0; agent + 1 < first.length; agent++) {
            // Positions are ≥ 0, so that their bits sort as they do.
            long[][] all = new long[first[agent + 1] - first[agent]][];
            for (int k = 0; k < all.length; k++) {
                int row = byAgent[first[agent] + k];
                all[k] = new long[] {slot[rows.firstItem[row]], Double.doubleToRawLongBits(rows.number[row] + 0.0)};
            }
            Arrays.sort(all, Arrays::compare);
            for (long[] rating : all) {
                judged.add((int) rating[0], Double.longBitsToDouble(rating[1]));
            }
        }
        return judged;
    }

    int agents() {
        return agents.size();
    }

    /** The same agents in their groups. */
    LinearBlock grouped(AgentGroups.Members members) {
        return new LinearBlock(agents, first, judged, rejected, members.of(agents));
    }

    /** Number of an agent's group; 0 where there are no groups. */
    int group(int agent) {
        return group.length == 0 ? 0 : group[agent];
    }

    /** The agents whose hash, unsigned, is at most {@code most}, with no rejected rows. */
    LinearBlock sampled(long most) {
        int[] kept = new int[agents()];
        int count = 0;
        for (int agent = 0; agent < kept.length; agent++) {
            long hash = AgentHash.of(agents.bytes(), agents.start(agent), agents.length(agent));
            if (Long.compareUnsigned(hash, most) <= 0) {
                kept[count++] = agent;
            }
        }
        int[] starts = new int[count + 1];
        int[] row = new int[judged.size()];
        int size = 0;
        for (int k = 0; k < count; k++) {
            for (int from = first[kept[k]]; from < first[kept[k] + 1]; from++) {
                row[size++] = from;
            }
            starts[k + 1] = size;
        }
        return new LinearBlock(
                agents.select(kept, count),
                starts,
                judged.select(row, size),
                new long[rejected.length],
                group.length == 0
                        ? group
                        : Arrays.stream(kept, 0, count)
                                .map(agent -> group[agent])
                                .toArray());
    }

    /** The prompts that the agent's judgements are of, ascending, each once. */
    int[] prompts(int agent, Layout layout) {
        int[] promptOf = layout.promptOf();
        int[] all = new int[first[agent + 1] - first[agent]];
        for (int k = 0; k < all.length; k++) {
            all[k] = promptOf[judged.item(judged.start(first[agent] + k))];
        }
        Arrays.sort(all);
        int count = 0;
        for (int prompt : all) {
            if (count == 0 || all[count - 1] != prompt) {
                all[count++] = prompt;
            }
        }
        return Arrays.copyOf(all, count);
    }
}
