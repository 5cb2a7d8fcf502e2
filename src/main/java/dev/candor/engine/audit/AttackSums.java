package dev.candor.engine.audit;

import dev.candor.mechanism.attack.Ledger;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What the games of one payer, or of one pair, in one block add up to. */
final class AttackSums implements Serializable {
    private static final long serialVersionUID = 1L;

    final int block;
    final double weight;
    final double boost;
    final Ledger ledger;

    AttackSums(int block, double weight, double boost, Ledger ledger) {
        this.block = block;
        this.weight = weight;
        this.boost = boost;
        this.ledger = ledger;
    }

    /** Of a pair. */
    static AttackSums ofPair(int block, Ledger ledger) {
        return new AttackSums(block, 0, 1, ledger);
    }

    /** The key of the pair whose first member has this place in the sample: none of a payer's. */
    static int pairKey(int first) {
        return -1 - first / 2;
    }

    /** All blocks of one key, added in the order of their numbers. */
    static AttackSums merged(Iterable<AttackSums> parts) {
        List<AttackSums> sorted = new ArrayList<>();
        parts.forEach(sorted::add);
        sorted.sort(Comparator.comparingInt(part -> part.block));
        AttackSums first = sorted.get(0);
        Ledger all = new Ledger(first.ledger.entries());
        sorted.forEach(part -> all.append(part.ledger));
        return new AttackSums(0, first.weight, first.boost, all);
    }
}
