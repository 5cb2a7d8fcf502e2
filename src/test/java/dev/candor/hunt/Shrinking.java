package dev.candor.hunt;

import java.util.List;
import java.util.function.Function;

/** The smallest game that still fails. */
final class Shrinking {
    private static final int PATIENCE = 25;

    private Shrinking() {}

    /** What {@code alone} complains of in the smallest game below {@code game}, and that game. */
    static String of(Game game, Function<Game, List<Account.Complaint>> alone, String flags) {
        List<Account.Complaint> complaints = tried(game, alone);
        if (complaints.isEmpty()) {
            return "\n(the game alone does not fail: " + game + ")";
        }
        Game smallest = game;
        int tries = 0;
        boolean shrank = true;
        while (shrank && tries < PATIENCE) {
            shrank = false;
            for (Game smaller : smallest.smaller()) {
                tries++;
                List<Account.Complaint> still = tried(smaller, alone);
                if (!still.isEmpty()) {
                    smallest = smaller;
                    complaints = still;
                    shrank = true;
                    break;
                }
            }
        }
        return "\nsmallest game: " + flags + " " + smallest + "\n" + TabularHunt.complaints(complaints);
    }

    private static List<Account.Complaint> tried(Game game, Function<Game, List<Account.Complaint>> alone) {
        try {
            return alone.apply(game);
        } catch (RuntimeException e) {
            return List.of(new Account.Complaint(game, String.valueOf(e.getMessage())));
        }
    }
}
