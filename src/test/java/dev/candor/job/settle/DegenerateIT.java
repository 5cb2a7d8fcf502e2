package dev.candor.job.settle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.candor.job.Published;
import dev.candor.job.SmallInput;
import dev.candor.job.VerbRun;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Settlements with nobody to settle with, or nothing to choose: said on the console, in summary.json and in the page. */
class DegenerateIT {
    private static final String HEADER = "agent_id,prompt_id,candidate_id,reward\n";

    @TempDir
    Path folder;

    private int runs;

    private List<String> notes(SmallInput input, String... flags) {
        Published run = new Published(folder.resolve("run" + runs++));
        List<String> command = new java.util.ArrayList<>(input.command(
                "settle", "--lambda", "1", "--output", run.directory().toString()));
        command.addAll(List.of(flags));
        VerbRun ran = VerbRun.job(command).isDone();
        List<String> notes = run.summary().notes();
        String console = ran.out().replaceAll("\\s+", " ");
        for (String note : notes) {
            assertThat(console).contains(note);
            assertThat(run.text("report.html")).contains(note);
        }
        return notes;
    }

    private SmallInput input(String reports) {
        return new SmallInput(folder.resolve("in" + runs)).with("reports", "reports.csv", HEADER + reports);
    }

    @Test
    void tabular() {
        assertThat(notes(new SmallInput(folder.resolve("ordinary")))).isEmpty();
        assertThat(notes(input("ann,joke,dry,1\n").without("agents")))
                .containsExactly(
                        "There is one agent only, so there is nobody to settle with: a payment is then the price of leaving the reference model, not a loss of others.");
        assertThat(notes(input("ann,joke,dry,1\nbob,greeting,warm,1\nbob,joke,silly,0\n")))
                .singleElement()
                .asString()
                .startsWith("No two payers report on the same prompt: each has no other payer to settle with");
        assertThat(notes(input("ann,joke,dry,1\nbob,greeting,warm,1\nbob,joke,silly,1\n")))
                .singleElement()
                .asString()
                .startsWith("On 1 of the 2 prompts reported on one payer alone reports");
        String indifferent =
                "No agent is pivotal: without any one of them the others would get the same model, and nobody pays.";
        assertThat(notes(input("ann,joke,dry,1\nann,joke,silly,1\nbob,joke,dry,0\ncyd,joke,silly,0\n")))
                .contains(indifferent);
        assertThat(notes(input("ann,joke,dry,0\nbob,joke,dry,0\n"))).contains(indifferent);
        assertThat(notes(input("ann,joke,dry,1\nbob,joke,dry,1\n")
                        .with("prompts", "prompts.csv", "prompt_id,prompt_weight\njoke,0\ngreeting,1\n")))
                .contains("1 of 2 prompts has weight 0: reports on it have no effect.", indifferent);
        assertThat(notes(input("ann,joke,dry,1\nbob,joke,dry,1\nann,greeting,warm,1\nbob,greeting,warm,2\n")
                        .with(
                                "candidates",
                                "candidates.csv",
                                "prompt_id,candidate_id\njoke,dry\ngreeting,warm\ngreeting,formal\n")))
                .containsExactly("1 of 2 prompts has one candidate only: there is nothing to choose there, and reports"
                        + " on it change nothing.");
        assertThat(notes(input("ann,joke,dry,1\nbob,joke,dry,1\n")
                        .without("prompts")
                        .with("candidates", "candidates.csv", "prompt_id,candidate_id\njoke,dry\n")))
                .contains(
                        "The only prompt has one candidate only: there is nothing to choose, and no report changes"
                                + " anything.",
                        indifferent,
                        "No report moves the model: it is the reference model.");
        assertThat(notes(input("ann,joke,dry,1\nbob,joke,dry,5\ncyd,joke,dry,1\n"), "--divergence", "total-variation"))
                .singleElement()
                .asString()
                .startsWith("No agent is pivotal");
        assertThat(notes(input("ann,joke,dry,1\nbob,joke,silly,5\n")
                        .with("agents", "agents.csv", "agent_id,payer_id\nann,us\nbob,us\n")))
                .singleElement()
                .asString()
                .startsWith("All 2 agents have one payer");
    }

    @Test
    void otherClasses() {
        SmallInput catalog = new SmallInput(folder.resolve("catalog"))
                .without("reports")
                .without("candidates")
                .without("prompts")
                .without("agents");
        String checkpoints = "checkpoint_id,divergence\nm1,0\nm2,0.5\n";
        assertThat(notes(
                        catalog.with("valuations", "v.csv", "agent_id,checkpoint_id,value\nann,m1,1\nbob,m1,2\n")
                                .with("checkpoints", "c.csv", checkpoints),
                        "--policy-class",
                        "catalog"))
                .containsExactly("No agent is pivotal: without any one of them the others would get the same model, and"
                        + " nobody pays.");
        assertThat(notes(
                        catalog.with("valuations", "v.csv", "agent_id,checkpoint_id,value\nann,m1,1\n")
                                .with("checkpoints", "c.csv", "checkpoint_id,divergence\nm1,0\n"),
                        "--policy-class",
                        "catalog"))
                .hasSize(3)
                .anyMatch(note -> note.startsWith("There is one checkpoint only"))
                .anyMatch(note -> note.startsWith("There is one agent only"));
        SmallInput mixture = new SmallInput(folder.resolve("mixture"))
                .with("experts", "e.csv", "expert_id,prompt_id,candidate_id,prob\ne,greeting,formal,1\ne,joke,dry,1\n");
        assertThat(notes(mixture, "--policy-class", "mixture"))
                .anyMatch(note -> note.startsWith("There is one expert only"))
                .anyMatch(note -> note.startsWith("No agent is pivotal"));
        SmallInput linear = new SmallInput(folder.resolve("linear"))
                .without("reports")
                .without("prompts")
                .without("agents")
                .with("candidates", "c.jsonl", """
                        {"prompt_id":"joke","candidate_id":"dry","features":[1.0,0.0]}
                        {"prompt_id":"joke","candidate_id":"silly","features":[0.0,1.0]}
                        {"prompt_id":"poem","candidate_id":"ode","features":[0.0,1.0]}
                        """)
                .with("coefficients", "b.jsonl", "{\"agent_id\":\"ann\",\"beta\":[1.0,2.0]}\n");
        assertThat(notes(linear, "--policy-class", "log-linear"))
                .anyMatch(note -> note.startsWith("There is one agent only"))
                .anyMatch(note -> note.startsWith("1 of 2 prompts has one candidate only"));
    }
}
