/**
 * Records of the domain that cannot be wrong, with units in their names, and the errors a user can mend.
 *
 * <p>In: values from everybody. Out: checked values, {@link dev.candor.model.UserException} with its exit code. Read
 * {@link dev.candor.model.MechanismSpec}, then {@link dev.candor.model.UserException}.
 *
 * <p>May import: nothing of this house.
 */
package dev.candor.model;
