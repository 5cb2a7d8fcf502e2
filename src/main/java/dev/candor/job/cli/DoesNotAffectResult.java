package dev.candor.job.cli;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks an option that cannot change a byte of the policy or the payments (where things lie, how they are spread, what
 * is printed): it stays out of {@link RunContext#resultConfiguration()} and so out of the run's fingerprint.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.FIELD)
public @interface DoesNotAffectResult {}
