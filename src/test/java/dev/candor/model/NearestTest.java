package dev.candor.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestTest {
    @Property(tries = 200)
    void distanceIsZeroForEqualWordsOnlyAndSymmetric(
            @ForAll @AlphaChars @StringLength(max = 8) String a, @ForAll @AlphaChars @StringLength(max = 8) String b) {
        assertThat(Nearest.distance(a, b) == 0).isEqualTo(a.equals(b));
        assertThat(Nearest.distance(a, b)).isEqualTo(Nearest.distance(b, a));
        assertThat(Nearest.distance(a, b))
                .isBetween(Math.abs(a.length() - b.length()), Math.max(a.length(), b.length()));
    }

    @Test
    void oneSlipIsOneStep() {
        assertThat(List.of("lamda", "lambbda", "lanbda", "lmabda"))
                .allMatch(slip -> Nearest.distance(slip, "lambda") == 1);
    }

    @ParameterizedTest
    @CsvSource({"reward,Reward", "reward,rewards", "reward,rewrad", "agent_id,agentId", "candidate_id,candidate_ID "})
    void slipsAndSpellingsAreFound(String wanted, String near) {
        assertThat(Nearest.to(wanted, List.of("unrelated", near))).contains(near);
    }

    @Test
    void aWordThatResemblesNothingGetsNoSuggestion() {
        assertThat(Nearest.to("zzzzzz", List.of("lambda", "reports"))).isEmpty();
        assertThat(Nearest.to("reward", List.of("score", "value", ""))).isEmpty();
    }
}
