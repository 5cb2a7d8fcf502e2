package dev.candor.embedding;

import dev.candor.model.UserException;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The encoders of this build: none, unless it was made with the profile {@code embeddings}. */
public final class TextEncoders {
    private TextEncoders() {}

    /** The encoder of that name, one in a JVM; empty where the build has none. */
    public static Optional<TextEncoder> named(String name) {
        return Optional.ofNullable(Holder.BY_NAME.get(name));
    }

    /**
     * The encoder of that name.
     *
     * @throws UserException where the build has none
     */
    public static TextEncoder required(String name) {
        return named(name)
                .orElseThrow(() -> UserException.configuration("Cannot embed texts with '" + name
                        + "': this is built without embeddings; build with 'mvn clean package -Pembeddings"
                        + " -Dmaven.test.skip=true' (docs/features.md), or set --encoder hashed-terms."));
    }

    /**
     * The encoder that made vectors.
     *
     * @throws UserException where the build has none of that identity
     */
    public static TextEncoder withIdentity(String identity) {
        return Holder.BY_NAME.values().stream()
                .filter(encoder -> encoder.identity().equals(identity))
                .findAny()
                .orElseThrow(() -> UserException.configuration("Cannot apply this model: its axes belong to '"
                        + identity
                        + "', and this build has " + (Holder.BY_NAME.isEmpty() ? "no embeddings" : "another network")
                        + ". Use the build that made the model, or fit again without --model (docs/features.md)."));
    }

    private static final class Holder {
        static final Map<String, TextEncoder> BY_NAME = found();

        private static Map<String, TextEncoder> found() {
            try {
                return ServiceLoader.load(TextEncoder.class, TextEncoders.class.getClassLoader()).stream()
                        .map(ServiceLoader.Provider::get)
                        .collect(Collectors.toUnmodifiableMap(TextEncoder::name, Function.identity()));
            } catch (ServiceConfigurationError leftOver) {
                // A build without the profile, in a folder where one with it left the service's name but not its class.
                return Map.of();
            }
        }
    }
}
