package dev.candor.report.audit;

import dev.candor.model.AuditSummary;
import dev.candor.model.AuditSummary.AgentLine;
import dev.candor.model.AuditSummary.Attack;
import dev.candor.model.AuditSummary.Duplicates;
import dev.candor.model.AuditSummary.Group;
import dev.candor.model.AuditSummary.Pair;
import dev.candor.model.AuditSummary.Privacy;
import dev.candor.model.AuditSummary.Property;
import dev.candor.model.AuditSummary.Split;
import dev.candor.model.AuditSummary.Strategy;
import dev.candor.model.PaymentConcentration;
import dev.candor.report.chart.BarChart;
import dev.candor.report.settlement.ReportTables;
import dev.candor.report.text.HtmlPage;
import dev.candor.report.text.HtmlTable;
import dev.candor.report.text.Labels;
import dev.candor.report.text.Numbers;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** audit.html: one audit for a person. One file, no scripts, nothing loaded from anywhere. */
public final class AuditReport {
    private static final int BARS = 10;
    private static final int ID_COLUMNS = 26;

    private final AuditSummary summary;
    private final StringBuilder html = new StringBuilder(32_768);

    private AuditReport(AuditSummary summary) {
        this.summary = summary;
    }

    /** The page, in UTF-8 when written as such. */
    public static String render(AuditSummary summary) {
        AuditReport report = new AuditReport(summary);
        report.html.append(HtmlPage.begin("Candor audit", "Audit of a settlement"));
        report.html
                .append("<p class=\"lead\">")
                .append(Labels.html(AuditText.verdict(summary)))
                .append("</p>\n");
        report.notes();
        report.properties();
        summary.attack().ifPresent(report::attack);
        report.falseNames();
        summary.duplicates().ifPresent(report::copies);
        report.concentration();
        report.privacy();
        report.subject();
        return report.html.append(HtmlPage.END).toString();
    }

    private void notes() {
        if (summary.limits().isEmpty()) {
            return;
        }
        html.append("<section class=\"notes\" aria-labelledby=\"notes\">\n<h2 id=\"notes\">To be noted</h2>\n<ul>\n");
        summary.limits()
                .forEach(note -> html.append("<li>").append(Labels.html(note)).append("</li>\n"));
        html.append("</ul>\n</section>\n");
    }

    private void properties() {
        section("properties", "Properties");
        HtmlTable table = new HtmlTable(
                "What the settlement claims, checked row by row, and the row where it is closest to failing or fails most",
                "property",
                "outcome",
                "checked",
                "violations",
                "worst",
                "where");
        for (Property property : summary.properties()) {
            String outcome = Labels.html(AuditText.outcome(property));
            table.row(
                    Labels.html(property.name()),
                    property.isFailure() ? "<strong>" + outcome + "</strong>" : outcome,
                    Numbers.count(property.checked()),
                    Numbers.count(property.violations()),
                    Numbers.typeset(property.worst()),
                    property.worstAt().isEmpty() ? "" : Labels.id(Labels.shortened(property.worstAt(), ID_COLUMNS)));
        }
        html.append(table.html()).append("<details><summary>What each property says</summary>\n<ul>\n");
        summary.properties()
                .forEach(property -> html.append("<li><strong>")
                        .append(Labels.html(property.name()))
                        .append("</strong>: ")
                        .append(Labels.html(property.statement()))
                        .append("</li>\n"));
        html.append("</ul>\n</details>\n</section>\n");
    }

