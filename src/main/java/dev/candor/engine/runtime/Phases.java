package dev.candor.engine.runtime;

import java.util.function.Supplier;

/** The named phases of a run as seen from outside: job descriptions, rates, timings. */
public interface Phases {
    /** Runs {@code body} as phase {@code name}; Spark jobs it starts carry the name as their description. */
    <T> T run(String name, Supplier<T> body);

    /** States how many rows the running phase handled, once that is known exactly. */
    void rows(long rows);

    /** Runs everything, says nothing. */
    static Phases silent() {
        return new Phases() {
            @Override
            public <T> T run(String name, Supplier<T> body) {
                return body.get();
            }

            @Override
            public void rows(long rows) {}
        };
    }
}
