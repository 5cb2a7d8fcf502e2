package dev.candor.mechanism.attack;

import dev.candor.policy.Catalog;
import java.util.Arrays;
import java.util.stream.IntStream;

/** A catalog of M checkpoints as one agent meets it: y is 1 at the checkpoint chosen. */
public final class CatalogGame extends AgentGame {
    private final Checkpoints checkpoints;

    /** What is public. */
    public static final class Checkpoints implements Range {
        private static final long serialVersionUID = 1L;

        private final double[] divergence;
        private final double lambda;

        /** @param divergence D of each checkpoint, length M ≥ 1; not copied */
        public Checkpoints(double[] divergence, double lambda) {
            this.divergence = divergence;
            this.lambda = lambda;
        }

        /** S_{−i} and d are values of checkpoints, each up to a constant. */
        @Override
        public CatalogGame game(double[] others, double[] truth, double scale, double boost) {
            return new CatalogGame(this, others, PromptGame.middle(truth), PromptGame.fromMiddle(truth), scale, boost);
        }
    }

    private CatalogGame(
            Checkpoints checkpoints, double[] others, double middle, double[] truth, double scale, double boost) {
        super(others, middle, truth, scale, boost);
        this.checkpoints = checkpoints;
    }

    @Override
    public CatalogGame among(double[] changed) {
        return new CatalogGame(checkpoints, changed, middle, truth, scale(), boost());
    }

    @Override
    public Play play() {
        return new Chosen();
    }

    private final class Chosen extends Play {
        private final int[] all = IntStream.range(0, length()).toArray();
        private Catalog catalog;

        @Override
        public void solve(double[] claim) {
            catalog = Catalog.of(others, claim, checkpoints.divergence, checkpoints.lambda);
        }

        @Override
        public double affineCharge(double[] claim) {
            return catalog.charging().loss(all, claim, 0, all.length, 1);
        }

        @Override
        public double outcome(int m) {
            return m == catalog.chosen() ? 1 : 0;
        }

        @Override
        public double cost() {
            return checkpoints.lambda * checkpoints.divergence[catalog.chosen()];
        }

        /** Which checkpoint is best does not change until it does. */
        @Override
        void response(double[] v, double[] target) {
            Arrays.fill(target, 0);
        }
    }
}
