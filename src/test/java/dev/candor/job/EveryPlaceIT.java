package dev.candor.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TimeZone;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The smallest settlement in eight locales, three time zones and a folder of an odd name: the same bytes (cases
 * 10-file-names and 18-locale-jvm).
 */
class EveryPlaceIT {
    private static final List<Locale> LOCALES = List.of(
            Locale.forLanguageTag("ar-EG-u-nu-arab"),
            new Locale("th", "TH", "TH"),
            Locale.forLanguageTag("hi-IN-u-nu-deva"),
            Locale.forLanguageTag("fa-IR"),
            Locale.forLanguageTag("tr-TR"),
            Locale.forLanguageTag("de-DE"),
            Locale.forLanguageTag("ja-JP-u-ca-japanese"),
            Locale.US);
    private static final List<String> ZONES = List.of("Pacific/Kiritimati", "America/St_Johns", "UTC");

    @TempDir
    Path folder;

    /** Every file, without what tells when it was made, how long it took, and of which run it is. */
    private static Map<String, String> contents(Path run) {
        Map<String, String> contents = new TreeMap<>(new Published(run).contents());
        contents.keySet().removeIf(path -> !path.contains("/") && !path.endsWith(".csv"));
        String fingerprint = new Published(run).manifest().orElseThrow().fingerprint();
        contents.put("fingerprint", fingerprint);
        return contents;
    }

    private static String said(VerbRun ran, Path out) {
        return ran.isDone().out().replace(out.toString(), "OUT");
    }

    @Test
    void isTheSameBytes() throws IOException {
        Locale locale = Locale.getDefault();
        TimeZone zone = TimeZone.getDefault();
        Map<String, String> bill = null;
        String told = null;
        try {
            for (int k = 0; k < LOCALES.size(); k++) {
                Locale.setDefault(LOCALES.get(k));
                TimeZone.setDefault(TimeZone.getTimeZone(ZONES.get(k % ZONES.size())));
                Path here = folder.resolve(
                        k % 2 == 0 ? "plain" + k : k + (k % 4 == 1 ? " a:\"é中' #%41" : " a[1]{b}*\\\"é中'#%41"));
                SmallInput input = new SmallInput(here.resolve("in"));
                Path out = here.resolve("öut" + k);
                VerbRun ran = VerbRun.job(input.command("settle", "--lambda", "1.5", "--output", out.toString()));
                String says = said(ran, out).replaceAll("in \\d.*s\\b", "");
                new Published(out).assertWhole();
                if (bill == null) {
                    bill = contents(out);
                    told = says;
                }
                assertThat(contents(out))
                        .as("%s in %s", LOCALES.get(k), ZONES.get(k % ZONES.size()))
                        .isEqualTo(bill);
                assertThat(says).as(LOCALES.get(k).toString()).isEqualTo(told);
            }
            assertThat(bill).hasSizeGreaterThan(2).containsKey("payments/part-00000.parquet");
            assertThat(told).contains("λ = 1.5");
            otherVerbs();
        } finally {
            Locale.setDefault(locale);
            TimeZone.setDefault(zone);
        }
    }

    /** The other writers, in the two locales whose digits and letters differ most from the first. */
    private void otherVerbs() throws IOException {
        Map<String, Map<String, String>> first = new TreeMap<>();
        for (Locale locale : List.of(Locale.US, LOCALES.get(0), Locale.forLanguageTag("tr-TR"))) {
            Locale.setDefault(locale);
            Path here = Files.createDirectories(folder.resolve("other " + locale.toLanguageTag() + ":é"));
            SmallInput input = new SmallInput(here.resolve("in"));
            Path log = Files.writeString(here.resolve("log.csv"), """
                    agent_id,prompt_id,candidate_a,candidate_b,outcome
                    ann,joke,dry,silly,a
                    bob,joke,dry,silly,tie
                    """);
            Map<String, List<String>> commands = Map.of(
                    "csv", input.command("settle", "--lambda", "1", "--output-format", "csv", "--output"),
                    "pack", input.command("pack", "--segment", "s", "--store"),
                    "learn", List.of("learn", "--comparisons", log.toString(), "--output-format", "json", "--output"));
            commands.forEach((name, command) -> {
                Path out = here.resolve(name);
                List<String> words = new java.util.ArrayList<>(command);
                words.add(out.toString());
                VerbRun.job(words).isDone();
                Map<String, String> contents = contents(name.equals("pack") ? out.resolve("s") : out);
                assertThat(contents)
                        .as("%s in %s", name, locale)
                        .isEqualTo(first.computeIfAbsent(name, missing -> contents));
            });
        }
    }
}
