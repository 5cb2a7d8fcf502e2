package dev.candor.hunt;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Figures held against what they must be. Tolerances are the product's claims. */
final class Checks {
    /** Of payments, values and probabilities, of themselves. */
    static final double OF_ITSELF = 1e-9;
    /** Below it a double has not all its digits. */
    private static final BigDecimal UNDERFLOW = new BigDecimal("1e-290");

    private final List<String> complaints = new ArrayList<>();

    List<String> complaints() {
        return complaints;
    }

    void unless(boolean holds, String complaint) {
        if (!holds) {
            complaints.add(complaint);
        }
    }

    /** {@code obtained} within {@code relative} of |expected| and {@code slack}. */
    void near(String what, String obtained, BigDecimal expected, double relative, BigDecimal slack) {
        double figure = obtained == null ? Double.NaN : Double.parseDouble(obtained);
        if (!Double.isFinite(figure)) {
            complaints.add(what + ": " + obtained + " for " + expected.doubleValue());
            return;
        }
        BigDecimal most =
                expected.abs().multiply(Decimals.of(relative)).add(slack.abs()).add(UNDERFLOW);
        BigDecimal off = Decimals.of(figure).subtract(expected).abs();
        if (off.compareTo(most) > 0) {
            complaints.add(what + ": " + obtained + " for " + expected.doubleValue() + ", off by " + off.doubleValue()
                    + ", allowed " + most.doubleValue());
        }
    }

    /** A payment is within 1e-9 of itself or lies, as does the truth, in an interval that is said to be one. */
    void payment(String who, Map<String, String> row, BigDecimal exact) {
        double payment = number(row, "payment");
        double lower = number(row, "payment_lower");
        double upper = number(row, "payment_upper");
        String said = who + ": payment " + payment + " in [" + lower + ", " + upper + "] for " + exact.doubleValue();
        if (!(0 <= lower && lower <= payment && payment <= upper && Double.isFinite(upper))) {
            complaints.add(said + ": not an interval of charges");
        } else if (lower < upper) {
            BigDecimal slack = exact.multiply(new BigDecimal("1e-15")).add(UNDERFLOW);
            unless(
                    Decimals.of(lower).subtract(slack).compareTo(exact) <= 0
                            && Decimals.of(upper).add(slack).compareTo(exact) >= 0,
                    said + ": the interval does not hold it");
        } else if (exact.signum() == 0) {
            unless(payment == 0, said + ": not 0");
        } else {
            near(said, row.get("payment"), exact, OF_ITSELF, BigDecimal.ZERO);
        }
    }

    static double number(Map<String, String> row, String column) {
        String cell = row.get(column);
        return cell == null ? Double.NaN : Double.parseDouble(cell);
    }
}
