/**
 * What a computation holds on the executors until it is closed: one owner for persisted rows, broadcasts and the rest.
 *
 * <p>In: what is to be let go of. Out: nothing. Read {@link dev.candor.kept.Kept}.
 *
 * <p>May import: nothing of this house.
 */
package dev.candor.kept;
