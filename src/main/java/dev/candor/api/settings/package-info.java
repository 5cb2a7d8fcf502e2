/**
 * Every setting of the actions: its key, type, default, words and validation. Flags, {@code set}, docs/settings.md and the
 * fingerprint's configuration come from here.
 *
 * <p>In: texts or values. Out: validated settings of a computation. Read {@link dev.candor.api.settings.SettleSettings}, then
 * {@link dev.candor.api.settings.MechanismSettings}.
 *
 * <p>May import: embedding, engine.audit, engine.generate, engine.learn, engine.runtime, engine.text, io.gate,
 * io.schema, io.store, learn.linear, model, population, report.text, setting.
 */
package dev.candor.api.settings;
