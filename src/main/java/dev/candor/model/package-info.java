/**
 * Validated records of the domain, with units in their names, and the errors that a user can correct.
 *
 * <p>In: values from all rooms. Out: checked values, {@link dev.candor.model.UserException} with its exit code. Read
 * {@link dev.candor.model.MechanismSpec}, then {@link dev.candor.model.UserException}.
 *
 * <p>May import: nothing of this house.
 */
package dev.candor.model;
