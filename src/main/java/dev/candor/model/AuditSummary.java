package dev.candor.model;

import dev.candor.model.SettlementSummary.Mechanism;
import dev.candor.model.SettlementSummary.Stage;
import java.util.List;
import java.util.Optional;

/**
 * The figures of one audit: what audit.json, the console and audit.html say. Utility-like figures are in units of
 * reward × weight. What an attack finds is empty where there is none on the settlement's class.
 *
 * @param properties what was checked, those that failed among them
 * @param limits what the mechanism does not protect from, and what was not looked at: sentences
 */
public record AuditSummary(
        Subject subject,
        Optional<Attack> attack,
        List<Property> properties,
        List<Split> splits,
        List<Pair> pairs,
        Optional<Duplicates> duplicates,
        PaymentConcentration concentration,
        Optional<Privacy> privacy,
        List<String> limits,
        List<Stage> stages) {

    public AuditSummary {
        properties = List.copyOf(properties);
        splits = List.copyOf(splits);
        pairs = List.copyOf(pairs);
        limits = List.copyOf(limits);
        stages = List.copyOf(stages);
    }

    /** The properties that should hold and do not. */
    public List<Property> failures() {
        return properties.stream().filter(Property::isFailure).toList();
    }

    /**
     * The settlement that was audited.
     *
     * @param fingerprint of its run
     * @param payers rows of its payments/
     */
    public record Subject(String fingerprint, Mechanism mechanism, long payers, double welfare, double revenue) {}

    /**
     * Lies that were tried, one agent at a time.
     *
     * @param domain that claims of rewards stay in, as on the command line
     * @param sampled agents that were attacked, the heaviest among them
     * @param lies how many were told everywhere; gradient ascents, and the best lie of each prompt of the tabular class, come on top
     * @param gainers sampled agents for whom some lie gains where nobody pays
     * @param violators sampled agents for whom some lie gains more under the rule than it may
     * @param unsettled claims that the mechanism's own solver would not settle, and that count as no gain
     * @param largestWithout the largest gain where nobody pays
     * @param largestWith the largest gain under the settlement's payment rule; below 0: every lie loses
     * @param largestWithShare the largest gain under the rule as a share of what is at stake for the agent
     * @param agents the sampled agents for whom a lie gains under the rule, then those with the largest gains where nobody pays
     * @param strategies every strategy with its best result
     */
    public record Attack(
            String domain,
            long sampled,
            int lies,
            long seed,
            long gainers,
            long violators,
            long unsettled,
            Gain largestWithout,
            Gain largestWith,
            double largestWithShare,
            List<AgentLine> agents,
            List<Strategy> strategies) {
        public Attack {
            agents = List.copyOf(agents);
            strategies = List.copyOf(strategies);
        }
    }

    /** The best lie of one agent. */
    public record Gain(String agentId, double gain, String lie) {}

    /**
     * One sampled agent.
     *
     * @param stake w·(max r − min r), averaged over prompts by their weight: what is at stake
     * @param splitBill what k = 100 equal identities would pay together
     */
    public record AgentLine(
            String agentId,
            double weight,
            double boost,
            double stake,
            double value,
            double payment,
            double gainWithout,
            String lieWithout,
            double gainWith,
            String lieWith,
            double splitBill) {}

    /** One strategy over all sampled agents. */
    public record Strategy(String lie, long gainersWithout, double largestWithout, double largestWith) {}

    /**
     * One property over all rows that it is about.
     *
     * @param name short, one of a fixed list
     * @param statement what is checked, with its tolerance
     * @param claimed whether the settlement claims it: what is not claimed is reported and fails nothing
     * @param worst the figure of the row that is worst, whose meaning the statement gives
     * @param worstAt the agent, or candidate, of that row; empty where there is none
     */
    public record Property(
            String name,
            String statement,
            boolean claimed,
            long checked,
            long violations,
            double worst,
            String worstAt) {
        public boolean isFailure() {
            return claimed && violations > 0;
        }
    }

    /**
     * Every sampled agent split into equal identities, one agent at a time.
     *
     * @param identities k
     * @param bill Σ of what they would pay
     * @param before Σ of what they pay as they are
     * @param largest the agent that saves most
     * @param best the most that any of them gains when its identities claim more than its size
     */
    public record Split(int identities, double bill, double before, Gain largest, Gain best) {}

    /**
     * The best joint lie of a sampled pair.
     *
     * @param tried of how many joint lies
     */
    public record Pair(String first, String second, double gain, String lie, int tried) {}

    /**
     * Reports that look like copies.
     *
     * @param leastRows reports of fewer rows are alike by chance and not looked at
     * @param equalGroups groups of agents with equal reports
     * @param alikeGroups groups with equal reports after rounding to a twentieth of the largest reward; equal ones too
     * @param largest of both kinds
     */
    public record Duplicates(
            int leastRows,
            long equalGroups,
            long equalAgents,
            long alikeGroups,
            long alikeAgents,
            List<Group> largest) {
        public Duplicates {
            largest = List.copyOf(largest);
        }
    }

    /**
     * Agents with the same reports.
     *
     * @param kind {@code equal} or {@code alike}
     * @param first the first of their ids; {@code last} the last
     */
    public record Group(String kind, long agents, long rows, String first, String last) {}

    /**
     * Releasing one reply: for agent i the odds of no reply change by more than the factor e^ε, ε = 2Δ/λ, whatever it
     * reports instead.
     *
     * @param largest ε over all agents
     * @param range which Δ was taken: {@code declared} by the domain, or {@code reported}
     * @param upToTenth agents with ε ≤ 0.1; then those above, up to 1, up to 10, and the rest
     */
    public record Privacy(
            double largest, String agentId, String range, long upToTenth, long upToOne, long upToTen, long more) {}
}
