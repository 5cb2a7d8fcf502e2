package dev.candor.hunt;

import java.util.ArrayList;
import java.util.List;

/**
 * An input table as drawn.
 *
 * @param columns names
 * @param rows cells: String, Double, {@code List} of either, or null
 */
record Table(String name, List<String> columns, List<List<Object>> rows) {
    /** Whether some column holds arrays, which CSV cannot. */
    boolean hasArrays() {
        return rows.stream().anyMatch(row -> row.stream().anyMatch(List.class::isInstance));
    }

    Table with(List<List<Object>> other) {
        return new Table(name, columns, other);
    }

    /** Rows and columns in another order, and a column that nobody asks for. */
    Table disguised(Dice dice) {
        List<Integer> order = new ArrayList<>();
        for (int c = 0; c < columns.size(); c++) {
            order.add(c);
        }
        List<Integer> mixed = dice.shuffled(order);
        boolean extra = dice.chance(0.3);
        List<String> names = new ArrayList<>(mixed.stream().map(columns::get).toList());
        int place = dice.between(0, names.size());
        if (extra) {
            names.add(place, "note");
        }
        List<List<Object>> cells = new ArrayList<>();
        for (List<Object> row : dice.shuffled(rows)) {
            List<Object> moved = new ArrayList<>();
            mixed.forEach(c -> moved.add(row.get(c)));
            if (extra) {
                moved.add(place, dice.pick("", "x", "a \"note\", with more", "1"));
            }
            cells.add(moved);
        }
        return new Table(name, names, cells);
    }
}
