package dev.candor.engine.bill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.candor.mechanism.attack.AuditedRule;
import dev.candor.model.Divergence;
import dev.candor.model.MechanismSpec;
import dev.candor.model.Normalisation;
import dev.candor.model.PaymentRule;
import dev.candor.model.RewardDomain;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A settlement and its audit charge by what a rule says of itself. */
class PaymentRuleTest {
    @ParameterizedTest
    @EnumSource
    void isChargedAsItSays(PaymentRule rule) {
        MechanismSpec mechanism = new MechanismSpec(Divergence.KL, 1, rule, Normalisation.NONE, RewardDomain.MAX);
        assertThat(PaymentTerms.of(mechanism).payment(3, 1, 2)).isEqualTo(rule.charges() ? 2 : 0);
        AuditedRule audited = AuditedRule.of(mechanism);
        assertThat(audited instanceof AuditedRule.AffineMaximiser).isEqualTo(rule.charges());
        assertThat(rule.surcharge().isEmpty()).isEqualTo(!rule.hasSurcharge());
        assertThat(PaymentRule.of(rule.commandName())).isEqualTo(rule);
    }

    @Test
    void anUnknownNameIsRefused() {
        assertThatThrownBy(() -> PaymentRule.of("non"))
                .hasMessage("Cannot charge by payment rule 'non'. Did you mean 'none'? Set --payment-rule to one of"
                        + " affine-maximiser, none, revenue-maximising.");
    }
}
