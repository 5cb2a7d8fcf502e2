package dev.candor.study;

import java.io.Serializable;

/** What a study has seen so far. Mergeable: the same whatever the order of games and however they were shared out. */
public interface StudyTally<T extends StudyTally<T>> extends Serializable {
    /** Looks at one game more. */
    void add(Game game);

    /** Adds what the other has seen to this; returns this. */
    T merge(T other);
}
