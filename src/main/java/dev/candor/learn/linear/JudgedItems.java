package dev.candor.learn.linear;

import java.io.Serializable;
import java.util.Arrays;

/**
 * Judgements one after the other, each of some items (rows of a table of features): a comparison's winner and loser, the
 * loser as ~item where they tied; a ranking, best first; or a rated item with its position on the scale.
 */
public final class JudgedItems implements Serializable {
    private static final long serialVersionUID = 1L;

    /** Items of each judgement, 0 = as {@code firstItem} says. */
    private final int width;

    private int[] firstItem;
    private int[] item;
    private double[] number;
    private int size;

    private JudgedItems(int width, boolean rated, int expected) {
        this.width = width;
        this.firstItem = new int[width == 0 ? expected + 1 : 1];
        this.item = new int[Math.max(1, width) * expected];
        this.number = new double[rated ? expected : 0];
    }

    /** Room for {@code expected} comparisons. */
    public static JudgedItems comparisons(int expected) {
        return new JudgedItems(2, false, expected);
    }

    /** The same of rankings. */
    public static JudgedItems rankings(int expected) {
        return new JudgedItems(0, false, expected);
    }

    /** The same of ratings. */
    public static JudgedItems ratings(int expected) {
        return new JudgedItems(1, true, expected);
    }

    /** Adds a comparison. */
    public void add(int winner, int loser, boolean tie) {
        item = room(item, 2 * size + 2);
        item[2 * size] = winner;
        item[2 * size + 1] = tie ? ~loser : loser;
        size++;
    }

    /** Adds a rating. */
    public void add(int rated, double position) {
        item = room(item, size + 1);
        if (size == number.length) {
            number = Arrays.copyOf(number, 2 * size + 1);
        }
        item[size] = rated;
        number[size++] = position;
    }

    /** Adds a ranking. */
    public void add(int[] ranking) {
        int at = firstItem[size];
        item = room(item, at + ranking.length);
        System.arraycopy(ranking, 0, item, at, ranking.length);
        firstItem = room(firstItem, size + 2);
        firstItem[++size] = at + ranking.length;
    }

    /** The first {@code count} of these judgements. */
    public JudgedItems select(int[] judgements, int count) {
        JudgedItems selected = new JudgedItems(width, number.length > 0, count);
        for (int k = 0; k < count; k++) {
            int from = start(judgements[k]);
            if (width == 0) {
                selected.add(Arrays.copyOfRange(item, from, start(judgements[k] + 1)));
            } else if (width == 1) {
                selected.add(item[from], number[judgements[k]]);
            } else {
                selected.add(item[from], item(from + 1), tied(judgements[k]));
            }
        }
        return selected;
    }

    private static int[] room(int[] array, int length) {
        return length <= array.length ? array : Arrays.copyOf(array, Math.max(length, 2 * array.length));
    }

    /** Judgements. */
    public int size() {
        return size;
    }

    /** Where the items of a judgement begin; of {@link #size}, where the last one's end. */
    public int start(int judgement) {
        return width == 0 ? firstItem[judgement] : width * judgement;
    }

    /** The item at a place, whether it tied or not. */
    public int item(int place) {
        return item[place] < 0 ? ~item[place] : item[place];
    }

    boolean tied(int comparison) {
        return item[2 * comparison + 1] < 0;
    }

    double position(int rating) {
        return number[rating];
    }
}
