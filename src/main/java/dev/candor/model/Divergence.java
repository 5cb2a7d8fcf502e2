package dev.candor.model;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The one list of divergences. {@code divergence.Divergences}, {@code divergence.MixtureDivergence} and
 * {@code divergence.LogRatioDivergence} say what each of them computes.
 */
public enum Divergence {
    KL(true),
    REVERSE_KL(true),
    CHI_SQUARED(true),
    /** It has kinks, so its policy jumps. */
    TOTAL_VARIATION(false),
    HELLINGER(true),
    JENSEN_SHANNON(true),
    L2(true),
    /** Of a catalog: what its checkpoints are said to have. It cannot be chosen. */
    GIVEN(false);

    private final boolean smooth;

    Divergence(boolean smooth) {
        this.smooth = smooth;
    }

    /**
     * The divergence of this name.
     *
     * @throws UserException when there is none that can be chosen
     */
    public static Divergence of(String name) {
        return all().stream()
                .filter(one -> one.commandName().equals(name))
                .findFirst()
                .orElseThrow(() -> UserException.configuration("Cannot settle under divergence '" + name + "'."
                        + Nearest.question(name, names()) + " Set --divergence to one of " + String.join(", ", names())
                        + "."));
    }

    /** Those that can be chosen, as declared. */
    public static List<Divergence> all() {
        return Arrays.stream(values()).filter(one -> one != GIVEN).toList();
    }

    /** Their names on the command line, sorted. */
    public static List<String> names() {
        return all().stream().map(Divergence::commandName).sorted().toList();
    }

    /** The names of the smooth ones, as declared. */
    public static List<String> smoothNames() {
        return all().stream()
                .filter(Divergence::isSmooth)
                .map(Divergence::commandName)
                .toList();
    }

    /** As on the command line and in files. */
    public String commandName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Whether it is differentiable, as mixtures and log-linear policies need it; the policy never jumps then. */
    public boolean isSmooth() {
        return smooth;
    }

    /**
     * Whether π* ∝ π0·e^{S/λ}. A reply is then a draw of the exponential mechanism, the welfare of a log-linear policy is
     * concave, and the least utility of a type has a closed form.
     */
    public boolean isExponential() {
        return this == KL;
    }

    @Override
    public String toString() {
        return commandName();
    }
}
