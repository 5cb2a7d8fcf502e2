package dev.candor.engine.candidates;

import dev.candor.engine.runtime.IdArray;
import dev.candor.io.parquet.IdDictionary;
import java.io.Serializable;
import java.util.Arrays;

/**
 * Every candidate of the run by its ids, small enough to be in every executor: slot s is the s-th pair (prompt_id,
 * candidate_id) in the order of ids. P prompts, M slots, C distinct candidate ids.
 */
public final class CandidateIndex implements Serializable {
    private static final long serialVersionUID = 1L;

    /** Bytes a slot takes, ids apart. */
    static final long SLOT_BYTES = 24;

    public final Layout layout;
    private final IdDictionary promptIds;
    /** Code of the prompt id of each prompt, length P. */
    private final int[] promptCode;
    /** Number of the prompt with each code, length P. */
    private final int[] promptOf;

    private final IdDictionary candidateIds;
    /** Code of the candidate id at each rank of the order of ids, length C. */
    private final int[] candidateCode;
    /** Rank of each candidate code. */
    private final int[] candidateRank;
    /** Rank of the candidate id of each slot, ascending within a prompt; length M. */
    private final int[] rank;

    private final double[] logBase;
    private final double[] weight;
    final double totalPromptWeight;

    CandidateIndex(
            Layout layout,
            IdDictionary promptIds,
            int[] promptCode,
            IdDictionary candidateIds,
            int[] candidateCode,
            int[] rank,
            double[] logBase,
            double[] weight,
            double totalPromptWeight) {
        this.layout = layout;
        this.promptIds = promptIds;
        this.promptCode = promptCode;
        this.promptOf = inverse(promptCode, promptIds.size());
        this.candidateIds = candidateIds;
        this.candidateCode = candidateCode;
        this.candidateRank = inverse(candidateCode, candidateIds.size());
        this.rank = rank;
        this.logBase = logBase;
        this.weight = weight;
        this.totalPromptWeight = totalPromptWeight;
    }

    private static int[] inverse(int[] of, int codes) {
        int[] inverse = new int[codes];
        Arrays.fill(inverse, -1);
        for (int k = 0; k < of.length; k++) {
            inverse[of[k]] = k;
        }
        return inverse;
    }

    /** Prompts of weight 0. */
    long weightless() {
        return Arrays.stream(weight).filter(q -> q == 0).count();
    }

    /** Number of the prompt with this id, or −1. */
    public int prompt(byte[] bytes, int offset, int length) {
        int code = promptIds.find(bytes, offset, length);
        return code < 0 ? -1 : promptOf[code];
    }

    /** Rank of this candidate id among all distinct ones, or −1. */
    public int candidate(byte[] bytes, int offset, int length) {
        int code = candidateIds.find(bytes, offset, length);
        return code < 0 ? -1 : candidateRank[code];
    }

    /** Slot of the candidate of this rank on the prompt, or −1. */
    public int slot(int prompt, int candidate) {
        if (prompt < 0 || candidate < 0) {
            return -1;
        }
        int at = Arrays.binarySearch(rank, layout.start(prompt), layout.start(prompt + 1), candidate);
        return at < 0 ? -1 : at;
    }

    public String promptId(int prompt) {
        return promptIds.text(promptCode[prompt]);
    }

    public String candidateId(int slot) {
        return candidateIds.text(candidateCode[rank[slot]]);
    }

    /** The ids and measures of one block of prompts. */
    public PromptBlock block(int block) {
        int firstPrompt = layout.firstPrompt(block);
        int lastPrompt = layout.firstPrompt(block + 1);
        int firstSlot = layout.start(firstPrompt);
        int lastSlot = layout.start(lastPrompt);
        int[] start = new int[lastPrompt - firstPrompt + 1];
        for (int c = 0; c < start.length; c++) {
            start[c] = layout.start(firstPrompt + c) - firstSlot;
        }
        int[] codes = new int[lastSlot - firstSlot];
        for (int x = 0; x < codes.length; x++) {
            codes[x] = candidateCode[rank[firstSlot + x]];
        }
        return new PromptBlock(
                IdArray.of(promptIds, promptCode, firstPrompt, lastPrompt),
                IdArray.of(candidateIds, codes, 0, codes.length),
                start,
                Arrays.copyOfRange(logBase, firstSlot, lastSlot),
                Arrays.copyOfRange(weight, firstPrompt, lastPrompt));
    }

    /** Bytes of the whole. */
    long sizeInBytes() {
        return SLOT_BYTES * rank.length + promptIds.bytes().length + candidateIds.bytes().length + 16L * weight.length;
    }
}
