package dev.candor.job.cli;

import dev.candor.model.ExitCode;

/** What {@code --plan} prints. */
final class Plan {
    private Plan() {}

    static ExitCode print(Verb verb, RunContext context) {
        context.out().println("# Effective configuration of " + context.verb() + " (secrets blanked)");
        context.redactedConfiguration().forEach((key, value) -> context.out().println(key + " = " + value));
        context.out().println("# Would do");
        verb.plan(context).forEach(context.out()::println);
        return ExitCode.DONE;
    }
}
