package dev.candor.report.audit;

import dev.candor.model.AuditSummary;
import dev.candor.model.AuditSummary.AgentLine;
import dev.candor.model.AuditSummary.Attack;
import dev.candor.model.AuditSummary.Duplicates;
import dev.candor.model.AuditSummary.Group;
import dev.candor.model.AuditSummary.Pair;
import dev.candor.model.AuditSummary.Property;
import dev.candor.model.AuditSummary.Split;
import dev.candor.model.AuditSummary.Strategy;
import dev.candor.model.SettlementSummary.Mechanism;
import dev.candor.report.chart.BarChart;
import dev.candor.report.text.Explanation;
import dev.candor.report.text.HtmlPage;
import dev.candor.report.text.Labels;
import dev.candor.report.text.Lines;
import dev.candor.report.text.Numbers;
import dev.candor.report.text.StageLine;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * audit.html: one audit for a person. One file, no scripts, nothing loaded from anywhere.
 *
 * @param summary as it is; this record's methods are what the template names
 */
public record AuditReport(AuditSummary summary) {
    private static final int BARS = 10;
    private static final int ID_COLUMNS = 26;

    /** The page, in UTF-8 when written as such. */
    public static String render(AuditSummary summary) {
        return HtmlPage.render("audit/audit.html", new AuditReport(summary));
    }

    String verdict() {
        return AuditText.verdict(summary);
    }

    Optional<Lines<String>> notes() {
        return Lines.of(summary.limits());
    }

    List<Checked> properties() {
        return summary.properties().stream()
                .map(property -> new Checked(
                        property,
                        AuditText.outcome(property),
                        property.worstAt().isEmpty() ? "" : Labels.shortened(property.worstAt(), ID_COLUMNS)))
                .toList();
    }

    Optional<Lies> attack() {
        return summary.attack()
                .map(attack -> new Lies(
                        Numbers.count(attack.sampled(), "agent"),
                        Numbers.count(attack.lies(), "lie"),
                        AuditText.domain(attack.domain()),
                        gains(attack),
                        attack.agents().stream()
                                .map(line -> new Liar(line, gain(line.gainWithout()), gain(line.gainWith())))
                                .toList(),
                        attack.sampled(),
                        attack.strategies().stream()
                                .sorted(Comparator.comparingDouble(Strategy::largestWithout)
                                        .reversed())
                                .limit(BARS)
                                .map(strategy -> new Tried(
                                        strategy, gain(strategy.largestWithout()), gain(strategy.largestWith())))
                                .toList()));
    }

    /** The largest gains as bars; empty where nobody gains. */
    private static String gains(Attack attack) {
        List<AgentLine> shown = attack.agents().stream()
                .filter(line -> line.gainWithout() > 0)
                .limit(BARS)
                .toList();
        if (shown.isEmpty()) {
            return "";
        }
        return BarChart.render(
                        "gains",
                        "Largest gains from lying if nobody paid",
                        "One bar for each agent, " + shown.size() + " in all, from "
                                + Numbers.typeset(shown.get(0).gainWithout()) + " down to "
                                + Numbers.typeset(shown.get(shown.size() - 1).gainWithout())
                                + ". What the same agents gain with the payments is in the table below.",
                        shown.stream()
                                .map(line -> new BarChart.Bar(
                                        line.agentId(), line.gainWithout(), Numbers.typeset(line.gainWithout())))
                                .toList())
                .stripTrailing();
    }

    private static String gain(double gain) {
        return Numbers.typeset(Numbers.signed(gain));
    }

    String notProtected() {
        return AuditText.NOT_PROTECTED;
    }

    Optional<Splits> splits() {
        return summary.splits().isEmpty()
                ? Optional.empty()
                : Optional.of(new Splits(
                        bills(summary.splits()),
                        summary.splits().stream()
                                .map(split -> new SplitRow(
                                        split,
                                        Numbers.share(split.bill(), split.before()),
                                        gain(split.best().gain())))
                                .toList()));
    }

    /** The bills as bars; empty where nobody pays. */
    private static String bills(List<Split> splits) {
        double before = splits.get(0).before();
        if (!(before > 0)) {
            return "";
        }
        List<BarChart.Bar> bars = new ArrayList<>();
        bars.add(new BarChart.Bar("as one", before, Numbers.typeset(before)));
        splits.forEach(split -> bars.add(
                new BarChart.Bar(split.identities() + " identities", split.bill(), Numbers.typeset(split.bill()))));
        Split last = splits.get(splits.size() - 1);
        return BarChart.render(
                        "names",
                        "The bill after splitting into equal identities",
                        "One bar for each number of identities: what the sampled agents pay in all when one of them at a"
                                + " time splits, from " + Numbers.typeset(before) + " as they are down to "
                                + Numbers.typeset(last.bill()) + " with " + last.identities() + " identities each.",
                        bars)
                .stripTrailing();
    }

    Optional<Pairs> pairs() {
        return summary.pairs().stream()
                .findFirst()
                .map(first -> new Pairs(
                        first.tried(),
                        summary.pairs().stream()
                                .map(pair -> new PairRow(pair, gain(pair.gain())))
                                .toList()));
    }

    Optional<Copies> copies() {
        return summary.duplicates()
                .map(found -> new Copies(
                        found,
                        Numbers.count(found.equalGroups(), "group"),
                        Numbers.count(found.alikeGroups(), "group"),
                        Lines.of(found.largest())));
    }

    String topShare() {
        return percent(summary.concentration().topShare());
    }

    String top10Share() {
        return percent(summary.concentration().top10Share());
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }

    String effectivePayers() {
        return Numbers.typeset(Numbers.shortFigure(summary.concentration().effectivePayers()));
    }

    List<String> revealed() {
        return AuditText.REVEALED;
    }

    Mechanism mechanism() {
        return summary.subject().mechanism();
    }

    Optional<String> lambda() {
        return Explanation.ofLambda(mechanism());
    }

    Optional<Lines<StageLine>> stages() {
        return StageLine.of(summary.stages());
    }

    record Checked(Property property, String outcome, String where) {}

    record Lies(
            String agents,
            String lies,
            String domain,
            String chart,
            List<Liar> liars,
            long sampled,
            List<Tried> strategies) {}

    record Liar(AgentLine line, String without, String with) {}

    record Tried(Strategy strategy, String without, String with) {}

    record Splits(String chart, List<SplitRow> rows) {}

    record SplitRow(Split split, String share, String gain) {}

    record Pairs(int tried, List<PairRow> rows) {}

    record PairRow(Pair pair, String gain) {}

    record Copies(Duplicates found, String equalGroups, String alikeGroups, Optional<Lines<Group>> groups) {}
}
