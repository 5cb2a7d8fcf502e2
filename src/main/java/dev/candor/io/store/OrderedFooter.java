package dev.candor.io.store;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.apache.parquet.bytes.BytesUtils;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.Util;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.PositionOutputStream;

/**
 * A Parquet file whose footer lists the encodings of a column in the order of their numbers. parquet-mr lists them in the
 * order of a hash set of enums, that is of identity hashes: the bytes would differ from JVM to JVM. Nothing stands behind
 * the footer and no offset points into it, so nothing else changes.
 */
final class OrderedFooter implements OutputFile {
    /** Behind the footer: its length, and Parquet's mark. */
    private static final int TRAILER_BYTES = Integer.BYTES + ParquetFileWriter.MAGIC.length;

    private final OutputFile file;
    private Stream stream;

    OrderedFooter(OutputFile file) {
        this.file = file;
    }

    /** All row groups are written: what comes now, indexes and footer, is kept in memory until the file is closed. */
    void follows() {
        stream.tail = new ByteArrayOutputStream();
    }

    @Override
    public PositionOutputStream create(long blockSizeHint) throws IOException {
        stream = new Stream(file.create(blockSizeHint));
        return stream;
    }

    @Override
    public PositionOutputStream createOrOverwrite(long blockSizeHint) throws IOException {
        stream = new Stream(file.createOrOverwrite(blockSizeHint));
        return stream;
    }

    @Override
    public boolean supportsBlockSize() {
        return file.supportsBlockSize();
    }

    @Override
    public long defaultBlockSize() {
        return file.defaultBlockSize();
    }

    @Override
    public String getPath() {
        return file.getPath();
    }

    private static final class Stream extends PositionOutputStream {
        private final PositionOutputStream out;
        private ByteArrayOutputStream tail;

        Stream(PositionOutputStream out) {
            this.out = out;
        }

        @Override
        public long getPos() throws IOException {
            return tail == null ? out.getPos() : out.getPos() + tail.size();
        }

        @Override
        public void write(int value) throws IOException {
            if (tail == null) {
                out.write(value);
            } else {
                tail.write(value);
            }
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            if (tail == null) {
                out.write(bytes, offset, length);
            } else {
                tail.write(bytes, offset, length);
            }
        }

        @Override
        public void flush() throws IOException {
            out.flush();
        }

        /** A tail that is not whole is of a write that failed; nobody reads it. */
        @Override
        public void close() throws IOException {
            try (out) {
                byte[] held = tail == null ? new byte[0] : tail.toByteArray();
                if (isWhole(held)) {
                    writeOrdered(held);
                }
            }
        }

        private static boolean isWhole(byte[] tail) {
            byte[] mark = ParquetFileWriter.MAGIC;
            return tail.length >= TRAILER_BYTES
                    && Arrays.equals(tail, tail.length - mark.length, tail.length, mark, 0, mark.length);
        }

        private void writeOrdered(byte[] tail) throws IOException {
            int end = tail.length - TRAILER_BYTES;
            int length = ByteBuffer.wrap(tail).order(ByteOrder.LITTLE_ENDIAN).getInt(end);
            FileMetaData footer = Util.readFileMetaData(new ByteArrayInputStream(tail, end - length, length));
            footer.getRow_groups()
                    .forEach(group -> group.getColumns()
                            .forEach(column ->
                                    column.getMeta_data().getEncodings().sort(null)));
            out.write(tail, 0, end - length);
            long start = out.getPos();
            Util.writeFileMetaData(footer, out);
            BytesUtils.writeIntLittleEndian(out, (int) (out.getPos() - start));
            out.write(ParquetFileWriter.MAGIC);
        }
    }
}
