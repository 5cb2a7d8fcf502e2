/**
 * audit.
 *
 * <p>In: flags. Out: published audits. Read {@link dev.candor.job.audit.AuditJob}, then {@link
 * dev.candor.api.AuditAction}.
 *
 * <p>May import: api, api.settings, engine.audit, io.gate, io.listing, io.run, io.write, job.cli, job.progress,
 * job.run, model, report.audit, setting.
 */
package dev.candor.job.audit;
