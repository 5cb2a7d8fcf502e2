package dev.candor.job;

import dev.candor.engine.Sweep;
import dev.candor.model.ExitCode;
import dev.candor.model.UserException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/** {@code Main verb flag...}: the process behind {@code jobs/verb}; what it returns is an ExitCode. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        // Ours names its locale everywhere; what Spark and Hadoop write must not depend on the user's either.
        Locale.setDefault(Locale.ROOT);
        PrintStream out = utf8(FileDescriptor.out);
        PrintStream err = utf8(FileDescriptor.err);
        Stop stop = new Stop();
        stop.listen(err);
        System.exit(run(Runtime.version().feature(), out, err, stop, arguments).code());
    }

    /** @param java the version that runs this */
    static ExitCode run(int java, PrintStream out, PrintStream err, Stop stop, String... arguments) {
        try {
            JavaVersion.require(java);
        } catch (UserException refused) {
            return Failures.standard().report(refused, err);
        }
        return new Shell(verbs(), Failures.standard(), stop, out, err).run(arguments);
    }

    /** Everything Candor does. */
    public static List<Verb> verbs() {
        return List.of(
                new SettleJob(),
                new ValidateJob(),
                new LearnJob(),
                new CalibrateJob(),
                new FeaturesJob(),
                new PackJob(),
                new SweepJob((work, reports, mechanisms, limits) ->
                        new Sweep(work.spark(), mechanisms, limits).run(reports, work.phases())),
                new ExportJob(),
                new AuditJob(),
                new StudyNecessityJob(),
                new StudyCurvesJob(),
                new StudyImplementabilityJob(),
                new StudyNoiseJob(),
                new AuditEquivalenceJob(),
                new GenerateJob(),
                new QuickstartJob(),
                new Selfcheck());
    }

    /** λ and × reach the terminal whatever the locale of the JVM. */
    private static PrintStream utf8(FileDescriptor descriptor) {
        return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
    }
}
