package dev.candor.model;

/**
 * How a class whose welfare is not concave is searched; fixed before any report is read.
 *
 * @param ridge ≥ 0: ½·ridge·‖θ‖² is a cost of the policy beside λD, in units of reward × weight
 * @param starts how many points the search begins from, 1 to {@value #MOST_STARTS}
 * @param seed of all but the first, which is the reference model
 */
public record LocalSearch(double ridge, int starts, long seed) {
    static final int MOST_STARTS = 1000;
    private static final double MOST_RIDGE = 1e30;

    public LocalSearch {
        if (!(ridge >= 0 && ridge <= MOST_RIDGE)) {
            throw UserException.configuration(
                    "Cannot settle with ridge " + ridge + ": set --ridge to a number >= 0, at most 1e30.");
        }
        if (starts < 1 || starts > MOST_STARTS) {
            throw UserException.configuration(
                    "Cannot search from " + starts + " starts: set --starts to 1 ... " + MOST_STARTS + ".");
        }
    }
}
