package dev.candor.study;

import java.io.Serializable;

/** ψ: which policy is trained when these rewards and sizes are reported. Fixed before they are. */
public interface TrainingRule extends Serializable {
    /** As it is asked for and shown. */
    String name();

    /** π = ψ(reported), length K, Σ = 1. */
    double[] policy(Game reported);

    /** How exactly policies are found: a gain of at most this share of an agent's stake is rounding. */
    double precision();
}
