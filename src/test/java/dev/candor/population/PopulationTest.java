package dev.candor.population;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.candor.model.ExitCode;
import dev.candor.model.UserException;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PopulationTest {
    @ParameterizedTest
    @MethodSource("refused")
    void aRefusalNamesTheFlagAndTheValue(String flag, String value, Supplier<Object> broken) {
        assertThatThrownBy(broken::get)
                .asInstanceOf(InstanceOfAssertFactories.type(UserException.class))
                .satisfies(refusal -> assertThat(refusal.exitCode()).isEqualTo(ExitCode.CONFIGURATION))
                .satisfies(refusal -> assertThat(refusal.getMessage()).contains(flag, value));
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                refusal("--agents", "0", () -> new PopulationSpec.Size(0, 1, 1)),
                refusal("--agents", "-3", () -> new PopulationSpec.Size(-3, 1, 1)),
                refusal("--prompts", "0", () -> new PopulationSpec.Size(1, 0, 1)),
                refusal("--prompts", "1000000000000001", () -> new PopulationSpec.Size(1, 1_000_000_000_000_001L, 1)),
                refusal("--candidates-per-prompt", "0", () -> new PopulationSpec.Size(1, 1, 0)),
                refusal("--density", "0.0", () -> PopulationSpec.Coverage.ofDensity(0)),
                refusal("--density", "1.5", () -> PopulationSpec.Coverage.ofDensity(1.5)),
                refusal("--density", "NaN", () -> PopulationSpec.Coverage.ofDensity(Double.NaN)),
                refusal("--candidate-density", "-0.1", () -> new PopulationSpec.Coverage(1, 0, -0.1)),
                refusal("--prompts-per-agent", "-1", () -> PopulationSpec.Coverage.ofPrompts(-1)),
                refusal("--prompts-per-agent", "0.5", () -> new PopulationSpec.Coverage(0.5, 3, 1)),
                refusal(
                        "--prompts-per-agent",
                        "6",
                        () -> PopulationSpec.of(2, 5, 2, 1).with(PopulationSpec.Coverage.ofPrompts(6))),
                refusal("--clusters", "0", () -> new PopulationSpec.Tastes(0, 0)),
                refusal("--correlation", "1.1", () -> new PopulationSpec.Tastes(1, 1.1)),
                refusal("--correlation", "NaN", () -> new PopulationSpec.Tastes(1, Double.NaN)),
                refusal("--pareto-shape", "-1.0", () -> new PopulationSpec.Spread(-1, 0, 0)),
                refusal("--pareto-shape", "0.01", () -> new PopulationSpec.Spread(0.01, 0, 0)),
                refusal(
                        "--reference-spread",
                        "Infinity",
                        () -> new PopulationSpec.Spread(0, Double.POSITIVE_INFINITY, 0)),
                refusal("--prompt-weight-spread", "-0.5", () -> new PopulationSpec.Spread(0, 0, -0.5)));
    }

    private static Arguments refusal(String flag, String value, Supplier<Object> broken) {
        return Arguments.of(flag, value, broken);
    }

    @Test
    void theSizeIsToldBeforehand() {
        assertThat(PopulationSpec.of(200_000, 2_000, 4, 1)
                        .with(PopulationSpec.Coverage.ofPrompts(50))
                        .expectedReports())
                .isEqualTo(40_000_000);
        assertThat(PopulationSpec.of(10, 100, 4, 1)
                        .with(new PopulationSpec.Coverage(0.5, 0, 0.25))
                        .expectedReports())
                .isEqualTo(500);
    }

    /** A seed is quoted in papers and benchmarks: the rows behind it must not change from version to version. */
    @Test
    void aSeedStaysThePopulationItWas() {
        PopulationSpec population = PopulationSpec.of(1_000, 100, 4, 20_260_101)
                .with(new PopulationSpec.Coverage(1, 3, 1))
                .with(new PopulationSpec.Tastes(5, 0.6))
                .with(new PopulationSpec.Spread(1.5, 1, 0.5));
        Rewards rewards = new Rewards(population);
        Draws draws = new Draws(population);

        assertThat(ReportedPromptsTest.reported(population, 41)).containsExactly(19, 47, 81);
        assertThat(ReportedPromptsTest.reported(population.with(PopulationSpec.Coverage.ofDensity(0.06)), 41))
                .containsExactly(39, 51, 60, 93);
        assertThat(rewards.cluster(41)).isEqualTo(0);
        assertThat(rewards.reward(41, 7, 2)).isEqualTo(0.903097);
        assertThat(draws.weight(41)).isEqualTo(1.106);
        assertThat(draws.refLogprob(7, 2)).isEqualTo(0.611772);
        assertThat(draws.promptWeight(7)).isEqualTo(0.856772);
    }
}
