package dev.candor.io.store;

import dev.candor.io.files.InputFile;
import dev.candor.io.files.Json;
import dev.candor.io.files.OutputFile;
import dev.candor.io.files.Places;
import dev.candor.io.run.Manifest;
import dev.candor.io.run.RunStore;
import dev.candor.io.schema.ReadFailures;
import dev.candor.model.UserException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * Report logs written once in the form that settlements read: a directory with {@code store.json} and one run directory a
 * segment (a day of logs, say), each published as a whole by its manifest and never written again. A segment has
 *
 * <pre>
 * candidates/part-*.parquet       slot int32, prompt_id, candidate_id string: the pairs its rewards refer to
 * rewards/bucket-00000.parquet …  agent_id string, slot int32, reward double: sorted by agent_id, slot; each pair once
 * </pre>
 *
 * and an agent's rewards lie in the bucket that {@code store.json} says: of every segment the same.
 *
 * @param location any Hadoop URI
 * @param buckets of every segment
 * @param segments the published ones, by name
 */
public record PackedStore(String location, int buckets, List<Segment> segments) {
    /** Of store.json and the files of a segment. */
    static final int SCHEMA_VERSION = 1;

    /** How an agent's bucket is found, as store.json says it. */
    static final String HASH = "xxh64(utf8(agent_id), seed 42) unsigned modulo buckets";

    /** The run directory's table of rewards. */
    static final String REWARDS = "rewards";

    /** The run directory's table of pairs. */
    public static final String CANDIDATES = "candidates";

    private static final String FILE = "store.json";
    private static final int MOST_BUCKETS = 1 << 16;

    public PackedStore {
        segments = List.copyOf(segments);
    }

    /** What store.json says. */
    record Description(int schemaVersion, int buckets, String hash) {}

    /** One published segment: its directory, the rewards in it, its files by their paths within it. */
    public static final class Segment {
        private final String path;
        private final long rows;
        private final SortedMap<String, OutputFile> files = new TreeMap<>();

        Segment(String path, Manifest manifest) {
            this.path = path;
            this.rows = manifest.counts().getOrDefault("report_rows", 0L);
            manifest.files().forEach(file -> files.put(file.path(), file));
        }

        /** Refuses rewards in buckets that the store says it does not have: nobody would read them. */
        private void requireBuckets(String location, int buckets) {
            Set<String> known = IntStream.range(0, buckets)
                    .mapToObj(PackedStore::bucketFile)
                    .collect(Collectors.toSet());
            long stray = files.keySet().stream()
                    .filter(file -> file.startsWith(REWARDS + "/"))
                    .filter(file -> !known.contains(file))
                    .count();
            if (stray > 0) {
                throw damaged(
                        location,
                        "it says " + buckets + " buckets, and the segment at " + path + " has " + stray
                                + " other files");
            }
        }

        /** The files of the pairs. */
        public List<String> candidates() {
            return files.keySet().stream()
                    .filter(file -> file.startsWith(CANDIDATES + "/"))
                    .map(file -> path + "/" + file)
                    .toList();
        }

        /** What tells two tables of pairs apart: equal where the tables are. */
        public List<String> candidatesSha256() {
            return files.values().stream()
                    .filter(file -> file.path().startsWith(CANDIDATES + "/"))
                    .map(OutputFile::sha256)
                    .toList();
        }

        /** The file of a bucket's rewards; empty where the bucket has none. */
        public Optional<String> bucket(int bucket) {
            String name = bucketFile(bucket);
            return files.containsKey(name) ? Optional.of(path + "/" + name) : Optional.empty();
        }
    }

    /** Path of a bucket's rewards within its segment. */
    public static String bucketFile(int bucket) {
        return String.format(Locale.ROOT, "%s/bucket-%05d.parquet", REWARDS, bucket);
    }

    /** Every table file of every published segment. */
    public List<String> files() {
        return segments.stream()
                .flatMap(segment -> segment.files.keySet().stream()
                        .filter(file -> file.startsWith(REWARDS + "/") || file.startsWith(CANDIDATES + "/"))
                        .map(file -> segment.path + "/" + file))
                .toList();
    }

    /**
     * Refuses a store of which a file is not the one that its manifest lists.
     *
     * @param found the files of {@link #files} in their order, as they are
     */
    public void requireAsPacked(List<InputFile> found) {
        List<OutputFile> listed = segments.stream()
                .flatMap(segment -> segment.files.values().stream())
                .filter(file ->
                        file.path().startsWith(REWARDS + "/") || file.path().startsWith(CANDIDATES + "/"))
                .toList();
        for (int k = 0; k < listed.size(); k++) {
            InputFile file = found.get(k);
            if (!listed.get(k).is(file)) {
                throw UserException.inputRejected("Cannot read the packed store at " + location + ": " + file.path()
                        + " is not the file that was packed (its manifest lists "
                        + listed.get(k).bytes()
                        + " bytes, SHA-256 " + listed.get(k).sha256() + "). Restore it, or pack the logs again.");
            }
        }
    }

    /**
     * The buckets of the store at {@code location}; empty where there is none yet.
     *
     * @throws UserException when what lies there is no store of this version
     */
    public static OptionalInt bucketsOf(Configuration hadoop, String location) {
        return usable(location, () -> description(RunStore.at(hadoop, Places.path(location))))
                .map(found -> OptionalInt.of(found.buckets()))
                .orElseGet(OptionalInt::empty);
    }

