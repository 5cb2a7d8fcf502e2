package dev.candor.engine.study;

import dev.candor.engine.candidates.Layout;
import dev.candor.engine.candidates.PromptBlock;
import dev.candor.engine.pack.PackedBlock;
import dev.candor.engine.pack.PackedReports;
import dev.candor.mechanism.attack.Stream;
import dev.candor.model.UserException;
import dev.candor.study.Game;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import scala.Tuple2;

/** Prompts of a report log as games: each with the agents that want something of it. */
public final class PromptGames implements AutoCloseable {
    /** Rules other than SW-Max solve systems as large as there are agents. */
    private static final int MOST_AGENTS = 100;

    private final JavaRDD<Game> games;
    private final Broadcast<Map<Integer, double[]>> chosen;

    private PromptGames(JavaRDD<Game> games, Broadcast<Map<Integer, double[]>> chosen) {
        this.games = games;
        this.chosen = chosen;
    }

    /** A prompt with its place in the sample. */
    private static final class Prompt implements Serializable {
        private static final long serialVersionUID = 1L;

        private final long hash;
        private final int number;
        private final double[] logBase;

        Prompt(long hash, int number, double[] logBase) {
            this.hash = hash;
            this.number = number;
            this.logBase = logBase;
        }

        long hash() {
            return hash;
        }

        int number() {
            return number;
        }
    }

    /** What one agent reports of one prompt. */
    private static final class Row implements Serializable {
        private static final long serialVersionUID = 1L;

        private final String agent;
        private final double size;
        private final double boost;
        private final double[] reward;

        Row(String agent, double size, double boost, double[] reward) {
            this.agent = agent;
            this.size = size;
            this.boost = boost;
            this.reward = reward;
        }

        String agent() {
            return agent;
        }
    }

    /**
     * The games of at most {@code most} prompts of two candidates or more: those with the smallest hashes of their ids.
     *
     * @throws UserException when such a prompt has more agents than a study can look at; when the games are used
     */
    public static PromptGames of(SparkSession spark, PackedReports reports, int most, long seed) {
        Broadcast<Layout> layout = reports.layout();
        List<Prompt> sample = reports.candidates
                .blocks()
                .flatMap(block -> IntStream.range(0, block._2().prompts())
                        .filter(c -> block._2().start[c + 1] - block._2().start[c] > 1)
                        .mapToObj(c -> prompt(layout.value().firstPrompt(block._1()), block._2(), c, seed))
                        .iterator())
                .takeOrdered(most, new Smallest());
        Map<Integer, double[]> bases = new HashMap<>();
        sample.forEach(prompt -> bases.put(prompt.number, prompt.logBase));
        Broadcast<Map<Integer, double[]>> chosen =
                JavaSparkContext.fromSparkContext(spark.sparkContext()).broadcast(bases);
        JavaRDD<Game> games = reports.blocks
                .flatMapToPair(
                        block -> rows(block, layout.value(), chosen.value()).iterator())
                .groupByKey()
                .map(rows -> game(rows._1(), chosen.value().get(rows._1()), rows._2()));
        return new PromptGames(games, chosen);
    }

    private static Prompt prompt(int first, PromptBlock prompts, int c, long seed) {
        long hash = seed;
        for (char character : prompts.promptIds.get(c).toCharArray()) {
            hash = Stream.key(hash, character);
        }
        double[] logBase = Arrays.copyOfRange(prompts.logBase, prompts.start[c], prompts.start[c + 1]);
        return new Prompt(hash, first + c, logBase);
    }

    private static final class Smallest implements Comparator<Prompt>, Serializable {
        private static final long serialVersionUID = 1L;

        @Override
        public int compare(Prompt a, Prompt b) {
            return Comparator.comparingLong(Prompt::hash)
                    .thenComparingInt(Prompt::number)
                    .compare(a, b);
        }
    }

    private static List<Tuple2<Integer, Row>> rows(PackedBlock block, Layout layout, Map<Integer, double[]> chosen) {
        int[] promptOf = layout.promptOf();
        List<Tuple2<Integer, Row>> rows = new ArrayList<>();
        for (int i = 0; i < block.payers(); i++) {
            int end = block.firstEntry[i + 1];
            for (int from = block.firstEntry[i], to; from < end; from = to) {
                int prompt = promptOf[block.slot[from]];
                to = from;
                while (to < end && promptOf[block.slot[to]] == prompt) {
                    to++;
                }
                double[] base = chosen.get(prompt);
                if (base != null) {
                    double[] reward = new double[base.length];
                    boolean wants = false;
                    for (int k = from; k < to; k++) {
                        reward[block.slot[k] - layout.start(prompt)] = block.reward[k];
                        wants |= block.reward[k] != 0;
                    }
                    if (wants) {
                        rows.add(
                                new Tuple2<>(prompt, new Row(block.ids.get(i), block.size[i], block.boost[i], reward)));
                    }
                }
            }
        }
        return rows;
    }

    private static Game game(int prompt, double[] logBase, Iterable<Row> unordered) {
        List<Row> rows = new ArrayList<>();
        unordered.forEach(rows::add);
        if (rows.size() > MOST_AGENTS) {
            throw UserException.inputRejected("Cannot study prompts with " + rows.size()
                    + " agents: every agent tries every lie against all others, at most " + MOST_AGENTS
                    + ". Give reports of fewer agents.");
        }
        rows.sort(Comparator.comparing(Row::agent));
        return Game.of(
                prompt,
                logBase,
                rows.stream().map(row -> row.reward).toArray(double[][]::new),
                rows.stream().mapToDouble(row -> row.size).toArray(),
                rows.stream().mapToDouble(row -> row.boost).toArray());
    }

    /** Each prompt once. */
    public JavaRDD<Game> games() {
        return games;
    }

    @Override
    public void close() {
        chosen.destroy();
    }
}
