package dev.candor.job.settle;

import dev.candor.api.Settlement;
import dev.candor.api.settings.SettleSettings;
import dev.candor.api.settings.Tables;
import dev.candor.engine.runtime.EngineLimits;
import dev.candor.io.gate.InputPaths;
import dev.candor.io.schema.TableFormat;
import dev.candor.job.cli.RunContext;
import dev.candor.job.cli.Verb;
import dev.candor.job.run.GatedReports;
import dev.candor.job.run.PublishedRun;
import dev.candor.mechanism.payment.Exaggeration;
import dev.candor.model.Divergence;
import dev.candor.model.ExitCode;
import dev.candor.model.LocalSearch;
import dev.candor.model.MechanismSpec;
import dev.candor.model.Normalisation;
import dev.candor.model.PaymentRule;
import dev.candor.model.RewardDomain;
import dev.candor.model.Rounding;
import dev.candor.model.SettlementSummary;
import dev.candor.model.Tariff;
import dev.candor.report.settlement.ConsoleReport;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Settles the bundled sample and shows why it pays to be honest. */
@Command(name = "quickstart", description = "Settle the bundled sample and show what exaggerating would have gained.")
public final class QuickstartJob implements Verb {
    private static final double LAMBDA = 10;
    private static final int SHOWN = 5;
    private static final double CLAIM = 3;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            required = true,
            description = "The folder of reports.csv, candidates.csv, agents.csv and prompts.csv.")
    private String data;

    @Override
    public List<String> plan(RunContext context) {
        return List.of(
                "read: the sample at " + data,
                "compute: the tabular policy under kl, lambda " + LAMBDA + ", and affine-maximiser payments",
                "write: a run directory below the system's temporary directory");
    }

    @Override
    public ExitCode run(RunContext context) {
        InputPaths paths = new InputPaths(
                table("reports"),
                Optional.of(table("candidates")),
                Optional.of(table("agents")),
                Optional.of(table("prompts")),
                Optional.empty());
        SettleSettings settings = new SettleSettings(
                new MechanismSpec(
                        Divergence.KL,
                        LAMBDA,
                        PaymentRule.AFFINE_MAXIMISER,
                        Normalisation.NONE,
                        RewardDomain.UNRESTRICTED),
                new Tariff("EUR", 2, BigDecimal.valueOf(100), Rounding.LARGEST_REMAINDER),
                new LocalSearch(0, 1, 1),
                0,
                Optional.empty(),
                false,
                0);
        String output = temporary().resolve("run").toString();
        return PublishedRun.of(context, output, paths, work -> {
            try (Settlement settlement = Settlement.of(
                    work.spark(),
                    new Tables(paths, Map.of(), false),
                    settings,
                    EngineLimits.DEFAULT,
                    work.phases(),
                    rejected -> GatedReports.quarantine(work, rejected))) {
                SettlementSummary summary = SettlementOutput.publish(work, settlement, TableFormat.CSV);
                List<String> largest = summary.largestPayers().stream()
                        .limit(SHOWN)
                        .map(SettlementSummary.PayerLine::agentId)
                        .toList();
                Map<String, Exaggeration> gains = settlement.exaggerations(CLAIM, largest);
                context.out().print(ConsoleReport.render(summary, context.page()));
                print(context.out(), largest, gains);
                context.out().println("Everything is in " + output + " (open report.html in a browser).");
            }
        });
    }

    private static void print(PrintStream out, List<String> payers, Map<String, Exaggeration> gains) {
        out.println();
        out.printf(
                Locale.ROOT,
                "Had one of them claimed to be %.0f times its size, it would have gained, in utility,%n",
                CLAIM);
        out.printf(Locale.ROOT, "  %-10s %18s %18s%n", "agent", "without payments", "with payments");
        for (String payer : payers) {
            Exaggeration gain = gains.get(payer);
            out.printf(Locale.ROOT, "  %-10s %+18.4f %+18.4f%n", payer, gain.withoutPayments(), gain.withPayments());
        }
        out.println("That is what the payments are for: with them no lie beats the truth.");
        out.println();
    }

    private String table(String name) {
        return Path.of(data, name + ".csv").toString();
    }

    private static Path temporary() {
        try {
            return Files.createTempDirectory("candor-quickstart-");
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot make a temporary directory", e);
        }
    }
}
