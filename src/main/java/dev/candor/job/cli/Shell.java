package dev.candor.job.cli;

import dev.candor.failure.Failures;
import dev.candor.io.files.Redaction;
import dev.candor.io.run.BuildId;
import dev.candor.model.ExitCode;
import dev.candor.model.Nearest;
import dev.candor.model.UserException;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Reads a command line, runs one verb, says how it ended. Precedence: flags > --set > --config > defaults. */
public final class Shell {
    private final Map<String, Verb> verbs = new TreeMap<>();
    private final Failures failures;
    private final Stop stop;
    private final RedactedStream out;
    private final RedactedStream err;

    public Shell(List<? extends Verb> verbs, Failures failures, PrintStream out, PrintStream err) {
        this(verbs, failures, new Stop(), out, err);
    }

    public Shell(List<? extends Verb> verbs, Failures failures, Stop stop, PrintStream out, PrintStream err) {
        verbs.forEach(
                verb -> this.verbs.put(CommandSpec.forAnnotatedObject(verb).name(), verb));
        this.failures = failures;
        this.stop = stop;
        this.out = new RedactedStream(out);
        this.err = new RedactedStream(err);
    }

    /** Runs {@code verb flag...}; never throws. */
    public ExitCode run(String... arguments) {
        stop.begin();
        try {
            return dispatch(arguments);
        } catch (Throwable failure) {
            return failures.report(
                    stop.accept().<Throwable>map(stopped -> stopped).orElse(failure), err);
        } finally {
            stop.end();
        }
    }

    /** The JVM puts U+FFFD where it cannot tell what was typed. */
    private static void requireLegible(String... arguments) {
        for (String argument : arguments) {
            if (argument.contains("\uFFFD")) {
                throw UserException.configuration("Cannot read the command line: '" + argument
                        + "' is not in the encoding of this process (" + System.getProperty("sun.jnu.encoding")
                        + "). Set LC_ALL=C.UTF-8, or write the name in UTF-8.");
            }
        }
    }

    private ExitCode dispatch(String... arguments) {
        requireLegible(arguments);
        String name = arguments.length == 0 ? "--help" : arguments[0];
        if (name.equals("--help") || name.equals("-h")) {
            verbs.forEach((verb, what) -> out.println("jobs/" + typed(verb) + "  " + summary(what)));
            return ExitCode.DONE;
        }
        if (name.equals("--version") || name.equals("-V")) {
            out.println("candor " + BuildId.current());
            return ExitCode.DONE;
        }
        String twoWords = arguments.length > 1 ? name + "-" + arguments[1] : "";
        if (verbs.containsKey(twoWords)) {
            return run(twoWords, verbs.get(twoWords), Arrays.copyOfRange(arguments, 2, arguments.length));
        }
        Verb verb = verbs.get(name);
        if (verb == null) {
            requireSecondWord(name);
            throw UserException.configuration("Cannot run unknown verb '" + name + "'."
                    + Nearest.question(name, verbs.keySet()) + " Verbs: " + String.join(", ", verbs.keySet()) + ".");
        }
        return run(name, verb, Arrays.copyOfRange(arguments, 1, arguments.length));
    }

    /** A verb of two words, typed as one. */
    private void requireSecondWord(String name) {
        List<String> second = verbs.keySet().stream()
                .filter(verb -> verb.startsWith(name + "-"))
                .map(verb -> verb.substring(name.length() + 1))
                .toList();
        if (!second.isEmpty()) {
            throw UserException.configuration("Cannot run '" + name + "' without saying which: jobs/" + name + " "
                    + String.join(" | ", second) + ".");
        }
    }

    /** Verbs of two words have a hyphen between them; a blank on the command line. */
    static String typed(String verb) {
        return verb.replace('-', ' ');
    }

    private static String summary(Verb verb) {
        return String.join(
                " ", CommandSpec.forAnnotatedObject(verb).usageMessage().description());
    }

    private ExitCode run(String name, Verb verb, String... flags) {
        CommonOptions common = new CommonOptions();
        CommandLine command = command(name, verb, common);
        Settings settings = settings(name, flags);
        hide(settings.all());
        settings.rejectUnknown(
                name,
                Options.settable(command.getCommandSpec()).stream()
                        .map(Options::key)
                        .toList());
        parse(name, command, settings, flags);
        if (command.isUsageHelpRequested()) {
            command.usage(out);
            return ExitCode.DONE;
        }
        if (command.isVersionHelpRequested()) {
            out.println("candor " + BuildId.current());
            return ExitCode.DONE;
        }
        common.validate();
        common.addSparkConfBelowFlags(settings.sparkConf());
        RunContext context = context(name, common, command.getCommandSpec());
        return common.plan() ? Plan.print(verb, context) : verb.run(context);
    }

    private RunContext context(String name, CommonOptions common, CommandSpec spec) {
        NavigableMap<String, String> effective = Options.effective(spec);
        // The launcher hands --master to spark-submit, which hands it on as a property.
        effective.putIfAbsent("master", System.getProperty("spark.master", "local[*]"));
        return new RunContext(name, common, effective, Options.affectingResult(spec), hide(effective), stop, out, err);
    }

    /** Keeps the secrets of these settings out of everything that is said. */
    private Redaction hide(Map<String, String> settings) {
        Redaction redaction = Redaction.of(settings);
        out.hide(redaction);
        err.hide(redaction);
        return redaction;
    }

    static CommandLine command(String name, Verb verb, CommonOptions common) {
        CommandSpec spec = CommandSpec.forAnnotatedObject(verb);
        Options.add(spec, verb.values());
        spec.addMixin("common", CommandSpec.forAnnotatedObject(common));
        spec.addMixin("sources", CommandSpec.forAnnotatedObject(new SettingSources()));
        Options.adapt(spec);
        spec.name("jobs/" + typed(name)).interpolateVariables(false);
        spec.usageMessage()
                .showDefaultValues(true)
                .sortOptions(false)
                .abbreviateSynopsis(true)
                .autoWidth(true);
        return new CommandLine(spec);
    }

    /** Finds --config and --set before the flags are parsed: what they say are the flags' defaults. */
    private static Settings settings(String name, String... flags) {
        SettingSources sources = new SettingSources();
        CommandLine first = new CommandLine(CommandSpec.forAnnotatedObject(sources)).setUnmatchedArgumentsAllowed(true);
        parse(name, first, Settings.none(), flags);
        return sources.read();
    }

    private static void parse(String name, CommandLine command, Settings settings, String... flags) {
        command.setDefaultValueProvider(argument -> settings.of(Options.key((OptionSpec) argument))
                .map(Settings.Setting::value)
                .orElse(null));
        command.setExpandAtFiles(false).getCommandSpec().parser().collectErrors(true);
        UsageErrors.first(command.parseArgs(flags).errors()).ifPresent(error -> {
            throw UsageErrors.explain(name, error, settings);
        });
    }
}
