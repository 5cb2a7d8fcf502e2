package dev.candor.population;

import java.io.Serializable;
import java.nio.charset.StandardCharsets;

/** Ids like {@code a0000001}: a letter and the 1-based number, zero-padded so that id order is number order. */
public final class IdNames implements Serializable {
    private static final long serialVersionUID = 1L;

    private final byte letter;
    private final int digits;

    private IdNames(byte letter, int digits) {
        this.letter = letter;
        this.digits = digits;
    }

    /** Ids of agents 0 … agents−1: {@code a…}. */
    public static IdNames ofAgents(PopulationSpec population) {
        return of('a', population.size().agents());
    }

    /** Ids of prompts 0 … prompts−1: {@code p…}. */
    public static IdNames ofPrompts(PopulationSpec population) {
        return of('p', population.size().prompts());
    }

    /** Ids of candidates 0 … candidatesPerPrompt−1 of any prompt: {@code c…}. */
    public static IdNames ofCandidates(PopulationSpec population) {
        return of('c', population.size().candidatesPerPrompt());
    }

    static IdNames of(char letter, long count) {
        return new IdNames((byte) letter, Long.toString(count).length());
    }

    /** The id of the 0-based {@code index}. */
    public String id(long index) {
        byte[] text = new byte[digits + 1];
        text[0] = letter;
        long rest = index + 1;
        for (int place = digits; place > 0; place--) {
            text[place] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        return new String(text, StandardCharsets.ISO_8859_1);
    }

    /** The ids of 0 … count−1, for a {@code count} that is known to be small. */
    public String[] first(int count) {
        String[] ids = new String[count];
        for (int index = 0; index < count; index++) {
            ids[index] = id(index);
        }
        return ids;
    }
}
