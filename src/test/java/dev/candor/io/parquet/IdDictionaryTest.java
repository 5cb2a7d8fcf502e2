package dev.candor.io.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class IdDictionaryTest {
    @Property(tries = 300)
    void codesAreThoseOfAMap(@ForAll @Size(max = 300) List<byte[]> loaded, @ForAll @Size(max = 300) List<byte[]> more) {
        IdDictionary ids = new IdDictionary();
        Map<String, Integer> codes = new HashMap<>();
        for (byte[] id : loaded) {
            int code = ids.append(id, 0, id.length);
            codes.putIfAbsent(text(id), code);
        }
        for (byte[] id : more) {
            int expected = codes.computeIfAbsent(text(id), added -> ids.size());
            assertThat(ids.intern(id, 0, id.length)).isEqualTo(expected);
        }
        codes.forEach((id, code) -> assertThat(FlatRows.id(ids, code)).isEqualTo(id));
    }

    @Test
    void manyIdsOfEveryLength() {
        IdDictionary ids = new IdDictionary();
        StringBuilder all = new StringBuilder();
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < 40_000; i++) {
                byte[] id = ("x".repeat(i % 40) + i).getBytes(StandardCharsets.UTF_8);
                assertThat(ids.intern(id, 0, id.length)).isEqualTo(i);
            }
        }
        assertThat(ids.size()).isEqualTo(40_000);
        for (int code = 0; code < ids.size(); code++) {
            all.append(ids.text(code));
        }
        assertThat(new String(ids.bytes(), 0, all.length(), StandardCharsets.UTF_8))
                .isEqualTo(all.toString());
    }

    @Test
    void idsInsideALargerArray() {
        IdDictionary ids = new IdDictionary();
        byte[] text = "agent-1,agent-2,agent-1".getBytes(StandardCharsets.UTF_8);
        assertThat(ids.intern(text, 0, 7)).isEqualTo(0);
        assertThat(ids.intern(text, 8, 7)).isEqualTo(1);
        assertThat(ids.intern(text, 16, 7)).isEqualTo(0);
        assertThat(ids.intern(text, 0, 0)).isEqualTo(2);
        assertThat(ids.text(2)).isEmpty();
    }

    private static String text(byte[] id) {
        return new String(id, StandardCharsets.ISO_8859_1);
    }
}
