package dev.candor.io.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.bytes.HeapByteBufferAllocator;
import org.apache.parquet.column.values.bitpacking.ByteBitPackingValuesWriter;
import org.apache.parquet.column.values.bitpacking.Packer;
import org.apache.parquet.column.values.rle.RunLengthBitPackingHybridEncoder;
import org.apache.parquet.io.ParquetDecodingException;
import org.junit.jupiter.api.Test;

/** The decoder against Parquet's own encoder. */
class HybridDecoderTest {
    @Property(tries = 400)
    void decodesWhatParquetEncodes(
            @ForAll @IntRange(max = 32) int width,
            @ForAll @IntRange(min = 1, max = 3000) int count,
            @ForAll @IntRange(min = 1, max = 40) int runs,
            @ForAll long seed)
            throws IOException {
        Random random = new Random(seed);
        int[] values = values(random, width, count, runs);
        byte[] encoded = encoded(values, width);
        int pad = random.nextInt(12);
        byte[] inside = new byte[encoded.length + 2 * pad];
        random.nextBytes(inside);
        System.arraycopy(encoded, 0, inside, pad, encoded.length);

        HybridDecoder decoder = new HybridDecoder(inside, pad, pad + encoded.length, width);

        assertThat(read(decoder, random, count)).containsExactly(values);
    }

    @Property(tries = 100)
    void decodesLevelsOfOldFiles(@ForAll @IntRange(min = 1, max = 300) int count, @ForAll long seed)
            throws IOException {
        Random random = new Random(seed);
        int[] levels = values(random, 1, count, 3);
        ByteBitPackingValuesWriter writer = new ByteBitPackingValuesWriter(1, Packer.BIG_ENDIAN);
        for (int level : levels) {
            writer.writeInteger(level);
        }
        byte[] encoded = bytes(writer.getBytes());

        HybridDecoder decoder = HybridDecoder.highestBitFirst(encoded, 0, encoded.length);

        assertThat(read(decoder, random, count)).containsExactly(levels);
    }

    @Property(tries = 300)
    void damageIsAnExceptionOrOtherValues(@ForAll @IntRange(max = 32) int width, @ForAll long seed) throws IOException {
        Random random = new Random(seed);
        byte[] encoded = encoded(values(random, width, 200, 9), width);
        for (int i = 0; i < 3 && encoded.length > 0; i++) {
            encoded[random.nextInt(encoded.length)] = (byte) random.nextInt();
        }
        HybridDecoder decoder = new HybridDecoder(encoded, 0, random.nextInt(encoded.length + 1), width);

        try {
            decoder.read(new int[200], 0, 200);
        } catch (ParquetDecodingException damaged) {
            assertThat(damaged).hasMessageMatching("the values end too early|a value of more than .* bits|a run .*");
        }
    }

    @Test
    void aLastRunMayBeCutOff() {
        // One packed run of 8 values of 4 bits, of which two bytes are there.
        HybridDecoder decoder = new HybridDecoder(new byte[] {3, 0x21, 0x43}, 0, 3, 4);
        int[] out = new int[4];
        decoder.read(out, 0, 4);
        assertThat(out).containsExactly(1, 2, 3, 4);
        assertThatThrownBy(() -> decoder.read(out, 0, 1))
                .isInstanceOf(ParquetDecodingException.class)
                .hasMessage("the values end too early");
    }

    @Test
    void widthsBeyondAnIntAreRefused() {
        assertThatThrownBy(() -> new HybridDecoder(new byte[0], 0, 0, 33)).isInstanceOf(ParquetDecodingException.class);
    }

    private static int[] values(Random random, int width, int count, int runs) {
        int mask = (int) ((1L << width) - 1);
        int[] values = new int[count];
        for (int i = 0; i < count; i++) {
            values[i] = i > 0 && random.nextInt(runs) > 0 ? values[i - 1] : random.nextInt() & mask;
        }
        return values;
    }

    private static byte[] encoded(int[] values, int width) throws IOException {
        try (RunLengthBitPackingHybridEncoder encoder =
                new RunLengthBitPackingHybridEncoder(width, 64, 1 << 16, new HeapByteBufferAllocator())) {
            for (int value : values) {
                encoder.writeInt(value);
            }
            return bytes(encoder.toBytes());
        }
    }

    private static byte[] bytes(BytesInput input) throws IOException {
        return input.toInputStream().readAllBytes();
    }

    /** The values, read some at a time. */
    private static int[] read(HybridDecoder decoder, Random random, int count) {
        int[] out = new int[count];
        for (int from = 0; from < count; ) {
            int some = Math.min(count - from, random.nextInt(70));
            decoder.read(out, from, some);
            from += some;
        }
        return out;
    }
}
