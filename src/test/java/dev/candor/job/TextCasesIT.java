package dev.candor.job;

import dev.candor.Shared;
import dev.candor.model.ExitCode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Text files that were once read wrongly: the right outcome of each. */
class TextCasesIT {
    private static final String SETTLED = "on 2 prompts: 4 candidates, 3 rewards";
    private static final String CHARGED = "0.135264";

    @TempDir
    Path folder;

    static Stream<Arguments> refused() {
        return Stream.of(
                        settle("01-csv-comment-line", "reports.csv", "candidates-comment.csv")
                                .says("Columns found: # exported by the portal.", "begins with #"),
                        settle("01-csv-comment-line", "reports-hash-header.csv", "candidates.csv")
                                .says("Columns found: # agent_id, prompt_id", "for agent_id, rename '# agent_id'"),
                        settle("01-csv-comment-line", "reports.csv", "candidates.csv", "--agents", "agents-comment.csv")
                                .says("no column agent_id", "Columns found: # our clients"),
                        settle("02-csv-repeated-header", "reports.csv", "candidates.csv")
                                .says("candidates: 1 × REPEATED_HEADER", "prompt_id,candidate_id"),
                        settle(
                                        "02-csv-repeated-header",
                                        "reports.csv",
                                        "candidates-sound.csv",
                                        "--agents",
                                        "agents.csv")
                                .says("agents: 1 × REPEATED_HEADER"),
                        learn("02-csv-repeated-header", "--comparisons", "comparisons.csv")
                                .says("comparisons: 1 × REPEATED_HEADER: the row repeats the header"),
                        learn("07-json-shapes", "--rankings", "rankings-two-a-line.jsonl")
                                .says("1 × SEVERAL_VALUES: more follows the first JSON value"),
                        learn("07-json-shapes", "--rankings", "rankings-other-column.jsonl")
                                .says("no column ranking", "rank_order"),
                        learn("07-json-shapes", "--rankings", "rankings-as-text.jsonl")
                                .says("1 × NOT_AN_ARRAY"),
                        learn("07-json-shapes", "--rankings", "rankings-empty.jsonl")
                                .says("the rankings table", "is empty"),
                        settle("07-json-shapes", "reports-duplicate-keys.jsonl", "candidates.csv")
                                .says("1 × REPEATED_KEY"),
                        settle("07-json-shapes", "reports-nested-ids.jsonl", "candidates.csv")
                                .says("1 × NOT_A_TEXT"),
                        settle("07-json-shapes", "reports-pretty.json", "candidates.csv")
                                .says("is a JSON array", "one object per line", "jq -c '.[]'"),
                        learn("14-rankings-degenerate", "--rankings", "ties-as-lists.jsonl")
                                .says(
                                        "1 × TIED_CANDIDATES",
                                        "ties cannot be ranked; write comparisons with outcome tie"),
                        learn("14-rankings-degenerate", "--rankings", "single-choices.jsonl")
                                .says("1 × TOO_SHORT", "write one comparison with each other candidate shown"))
                .map(Arguments::of);
    }

    /** A command in a folder of cases, and what it must say. */
    private record Case(String folder, List<String> command, List<String> said) {
        Case says(String... words) {
            return new Case(folder, command, List.of(words));
        }
    }

    private static Case settle(String folder, String reports, String candidates, String... more) {
        List<String> command = new ArrayList<>(List.of("settle", "--lambda", "1"));
        command.addAll(List.of("--reports", reports, "--candidates", candidates));
        command.addAll(Arrays.asList(more));
        return new Case(folder, command, List.of());
    }

    private static Case learn(String folder, String... flags) {
        List<String> command = new ArrayList<>(List.of("learn"));
        command.addAll(Arrays.asList(flags));
        return new Case(folder, command, List.of());
    }

    private VerbRun run(Case one) {
        Path data = Shared.folder("cases/" + one.folder());
        List<String> command = new ArrayList<>(one.command().stream()
                .map(word -> word.matches(".*\\.(csv|json|jsonl)")
                        ? data.resolve(word).toString()
                        : word)
                .toList());
        command.add("--output=" + folder.resolve("out"));
        return VerbRun.job(command);
    }

    @ParameterizedTest
    @MethodSource
    void refused(Case one) {
        run(one).isRefused(ExitCode.INPUT_REJECTED, one.said().toArray(String[]::new));
    }

    @ParameterizedTest
    @MethodSource
    void settled(Case one) {
        Assertions.assertThat(run(one).isDone().out()).contains(SETTLED, CHARGED);
    }

    static Stream<Arguments> settled() {
        return Stream.of(
                        settle("01-csv-comment-line", "reports-hash-ids.csv", "candidates.csv"),
                        settle("01-csv-comment-line", "reports.csv", "candidates.csv"))
                .map(Arguments::of);
    }
}
