/**
 * From a result to its run directory: what was read, the fingerprint, the files, the manifest last.
 *
 * <p>In: a result's files. Out: a published run, or an account of the failure. Read {@link
 * dev.candor.api.publish.Publishing}, then {@link dev.candor.api.publish.Origin}.
 *
 * <p>May import: api.settings, engine.runtime, failure, io.files, io.gate, io.listing, io.run, io.schema, io.store,
 * io.table, io.write, model, setting.
 */
package dev.candor.api.publish;
