package dev.candor.engine.candidates;

import dev.candor.engine.runtime.EngineLimits;
import dev.candor.io.parquet.IdDictionary;
import dev.candor.model.UserException;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Every candidate of each prompt, small enough to be in every executor. */
public final class CandidateLists implements Serializable {
    private static final long serialVersionUID = 1L;

    /** What a candidate is taken to need, its id included. */
    private static final long CANDIDATE_BYTES = 64;

    private final IdDictionary prompts = new IdDictionary();
    private final IdDictionary candidates = new IdDictionary();
    /** By prompt code: where its candidates begin; one more at the end. */
    private int[] first = new int[17];
    /** Candidate codes, by prompt. */
    private int[] candidate = new int[64];

    private int size;

    private CandidateLists() {}

    /**
     * Collects the table.
     *
     * @param pairs prompt_id, candidate_id, one row each
     * @throws UserException when they are too many to be sent
     */
    public static CandidateLists of(Dataset<Row> pairs, EngineLimits limits) {
        long count = pairs.count();
        if (count > limits.broadcastBytes() / CANDIDATE_BYTES) {
            throw UserException.configuration("Cannot send " + count + " candidates to every executor: they take more"
                    + " than " + (limits.broadcastBytes() >> 20) + " MiB. Raise --broadcast-limit-mib, or learn"
                    + " without --candidates.");
        }
        List<Row> rows = pairs.orderBy("prompt_id", "candidate_id").collectAsList();
        CandidateLists lists = new CandidateLists();
        for (Row row : rows) {
            lists.add(row.getString(0), row.getString(1));
        }
        return lists;
    }

    private void add(String promptId, String candidateId) {
        int prompt = intern(prompts, promptId);
        if (prompt + 2 > first.length) {
            first = Arrays.copyOf(first, 2 * first.length);
        }
        if (size == candidate.length) {
            candidate = Arrays.copyOf(candidate, 2 * size);
        }
        candidate[size++] = intern(candidates, candidateId);
        first[prompt + 1] = size;
    }

    private static int intern(IdDictionary ids, String id) {
        byte[] bytes = id.getBytes(StandardCharsets.UTF_8);
        return ids.intern(bytes, 0, bytes.length);
    }

    /** The prompt's candidates as codes of {@code ids}, to which they are added, in no order. */
    public int[] of(IdDictionary promptIds, int prompt, IdDictionary ids) {
        int known = prompts.find(promptIds.bytes(), promptIds.start(prompt), promptIds.length(prompt));
        int[] codes = new int[first[known + 1] - first[known]];
        for (int k = 0; k < codes.length; k++) {
            int code = candidate[first[known] + k];
            codes[k] = ids.intern(candidates.bytes(), candidates.start(code), candidates.length(code));
        }
        return codes;
    }
}
