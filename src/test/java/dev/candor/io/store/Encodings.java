package dev.candor.io.store;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.Util;
import org.assertj.core.api.Assertions;

/** The encodings in the footer of a Parquet file as they stand there: parquet-mr's own reader makes a set of them. */
public final class Encodings {
    private static final int TRAILER_BYTES = 8;

    private Encodings() {}

    /** Those of each column chunk. */
    public static List<List<Encoding>> of(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        int end = bytes.length - TRAILER_BYTES;
        int length = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(end);
        return Util.readFileMetaData(new ByteArrayInputStream(bytes, end - length, length)).getRow_groups().stream()
                .flatMap(group -> group.getColumns().stream())
                .map(column -> column.getMeta_data().getEncodings())
                .toList();
    }

    /** In the order of their numbers, which is the same in every JVM. */
    public static void assertOrdered(List<Encoding> ofColumn) {
        Assertions.assertThat(ofColumn).isSortedAccordingTo(Comparator.comparing(Encoding::getValue));
    }
}
