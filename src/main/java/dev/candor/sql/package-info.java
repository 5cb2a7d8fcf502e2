/**
 * Published runs as tables of Spark SQL, and verbs as procedures that CALL runs.
 *
 * <p>In: a folder of run directories, statements of SQL. Out: tables, small answers, published runs. Read {@link
 * dev.candor.sql.CandorCatalog}, then {@link dev.candor.sql.VerbProcedure}.
 *
 * <p>May import: api, io.files, io.run, io.schema, model, setting.
 */
package dev.candor.sql;
