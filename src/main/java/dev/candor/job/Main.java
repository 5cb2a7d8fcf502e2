package dev.candor.job;

import dev.candor.failure.Failures;
import dev.candor.job.audit.AuditJob;
import dev.candor.job.cli.JavaVersion;
import dev.candor.job.cli.Shell;
import dev.candor.job.cli.Stop;
import dev.candor.job.cli.Verb;
import dev.candor.job.export.ExportJob;
import dev.candor.job.learn.CalibrateJob;
import dev.candor.job.learn.FeaturesJob;
import dev.candor.job.learn.LearnJob;
import dev.candor.job.settle.PackJob;
import dev.candor.job.settle.QuickstartJob;
import dev.candor.job.settle.SettleJob;
import dev.candor.job.settle.ValidateJob;
import dev.candor.job.study.AuditEquivalenceJob;
import dev.candor.job.study.StudyCurvesJob;
import dev.candor.job.study.StudyImplementabilityJob;
import dev.candor.job.study.StudyNecessityJob;
import dev.candor.job.study.StudyNoiseJob;
import dev.candor.job.sweep.SweepJob;
import dev.candor.job.tools.GenerateJob;
import dev.candor.job.tools.Selfcheck;
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

    /**
     * Runs one verb, as on a JVM of the version {@code java}.
     *
     * @param java the version that runs this
     */
    public static ExitCode run(int java, PrintStream out, PrintStream err, Stop stop, String... arguments) {
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
                new SweepJob(),
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
