package dev.candor.mechanism;

import dev.candor.divergence.Kl;
import dev.candor.divergence.Regulariser;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/** Rules that do not make truth dominant: what an audit is for. */
final class WrongRules {
    private WrongRules() {}

    @FunctionalInterface
    private interface Charge {
        double of(Regulariser regulariser, PromptGame game, double[] claim, Play play);
    }

    /** A policy that maximises welfare and some charge for it; the ascent is told no slope of the charge. */
    private record Charged(Regulariser regulariser, Charge charge) implements AuditedRule {
        @Override
        public void play(PromptGame game, double[] claim, double size, Play play) {
            play.solve(regulariser, game, claim);
            play.charge(charge.of(regulariser, game, claim, play));
        }

        @Override
        public void slope(PromptGame game, double[] claim, Play play, double[] curvature, double[] slope) {
            Arrays.fill(slope, 0);
        }
    }

    /** Everyone pays what it says the policy is worth to it, from the middle of what it says. */
    static AuditedRule payYourValue(Regulariser regulariser) {
        return new Charged(regulariser, (r, game, claim, play) -> play.value(claim));
    }

    /** Half of the right payment. */
    static AuditedRule half(Regulariser regulariser) {
        return new Charged(regulariser, (r, game, claim, play) -> play.affineCharge(r, claim) / 2);
    }

    /**
     * max ASW_{−i} over the checkpoints of the main run, from the reference to the policy: they all move with the agent's
     * report.
     */
    static AuditedRule mainRunCheckpoints(Regulariser regulariser) {
        return new Charged(regulariser, (r, game, claim, play) -> {
            double best = Double.NEGATIVE_INFINITY;
            for (double share : new double[] {0, 0.25, 0.5, 0.75, 1}) {
                Play checkpoint = new Play(game.candidates());
                double[] early = Arrays.stream(claim).map(d -> share * d).toArray();
                double[] others = Arrays.stream(game.others).map(s -> share * s).toArray();
                checkpoint.solve(r, game.among(others), early);
                best = Math.max(best, checkpoint.welfare(r, game, game.others));
            }
            return best - play.welfare(r, game, game.others);
        });
    }

    /** Those that differ from the right rule in what is charged alone. */
    static List<Function<Regulariser, AuditedRule>> ofCharges() {
        return List.of(WrongRules::payYourValue, WrongRules::half, WrongRules::mainRunCheckpoints);
    }

    /** KL whose λ grows with Σ w as claimed: the policy then moves with w in a way that the payment does not see. */
    record LambdaBySize(double lambda, double othersSize) implements AuditedRule {
        @Override
        public void play(PromptGame game, double[] claim, double size, Play play) {
            Regulariser scaled = new Kl(lambda * (othersSize + size * game.scale()) / (othersSize + game.scale()));
            play.solve(scaled, game, claim);
            play.charge(play.affineCharge(scaled, claim));
        }

        @Override
        public Regulariser regulariser() {
            return new Kl(lambda);
        }

        @Override
        public void slope(PromptGame game, double[] claim, Play play, double[] curvature, double[] slope) {
            AuditedRule.response(regulariser(), curvature, claim, slope);
        }
    }
}
