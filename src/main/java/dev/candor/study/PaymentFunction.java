package dev.candor.study;

import java.io.Serializable;

/** p: what an agent is charged when these rewards and sizes are reported. */
public interface PaymentFunction extends Serializable {
    /** p_i(reported) in units of utility; may be negative. */
    double payment(Game reported, int agent);
}
