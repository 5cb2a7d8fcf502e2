package dev.candor.policy;

/** The seven divergences of one candidate and their slopes in π, by definition: what tests hold the kernels against. */
public final class PlainDivergence {
    private PlainDivergence() {}

    /** g(π, π0), whose sum over the candidates of a prompt is D. */
    public static double value(String name, double prob, double ref) {
        double middle = (prob + ref) / 2;
        return switch (name) {
            case "kl" -> entropy(prob, ref);
            case "reverse-kl" -> entropy(ref, prob);
            case "chi-squared" -> (prob - ref) * (prob - ref) / ref;
            case "total-variation" -> Math.abs(prob - ref) / 2;
            case "hellinger" -> (Math.sqrt(prob) - Math.sqrt(ref)) * (Math.sqrt(prob) - Math.sqrt(ref));
            case "jensen-shannon" -> (entropy(prob, middle) + entropy(ref, middle)) / 2;
            case "l2" -> (prob - ref) * (prob - ref);
            default -> throw new IllegalArgumentException(name);
        };
    }

    private static double entropy(double prob, double ref) {
        return prob == 0 ? 0 : prob * Math.log(prob / ref);
    }

    /** ∂g/∂π; total variation has none at π0. */
    public static double slope(String name, double prob, double ref) {
        return switch (name) {
            case "kl" -> 1 + Math.log(prob / ref);
            case "reverse-kl" -> -ref / prob;
            case "chi-squared" -> 2 * (prob - ref) / ref;
            case "hellinger" -> 1 - Math.sqrt(ref / prob);
            case "jensen-shannon" -> Math.log(2 * prob / (prob + ref)) / 2;
            case "l2" -> 2 * (prob - ref);
            default -> throw new IllegalArgumentException(name);
        };
    }
}