    private void attack(Attack attack) {
        section("attack", "Lies");
        html.append("<p>")
                .append(Numbers.count(attack.sampled(), "agent"))
                .append(" told ")
                .append(Numbers.count(attack.lies(), "lie"))
                .append(
                        " about rewards and size each, and gradient ascents from the best of them and from a random one came on top; claims were ")
                .append(Labels.html(AuditText.domain(attack.domain())))
                .append(
                        ". A gain is what the agent gets more than by the truth, in units of reward × weight; what may be"
                                + " rounding or the solver's gap is 0.</p>\n");
        List<AgentLine> shown = attack.agents().stream()
                .filter(line -> line.gainWithout() > 0)
                .limit(BARS)
                .toList();
        if (!shown.isEmpty()) {
            html.append(BarChart.render(
                    "gains",
                    "Largest gains from lying if nobody paid",
                    "One bar for each agent, " + shown.size() + " in all, from "
                            + Numbers.typeset(Numbers.figure(shown.get(0).gainWithout())) + " down to "
                            + Numbers.typeset(
                                    Numbers.figure(shown.get(shown.size() - 1).gainWithout()))
                            + ". What the same agents gain with the payments is in the table below.",
                    shown.stream()
                            .map(line -> new BarChart.Bar(
                                    line.agentId(), line.gainWithout(), Numbers.typeset(line.gainWithout())))
                            .toList()));
        }
        HtmlTable table = new HtmlTable(
                "The agents that would gain most if nobody paid: the gain of their best lie without "
                        + "payments, and the largest gain with payments",
                "agent",
                "at stake",
                "without payments",
                "with payments",
                "best lie without");
        for (AgentLine line : attack.agents()) {
            table.row(
                    Labels.id(line.agentId()),
                    Numbers.typeset(line.stake()),
                    gain(line.gainWithout()),
                    gain(line.gainWith()),
                    words(line.lieWithout()));
        }
        html.append(table.html());
        strategies(attack);
        html.append("</section>\n");
    }

    /** Text of a cell that may take several lines. */
    private static String words(String text) {
        return "<span class=\"words\">" + Labels.html(text) + "</span>";
    }

    private static String gain(double gain) {
        return Numbers.typeset(Numbers.signed(gain));
    }

    private void strategies(Attack attack) {
        HtmlTable table = new HtmlTable(
                "The lies that would gain most if nobody paid: the largest gain of any sampled agent",
                "lie",
                "gains for",
                "without payments",
                "with payments");
        attack.strategies().stream()
                .sorted(Comparator.comparingDouble(Strategy::largestWithout).reversed())
                .limit(BARS)
                .forEach(strategy -> table.row(
                        Labels.html(strategy.lie()),
                        Numbers.count(strategy.gainersWithout()) + " of " + Numbers.count(attack.sampled()),
                        gain(strategy.largestWithout()),
                        gain(strategy.largestWith())));
        html.append(table.html());
    }

    private void falseNames() {
        section("names", "What the mechanism does not protect from");
        html.append("<p>").append(Labels.html(AuditText.NOT_PROTECTED)).append("</p>\n");
        if (!summary.splits().isEmpty()) {
            splits();
        }
        if (!summary.pairs().isEmpty()) {
            pairs();
        }
        html.append("</section>\n");
    }

    private void splits() {
        List<Split> splits = summary.splits();
        double before = splits.get(0).before();
        if (before > 0) {
            List<BarChart.Bar> bars = new ArrayList<>();
            bars.add(new BarChart.Bar("as one", before, Numbers.typeset(before)));
            splits.forEach(split -> bars.add(
                    new BarChart.Bar(split.identities() + " identities", split.bill(), Numbers.typeset(split.bill()))));
            html.append(BarChart.render(
                    "names",
                    "The bill after splitting into equal identities",
                    "One bar for each number of identities: what the sampled agents pay in all when one of them at a time"
                            + " splits, from "
                            + Numbers.typeset(Numbers.figure(before)) + " as they are down to "
                            + Numbers.typeset(
                                    Numbers.figure(splits.get(splits.size() - 1).bill()))
                            + " with " + splits.get(splits.size() - 1).identities() + " identities each.",
                    bars));
        }
        HtmlTable table = new HtmlTable(
                "False names: the sampled agents split into equal identities, one agent at a time",
                "identities",
                "bill of all sampled",
                "of the bill as one",
                "largest saving",
                "agent",
                "best gain when they claim more",
                "by");
        for (Split split : splits) {
            table.row(
                    Integer.toString(split.identities()),
                    Numbers.typeset(split.bill()),
                    Numbers.share(split.bill(), split.before()),
                    Numbers.typeset(split.largest().gain()),
                    Labels.id(split.largest().agentId()),
                    gain(split.best().gain()),
                    Labels.id(split.best().agentId()) + ", "
                            + words(split.best().lie()));
        }
        html.append(table.html());
    }

    private void pairs() {
        HtmlTable table = new HtmlTable(
                "Pairs that lie together: the best of " + summary.pairs().get(0).tried()
                        + " joint lies tried by sampled pairs, and what the two gain in all",
                "pair",
                "gain",
                "by");
        for (Pair pair : summary.pairs()) {
            table.row(
                    Labels.id(pair.first()) + " and " + Labels.id(pair.second()), gain(pair.gain()), words(pair.lie()));
        }
        html.append(table.html());
    }

