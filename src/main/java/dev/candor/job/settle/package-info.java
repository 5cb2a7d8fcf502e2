/**
 * settle, pack, validate, quickstart.
 *
 * <p>In: flags. Out: published settlements. Read {@link dev.candor.job.settle.SettleJob}, then {@link
 * dev.candor.job.settle.ValidateJob}.
 *
 * <p>May import: api, api.publish, api.settings, engine.runtime, io.files, io.gate, io.listing, io.run, io.schema,
 * io.write, job.cli, job.progress, job.run, job.session, mechanism.payment, model, report.settlement, setting.
 */
package dev.candor.job.settle;
