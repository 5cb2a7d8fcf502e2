package dev.candor.divergence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.candor.model.Divergence;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The three registries have what the list says, under the same names. */
class DivergencesTest {
    static Iterable<Divergence> all() {
        return Divergence.all();
    }

    @Test
    void namesArePublished() {
        assertThat(Divergence.names())
                .containsExactly(
                        "chi-squared", "hellinger", "jensen-shannon", "kl", "l2", "reverse-kl", "total-variation");
        assertThat(String.join(", ", Divergence.smoothNames()))
                .isEqualTo("kl, reverse-kl, chi-squared, hellinger, jensen-shannon, l2");
    }

    @Test
    void othersAreRefused() {
        assertThatThrownBy(() -> Divergence.of("hellingr"))
                .hasMessage(
                        "Cannot settle under divergence 'hellingr'. Did you mean 'hellinger'? Set --divergence to one"
                                + " of chi-squared, hellinger, jensen-shannon, kl, l2, reverse-kl, total-variation.");
        assertThatThrownBy(() -> Divergence.of("given")).hasMessageContaining("'given'");
        assertThatThrownBy(() -> Divergences.of(Divergence.GIVEN, 1)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @MethodSource("all")
    void eachHasItsOwn(Divergence divergence) {
        assertThat(Divergence.of(divergence.commandName())).isEqualTo(divergence);
        Regulariser regulariser = Divergences.of(divergence, 0.25);
        assertThat(regulariser.lambda()).isEqualTo(0.25);
        assertThat(regulariser.getClass().getSimpleName().toLowerCase(Locale.ROOT))
                .isEqualTo(divergence.name().replace("_", "").toLowerCase(Locale.ROOT));
        if (divergence.isSmooth()) {
            assertThat(MixtureDivergence.of(divergence).commandName()).isEqualTo(divergence.commandName());
            assertThat(LogRatioDivergence.of(divergence).name()).isEqualTo(divergence.name());
        } else {
            assertThatThrownBy(() -> MixtureDivergence.of(divergence)).hasMessageContaining(divergence.commandName());
            assertThatThrownBy(() -> LogRatioDivergence.of(divergence)).hasMessageContaining(divergence.commandName());
        }
    }
}
