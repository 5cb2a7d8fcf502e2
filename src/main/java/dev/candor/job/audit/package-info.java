/**
 * audit.
 *
 * <p>In: flags. Out: published audits. Read {@link dev.candor.job.audit.AuditJob}, then {@link
 * dev.candor.job.audit.AuditInputs}.
 *
 * <p>May import: engine.audit, engine.pack, engine.runtime, io.files, io.gate, io.listing, io.run, io.schema,
 * io.store, io.write, job.cli, job.progress, job.run, job.session, job.settle, model, report.audit.
 */
package dev.candor.job.audit;
