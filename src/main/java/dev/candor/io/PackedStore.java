package dev.candor.io;

import dev.candor.model.UserException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
    public static final int SCHEMA_VERSION = 1;

    /** How an agent's bucket is found, as store.json says it. */
    static final String HASH = "xxh64(utf8(agent_id), seed 42) unsigned modulo buckets";

    /** The run directory's table of rewards. */
    public static final String REWARDS = "rewards";

    /** The run directory's table of pairs. */
    public static final String CANDIDATES = "candidates";

    private static final String FILE = "store.json";
    private static final int MOST_BUCKETS = 1 << 16;

    public PackedStore {
        segments = List.copyOf(segments);
    }

    /** What store.json says. */
    record Description(int schemaVersion, int buckets, String hash) {}

    /**
     * One published segment.
     *
     * @param path its directory
     * @param rows rewards in it
     */
    public record Segment(String path, long rows, List<OutputFile> files) {
        public Segment {
            files = List.copyOf(files);
        }

        /** The files of the pairs. */
        public List<String> candidates() {
            return files.stream()
                    .map(OutputFile::path)
                    .filter(file -> file.startsWith(CANDIDATES + "/"))
                    .map(file -> path + "/" + file)
                    .toList();
        }

        /** The file of a bucket's rewards; empty where the bucket has none. */
        public Optional<String> bucket(int bucket) {
            String name = bucketFile(bucket);
            return files.stream().anyMatch(file -> file.path().equals(name))
                    ? Optional.of(path + "/" + name)
                    : Optional.empty();
        }
    }

    /** Path of a bucket's rewards within its segment. */
    public static String bucketFile(int bucket) {
        return "%s/bucket-%05d.parquet".formatted(REWARDS, bucket);
    }

    /** Where the manifests of a store lie, as a glob: they say what is in it, down to the hash of every file. */
    public static String manifests(String location) {
        return location + "/*/" + Manifest.FILE;
    }

    /**
     * The buckets of the store at {@code location}, which is made with {@code wanted} buckets when it is new.
     *
     * @param wanted 1 … 65,536
     * @throws UserException when what lies there is no store of this version
     */
    public static int bucketsOf(Configuration hadoop, String location, int wanted) {
        if (wanted < 1 || wanted > MOST_BUCKETS) {
            throw UserException.configuration(
                    "Cannot make a packed store of " + wanted + " buckets: it takes 1 to 65,536. Change --buckets.");
        }
        try {
            RunStore store = RunStore.at(hadoop, new Path(location));
            Optional<Description> found = description(store);
            if (found.isEmpty()) {
                String draft = "_" + FILE + "-" + java.util.UUID.randomUUID();
                store.write(draft, Json.bytes(new Description(SCHEMA_VERSION, wanted, HASH)));
                store.placeIfAbsent(draft, FILE);
                store.delete(draft);
                found = description(store);
            }
            return found.orElseThrow(() -> new IOException(FILE + " vanished")).buckets();
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
            RunStore store = RunStore.at(hadoop, new Path(location));
            Description found = description(store)
                    .orElseThrow(() -> UserException.configuration("Cannot read a packed store at " + location
                            + ": there is no " + FILE + ". Make one with jobs/pack, or correct --packed."));
            List<Segment> segments = new ArrayList<>();
            for (String name : store.list("")) {
                String path = location + "/" + name;
                if (!name.startsWith("_") && !name.equals(FILE)) {
                    segment(hadoop, path).ifPresent(segments::add);
                }
            }
            if (segments.isEmpty()) {
                throw UserException.configuration("Cannot read the packed store at " + location
                        + ": no segment of it is published. Pack some logs into it with jobs/pack.");
            }
            return new PackedStore(location, found.buckets(), segments);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the packed store at " + location + ": " + e.getMessage(), e);
        }
    }

    private static Optional<Segment> segment(Configuration hadoop, String path) throws IOException {
        return Manifest.read(hadoop, path)
                .map(manifest ->
                        new Segment(path, manifest.counts().getOrDefault("report_rows", 0L), manifest.files()));
    }

    private static Optional<Description> description(RunStore store) throws IOException {
        Optional<byte[]> json = store.read(FILE);
        if (json.isEmpty()) {
            return Optional.empty();
        }
        Description found = Json.read(json.get(), Description.class);
        if (found.schemaVersion() != SCHEMA_VERSION || !HASH.equals(found.hash()) || found.buckets() < 1) {
            throw UserException.configuration("Cannot use the packed store at " + store.location() + ": its version is "
                    + found.schemaVersion() + " with hash '" + found.hash() + "', and this build reads "
                    + SCHEMA_VERSION + " with '" + HASH + "'. Pack the logs again into another --store.");
        }
        return Optional.of(found);
    }

    /** Rewards of all segments. */
    public long rows() {
        return segments.stream().mapToLong(Segment::rows).sum();
    }
}
