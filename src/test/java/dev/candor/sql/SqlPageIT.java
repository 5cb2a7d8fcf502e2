package dev.candor.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.candor.LocalSpark;
import dev.candor.job.VerbRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The statements of docs/sql.md run one after the other, and show what stands there. */
class SqlPageIT {
    private static final Pattern BLOCK = Pattern.compile("```sql\n(.*?)```\n(?:\n```text\n(.*?)```)?", Pattern.DOTALL);

    @TempDir
    Path root;

    @Test
    void showsWhatThePageSays() throws IOException {
        SparkSession spark = LocalSpark.session().newSession();
        spark.conf().set("spark.sql.catalog.candor", CandorCatalog.class.getName());
        spark.conf().set("spark.sql.catalog.candor.root", root.toString());
        String page = Files.readString(Path.of(System.getProperty("candor.basedir", "."), "docs", "sql.md"));
        List<String> shown = new ArrayList<>();
        List<String> said = new ArrayList<>();
        Matcher block = BLOCK.matcher(page);
        while (block.find()) {
            Dataset<Row> last = null;
            for (String statement : block.group(1).strip().split(";(\n|$)", -1)) {
                last = statement.isEmpty() ? last : spark.sql(statement);
            }
            if (block.group(2) != null) {
                said.add(block.group(2));
                shown.add(((org.apache.spark.sql.classic.Dataset<Row>) last)
                                .showString(20, 0, false)
                                .stripTrailing() + "\n");
            }
        }
        assertThat(shown).hasSizeGreaterThan(5).isEqualTo(said);
        VerbRun.assertNothingIsLeftInTheSession();
    }
}
