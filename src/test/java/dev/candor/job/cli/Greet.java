package dev.candor.job.cli;

import dev.candor.model.ExitCode;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** A verb to test the frame with: keeps its context, does what it is told. */
@Command(name = "greet", description = "Say hello.")
public final class Greet implements Verb {
    enum Tone {
        FLAT,
        VERY_LOUD
    }

    @Option(names = "--name", required = true, paramLabel = "NAME", description = "Whom.")
    String name;

    @Option(names = "--lambda", defaultValue = "0.5", description = "A double.")
    double lambda;

    @Option(names = "--count", defaultValue = "3", description = "An int.")
    int count;

    @Option(names = "--unit-price", defaultValue = "1", description = "Money.")
    BigDecimal unitPrice;

    @Option(names = "--tone", defaultValue = "flat", description = "How.")
    Tone tone;

    @Option(names = "--shy", description = "A switch.")
    boolean shy;

    @Option(names = "--words", split = ",", description = "A list.")
    List<String> words;

    @Option(names = "--api-token", description = "A secret.")
    String apiToken;

    @Option(names = "--output", description = "Where to.")
    @DoesNotAffectResult
    Path output;

    public RunContext context;
    private final Function<RunContext, ExitCode> body;

    public Greet(Function<RunContext, ExitCode> body) {
        this.body = body;
    }

    @Override
    public ExitCode run(RunContext given) {
        context = given;
        return body.apply(given);
    }

    @Override
    public List<String> plan(RunContext given) {
        return List.of("write: hello " + name);
    }
}
