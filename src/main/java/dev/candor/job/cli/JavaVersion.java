package dev.candor.job.cli;

import dev.candor.job.Main;
import dev.candor.model.UserException;

/** Which Java runs Candor: what jobs/.run looks at before it starts one, for whoever starts {@link Main} otherwise. */
public final class JavaVersion {
    private static final int FIRST = 17;
    /** Spark 4.0 calls what this one no longer has. */
    private static final int BEYOND = 24;

    private JavaVersion() {}

    /**
     * Refuses a Java that Spark 4.0 does not run on.
     *
     * @param feature 17 of 17.0.15
     */
    public static void require(int feature) {
        String java = "Cannot run on Java " + feature + " (" + System.getProperty("java.home") + "): ";
        if (feature < FIRST) {
            throw UserException.configuration(java + "Candor needs a JDK 17 or newer. Set JAVA_HOME.");
        }
        if (feature >= BEYOND) {
            throw UserException.configuration(
                    java + "Spark 4.0 runs on Java 17 and 21, and fails from Java 24 on. Set JAVA_HOME.");
        }
    }
}
