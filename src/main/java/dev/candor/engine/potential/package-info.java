/**
 * The welfare potential of each policy class on packed reports: the optimum, then every payer's payment. The number of
 * Spark jobs does not depend on the number of agents.
 *
 * <p>In: PackedReports, Candidates. Out: policy/, bills. Read {@link dev.candor.engine.potential.WelfarePotential},
 * then {@link dev.candor.engine.potential.TabularPotential}.
 *
 * <p>May import: divergence, engine.bill, engine.candidates, engine.pack, engine.runtime, io.gate, io.parquet,
 * io.schema, io.table, io.write, kept, mechanism.attack, mechanism.payment, model, numeric, optim, policy,
 * policy.linear, policy.mixture, policy.search.
 */
package dev.candor.engine.potential;
