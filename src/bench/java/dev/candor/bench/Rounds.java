package dev.candor.bench;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Alternating runs: in every round each contender runs once, and who begins moves on by one. After a round every
 * contender's payments are compared with those of the first contender, and the outputs are removed.
 *
 * @param warmup rounds that are not counted
 * @param runs rounds that are, ≥ 1
 * @param scratch folder for the outputs
 */
record Rounds(int warmup, int runs, Path scratch, PrintStream progress) {

    List<Tally> of(List<Contender> contenders) {
        List<Tally> tallies = contenders.stream()
                .map(contender -> new Tally(contender.name(), contender.tolerance()))
                .toList();
        for (int round = 0; round < warmup + runs; round++) {
            play(contenders, tallies, round);
        }
        return tallies;
    }

    private void play(List<Contender> contenders, List<Tally> tallies, int round) {
        Path folder = scratch.resolve("round-" + round);
        Folders.delete(folder);
        Folders.make(folder);
        for (int turn : order(contenders.size(), round)) {
            Contender contender = contenders.get(turn);
            Path output = folder.resolve(contender.name());
            contender.prepare();
            Measured run = Meter.measure(() -> contender.run(output));
            contender.release();
            progress.println((round < warmup ? "warm-up " : "run ") + (round + 1) + "  " + contender.name() + "  "
                    + Figures.seconds(run.seconds()) + " s");
            if (round >= warmup) {
                tallies.get(turn).add(run, contender.stages(output));
            }
        }
        compare(contenders, tallies, folder);
        Folders.delete(folder);
    }

    private static List<Integer> order(int contenders, int round) {
        return IntStream.range(0, contenders)
                .map(turn -> (turn + round) % contenders)
                .boxed()
                .toList();
    }

    private static void compare(List<Contender> contenders, List<Tally> tallies, Path folder) {
        Contender first = contenders.get(0);
        for (int i = 1; i < contenders.size(); i++) {
            Contender other = contenders.get(i);
            tallies.get(i)
                    .compared(Agreement.worstRelativeDifference(
                            first.payments(folder.resolve(first.name())),
                            other.payments(folder.resolve(other.name()))));
        }
    }
}
