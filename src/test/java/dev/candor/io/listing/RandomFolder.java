package dev.candor.io.listing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeSet;

/** A folder tree as somebody may leave it: odd names, hidden ones, partitions, links. It knows what is a table's file. */
final class RandomFolder {
    private static final List<String> ODD = List.of(
            "a", "ä", "中", "a b", " a", "a ", "it's", "\"q\"", "100%", "%41", "a#b", "a?b", "a*", "[ab]", "{a,b}",
            "a\\b", "a;b", "a&b", "a+b", "a=b", "-a", "~", "$HOME", "a\nb", "a\tb", "null", "a..b", "é", "𝄞", "a|b",
            "<a>", "a,b");

    private final Random random;
    private final Path elsewhere;
    private int made;

    /** Every file that must be read, and the empty ones among them. */
    final SortedSet<String> files = new TreeSet<>();

    final SortedSet<String> empty = new TreeSet<>();

    /** Files of a column that is in a folder's name. */
    boolean partitioned;

    /** Something in it cannot be read, or must not be passed over. */
    boolean troubled;

    private RandomFolder(Random random, Path elsewhere) {
        this.random = random;
        this.elsewhere = elsewhere;
    }

    static RandomFolder in(Path root, Path elsewhere, Random random) throws IOException {
        RandomFolder folder = new RandomFolder(random, elsewhere);
        folder.fill(root, 0, false, false);
        return folder;
    }

    private void fill(Path at, int depth, boolean hidden, boolean column) throws IOException {
        Files.createDirectories(at);
        int entries = 1 + random.nextInt(4);
        for (int k = 0; k < entries; k++) {
            String odd = ODD.get(random.nextInt(ODD.size())) + made++;
            int kind = random.nextInt(40);
            if (kind < 16) {
                data(at.resolve(odd + ".csv"), hidden, column);
            } else if (kind < 18) {
                data(
                        Files.createSymbolicLink(at.resolve(odd + ".csv"), row(elsewhere.resolve(made + ".csv"))),
                        hidden,
                        column,
                        false);
            } else if (kind < 20) {
                Files.createFile(at.resolve(odd + ".csv"));
                if (!hidden) {
                    troubled |= at.toString().contains(":") && (at + odd).matches("(?s).*[*?\\[\\]{}\\\\].*");
                    files.add(at.resolve(odd + ".csv").toString());
                    empty.add(at.resolve(odd + ".csv").toString());
                }
            } else if (kind < 24) {
                Files.writeString(
                        at.resolve(
                                List.of("_SUCCESS", ".crc", "_x", ".a.csv.crc").get(kind - 20)),
                        "x");
            } else if (kind == 24) {
                data(at.resolve((random.nextBoolean() ? "_" : ".") + odd.replace("=", "") + ".csv"), true, column);
            } else if (kind == 25) {
                Files.createSymbolicLink(at.resolve(odd + ".csv"), Path.of("nowhere"));
                troubled |= true;
            } else if (kind == 26) {
                Files.createSymbolicLink(at.resolve(odd), at);
                troubled |= true;
            } else if (kind == 27) {
                data(at.resolve(odd + ":.csv"), hidden, column);
                troubled |= true;
            } else if (depth < 3) {
                switch (kind % 6) {
                    case 0 -> fill(at.resolve("_tmp" + made), depth + 1, true, column);
                    case 1 -> fill(at.resolve("_day=" + made), depth + 1, hidden, column);
                    case 2 -> fill(at.resolve("agent_id=" + odd), depth + 1, hidden, true);
                    // A glob cannot pass a name with a colon: none at the top.
                    case 3 -> fill(at.resolve(odd + (depth == 0 ? "" : ":")), depth + 1, hidden, column);
                    case 4 -> {
                        Path target = elsewhere.resolve("folder" + made);
                        Path link = at.resolve(odd);
                        Files.createDirectories(target);
                        Files.createSymbolicLink(link, target);
                        fill(link, depth + 1, hidden, column);
                    }
                    default -> fill(at.resolve(odd), depth + 1, hidden, column);
                }
            }
        }
    }

    private void data(Path file, boolean hidden, boolean column) throws IOException {
        data(file, hidden, column, true);
    }

    private void data(Path file, boolean hidden, boolean column, boolean write) throws IOException {
        if (write) {
            row(file);
        }
        if (hidden) {
            troubled = true;
        } else {
            troubled |= file.toString().contains(":") && file.toString().matches("(?s).*[*?\\[\\]{}\\\\].*");
            files.add(file.toString());
            partitioned |= column;
        }
    }

    /** One report of an agent of its own. */
    private Path row(Path file) throws IOException {
        return Files.write(
                file,
                ("agent_id,prompt_id,candidate_id,reward\nagent-" + made + ",p,x,1\n")
                        .getBytes(StandardCharsets.UTF_8));
    }
}
