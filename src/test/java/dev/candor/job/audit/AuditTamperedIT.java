package dev.candor.job.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.candor.io.files.OutputFile;
import dev.candor.io.run.Manifest;
import dev.candor.job.VerbRun;
import dev.candor.model.ExitCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** jobs/audit of settlements whose published tables were changed, with a manifest that fits. */
class AuditTamperedIT extends AuditFixture {
    /** A payment rule of one's own, published with a manifest that fits: the tables are whole, and wrong. */
    @Test
    void wrongPaymentsInAPublishedSettlementAreCaughtAndTheEvidenceIsPublished() {
        settle("--output-format=csv");
        tamper(
                "payments/part-00000.csv",
                text -> edited(text, cells -> {
                    if (cells[0].contains("ann")) {
                        double half = Double.parseDouble(cells[4]) / 2;
                        Arrays.fill(cells, 4, 7, Double.toString(half));
                        cells[7] = Double.toString(Double.parseDouble(cells[3]) - half);
                    }
                }));
        VerbRun ran = audit("--lies=10");
        assertThat(ran.code()).as(ran.err()).isEqualTo(ExitCode.CERTIFICATE_NOT_MET);
        run.assertClean();
        assertThat(ran.out().replaceAll("\\s+", " "))
                .contains("This settlement does not do what it claims")
                .contains("The published payments differ from that rule")
                .contains("FAILS");
        JsonNode rule = property("payments are the rule's");
        assertThat(rule.get("violations").asLong()).isEqualTo(1);
        assertThat(rule.get("worst_at").asText()).isEqualTo("ann");
        assertThat(rule.get("worst").asDouble()).isCloseTo(0.5, within(1e-12));
        assertThat(property("columns agree on the contribution")
                        .get("violations")
                        .asLong())
                .isEqualTo(1);
        JsonNode attacked = property("attacked agents: the attack's payments");
        assertThat(attacked.get("violations").asLong()).isEqualTo(1);
        assertThat(attacked.get("worst_at").asText()).isEqualTo("ann");
        assertThat(property("payments add up").get("violations").asLong()).isEqualTo(1);
        assertThat(property("no lie gains").get("violations").asLong()).isZero();
        assertThat(audit("--lies=10").code()).isEqualTo(ExitCode.CERTIFICATE_NOT_MET);
    }

    /** A charge moved from one payer to another leaves the total and every payment as they were. */
    @Test
    void aChargeMovedToAnotherPayerIsCaught() {
        settle("--output-format=csv");
        tamper(
                "payments/part-00000.csv",
                text -> edited(text, cells -> {
                    int sign = cells[0].contains("ann") ? -1 : cells[0].contains("bob") ? 1 : 0;
                    BigDecimal charge = new BigDecimal(cells[11]);
                    cells[11] = charge.add(charge.ulp().multiply(BigDecimal.valueOf(sign)))
                            .toPlainString();
                }));
        assertThat(audit("--lies=2").code()).isEqualTo(ExitCode.CERTIFICATE_NOT_MET);
        assertThat(json().get("failed_properties").asInt()).isEqualTo(1);
        assertThat(property("charges are the rule's").get("violations").asLong())
                .isEqualTo(2);
    }

    @Test
    void aRowTwiceIsCaught() {
        settle("--output-format=csv");
        tamper(
                "payments/part-00000.csv",
                text -> text + text.lines().skip(1).findFirst().orElseThrow() + "\n");
        assertThat(audit("--lies=2").code()).isEqualTo(ExitCode.CERTIFICATE_NOT_MET);
        for (String name : List.of("a row for every payer", "payments add up", "charges add up")) {
            assertThat(property(name).get("violations").asLong()).as(name).isEqualTo(1);
        }
    }

    /** NaN compares as false with everything: no check may take that for a pass. */
    @Test
    void aPaymentThatIsNoNumberIsCaught() {
        settle("--output-format=csv");
        tamper(
                "payments/part-00000.csv",
                text -> edited(text, cells -> {
                    if (cells[0].contains("ann")) {
                        Arrays.fill(cells, 3, 8, "NaN");
                    }
                }));
        assertThat(audit("--lies=2").code()).isEqualTo(ExitCode.CERTIFICATE_NOT_MET);
        for (String name : List.of(
                "payments not negative",
                "individual rationality",
                "utility is value minus payment",
                "columns agree on the contribution",
                "payment within its interval",
                "no deficit",
                "payments add up",
                "payments are the rule's",
                "attacked agents: the attack's payments")) {
            assertThat(property(name).get("violations").asLong()).as(name).isEqualTo(1);
        }
    }

    /** Every row but the header with its cells changed. */
    private static String edited(String table, Consumer<String[]> change) {
        StringBuilder changed = new StringBuilder();
        for (String line : table.lines().toList()) {
            String[] cells = line.split(",", -1);
            if (!changed.isEmpty()) {
                change.accept(cells);
            }
            changed.append(String.join(",", cells)).append("\n");
        }
        return changed.toString();
    }

    /** Changes a published file and makes the manifest list the file as it then is. */
    private void tamper(String path, UnaryOperator<String> change) {
        try {
            Path file = settled.directory().resolve(path);
            OutputFile before = settled.manifest().orElseThrow().files().stream()
                    .filter(one -> one.path().equals(path))
                    .findFirst()
                    .orElseThrow();
            byte[] changed = change.apply(Files.readString(file)).getBytes(StandardCharsets.UTF_8);
            Files.write(file, changed);
            Path manifest = settled.directory().resolve("manifest.json");
            String hash = HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(changed));
            String text = Files.readString(manifest).replace(before.sha256(), hash);
            int at = text.indexOf("\"" + path + "\"");
            Files.writeString(
                    manifest,
                    text.substring(0, at)
                            + text.substring(at)
                                    .replaceFirst("(\"bytes\"\\s*:\\s*)" + before.bytes(), "$1" + changed.length));
            Manifest read = settled.manifest().orElseThrow();
            assertThat(read.files()).anyMatch(one -> one.sha256().equals(hash) && one.bytes() == changed.length);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