    private void copies(Duplicates copies) {
        section("copies", "Copies");
        html.append("<p>Of the reports of ")
                .append(copies.leastRows())
                .append(" rows or more, ")
                .append(Numbers.count(copies.equalAgents()))
                .append(" are equal to another agent's (")
                .append(Numbers.count(copies.equalGroups(), "group"))
                .append("), and ")
                .append(Numbers.count(copies.alikeAgents()))
                .append(" are once rewards are rounded to a twentieth of the agent's largest (")
                .append(Numbers.count(copies.alikeGroups(), "group"))
                .append("). Copies may be one agent under several names, or agents that agree.</p>\n");
        if (!copies.largest().isEmpty()) {
            HtmlTable table = new HtmlTable(
                    "The largest groups of copies", "first agent", "last agent", "agents", "rows each", "kind");
            for (Group group : copies.largest()) {
                table.row(
                        Labels.id(group.first()),
                        Labels.id(group.last()),
                        Numbers.count(group.agents()),
                        Numbers.count(group.rows()),
                        Labels.html(group.kind()));
            }
            html.append(table.html());
        }
        html.append("</section>\n");
    }

    private void concentration() {
        PaymentConcentration concentration = summary.concentration();
        section("concentration", "Who pays");
        HtmlTable table = new HtmlTable("How few pay how much of the revenue", "figure", "value");
        table.row(
                "Agents that pay more than 0",
                Numbers.count(concentration.paying()) + " of " + Numbers.count(concentration.payers()));
        table.row("The largest payment's share", percent(concentration.topShare()));
        table.row("The ten largest payments' share", percent(concentration.top10Share()));
        table.row(
                "Number of equal payers with the same concentration",
                Numbers.typeset(Numbers.shortFigure(concentration.effectivePayers())));
        html.append(table.html()).append("</section>\n");
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }

    private void privacy() {
        section("privacy", "Privacy");
        summary.privacy().ifPresent(this::epsilon);
        if (summary.privacy().isEmpty()) {
            html.append(
                    "<p>No bound is stated: under kl, the tabular class and candidates that are given in a table one reply"
                            + " is a draw of the exponential mechanism; elsewhere no ε is known.</p>\n");
        }
        html.append("<ul>\n");
        AuditText.REVEALED.forEach(
                sentence -> html.append("<li>").append(Labels.html(sentence)).append("</li>\n"));
        html.append("</ul>\n</section>\n");
    }

    private void epsilon(Privacy privacy) {
        html.append("<p>One answer reveals little about an agent whose ε = 2Δ/λ is small: no answer "
                        + "becomes more than e")
                .append(
                        "<sup>ε</sup> times as likely, whatever it reports instead with the same size, and rewards within that"
                                + " range. Δ is boost × weight × the ")
                .append(Labels.html(privacy.range()))
                .append(" range of its rewards. The largest ε is <strong>")
                .append(Numbers.typeset(privacy.largest()))
                .append("</strong>, of ")
                .append(Labels.id(privacy.agentId()))
                .append(".</p>\n");
        HtmlTable table = new HtmlTable("Agents by their ε", "ε", "agents");
        table.row("at most 0.1", Numbers.count(privacy.upToTenth()));
        table.row("at most 1", Numbers.count(privacy.upToOne()));
        table.row("at most 10", Numbers.count(privacy.upToTen()));
        table.row("more", Numbers.count(privacy.more()));
        html.append(table.html());
    }

    private void subject() {
        section("settlement", "The settlement");
        html.append(ReportTables.mechanism(summary.subject().mechanism()));
        HtmlTable table = new HtmlTable("What was settled", "figure", "value");
        table.row("Fingerprint", "<code>" + Labels.html(summary.subject().fingerprint()) + "</code>");
        table.row("Agents in the bill", Numbers.count(summary.subject().payers()));
        table.row("Welfare", Numbers.typeset(summary.subject().welfare()));
        table.row("Revenue", Numbers.typeset(summary.subject().revenue()));
        html.append(table.html()).append("</section>\n");
        if (!summary.stages().isEmpty()) {
            section("stages", "Stages");
            html.append(ReportTables.stages(summary.stages())).append("</section>\n");
        }
    }

    private void section(String anchor, String title) {
        html.append("<section aria-labelledby=\"")
                .append(anchor)
                .append("\">\n<h2 id=\"")
                .append(anchor)
                .append("\">")
                .append(title)
                .append("</h2>\n");
    }
}
