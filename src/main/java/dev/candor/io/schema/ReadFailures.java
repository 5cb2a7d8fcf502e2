package dev.candor.io.schema;

import dev.candor.model.UserException;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipException;
import org.apache.spark.SparkThrowable;

/** Tells input that cannot be read from every other failure of a Spark job, and names the file. */
public final class ReadFailures {
    /** A URI with a scheme, up to what ends it in Spark's, Parquet's and Hadoop's messages. */
    private static final Pattern FILE = Pattern.compile(
            "\\b[a-z][a-z0-9+.-]*:/[^\\s,;'\"()\\[\\]]*[^\\s,;'\"()\\[\\].:]", Pattern.CASE_INSENSITIVE);

    private static final Set<String> READERS = Set.of(
            "org.apache.parquet.io.ParquetDecodingException",
            "org.apache.parquet.crypto.ParquetCryptoRuntimeException",
            "com.univocity.parsers.common.TextParsingException",
            "org.apache.spark.sql.execution.datasources.SchemaColumnConvertNotSupportedException");

    private ReadFailures() {}

    /**
     * The refusal of an input file that turns out unreadable while a Spark action reads it: truncated, not of its
     * format, vanished. Empty when {@code failure} is anything else. To be called on every Throwable an action ends
     * with: SparkException is checked, and thrown undeclared.
     */
    public static Optional<UserException> explain(Throwable failure) {
        List<Throwable> chain = chain(failure);
        for (Throwable link : chain) {
            if (link instanceof UserException mendable) {
                return Optional.of(mendable);
            }
        }
        return chain.stream().anyMatch(ReadFailures::isReading)
                ? Optional.of(refusal(failure, sparkFile(chain).orElse("an input file"), chain))
                : Optional.empty();
    }

    /** The refusal of {@code file}, whose head could not be read. */
    public static UserException explain(Exception failure, String file) {
        return refusal(failure, file, chain(failure));
    }

    /**
     * Runs an action over the input; what cannot be read comes out as a {@link UserException}, all else as it was
     * thrown: Spark also throws checked exceptions that it does not declare.
     */
    public static <T> T explaining(Supplier<T> action) {
        try {
            return action.get();
        } catch (Exception e) {
            throw explain(e).orElseThrow(() -> ReadFailures.<RuntimeException>undeclared(e));
        }
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <E extends Exception> E undeclared(Exception thrown) throws E {
        throw (E) thrown;
    }

    /** The first line of the failure's message, or its class where it has none. */
    public static String oneLine(Throwable failure) {
        String message = failure.getMessage();
        return message == null || message.isBlank()
                ? failure.getClass().getSimpleName()
                : message.strip().lines().findFirst().orElse("");
    }

    private static UserException refusal(Throwable failure, String file, List<Throwable> chain) {
        Throwable root = chain.get(chain.size() - 1);
        Optional<Throwable> damage =
                chain.stream().filter(DamagedFile.class::isInstance).findFirst();
        if (damage.isPresent() && !(root instanceof FileNotFoundException)) {
            return UserException.inputRejected(damage.get().getMessage() + ". Write the file again.", failure);
        }
        return UserException.inputRejected(
                "Cannot read " + file + ": " + reason(root) + " (" + oneLine(root)
                        + "). The file is truncated, damaged, gone, or not what its extension says; write it again.",
                failure);
    }

    private static String reason(Throwable root) {
        if (root instanceof EOFException) {
            return "it ends too early";
        }
        return root instanceof FileNotFoundException ? "it no longer exists" : "its content cannot be decoded";
    }

    private static boolean isReading(Throwable link) {
        return condition(link).startsWith("FAILED_READ_FILE")
                || condition(link).equals("CANNOT_READ_FILE_FOOTER")
                || link instanceof DamagedFile
                || READERS.contains(link.getClass().getName())
                || link instanceof ZipException;
    }

    private static String condition(Throwable link) {
        return link instanceof SparkThrowable spark && spark.getCondition() != null ? spark.getCondition() : "";
    }

    private static Optional<String> sparkFile(List<Throwable> chain) {
        for (Throwable link : chain) {
            if (condition(link).startsWith("FAILED_READ_FILE") && link instanceof SparkThrowable spark) {
                String path = spark.getMessageParameters().get("path");
                if (path != null) {
                    return Optional.of(decoded(path));
                }
            }
        }
        for (Throwable link : chain) {
            Matcher matcher = FILE.matcher(String.valueOf(link.getMessage()));
            if (matcher.find()) {
                return Optional.of(decoded(matcher.group()));
            }
        }
        return Optional.empty();
    }

    /** Spark names files URL-encoded. */
    private static String decoded(String path) {
        try {
            return URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException notEncoded) {
            return path;
        }
    }

    private static List<Throwable> chain(Throwable failure) {
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        List<Throwable> chain = new ArrayList<>();
        for (Throwable link = failure; link != null && seen.add(link); link = link.getCause()) {
            chain.add(link);
        }
        return chain;
    }
}
