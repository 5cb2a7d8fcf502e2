package dev.candor.bench;

import dev.ludovic.netlib.blas.BLAS;
import dev.ludovic.netlib.blas.NativeBLAS;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * The bare product of n agents' coefficients and M candidates' features by the linear algebra that Spark's MLlib would use
 * here: a native library when there is one, else the library's Java. The n × M result does not fit memory, so it is formed
 * in blocks, on as many threads as there are cores, over and over until enough time has passed; nothing else is done to it.
 */
final class Dgemm {
    /** Rows and columns of a block of the result. */
    private static final int BLOCK = 1024;

    private static final double LEAST_SECONDS = 2;

    private final BLAS blas = BLAS.getInstance();
    private final int features;
    private final int threads;

    Dgemm(int features, int threads) {
        this.features = features;
        this.threads = threads;
    }

    /** The library, and whether it is native. */
    String label() {
        return blas.getClass().getSimpleName()
                + (blas instanceof NativeBLAS ? " (native)" : " (no native library on this machine)");
    }

    /** GFLOP/s of all threads together, a product and a sum being two; after as long a warm-up. */
    double gigaflops() {
        run();
        return run();
    }

    private double run() {
        long[] blocks = new long[threads];
        double seconds = Meter.seconds(() -> {
            Thread[] running = IntStream.range(0, threads)
                    .mapToObj(t -> new Thread(() -> blocks[t] = multiplied()))
                    .toArray(Thread[]::new);
            Arrays.stream(running).forEach(Thread::start);
            for (Thread thread : running) {
                joined(thread);
            }
        });
        return 2e-9 * BLOCK * BLOCK * features * Arrays.stream(blocks).sum() / seconds;
    }

    private static void joined(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while multiplying", e);
        }
    }

    /** Blocks of one thread. */
    private long multiplied() {
        Random random = new Random(5);
        double[] coefficients = random.doubles((long) BLOCK * features).toArray();
        double[] values = random.doubles((long) BLOCK * features).toArray();
        double[] product = new double[BLOCK * BLOCK];
        long blocks = 0;
        long start = System.nanoTime();
        while (System.nanoTime() - start < LEAST_SECONDS * 1e9) {
            blas.dgemm("N", "N", BLOCK, BLOCK, features, 1, coefficients, BLOCK, values, features, 0, product, BLOCK);
            blocks++;
        }
        return blocks;
    }
}
