package dev.candor.report.audit;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.candor.model.AuditSummary;
import dev.candor.model.AuditSummary.AgentLine;
import dev.candor.model.AuditSummary.Attack;
import dev.candor.model.AuditSummary.Duplicates;
import dev.candor.model.AuditSummary.Gain;
import dev.candor.model.AuditSummary.Group;
import dev.candor.model.AuditSummary.Pair;
import dev.candor.model.AuditSummary.Privacy;
import dev.candor.model.AuditSummary.Property;
import dev.candor.model.AuditSummary.Split;
import dev.candor.model.AuditSummary.Strategy;
import dev.candor.model.AuditSummary.Subject;
import dev.candor.model.PaymentConcentration;
import dev.candor.model.SettlementSummary.Mechanism;
import dev.candor.model.SettlementSummary.Stage;
import dev.candor.report.text.JsonText;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** audit.json: every figure of an audit, keys in a fixed order, doubles with the digits that bring back the same double. */
public final class AuditJson {
    /** Raised when a key changes its meaning or goes away. */
    static final int SCHEMA_VERSION = 1;

    private static final JsonText JSON = new JsonText(Map.of(
            Subject.class, SubjectKeys.class,
            Attack.class, AttackKeys.class,
            AgentLine.class, AgentKeys.class,
            Strategy.class, StrategyKeys.class,
            Split.class, SplitKeys.class,
            Group.class, GroupKeys.class,
            PaymentConcentration.class, ConcentrationKeys.class,
            Privacy.class, PrivacyKeys.class));

    private AuditJson() {}

    /** The document, indented, lines ended by line feeds. */
    public static String render(AuditSummary summary) {
        return JSON.render(new Document(
                SCHEMA_VERSION,
                AuditText.verdict(summary),
                summary.failures().size(),
                summary.subject(),
                summary.properties(),
                summary.attack(),
                summary.splits(),
                summary.pairs(),
                summary.duplicates(),
                summary.concentration(),
                summary.privacy(),
                AuditText.REVEALED,
                summary.limits(),
                summary.stages()));
    }

    private record Document(
            int schemaVersion,
            String verdict,
            int failedProperties,
            Subject settlement,
            List<Property> properties,
            Optional<Attack> attack,
            List<Split> falseNames,
            List<Pair> pairs,
            Optional<Duplicates> copies,
            PaymentConcentration paymentConcentration,
            Optional<Privacy> privacy,
            List<String> revealedByTheTables,
            List<String> limits,
            List<Stage> stages) {}

    interface SubjectKeys {
        @JsonUnwrapped
        Mechanism mechanism();
    }

    interface AttackKeys {
        @JsonProperty("agents")
        long sampled();

        @JsonProperty("gainers_without_payments")
        long gainers();

        @JsonProperty("gainers_with_payments")
        long violators();

        @JsonProperty("unsettled_claims")
        long unsettled();

        @JsonProperty("largest_without_payments")
        Gain largestWithout();

        @JsonProperty("largest_with_payments")
        Gain largestWith();

        @JsonProperty("largest_with_payments_of_stake")
        double largestWithShare();

        @JsonProperty("largest_gains")
        List<AgentLine> agents();
    }

    interface AgentKeys {
        @JsonProperty("gain_without_payments")
        double gainWithout();

        @JsonProperty("lie_without_payments")
        String lieWithout();

        @JsonProperty("gain_with_payments")
        double gainWith();

        @JsonProperty("lie_with_payments")
        String lieWith();

        @JsonProperty("bill_of_100")
        double splitBill();
    }

    interface StrategyKeys {
        @JsonProperty("gainers_without_payments")
        long gainersWithout();

        @JsonProperty("largest_without_payments")
        double largestWithout();

        @JsonProperty("largest_with_payments")
        double largestWith();
    }

    interface SplitKeys {
        @JsonProperty("bill_as_one")
        double before();

        @JsonProperty("largest_saving")
        Gain largest();

        @JsonProperty("largest_gain")
        Gain best();
    }

    interface GroupKeys {
        @JsonProperty("first_agent")
        String first();

        @JsonProperty("last_agent")
        String last();
    }

    interface ConcentrationKeys {
        @JsonProperty("top_10_share")
        double top10Share();

        @JsonIgnore
        long payers();
    }

    interface PrivacyKeys {
        @JsonProperty("largest_epsilon")
        double largest();

        @JsonProperty("agents_up_to_0.1")
        long upToTenth();

        @JsonProperty("agents_up_to_1")
        long upToOne();

        @JsonProperty("agents_up_to_10")
        long upToTen();

        @JsonProperty("agents_above_10")
        long more();
    }
}
