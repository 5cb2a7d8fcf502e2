/**
 * Which files belong to a table, and what they held before the run read them.
 *
 * <p>In: places. Out: lists of files with hashes, or a refusal (lake table, run directory, copy). Read {@link
 * dev.candor.io.listing.InputListing}, then {@link dev.candor.io.listing.InputSnapshot}.
 *
 * <p>May import: io.files, io.run, io.schema, model.
 */
package dev.candor.io.listing;
