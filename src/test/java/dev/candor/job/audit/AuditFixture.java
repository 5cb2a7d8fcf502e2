package dev.candor.job.audit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.candor.job.Published;
import dev.candor.job.SettledFixture;
import dev.candor.job.VerbRun;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** jobs/audit of a settlement that jobs/settle published, and what its audit.json says. */
abstract class AuditFixture extends SettledFixture {
    final VerbRun audit(String... flags) {
        return audit(run, flags);
    }

    final VerbRun audit(Published output, String... flags) {
        List<String> command = new ArrayList<>(
                List.of("audit", "--settlement=" + settled.directory(), "--output=" + output.directory()));
        command.addAll(List.of(flags));
        return VerbRun.job(command);
    }

    final JsonNode json() {
        try {
            return new ObjectMapper().readTree(run.text("audit.json"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    final JsonNode property(String name) {
        for (JsonNode property : json().get("properties")) {
            if (property.get("name").asText().equals(name)) {
                return property;
            }
        }
        throw new AssertionError(name);
    }
}
