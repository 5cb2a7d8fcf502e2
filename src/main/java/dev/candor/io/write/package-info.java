/**
 * Output files whose bytes depend on their rows alone, not on partitions or executors.
 *
 * <p>In: DataFrames, columns. Out: staged files with their hashes. Read {@link dev.candor.io.write.StableFiles}, then
 * {@link dev.candor.io.write.ColumnFile}.
 *
 * <p>May import: io.files, io.run, io.schema.
 */
package dev.candor.io.write;
