/**
 * Which files belong to a table, and their hashes and row counts before the run reads them.
 *
 * <p>In: paths. Out: lists of files with hashes, or a refusal (lake table, run directory, copy). Read {@link
 * dev.candor.io.listing.InputListing}, then {@link dev.candor.io.listing.InputSnapshot}.
 *
 * <p>May import: io.files, io.run, io.schema, model.
 */
package dev.candor.io.listing;
