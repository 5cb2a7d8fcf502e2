package dev.candor.job.cli;

import dev.candor.io.files.Redaction;
import dev.candor.io.files.Secrets;
import dev.candor.model.Nearest;
import dev.candor.model.UserException;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.OverwrittenOptionException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Puts what the parser says into one sentence with the value, its source and what to change. */
final class UsageErrors {
    private UsageErrors() {}

    /** The error to talk about: a mistyped flag before what its absence causes. */
    static Optional<ParameterException> first(List<Exception> errors) {
        List<ParameterException> usage = errors.stream()
                .filter(ParameterException.class::isInstance)
                .map(ParameterException.class::cast)
                .toList();
        return usage.stream()
                .filter(UnmatchedArgumentException.class::isInstance)
                .findFirst()
                .or(() -> usage.stream().findFirst());
    }

    static UserException explain(String verb, ParameterException error, Settings settings) {
        return UserException.configuration(
                Secrets.inText(message(error, settings)) + " See jobs/" + Shell.typed(verb) + " --help.");
    }

    private static String message(ParameterException error, Settings settings) {
        if (error instanceof UnmatchedArgumentException unmatched) {
            return unknown(
                    unmatched.getUnmatched().get(0), error.getCommandLine().getCommandSpec());
        }
        if (error instanceof OverwrittenOptionException overwritten
                && overwritten.getOverwritten() instanceof OptionSpec option) {
            return "Cannot use --" + Options.key(option) + " twice: which of the two values holds would be a guess.";
        }
        if (error instanceof MissingParameterException missing && error.getValue() == null) {
            return missing(missing.getMissing(), error);
        }
        return error.getArgSpec() instanceof OptionSpec option && error.getValue() != null
                ? wrongValue(option, error, settings)
                : error.getMessage() + ".";
    }

    private static String unknown(String argument, CommandSpec spec) {
        if (!argument.startsWith("-")) {
            return "Cannot use '" + argument + "': every value needs a flag before it.";
        }
        String flag = argument.replaceFirst("=.*", "");
        Collection<String> known = spec.optionsMap().keySet();
        return "Cannot use unknown flag '" + flag + "'." + Nearest.question(flag, known);
    }

    private static String missing(List<ArgSpec> missing, ParameterException error) {
        boolean valueOfFlagMissing = missing.size() == 1 && error.getMessage().startsWith("Missing required parameter");
        String flags = missing.stream()
                .map(option -> option instanceof OptionSpec flag ? "--" + Options.key(flag) : option.paramLabel())
                .collect(Collectors.joining(", "));
        return valueOfFlagMissing
                ? "Cannot use " + flags + " without a value."
                : "Cannot run without " + flags + ": give it as a flag, with --set or in the --config file.";
    }

    private static String wrongValue(OptionSpec option, ParameterException error, Settings settings) {
        String key = Options.key(option);
        // Defaults are read first, so a bad setting is met before a bad flag.
        String source = settings.of(key)
                .filter(setting -> setting.value().equals(error.getValue()))
                .map(Settings.Setting::source)
                .orElse("flag --" + key);
        return "Cannot use " + key + " = '" + Redaction.of(settings.all()).value(key, error.getValue()) + "' (" + source
                + "): " + reason(option, error);
    }

    private static String reason(OptionSpec option, ParameterException error) {
        return wanted(option.type())
                .map(wanted -> "it is not " + wanted + ".")
                .orElseGet(() -> error.getCause() instanceof TypeConversionException own
                        ? own.getMessage()
                        : error.getMessage() + ".");
    }

    private static Optional<String> wanted(Class<?> type) {
        if (List.<Class<?>>of(int.class, Integer.class, long.class, Long.class).contains(type)) {
            return Optional.of("a whole number");
        }
        if (List.<Class<?>>of(double.class, Double.class, BigDecimal.class).contains(type)) {
            return Optional.of("a number");
        }
        if (type == boolean.class || type == Boolean.class) {
            return Optional.of("true or false");
        }
        return Optional.empty();
    }
}
