package dev.candor.engine.candidates;

import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;

/**
 * One population with everything that could tempt a settlement to depend on the order of its rows: sparse reports of
 * clustered tastes, Pareto weights, a spread of references, boosts, prompt weights, identical rows twice, payers of
 * several agents, ids outside ASCII, and a prompt so wide that the prompts make three blocks.
 */
public final class ScatteredPopulation {
    private static final int AGENTS = 240;
    private static final int PROMPTS = 40;
    private static final int CLUSTERS = 3;
    /** More than a block of prompts holds. */
    private static final int WIDEST = Layout.BLOCK_SLOTS + 500;

    private static final String[] ALPHABETS = {"a", "Z", "é", "\uFF5E", "\uD83D\uDE00", "10", "9"};

    private final Random random = new Random(20_405);
    private final List<String> reports = new ArrayList<>();
    private final List<String> candidates = new ArrayList<>();
    private final List<String> agents = new ArrayList<>();
    private final List<String> prompts = new ArrayList<>();

    public ScatteredPopulation() {
        int[] width = new int[PROMPTS];
        for (int c = 0; c < PROMPTS; c++) {
            width[c] = c == PROMPTS / 2 ? WIDEST : 2 + random.nextInt(9);
            prompts.add(prompt(c) + "," + (c % 13 == 5 ? 0.0 : random.nextDouble()));
            for (int x = 0; x < width[c]; x++) {
                candidates.add(prompt(c) + "," + candidate(x) + "," + 6 * random.nextGaussian());
            }
        }
        for (int i = 0; i < AGENTS; i++) {
            int payer = i % 5 == 0 ? i / 10 : i;
            double pareto = StrictMath.pow(random.nextDouble(), -1 / 1.2);
            agents.add(agent(i) + "," + pareto + "," + (payer % 3 == 0 ? 1.5 : 1) + ",payer-" + agent(payer));
            report(i, width);
        }
    }

    private void report(int i, int[] width) {
        for (int c = 0; c < PROMPTS; c++) {
            if (random.nextInt(3) > 0) {
                continue;
            }
            for (int x = 0; x < width[c]; x += width[c] > 20 ? 1 + random.nextInt(20_000) : 1 + random.nextInt(2)) {
                double taste = new Random(1000L * (i % CLUSTERS) + 31L * c + x).nextDouble();
                String row = agent(i) + "," + prompt(c) + "," + candidate(x) + ","
                        + (0.7 * taste + 0.3 * random.nextDouble());
                reports.add(row);
                if (random.nextInt(12) == 0) {
                    reports.add(row);
                }
            }
        }
    }

    private static String agent(int i) {
        return ALPHABETS[i % ALPHABETS.length] + "-agent-" + i;
    }

    private static String prompt(int c) {
        return c == PROMPTS / 2 ? "m-wide" : ALPHABETS[c % ALPHABETS.length] + "-prompt-" + c;
    }

    private static String candidate(int x) {
        return ALPHABETS[x % ALPHABETS.length] + x;
    }

    public int reportRows() {
        return reports.size();
    }

    /** The tables as CSV, rows in the order they were drawn, one file each. */
    public Path write(Path folder) {
        return write(folder, 1, 0);
    }

    /** The tables as CSV, rows shuffled by {@code seed}, each over {@code files} files of unequal size, some gzipped. */
    public Path write(Path folder, int files, long seed) {
        table(folder.resolve("reports"), "agent_id,prompt_id,candidate_id,reward", reports, files, seed);
        table(folder.resolve("candidates"), "prompt_id,candidate_id,ref_logprob", candidates, files, seed);
        table(folder.resolve("agents"), "agent_id,weight,boost,payer_id", agents, files, seed);
        table(folder.resolve("prompts"), "prompt_id,prompt_weight", prompts, files, seed);
        return folder;
    }

    private static void table(Path folder, String header, List<String> rows, int files, long seed) {
        List<String> order = new ArrayList<>(rows);
        if (seed != 0) {
            Collections.shuffle(order, new Random(seed));
        }
        int from = 0;
        for (int file = 0; file < files; file++) {
            int to = file + 1 == files ? order.size() : from + (order.size() - from) / (2 + file % 2);
            part(folder, file, header, order.subList(from, to));
            from = to;
        }
    }

    private static void part(Path folder, int file, String header, List<String> rows) {
        boolean zipped = file % 2 == 1;
        try {
            Path path = Files.createDirectories(folder).resolve("part-" + file + (zipped ? ".csv.gz" : ".csv"));
            try (Writer out = new OutputStreamWriter(
                    zipped ? new GZIPOutputStream(Files.newOutputStream(path)) : Files.newOutputStream(path),
                    StandardCharsets.UTF_8)) {
                out.write(header + "\n" + String.join("\n", rows) + "\n");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
