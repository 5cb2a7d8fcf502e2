/**
 * Synthetic populations as tables, spread over the cluster.
 *
 * <p>In: a population's specification. Out: tables of the data contract. Read {@link
 * dev.candor.engine.generate.GeneratePopulation}, then {@link dev.candor.engine.generate.PopulationTables}.
 *
 * <p>May import: engine.runtime, io.files, io.schema, json, model, population.
 */
package dev.candor.engine.generate;
