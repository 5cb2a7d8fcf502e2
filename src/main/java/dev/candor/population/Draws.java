package dev.candor.population;

import dev.candor.numeric.Normal;
import dev.candor.population.Streams.Purpose;
import java.io.Serializable;

/** The figures beside the rewards: agents' weights, reference log-probabilities, prompt weights. Pure functions of ids. */
public final class Draws implements Serializable {
    private static final long serialVersionUID = 1L;

    private static final double WEIGHT_GRID = 1e3;
    private static final double LOG_GRID = 1e6;

    private final PopulationSpec.Spread spread;
    private final long weightKey;
    private final long referenceKey;
    private final long promptWeightKey;

    public Draws(PopulationSpec population) {
        spread = population.spread();
        weightKey = Streams.key(population.seed(), Purpose.WEIGHT);
        referenceKey = Streams.key(population.seed(), Purpose.REFERENCE);
        promptWeightKey = Streams.key(population.seed(), Purpose.PROMPT_WEIGHT);
    }

    /** w ≥ 1 with P(w > t) = t^−α, rounded to 3 decimals; 1 when α = 0. */
    public double weight(long agent) {
        if (spread.paretoShape() == 0) {
            return 1;
        }
        double tail = Streams.uniform(Streams.key(weightKey, agent));
        return rounded(StrictMath.pow(tail, -1 / spread.paretoShape()), WEIGHT_GRID);
    }

    /** N(0, referenceSpread²), natural log, up to a constant per prompt, rounded to 6 decimals; 0 when the spread is 0. */
    public double refLogprob(long prompt, int candidate) {
        if (spread.referenceSpread() == 0) {
            return 0;
        }
        long bits = Streams.key(Streams.key(referenceKey, prompt), candidate);
        // + 0.0 turns −0.0 into 0.0.
        return rounded(spread.referenceSpread() * Normal.quantile(Streams.uniform(bits)), LOG_GRID) + 0.0;
    }

    /** Log-normal with median 1, > 0, rounded to 6 decimals; 1 when the spread is 0. */
    public double promptWeight(long prompt) {
        if (spread.promptWeightSpread() == 0) {
            return 1;
        }
        double z = Normal.quantile(Streams.uniform(Streams.key(promptWeightKey, prompt)));
        return rounded(StrictMath.exp(spread.promptWeightSpread() * z), LOG_GRID);
    }

    private static double rounded(double value, double grid) {
        return Math.rint(value * grid) / grid;
    }
}
