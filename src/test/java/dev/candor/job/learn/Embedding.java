package dev.candor.job.learn;

import dev.candor.embedding.TextEncoder;
import dev.candor.embedding.TextEncoders;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;

/** The network that the profile {@code embeddings} adds. */
final class Embedding {
    private Embedding() {}

    /** Without it the test is skipped, loudly. */
    static TextEncoder required() {
        Optional<TextEncoder> encoder = TextEncoders.named("minilm");
        if (encoder.isEmpty()) {
            String message =
                    "SKIPPED, NOT PASSED: this is built without embeddings. Build with -Pembeddings to run this test.";
            System.err.println(message);
            Assumptions.abort(message);
        }
        return encoder.orElseThrow();
    }
}
