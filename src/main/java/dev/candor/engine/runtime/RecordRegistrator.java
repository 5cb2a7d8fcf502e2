package dev.candor.engine.runtime;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.io.UncheckedIOException;
import org.apache.spark.SparkConf;
import org.apache.spark.serializer.KryoRegistrator;
import org.apache.spark.serializer.KryoSerializer;

/**
 * Has Kryo leave records to Java's own serialisation, for it cannot set their fields. Where {@code spark.serializer} is
 * Kryo, {@code spark.kryo.registrator} has to name this class.
 */
public final class RecordRegistrator implements KryoRegistrator {
    private static final String REGISTRATOR = "spark.kryo.registrator";

    /** Whether Spark, set like this, can move what Candor moves. */
    public static boolean isMissing(SparkConf conf) {
        return conf.get("spark.serializer", "").equals(KryoSerializer.class.getName())
                && !conf.get(REGISTRATOR, "").contains(RecordRegistrator.class.getName());
    }

    /** Adds it where it is missing. */
    public static void addTo(SparkConf conf) {
        if (isMissing(conf)) {
            String others = conf.get(REGISTRATOR, "");
            conf.set(REGISTRATOR, (others.isEmpty() ? "" : others + ",") + RecordRegistrator.class.getName());
        }
    }

    @Override
    public void registerClasses(Kryo kryo) {
        kryo.addDefaultSerializer(Record.class, new Whole());
    }

    /** A record and all that is in it, by Java's serialisation. */
    private static final class Whole extends Serializer<Record> {
        @Override
        public void write(Kryo kryo, Output output, Record value) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (ObjectOutputStream stream = new ObjectOutputStream(bytes)) {
                stream.writeObject(value);
            } catch (IOException error) {
                throw new UncheckedIOException(error);
            }
            output.writeInt(bytes.size());
            output.writeBytes(bytes.toByteArray());
        }

        @Override
        public Record read(Kryo kryo, Input input, Class<Record> type) {
            byte[] bytes = input.readBytes(input.readInt());
            try (ObjectInputStream stream = new ClassesOf(new ByteArrayInputStream(bytes), kryo.getClassLoader())) {
                return type.cast(stream.readObject());
            } catch (IOException error) {
                throw new UncheckedIOException(error);
            } catch (ClassNotFoundException error) {
                throw new IllegalStateException(error);
            }
        }
    }

    /** Finds classes where Spark finds a job's. */
    private static final class ClassesOf extends ObjectInputStream {
        private final ClassLoader loader;

        ClassesOf(InputStream in, ClassLoader loader) throws IOException {
            super(in);
            this.loader = loader;
        }

        @Override
        protected Class<?> resolveClass(ObjectStreamClass described) throws IOException, ClassNotFoundException {
            try {
                return Class.forName(described.getName(), false, loader);
            } catch (ClassNotFoundException notThere) {
                return super.resolveClass(described);
            }
        }
    }
}
