package dev.candor.engine.runtime;

import org.apache.spark.Partitioner;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.rdd.RDD;
import org.apache.spark.rdd.ShuffledRDD;
import org.apache.spark.serializer.KryoSerializer;
import scala.Product2;
import scala.Tuple2;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/** Bytes moved to the partition they are addressed to. */
public final class Shuffles {
    private Shuffles() {}

    /** Partition k of the result has the chunks of key k. */
    public static JavaPairRDD<Integer, byte[]> byPartition(JavaRDD<Tuple2<Integer, byte[]>> chunks, int partitions) {
        ClassTag<Integer> number = ClassTag$.MODULE$.apply(Integer.class);
        ClassTag<byte[]> bytes = ClassTag$.MODULE$.apply(byte[].class);
        ShuffledRDD<Integer, byte[], byte[]> shuffled =
                new ShuffledRDD<>(products(chunks.rdd()), new Identity(partitions), number, bytes, bytes);
        // Java's object streams would hold on to every chunk until their next reset.
        shuffled.setSerializer(new KryoSerializer(chunks.context().conf()));
        return JavaPairRDD.fromRDD(tuples(shuffled), number, bytes);
    }

    @SuppressWarnings("unchecked") // RDD is covariant in nothing, yet a Tuple2 is a Product2
    private static RDD<Product2<Integer, byte[]>> products(RDD<Tuple2<Integer, byte[]>> rdd) {
        return (RDD<Product2<Integer, byte[]>>) (RDD<?>) rdd;
    }

    @SuppressWarnings("unchecked") // Scala's ShuffledRDD[K, V, C] is an RDD[(K, C)]
    private static RDD<Tuple2<Integer, byte[]>> tuples(RDD<?> rdd) {
        return (RDD<Tuple2<Integer, byte[]>>) rdd;
    }

    /** Key k goes to partition k. */
    private static final class Identity extends Partitioner {
        private static final long serialVersionUID = 1L;

        private final int partitions;

        Identity(int partitions) {
            this.partitions = partitions;
        }

        @Override
        public int numPartitions() {
            return partitions;
        }

        @Override
        public int getPartition(Object key) {
            return (Integer) key;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Identity same && same.partitions == partitions;
        }

        @Override
        public int hashCode() {
            return partitions;
        }
    }
}
