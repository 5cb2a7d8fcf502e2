package dev.candor.model;

/**
 * How few pay how much of the revenue. All but the counts are 0 when there is no revenue.
 *
 * @param topShare the largest payment as a share of the revenue, 0 to 1
 * @param top10Share the ten largest payments (all, if fewer) as a share of the revenue, {@code topShare} to 1
 * @param effectivePayers (Σp)² / Σp², the inverse Herfindahl index: how many equal payers would concentrate the
 *     revenue as much; 1 to {@code paying}
 * @param payers how many could pay: agents, or payers where several agents share one
 * @param paying how many pay more than 0
 */
public record PaymentConcentration(
        double topShare, double top10Share, double effectivePayers, long payers, long paying) {

    public PaymentConcentration {
        require(topShare >= 0 && topShare <= 1, "topShare", topShare);
        require(top10Share >= topShare && top10Share <= 1, "top10Share", top10Share);
        require(paying >= 0 && paying <= payers, "paying", (double) paying);
        boolean nobody = topShare == 0 && effectivePayers == 0;
        boolean somebody = topShare > 0 && effectivePayers >= 1 && effectivePayers <= paying;
        require(nobody || somebody, "effectivePayers", effectivePayers);
    }

    /**
     * From the sums of one pass over the payments p ≥ 0. Rounding of the sums, and squares too small for a double,
     * leave no figure out of its bounds.
     *
     * @param revenue Σp
     * @param largest max p
     * @param tenLargest sum of the ten largest p
     * @param sumOfSquares Σp²
     * @param payers number of p
     * @param paying number of p > 0
     */
    public static PaymentConcentration of(
            double revenue, double largest, double tenLargest, double sumOfSquares, long payers, long paying) {
        if (revenue == 0) {
            return new PaymentConcentration(0, 0, 0, payers, paying);
        }
        double top = within(largest / revenue, Double.MIN_VALUE, 1);
        double effective = within(revenue / sumOfSquares * revenue, 1 / top, (double) paying);
        return new PaymentConcentration(top, within(tenLargest / revenue, top, 1), effective, payers, paying);
    }

    private static double within(double value, double least, double most) {
        return Math.min(Math.max(value, least), most);
    }

    private static void require(boolean holds, String name, double value) {
        if (!holds) {
            throw new IllegalArgumentException("A payment concentration cannot have " + name + " = " + value);
        }
    }
}
