package dev.candor.job;

import dev.candor.LocalSpark;
import dev.candor.model.ExitCode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.Util;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A Parquet file whose footer hides a row ends every verb that takes the table, whichever table it is. */
class LyingFootersIT {
    private static final String PAIRS =
            "values ('p','x'), ('p','y'), ('q','x'), ('q','y') as t(prompt_id, candidate_id)";
    private static final String PEOPLE =
            "values ('ann'), ('bob'), ('cyd'), ('dan'), ('eve'), ('fay'), ('gus'), ('hal') as t(agent_id)";
    private static final Map<String, String> TABLES = Map.ofEntries(
            Map.entry(
                    "reports",
                    "select agent_id, prompt_id, candidate_id, if(candidate_id = 'x', 1D, 0.5D) reward from " + PEOPLE
                            + ", (select * from " + PAIRS + ")"),
            Map.entry("candidates", "select *, -1D ref_logprob from " + PAIRS),
            Map.entry(
                    "features",
                    "select *, array(if(candidate_id = 'x', 1D, 0D), if(prompt_id = 'p', 1D, -1D)) features from "
                            + PAIRS),
            Map.entry("agents", "select *, 1.5D weight from " + PEOPLE),
            Map.entry("prompts", "values ('p', 1D), ('q', 2D) as t(prompt_id, prompt_weight)"),
            Map.entry("experts", "select *, 'e' expert_id, 0.5D prob from " + PAIRS),
            Map.entry("errors", "select *, 0.1D delta, 0.9D confidence from " + PEOPLE),
            Map.entry("coefficients", "select *, array(1D, 0.5D) beta from " + PEOPLE),
            Map.entry("valuations", "select *, 'm' checkpoint_id, 1D value from " + PEOPLE),
            Map.entry("checkpoints", "values ('m'), ('n') as t(checkpoint_id)"),
            Map.entry(
                    "comparisons",
                    "select *, 'p' prompt_id, 'x' candidate_a, 'y' candidate_b, 'a' outcome from " + PEOPLE),
            Map.entry("rankings", "select *, 'q' prompt_id, array('x', 'y') ranking from " + PEOPLE),
            Map.entry(
                    "ratings",
                    "select agent_id, prompt_id, candidate_id, if(candidate_id = 'x', 1D, 0.5D) rating from " + PEOPLE
                            + ", (select * from " + PAIRS + ")"),
            Map.entry("gold", "values ('p', 'x'), ('q', 'y') as t(prompt_id, better)"));

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "settle --reports reports --candidates candidates --agents agents --prompts prompts --errors errors"
                        + " --lambda 1",
                "settle --policy-class mixture --reports reports --candidates candidates --experts experts --lambda 1",
                "settle --policy-class log-linear --coefficients coefficients --candidates features --agents agents"
                        + " --lambda 1",
                "settle --policy-class catalog --valuations valuations --checkpoints checkpoints --lambda 1",
                "validate --reports reports --candidates candidates --agents agents --prompts prompts",
                "validate --coefficients coefficients --candidates features --agents agents",
                "validate --comparisons comparisons --candidates candidates --agents agents",
                "validate --rankings rankings",
                "validate --ratings ratings --rating-scale 0:1",
                "learn --comparisons comparisons --candidates candidates --agents agents",
                "learn --rankings rankings --candidates candidates",
                "learn --model linear --comparisons comparisons --candidates features",
                "learn --model low-rank --ratings ratings --rating-scale 0:1 --validation-folds 3",
                "calibrate --comparisons comparisons --gold gold",
            })
    void everyTableOfTheVerb(String line) throws IOException {
        List<String> words = List.of(line.split(" "));
        VerbRun.job(command(words, "")).isDone();
        for (int at = 2; at < words.size(); at++) {
            String table = words.get(at);
            if (TABLES.containsKey(table)) {
                for (Lie lie : Lie.values()) {
                    Path lying = folder.resolve(table + "-" + lie + ".parquet");
                    Files.write(lying, lie.told(Files.readAllBytes(sound(table))));
                    VerbRun.job(command(words, table, lying))
                            .isRefused(ExitCode.INPUT_REJECTED, lying + ": it is damaged: ");
                }
            }
        }
    }

    private List<String> command(List<String> words, String lying, Path... instead) throws IOException {
        List<String> command = new ArrayList<>();
        for (String word : words) {
            boolean table = TABLES.containsKey(word) && !command.isEmpty();
            command.add(!table ? word : (word.equals(lying) ? instead[0] : sound(word)).toString());
        }
        if (!words.get(0).equals("validate")) {
            command.addAll(List.of("--output", folder.resolve("out" + lying).toString()));
        }
        return command;
    }

    private Path sound(String table) throws IOException {
        Path place = folder.resolve(table);
        if (!Files.exists(place)) {
            LocalSpark.session().sql(TABLES.get(table)).coalesce(1).write().parquet(place.toString());
        }
        try (var files = Files.list(place)) {
            return files.filter(file -> file.toString().endsWith(".parquet"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** How many rows a footer takes from where. */
    private enum Lie {
        OF_ROW_GROUP,
        OF_FILE_TOO,
        OF_COLUMNS_TOO;

        byte[] told(byte[] bytes) throws IOException {
            int tail = bytes.length - 8;
            int length = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(tail);
            FileMetaData footer = Util.readFileMetaData(new ByteArrayInputStream(bytes, tail - length, length));
            RowGroup group = footer.getRow_groups().get(0);
            group.setNum_rows(group.getNum_rows() - 1);
            if (this != OF_ROW_GROUP) {
                footer.setNum_rows(footer.getNum_rows() - 1);
            }
            if (this == OF_COLUMNS_TOO) {
                group.getColumns()
                        .forEach(column -> column.getMeta_data()
                                .setNum_values(column.getMeta_data().getNum_values() - 1));
            }
            ByteArrayOutputStream written = new ByteArrayOutputStream();
            written.write(Arrays.copyOf(bytes, tail - length));
            Util.writeFileMetaData(footer, written);
            int size = written.size() - (tail - length);
            written.write(ByteBuffer.allocate(4)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putInt(size)
                    .array());
            written.write(bytes, tail + 4, 4);
            return written.toByteArray();
        }
    }
}
