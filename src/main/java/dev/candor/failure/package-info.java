/**
 * Which failures a user can repair, and how: too little memory or disk, paths that cannot be reached, files that cannot
 * be read. Everything else is a bug.
 *
 * <p>In: any throwable, with its causes. Out: a {@link dev.candor.model.UserException} with its exit code. Read {@link
 * dev.candor.failure.Failures}, then {@link dev.candor.failure.MachineLimits}.
 *
 * <p>May import: io.schema, model.
 */
package dev.candor.failure;
