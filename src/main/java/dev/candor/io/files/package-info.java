/**
 * Files as a run records them: path without secrets, size and content hash. Reads and writes records as JSON.
 *
 * <p>In: paths, bytes. Out: records, hashes. Read {@link dev.candor.io.files.InputFile}, then {@link
 * dev.candor.io.files.Json}.
 *
 * <p>May import: io.schema, json, model.
 */
package dev.candor.io.files;
