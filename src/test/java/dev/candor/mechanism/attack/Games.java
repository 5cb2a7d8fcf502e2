package dev.candor.mechanism.attack;

import dev.candor.divergence.Divergences;
import dev.candor.model.Divergence;
import dev.candor.model.MechanismSpec;
import dev.candor.model.Normalisation;
import dev.candor.model.PaymentRule;
import dev.candor.model.RewardDomain;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;

/** A random game of one prompt: what the laws of the attack are stated about. */
final class Games {
    final String divergence;
    final double lambda;
    final RewardDomain domain;
    final double[] logRef;
    /** r of each agent. */
    final double[][] reward;
    /** w of each agent. */
    final double[] weight;

    final double[] boost;

    private Games(String divergence, double lambda, RewardDomain domain, int candidates, int agents, Random random) {
        this.divergence = divergence;
        this.lambda = lambda;
        this.domain = domain;
        double[] log = random.doubles(candidates, -3, 0).toArray();
        double total = StrictMath.log(Arrays.stream(log).map(StrictMath::exp).sum());
        this.logRef = Arrays.stream(log).map(l -> l - total).toArray();
        this.reward = new double[agents][];
        this.weight = new double[agents];
        this.boost = new double[agents];
        for (int i = 0; i < agents; i++) {
            reward[i] = random.doubles(candidates, 0.05, 1).toArray();
            if (domain == RewardDomain.UNRESTRICTED && random.nextInt(3) == 0) {
                double offset = StrictMath.pow(10, 2 + 4 * random.nextDouble());
                reward[i] = Arrays.stream(reward[i]).map(r -> r + offset).toArray();
            }
            DomainFit.fit(domain, reward[i]);
            weight[i] = 0.5 + 2 * random.nextDouble();
            boost[i] = random.nextInt(3) == 0 ? 2 : 1;
        }
    }

    static Games draw(String divergence, RewardDomain domain, long seed) {
        Random random = new Random(seed);
        double lambda = StrictMath.pow(10, random.nextDouble() * 2 - (random.nextInt(4) == 0 ? 3 : 1));
        return new Games(divergence, lambda, domain, 2 + random.nextInt(6), 1 + random.nextInt(5), random);
    }

    MechanismSpec mechanism(PaymentRule rule) {
        return new MechanismSpec(Divergence.of(divergence), lambda, rule, Normalisation.NONE, domain);
    }

    /** The prompt as agent i meets it; what the others share at all candidates is left out. */
    PromptGame of(int i) {
        return of(i, 1);
    }

    /** The same under λ times {@code factor}. */
    PromptGame of(int i, double factor) {
        double[] others = new double[logRef.length];
        for (int j = 0; j < reward.length; j++) {
            double[] rewards = PromptGame.fromMiddle(reward[j]);
            for (int x = 0; x < others.length && j != i; x++) {
                others[x] += boost[j] * weight[j] * rewards[x];
            }
        }
        double scale = boost[i] * weight[i];
        double[] truth = Arrays.stream(reward[i]).map(r -> scale * r).toArray();
        return new PromptGame(
                Divergences.of(Divergence.of(divergence), factor * lambda), logRef, others, truth, scale, boost[i]);
    }

    /** ASW(π*) of everyone. */
    double welfare() {
        PromptGame game = of(0);
        Play play = game.play();
        play.solve(game.truth);
        double[] all = new double[game.length()];
        Arrays.setAll(all, x -> game.others[x] + game.truth[x]);
        double middles =
                IntStream.range(0, reward.length).mapToDouble(i -> of(i).middle).sum();
        return play.welfare(all) + middles;
    }

    @Override
    public String toString() {
        return divergence + ", lambda " + lambda + ", " + domain + ", " + reward.length + " agents, " + logRef.length
                + " candidates";
    }
}
