package dev.candor.io.gate;

import static org.apache.spark.sql.functions.col;

import dev.candor.LocalSpark;
import dev.candor.io.schema.InputTable;
import dev.candor.io.schema.ReadFailures;
import dev.candor.io.schema.RowCount;
import dev.candor.io.schema.TableFormat;
import dev.candor.io.table.SampleTable;
import dev.candor.model.UserException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.Assertions;

/** The gate over a sound population, of which a test replaces one table at a time. */
public final class Gate {
    static final SampleTable REPORTS = SampleTable.of("agent_id,prompt_id,candidate_id,reward")
            .row("a", "p", "x", 1.0)
            .row("a", "p", "y", 0.5)
            .row("b", "p", "x", -0.25)
            .row("b", "q", "x", 3.0);
    static final SampleTable CANDIDATES = SampleTable.of("prompt_id,candidate_id,ref_logprob,gen_logprob")
            .row("p", "x", -1.0, -2.0)
            .row("p", "y", -2.0, -2.5)
            .row("q", "x", -3.0, -1.0);
    static final SampleTable AGENTS = SampleTable.of("agent_id,weight,boost,payer_id")
            .row("a", 2.0, 1.5, "firm")
            .row("b", null, null, null);
    static final SampleTable PROMPTS =
            SampleTable.of("prompt_id,prompt_weight").row("p", 2.0).row("q", null);

    /** The tables of a tabular game. */
    static final List<InputTable> GAME =
            List.of(InputTable.REPORTS, InputTable.CANDIDATES, InputTable.AGENTS, InputTable.PROMPTS);

    private final Path folder;
    private final Map<InputTable, String> paths = new EnumMap<>(InputTable.class);
    private Optional<TableFormat> format = Optional.empty();

    Gate(Path folder, TableFormat format) {
        this.folder = folder;
        for (InputTable table : GAME) {
            paths.put(table, sound(table).write(folder, "sound_" + table.label(), format));
        }
    }

    /** Reports and candidates alone, which is quicker. */
    static Gate ofReports(Path folder) {
        return new Gate(folder, TableFormat.CSV)
                .without(InputTable.AGENTS)
                .without(InputTable.PROMPTS)
                .with(InputTable.CANDIDATES, "plain.csv", "prompt_id,candidate_id\np,x\np,y\nq,x\n");
    }

    static SampleTable sound(InputTable table) {
        return switch (table) {
            case REPORTS -> REPORTS;
            case CANDIDATES -> CANDIDATES;
            case AGENTS -> AGENTS;
            case PROMPTS -> PROMPTS;
            default -> throw new IllegalArgumentException("no table of a tabular game: " + table);
        };
    }

    Gate with(InputTable table, String path) {
        paths.put(table, path);
        return this;
    }

    Gate without(InputTable table) {
        paths.remove(table);
        return this;
    }

    Gate as(TableFormat given) {
        format = Optional.of(given);
        return this;
    }

    /** Replaces {@code table} by a text file of this name and content. */
    Gate with(InputTable table, String name, String text) {
        return with(table, SampleTable.text(folder.resolve(name), text));
    }

    GatedTables read() {
        return InputGate.read(
                LocalSpark.session(),
                new InputPaths(
                        paths.get(InputTable.REPORTS),
                        Optional.ofNullable(paths.get(InputTable.CANDIDATES)),
                        Optional.ofNullable(paths.get(InputTable.AGENTS)),
                        Optional.ofNullable(paths.get(InputTable.PROMPTS)),
                        format));
    }

    /** The rejections of every table, reports included. */
    static Rejections rejections(GatedTables tables) {
        return tables.rejected()
                .plus(Rejections.of(
                        new RowCount(InputTable.REPORTS, tables.reports().count()), tables.reports()));
    }

    public static long acceptedReports(GatedTables tables) {
        return tables.reports().filter(col("reject").equalTo(0)).count();
    }

    /** The refusal of the whole input. */
    UserException refusal() {
        try (GatedTables tables = read()) {
            rejections(tables);
        } catch (UserException e) {
            return e;
        } catch (Exception e) {
            return ReadFailures.explain(e).orElseThrow(() -> new AssertionError("unexplained", e));
        }
        return Assertions.fail("the input was not refused");
    }
}
