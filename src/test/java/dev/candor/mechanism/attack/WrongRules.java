package dev.candor.mechanism.attack;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;

/** Rules that do not make truth dominant: what an audit is for. */
final class WrongRules {
    private WrongRules() {}

    @FunctionalInterface
    private interface Charge {
        double of(AgentGame game, double[] claim, Play play);
    }

    /** An outcome that maximises welfare and some charge for it; the ascent is told no slope of the charge. */
    private record Charged(Charge charge) implements AuditedRule {
        @Override
        public Play play(AgentGame game, double[] claim, double size, Play spare) {
            spare.solve(claim);
            spare.charge(charge.of(game, claim, spare));
            return spare;
        }

        @Override
        public void slope(Play played, double[] claim, double[] slope) {
            Arrays.fill(slope, 0);
        }
    }

    /** Everyone pays what it says the outcome is worth to it, but for a constant. */
    static AuditedRule payYourValue() {
        return new Charged((game, claim, play) -> play.value(claim));
    }

    /** Half of the right payment. */
    static AuditedRule half() {
        return new Charged((game, claim, play) -> play.affineCharge(claim) / 2);
    }

    /**
     * max ASW_{−i} over the checkpoints of the main run, from the reference to the outcome: they all move with the agent's
     * report.
     */
    static AuditedRule mainRunCheckpoints() {
        return new Charged((game, claim, play) -> {
            double best = Double.NEGATIVE_INFINITY;
            for (double share : new double[] {0, 0.25, 0.5, 0.75, 1}) {
                double[] early = Arrays.stream(claim).map(d -> share * d).toArray();
                double[] others = Arrays.stream(game.others).map(s -> share * s).toArray();
                Play checkpoint = game.among(others).play();
                checkpoint.solve(early);
                best = Math.max(best, checkpoint.welfare(game.others));
            }
            return best - play.welfare(game.others);
        });
    }

    /** Those that differ from the right rule in what is charged alone. */
    static List<AuditedRule> ofCharges() {
        return List.of(payYourValue(), half(), mainRunCheckpoints());
    }

    /**
     * λ grows with Σ w as claimed: the outcome then moves with w in a way that the payment does not see.
     *
     * @param under the game under λ times some factor
     */
    record LambdaBySize(Priced under, double othersSize) implements AuditedRule {
        @Override
        public Play play(AgentGame game, double[] claim, double size, Play spare) {
            double factor = (othersSize + size * game.scale()) / (othersSize + game.scale());
            Play play = under.game(factor).among(game.others).play();
            play.solve(claim);
            play.charge(play.affineCharge(claim));
            return play;
        }

        @Override
        public void slope(Play played, double[] claim, double[] slope) {
            played.response(claim, slope);
        }
    }

    /** One agent's game by the factor that λ is multiplied by. */
    @FunctionalInterface
    interface Priced extends Serializable {
        AgentGame game(double factor);
    }
}
