/**
 * Files as a run records them: path, size, content hash; JSON of records; secrets out of paths.
 *
 * <p>In: paths, bytes. Out: records, hashes. Read {@link dev.candor.io.files.InputFile}, then {@link
 * dev.candor.io.files.Json}.
 *
 * <p>May import: io.schema, json, model.
 */
package dev.candor.io.files;
