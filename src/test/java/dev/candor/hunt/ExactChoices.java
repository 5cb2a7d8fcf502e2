package dev.candor.hunt;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.List;

/**
 * The log-likelihood of one agent's choices on one prompt as a function of its utilities: Davidson's of comparisons (two items
 * and an outcome), Plackett and Luce's of rankings (items, best first).
 */
record ExactChoices(boolean compared, double nu, List<int[]> judgements, MathContext digits) {
    private static final BigDecimal HALF = new BigDecimal("0.5");

    /** Adds its slopes. */
    void addGradient(BigDecimal[] u, BigDecimal[] gradient) {
        for (int[] judgement : judgements) {
            if (compared) {
                int a = judgement[0];
                int b = judgement[1];
                BigDecimal[] p = davidson(u[a].subtract(u[b]));
                BigDecimal won = judgement[2] == 0 ? HALF : judgement[2] == 1 ? HALF.negate() : BigDecimal.ZERO;
                BigDecimal slope = won.subtract(p[0].subtract(p[1]).divide(Decimals.TWO));
                gradient[a] = gradient[a].add(slope);
                gradient[b] = gradient[b].subtract(slope);
            } else {
                for (int place = 0; place + 1 < judgement.length; place++) {
                    gradient[judgement[place]] = gradient[judgement[place]].add(BigDecimal.ONE);
                    BigDecimal[] chance = chances(u, judgement, place);
                    for (int k = 0; k < u.length; k++) {
                        gradient[k] = gradient[k].subtract(chance[k]);
                    }
                }
            }
        }
    }

    /** Adds minus its second derivatives. */
    void addCurvature(BigDecimal[] u, BigDecimal[][] sum) {
        for (int[] judgement : judgements) {
            if (compared) {
                int a = judgement[0];
                int b = judgement[1];
                BigDecimal[] p = davidson(u[a].subtract(u[b]));
                BigDecimal lead = p[0].subtract(p[1]);
                BigDecimal curvature =
                        p[0].add(p[1]).subtract(lead.multiply(lead, digits)).divide(BigDecimal.valueOf(4));
                sum[a][a] = sum[a][a].add(curvature);
                sum[b][b] = sum[b][b].add(curvature);
                sum[a][b] = sum[a][b].subtract(curvature);
                sum[b][a] = sum[b][a].subtract(curvature);
            } else {
                for (int place = 0; place + 1 < judgement.length; place++) {
                    BigDecimal[] chance = chances(u, judgement, place);
                    for (int j = 0; j < u.length; j++) {
                        sum[j][j] = sum[j][j].add(chance[j]);
                        for (int k = 0; k < u.length; k++) {
                            sum[j][k] = sum[j][k].subtract(chance[j].multiply(chance[k], digits));
                        }
                    }
                }
            }
        }
    }

    /** P(a), P(b). */
    private BigDecimal[] davidson(BigDecimal d) {
        BigDecimal a = Decimals.exp(d.divide(Decimals.TWO), digits);
        BigDecimal b = BigDecimal.ONE.divide(a, digits);
        BigDecimal z = a.add(b).add(Decimals.of(nu));
        return new BigDecimal[] {a.divide(z, digits), b.divide(z, digits)};
    }

    /** P of each to be placed here; 0 for those that are placed or not ranked. */
    private BigDecimal[] chances(BigDecimal[] u, int[] ranking, int place) {
        BigDecimal[] chance = new BigDecimal[u.length];
        Arrays.fill(chance, BigDecimal.ZERO);
        BigDecimal sum = BigDecimal.ZERO;
        for (int later = place; later < ranking.length; later++) {
            chance[ranking[later]] = Decimals.exp(u[ranking[later]], digits);
            sum = sum.add(chance[ranking[later]]);
        }
        for (int k = 0; k < u.length; k++) {
            chance[k] = chance[k].divide(sum, digits);
        }
        return chance;
    }
}
