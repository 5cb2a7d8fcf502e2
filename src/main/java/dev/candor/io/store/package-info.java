/**
 * Packed stores: report logs in a form that settlements read faster.
 *
 * <p>In: packed segments. Out: rewards, one bucket per partition. Read {@link dev.candor.io.store.PackedStore}, then
 * {@link dev.candor.io.store.RewardFiles}.
 *
 * <p>May import: io.files, io.parquet, io.run, io.schema, io.table, io.write, model.
 */
package dev.candor.io.store;
