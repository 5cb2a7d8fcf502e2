package dev.candor;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** The exact fixtures and the real preference data, which lie outside the project. */
public final class Shared {
    private Shared() {}

    /** The folder {@code name} below {@code -Dcandor.shared}; without it the test is skipped, loudly. */
    public static Path folder(String name) {
        Path folder = Path.of(System.getProperty("candor.shared", "../shared")).resolve(name);
        if (!Files.isDirectory(folder)) {
            String message = "SKIPPED, NOT PASSED: " + folder.toAbsolutePath().normalize()
                    + " is not there. Pass -Dcandor.shared=DIR to run this test.";
            System.err.println(message);
            Assumptions.abort(message);
        }
        return folder;
    }
}
