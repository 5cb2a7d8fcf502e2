package dev.candor.job;

import dev.candor.LocalSpark;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Four sound CSV tables of three agents on two prompts; a test replaces one at a time. */
public final class SmallInput {
    public static final String REPORTS = """
            agent_id,prompt_id,candidate_id,reward
            ann,greeting,formal,1.0
            ann,greeting,warm,0.25
            bob,greeting,warm,2.0
            bob,joke,dry,3.0
            cyd,joke,dry,0.5
            cyd,joke,silly,1.5
            """;
    public static final String CANDIDATES = """
            prompt_id,candidate_id,ref_logprob
            greeting,formal,-1.0
            greeting,warm,-2.0
            joke,dry,-0.5
            joke,silly,-0.75
            """;
    static final String AGENTS = """
            agent_id,weight,boost
            ann,2.0,1.5
            bob,1.0,1.0
            cyd,0.5,1.0
            """;
    static final String PROMPTS = """
            prompt_id,prompt_weight
            greeting,3.0
            joke,1.0
            """;

    private final Path folder;
    private final Map<String, Path> tables = new LinkedHashMap<>();

    public SmallInput(Path folder) {
        this.folder = folder;
        with("reports", "reports.csv", REPORTS);
        with("candidates", "candidates.csv", CANDIDATES);
        with("agents", "agents.csv", AGENTS);
        with("prompts", "prompts.csv", PROMPTS);
    }

    /** Writes {@code text} to the file {@code name} and takes it for {@code table}. */
    public SmallInput with(String table, String name, String text) {
        try {
            Files.createDirectories(folder);
            return with(table, Files.writeString(folder.resolve(name), text));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public SmallInput with(String table, Path path) {
        tables.put(table, path);
        return this;
    }

    public SmallInput without(String table) {
        tables.remove(table);
        return this;
    }

    /** The reports with {@code row} added. */
    public SmallInput withReport(String row) {
        return with("reports", "reports.csv", REPORTS + row + "\n");
    }

    /** The file of the reports as Parquet. */
    Path parquetReports() {
        Path parquet = folder.resolve("reports.parquet");
        LocalSpark.session()
                .read()
                .option("header", true)
                .schema("agent_id string, prompt_id string, candidate_id string, reward double")
                .csv(tables.get("reports").toString())
                .coalesce(1)
                .write()
                .parquet(parquet.toString());
        try (var files = Files.list(parquet)) {
            return files.filter(file -> file.toString().endsWith(".parquet"))
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@code verb}, the flags of the tables, then {@code flags}. */
    public List<String> command(String verb, String... flags) {
        List<String> command = new ArrayList<>(List.of(verb));
        tables.forEach((table, path) -> command.addAll(List.of("--" + table, path.toString())));
        command.addAll(List.of(flags));
        return command;
    }
}
