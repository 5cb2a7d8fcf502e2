package dev.candor.embedding;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;

/**
 * all-MiniLM-L6-v2 (Reimers and Gurevych 2019, arXiv 1908.10084; 8-bit weights): word pieces → six layers of attention → the
 * mean of their vectors, 384 numbers, divided by its length. A long text is read in pieces of {@value #PIECE} tokens,
 * all of whose vectors are in the mean.
 *
 * <p>A text is encoded by itself, for the network scales its 8-bit numbers by whatever is in the batch, and by one thread:
 * Spark has a task for every core.
 */
public final class MiniLmEncoder implements TextEncoder {
    private static final String MODEL = "/all-minilm-l6-v2-q.onnx";
    private static final String TOKENIZER = "/all-minilm-l6-v2-q-tokenizer.json";
    /** SHA-256: other weights are another encoder, and as a part of this class they are a part of the build's id. */
    private static final String MODEL_DIGEST = "afdb6f1a0e45b715d0bb9b11772f032c399babd23bfc31fed1c170afc848bdb1";

    private static final String TOKENIZER_DIGEST = "da0e79933b9ed51798a3ae27893d3c5fa4a201126cef75586296df9b4d2c62a0";

    private static final int DIMENSIONS = 384;
    /** As the network was made for: 256 with the tokens of begin and end. */
    private static final int PIECE = 254;

    @Override
    public String name() {
        return "minilm";
    }

    @Override
    public String identity() {
        return "all-minilm-l6-v2-q " + MODEL_DIGEST.substring(0, 16);
    }

    @Override
    public int dimensions() {
        return DIMENSIONS;
    }

    @Override
    public double[] encode(String text) {
        // [CLS] … [SEP]
        long[] tokens = Loaded.TOKENIZER.encode(text).getIds();
        int last = tokens.length - 1;
        double[] sum = new double[DIMENSIONS];
        int from = 1;
        do {
            int to = Math.min(last, from + PIECE);
            long[] piece = new long[to - from + 2];
            piece[0] = tokens[0];
            System.arraycopy(tokens, from, piece, 1, to - from);
            piece[piece.length - 1] = tokens[last];
            add(piece, sum);
            from = to;
        } while (from < last);
        return unit(sum);
    }

    /** Adds the vectors of all tokens of a piece. */
    private static void add(long[] tokens, double[] sum) {
        long[] ones = new long[tokens.length];
        Arrays.fill(ones, 1);
        try (OnnxTensor ids = tensor(tokens);
                OnnxTensor mask = tensor(ones);
                OnnxTensor types = tensor(new long[tokens.length]);
                OrtSession.Result result =
                        Loaded.SESSION.run(Map.of("input_ids", ids, "attention_mask", mask, "token_type_ids", types))) {
            for (float[] token : ((float[][][]) result.get(0).getValue())[0]) {
                for (int k = 0; k < DIMENSIONS; k++) {
                    sum[k] += token[k];
                }
            }
        } catch (OrtException failure) {
            throw new IllegalStateException("Cannot run " + MODEL + " on " + tokens.length + " tokens", failure);
        }
    }

    private static OnnxTensor tensor(long[] row) throws OrtException {
        return OnnxTensor.createTensor(OrtEnvironment.getEnvironment(), new long[][] {row});
    }

    private static double[] unit(double[] sum) {
        double square = 0;
        for (double value : sum) {
            square += value * value;
        }
        double length = Math.sqrt(square);
        for (int k = 0; k < sum.length; k++) {
            sum[k] /= length;
        }
        return sum;
    }

    /** What takes time to load: once in a JVM, when the first text is encoded. */
    private static final class Loaded {
        static final HuggingFaceTokenizer TOKENIZER = tokenizer();
        static final OrtSession SESSION = session();

        private static HuggingFaceTokenizer tokenizer() {
            // No look for graphics processors, which could end in a download.
            System.setProperty("RUST_FLAVOR", "cpu");
            try {
                return HuggingFaceTokenizer.newInstance(
                        new ByteArrayInputStream(resource(MiniLmEncoder.TOKENIZER, TOKENIZER_DIGEST)),
                        Map.of("padding", "false", "truncation", "false"));
            } catch (IOException failure) {
                throw new UncheckedIOException("Cannot load " + MiniLmEncoder.TOKENIZER, failure);
            }
        }

        private static OrtSession session() {
            try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
                options.setIntraOpNumThreads(1);
                options.setInterOpNumThreads(1);
                // 8-bit products in 16 bits would saturate on processors without an instruction for them.
                options.addConfigEntry("session.x64quantprecision", "1");
                return OrtEnvironment.getEnvironment().createSession(resource(MODEL, MODEL_DIGEST), options);
            } catch (OrtException failure) {
                throw new IllegalStateException("Cannot load " + MODEL, failure);
            }
        }

        private static byte[] resource(String name, String digest) {
            try (InputStream in = MiniLmEncoder.class.getResourceAsStream(name)) {
                if (in == null) {
                    throw new IllegalStateException("Cannot find " + name + " in this build: its parts are mixed. Run"
                            + " mvn clean package -Pembeddings");
                }
                byte[] bytes = in.readAllBytes();
                String found = HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
                if (!found.equals(digest)) {
                    throw new IllegalStateException("Cannot use " + name + ": its SHA-256 is " + found + ", not "
                            + digest + " of the model that this build is for");
                }
                return bytes;
            } catch (IOException failure) {
                throw new UncheckedIOException("Cannot read " + name, failure);
            } catch (NoSuchAlgorithmException bug) {
                throw new IllegalStateException(bug);
            }
        }
    }
}
