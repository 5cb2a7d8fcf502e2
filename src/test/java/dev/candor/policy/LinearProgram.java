package dev.candor.policy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.math3.optim.linear.LinearConstraint;
import org.apache.commons.math3.optim.linear.LinearConstraintSet;
import org.apache.commons.math3.optim.linear.LinearObjectiveFunction;
import org.apache.commons.math3.optim.linear.NonNegativeConstraint;
import org.apache.commons.math3.optim.linear.Relationship;
import org.apache.commons.math3.optim.linear.SimplexSolver;
import org.apache.commons.math3.optim.nonlinear.scalar.GoalType;

/** Total variation as a linear program, solved by Dantzig's simplex method of Commons Math. */
final class LinearProgram {
    private LinearProgram() {}

    /** max ⟨S,π⟩ − λ·½Σ|π − π0| with π = π0 + a − b, a ≥ 0, 0 ≤ b ≤ π0, Σa = Σb. */
    static double totalVariation(double[] ref, double[] s, double lambda) {
        int k = ref.length;
        double[] gain = new double[2 * k];
        double[] balance = new double[2 * k];
        double constant = 0;
        List<LinearConstraint> constraints = new ArrayList<>();
        for (int x = 0; x < k; x++) {
            gain[x] = s[x] - lambda / 2;
            gain[k + x] = -s[x] - lambda / 2;
            balance[x] = 1;
            balance[k + x] = -1;
            constant += s[x] * ref[x];
            double[] taken = new double[2 * k];
            taken[k + x] = 1;
            constraints.add(new LinearConstraint(taken, Relationship.LEQ, ref[x]));
        }
        constraints.add(new LinearConstraint(balance, Relationship.EQ, 0));
        double[] moved = new SimplexSolver(1e-12)
                .optimize(
                        new LinearObjectiveFunction(gain, constant),
                        new LinearConstraintSet(constraints),
                        GoalType.MAXIMIZE,
                        new NonNegativeConstraint(true))
                .getPoint();
        double[] prob = new double[k];
        Arrays.setAll(prob, x -> ref[x] + moved[x] - moved[k + x]);
        double welfare = 0;
        for (int x = 0; x < k; x++) {
            welfare += s[x] * prob[x] - lambda * PlainDivergence.value("total-variation", prob[x], ref[x]);
        }
        return welfare;
    }
}