    /**
     * Makes the store at {@code location} unless it is there.
     *
     * @param buckets 1 … 65,536
     * @throws UserException when it is there with another number of buckets
     */
    public static void create(Configuration hadoop, String location, int buckets) {
        int found = usable(location, () -> {
                    RunStore store = RunStore.at(hadoop, Places.path(location));
                    if (description(store).isEmpty()) {
                        String draft = "_" + FILE + "-" + UUID.randomUUID();
                        store.write(draft, Json.bytes(new Description(SCHEMA_VERSION, buckets, HASH)));
                        store.placeIfAbsent(draft, FILE);
                        store.delete(draft);
                    }
                    return description(store).orElseThrow(() -> new IOException(FILE + " vanished"));
                })
                .buckets();
        if (found != buckets) {
            throw UserException.outputConflict("Cannot add a segment of " + buckets + " buckets to the packed store at "
                    + location + ": another run made it with " + found + " meanwhile. Run again.");
        }
    }

    /** Refuses a number of buckets that no store can have. */
    public static void requireBuckets(int buckets) {
        if (buckets < 0 || buckets > MOST_BUCKETS) {
            throw UserException.configuration("Cannot make a packed store of " + buckets
                    + " buckets: it takes 1 to 65,536, or 0 = by size. Change --buckets.");
        }
    }

    @FunctionalInterface
    private interface Reading<T> {
        T run() throws IOException;
    }

    private static <T> T usable(String location, Reading<T> reading) {
        try {
            return reading.run();
        } catch (IOException e) {
            throw UserException.configuration(
                    "Cannot use " + location + " as a packed store: " + ReadFailures.oneLine(e) + ". Correct --store.");
        }
    }

    /**
     * The store with its published segments.
     *
     * @throws UserException when there is none, or nothing in it
     */
    public static PackedStore open(Configuration hadoop, String location) {
        try {
            RunStore store = RunStore.at(hadoop, Places.path(location));
            Description found = description(store)
                    .orElseThrow(() -> UserException.configuration("Cannot read a packed store at " + location
                            + ": there is no " + FILE + ". Make one with jobs/pack, or correct --packed."));
            List<Segment> segments = new ArrayList<>();
            for (String name : store.list("")) {
                String path = location + "/" + name;
                if (!name.startsWith("_") && !name.startsWith(".") && isDirectory(hadoop, path)) {
                    manifest(hadoop, path).ifPresent(manifest -> segments.add(new Segment(path, manifest)));
                }
            }
            if (segments.isEmpty()) {
                throw UserException.configuration("Cannot read the packed store at " + location
                        + ": no segment of it is published. Pack some logs into it with jobs/pack.");
            }
            segments.forEach(segment -> segment.requireBuckets(location, found.buckets()));
            return new PackedStore(location, found.buckets(), segments);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the packed store at " + location + ": " + e.getMessage(), e);
        }
    }

    private static Optional<Manifest> manifest(Configuration hadoop, String path) throws IOException {
        try {
            return Manifest.read(hadoop, path);
        } catch (UserException unreadable) {
            throw UserException.inputRejected("Cannot read the packed segment at " + path + ": its " + Manifest.FILE
                    + " is damaged, or not one that this build reads. Restore it, or pack the logs again.");
        }
    }

    private static UserException damaged(String location, String why) {
        return UserException.inputRejected("Cannot read the packed store at " + location + ": its " + FILE
                + " is damaged: " + why + ". Restore it, or pack the logs again into another --store.");
    }

    private static boolean isDirectory(Configuration hadoop, String path) throws IOException {
        Path place = new Path(path);
        return place.getFileSystem(hadoop).getFileStatus(place).isDirectory();
    }

    private static Optional<Description> description(RunStore store) throws IOException {
        Optional<byte[]> json = store.read(FILE);
        if (json.isEmpty()) {
            return Optional.empty();
        }
        Description found;
        try {
            found = Json.read(json.get(), Description.class);
        } catch (IOException e) {
            throw damaged(store.location(), ReadFailures.oneLine(e));
        }
        if (found.buckets() < 1 || found.buckets() > MOST_BUCKETS) {
            throw damaged(store.location(), "it says " + found.buckets() + " buckets");
        }
        if (found.schemaVersion() != SCHEMA_VERSION || !HASH.equals(found.hash())) {
            throw UserException.configuration("Cannot use the packed store at " + store.location() + ": its version is "
                    + found.schemaVersion() + " with hash '" + found.hash() + "', and this build reads "
                    + SCHEMA_VERSION + " with '" + HASH + "'. Pack the logs again into another --store.");
        }
        return Optional.of(found);
    }

    /**
     * What was read of the store is all of it.
     *
     * @throws UserException when it is more or less: a slot that is no candidate of its segment, or one that is two
     */
    public void requireAll(long read) {
        if (read != rows()) {
            throw UserException.inputRejected("Cannot use the packed store " + location + ": it holds " + rows()
                    + " rewards and " + read + " were read. It is damaged: pack the reports again.");
        }
    }

    /** Rewards of all segments. */
    public long rows() {
        return segments.stream().mapToLong(segment -> segment.rows).sum();
    }
}
