package dev.candor.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.candor.job.session.SessionLease;
import dev.candor.model.ExitCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Candor in a process of its own for each number of task threads. */
record CoresBench(Bench bench) {

    ExitCode run(WorkloadSpec spec, List<Long> cores, String json) {
        Workload workload;
        try (SessionLease lease = bench.open()) {
            workload = bench.workload(lease.spark(), spec);
        }
        List<JsonNode> results =
                cores.stream().map(count -> inItsOwnProcess(workload, count)).toList();
        TextColumns table = new TextColumns("master", "median s", "of local[" + cores.get(0) + "]", "peak heap MB");
        double first = results.get(0).get("median_seconds").doubleValue();
        for (int i = 0; i < results.size(); i++) {
            double median = results.get(i).get("median_seconds").doubleValue();
            table.row(
                    "local[" + cores.get(i) + "]",
                    Figures.seconds(median),
                    Figures.fixed(first / median, 2) + "x as fast",
                    Figures.megabytes(results.get(i).get("peak_heap_bytes").longValue()));
        }
        bench.out().print(table.render());
        Bench.write(json, document(cores, results));
        return ExitCode.DONE;
    }

    private static String document(List<Long> cores, List<JsonNode> results) {
        return JsonText.object(json -> {
            json.setCodec(new ObjectMapper());
            for (int i = 0; i < results.size(); i++) {
                json.writeFieldName("local[" + cores.get(i) + "]");
                json.writeTree(results.get(i));
            }
        });
    }

    private JsonNode inItsOwnProcess(Workload workload, long cores) {
        try {
            Path json = Files.createTempFile(bench.work(), "cores-", ".json");
            try {
                int exitCode = new ProcessBuilder(command(workload, cores, json))
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor();
                if (exitCode != 0) {
                    throw new IllegalStateException("the run on local[" + cores + "] ended with exit code " + exitCode);
                }
                return new ObjectMapper()
                        .readTree(json.toFile())
                        .get("contenders")
                        .get(0);
            } finally {
                Files.delete(json);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a run on local[" + cores + "] was waited for", e);
        }
    }

    /** This JVM's own command line with other flags. */
    private List<String> command(Workload workload, long cores, Path json) {
        WorkloadSpec spec = workload.spec();
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), BenchMain.class.getName(), "bench"));
        command.addAll(List.of("--peers=none", "--master=local[" + cores + "]", "--json=" + json));
        command.addAll(List.of(
                "--shape=" + spec.shape().label(), "--order=" + spec.order().label()));
        command.addAll(List.of("--rows=" + spec.rows(), "--seed=" + spec.seed(), "--prompts=" + spec.prompts()));
        command.add("--candidates-per-prompt=" + spec.candidatesPerPrompt());
        command.add("--prompts-per-agent=" + spec.promptsPerAgent());
        command.add("--pareto-shape=" + spec.spread().paretoShape());
        command.add("--reference-spread=" + spec.spread().referenceSpread());
        command.add("--prompt-weight-spread=" + spec.spread().promptWeightSpread());
        command.addAll(List.of("--divergence=" + workload.divergence(), "--lambda=" + workload.lambda()));
        command.addAll(List.of("--warmup=" + bench.warmup(), "--runs=" + bench.runs(), "--work=" + bench.work()));
        if (bench.context().common().quiet()) {
            command.add("--quiet");
        }
        return command;
    }
}
