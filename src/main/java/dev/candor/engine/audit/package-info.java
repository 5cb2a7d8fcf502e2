/**
 * An audit of a published settlement: its tables are checked row by row, settled again, and attacked with lies of
 * sampled payers.
 *
 * <p>In: published tables, reports. Out: findings. Read {@link dev.candor.engine.audit.Audit}, then {@link
 * dev.candor.engine.audit.AttackPass}.
 *
 * <p>May import: divergence, engine.bill, engine.candidates, engine.pack, engine.potential, engine.runtime,
 * engine.settle, io.gate, io.run, io.write, mechanism.attack, mechanism.payment, model, numeric.
 */
package dev.candor.engine.audit;
