package dev.candor.job.cli;

import dev.candor.model.ExitCode;
import dev.candor.setting.Values;
import java.util.List;

/**
 * One thing Candor does, as {@code jobs/<verb>}. A verb is a picocli {@code @Command} whose {@code @Option} fields are
 * filled before either method is called; the options of {@link CommonOptions} are added by {@link Shell}.
 *
 * <p>Give choices and defaults as they are typed ({@code defaultValue = "prompt-max"}): an enum is read and shown in
 * lower case with hyphens. Anything the user can mend is thrown as {@link dev.candor.model.UserException}.
 */
public interface Verb {
    /** The settings of the action behind it, each a flag; the flags that the verb declares itself are added to them. */
    default Values values() {
        return new Values(List.of());
    }

    /** Does it. Results go to {@code context.out()}, everything else to {@code context.err()}. */
    ExitCode run(RunContext context);

    /** What {@link #run} would read, compute and write: a line each, for {@code --plan}. Touches nothing. */
    List<String> plan(RunContext context);
}
