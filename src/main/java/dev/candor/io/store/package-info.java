/**
 * Packed stores: report logs written once, in the form that settlements read.
 *
 * <p>In: packed segments. Out: rewards, a partition a bucket. Read {@link dev.candor.io.store.PackedStore}, then {@link
 * dev.candor.io.store.RewardFiles}.
 *
 * <p>May import: io.files, io.parquet, io.run, io.schema, io.table, io.write, model.
 */
package dev.candor.io.store;
