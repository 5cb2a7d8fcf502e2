package dev.candor.io.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.candor.io.files.ContentHashes.Piece;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.util.HexFormat;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class ContentHashesTest {
    @Property
    void piecesAreTheFileInOrder(
            @ForAll @LongRange(max = 1000) long length, @ForAll @LongRange(min = 1, max = 300) long pieceBytes) {
        long next = 0;
        List<Piece> pieces = ContentHashes.pieces("file:/a", length, pieceBytes);
        for (Piece piece : pieces) {
            assertThat(piece.from()).isEqualTo(next);
            assertThat(piece.bytes()).isBetween(length == 0 ? 0L : 1L, pieceBytes);
            next += piece.bytes();
        }
        assertThat(next).isEqualTo(length);
        assertThat(pieces.size() == 1).isEqualTo(length <= pieceBytes);
    }

    @Property
    void everyPieceHasOneTaskAndNoTaskMuchMoreThanItsPart(
            @ForAll @Size(min = 1, max = 60) List<@LongRange(max = 1L << 26) Long> sizes,
            @ForAll @IntRange(min = 1, max = 9) int tasks) {
        List<Piece> pieces =
                sizes.stream().map(bytes -> new Piece("file:/a", 0, bytes)).toList();
        List<List<Integer>> shares = ContentHashes.shares(pieces, tasks);
        assertThat(shares).hasSize(tasks);
        assertThat(shares.stream().flatMap(List::stream).sorted().toList())
                .isEqualTo(java.util.stream.IntStream.range(0, sizes.size())
                        .boxed()
                        .toList());
        long total = pieces.stream().mapToLong(Piece::cost).sum();
        long largest = pieces.stream().mapToLong(Piece::cost).max().orElseThrow();
        for (List<Integer> share : shares) {
            assertThat(share.stream().mapToLong(i -> pieces.get(i).cost()).sum())
                    .isLessThanOrEqualTo(total / tasks + largest);
        }
    }

    @Test
    void aPieceIsHashedToItsEndAndNoFurther() throws Exception {
        byte[] content = {1, 2, 3, 4, 5};
        ByteArrayInputStream stream = new ByteArrayInputStream(content);
        assertThat(HexFormat.of().formatHex(Sha256.digest(stream, 3))).isEqualTo(Sha256.of(new byte[] {1, 2, 3}));
        assertThat(stream.available()).isEqualTo(2);
        assertThatThrownBy(() -> Sha256.digest(stream, 3))
                .isInstanceOf(EOFException.class)
                .hasMessageContaining("became shorter");
    }
}
