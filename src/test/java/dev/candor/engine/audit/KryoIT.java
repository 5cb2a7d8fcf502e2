package dev.candor.engine.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.candor.engine.runtime.RecordRegistrator;
import dev.candor.mechanism.attack.AgentAttack;
import dev.candor.mechanism.attack.AttackPlan;
import dev.candor.mechanism.attack.AuditedRule;
import dev.candor.mechanism.attack.CatalogGame;
import dev.candor.mechanism.attack.GameAttack;
import dev.candor.mechanism.attack.Ledger;
import dev.candor.mechanism.attack.Lies;
import dev.candor.model.RewardDomain;
import dev.candor.numeric.ExactSums;
import dev.candor.policy.Catalog;
import dev.candor.policy.linear.AgentBatch;
import dev.candor.policy.linear.CovarianceSums;
import dev.candor.policy.linear.FeatureBlock;
import dev.candor.policy.linear.LogLinearOptimum;
import dev.candor.policy.linear.OptimumSums;
import dev.candor.policy.linear.SecondOrderCharges;
import dev.candor.policy.linear.SolvedFeatures;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import org.apache.spark.SparkConf;
import org.apache.spark.serializer.DeserializationStream;
import org.apache.spark.serializer.KryoSerializer;
import org.apache.spark.serializer.SerializationStream;
import org.apache.spark.serializer.SerializerInstance;
import org.junit.jupiter.api.Test;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/** What Spark moves, by the serializer of its users' choice. */
class KryoIT {
    private static SerializerInstance kryo(boolean registrationRequired) {
        SparkConf conf = new SparkConf(false)
                .set("spark.serializer", KryoSerializer.class.getName())
                .set("spark.kryo.registrationRequired", Boolean.toString(registrationRequired));
        RecordRegistrator.addTo(conf);
        return new KryoSerializer(conf).newInstance();
    }

    /** Shuffled chunks are all that Candor itself has Kryo write, and need no registration. */
    @Test
    void shuffledChunksNeedNoRegistration() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (SerializationStream stream = kryo(true).serializeStream(bytes)) {
            stream.writeKey(7, ClassTag$.MODULE$.apply(Integer.class));
            stream.writeValue(new byte[] {1, 2, 3}, ClassTag$.MODULE$.apply(byte[].class));
        }
        try (DeserializationStream stream =
                kryo(true).deserializeStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            assertThat(stream.<Integer>readKey(ClassTag$.MODULE$.apply(Integer.class)))
                    .isEqualTo(7);
            assertThat(stream.<byte[]>readValue(ClassTag$.MODULE$.apply(byte[].class)))
                    .containsExactly(1, 2, 3);
        }
    }

    /** With spark.serializer set to Kryo everything else is its as well. */
    @Test
    void theLogLinearClassSurvives() {
        FeatureBlock block = new FeatureBlock(
                2, new int[] {0, 2}, new double[] {1}, new double[] {Math.log(0.25), Math.log(0.75)}, new double[] {
                    1, 2, -1, 0.5
                });
        OptimumSums sums = new OptimumSums(2);
        SolvedFeatures solved = new LogLinearOptimum(new double[] {0.3, -0.2}).solve(copied(block), sums);
        CovarianceSums covariance = new CovarianceSums(2);
        covariance.add(copied(solved));
        AgentBatch batch = new AgentBatch(2, new double[] {1e-3, 2e-3}, new double[] {1});
        SecondOrderCharges charges = new SecondOrderCharges(1, copied(sums), copied(covariance));
        assertThat(copied(charges).of(copied(batch), 0)).isEqualTo(charges.of(batch, 0));
        assertThat(charges.of(batch, 0).charge()).isPositive();
    }

    @Test
    void theCatalogSurvives() {
        ExactSums values = new ExactSums(2);
        values.add(0, 1);
        values.add(1, 3);
        Catalog catalog = Catalog.of(copied(values), new double[] {0, 0}, 1);
        assertThat(copied(catalog).chosen()).isEqualTo(1);
        assertThat(copied(catalog).charging().loss(new int[] {0, 1}, new double[] {1, 3}, 0, 2, 1))
                .isEqualTo(0);
        assertThat(copied(catalog).charging().loss(new int[] {1}, new double[] {3}, 0, 1, 1))
                .isEqualTo(1);
    }

    /** What an attack moves and brings back. */
    @Test
    void theAttackSurvives() {
        AttackPlan plan = new AttackPlan(Lies.first(3), RewardDomain.UNRESTRICTED, AttackPlan.Scope.WHOLE);
        CatalogGame.Checkpoints range = new CatalogGame.Checkpoints(new double[] {0, 0}, 1);
        Ledger ledger = new Ledger(plan.entries());
        new GameAttack(AuditedRule.affineMaximiser(), plan)
                .play(copied(range).game(new double[] {0, 1}, new double[] {3, 0}, 1, 1), 1, 7, ledger);
        AttackSums part = copied(new AttackSums(2, 0.5, 1, ledger));
        AgentAttack attack = AgentAttack.of(plan, part.ledger, part.boost);
        assertThat(attack.payment()).isEqualTo(1);
        AttackPass.Attacked found = new AttackPass.Attacked(3, part.weight, part.boost, attack);
        assertThat(copied(found)).isEqualTo(found);
        AttackPass.AttackedPair pair = new AttackPass.AttackedPair(0, 1, 0.25);
        assertThat(copied(pair)).isEqualTo(pair);
        StrategyTally tally = StrategyTally.of(plan, part.ledger, 1);
        assertThat(copied(tally).lines(plan)).isEqualTo(tally.lines(plan));
    }

    /** A Spark that was started by others can only be looked at. */
    @Test
    void kryoAloneIsSeen() {
        SparkConf conf = new SparkConf(false);
        assertThat(RecordRegistrator.isMissing(conf)).isFalse();
        conf.set("spark.serializer", KryoSerializer.class.getName()).set("spark.kryo.registrator", "some.Other");
        assertThat(RecordRegistrator.isMissing(conf)).isTrue();
        RecordRegistrator.addTo(conf);
        assertThat(RecordRegistrator.isMissing(conf)).isFalse();
        assertThat(conf.get("spark.kryo.registrator")).startsWith("some.Other,");
    }

    private static <T> T copied(T value) {
        ClassTag<T> tag = ClassTag$.MODULE$.apply(value.getClass());
        SerializerInstance kryo = kryo(false);
        return kryo.deserialize(kryo.serialize(value, tag), tag);
    }
}
