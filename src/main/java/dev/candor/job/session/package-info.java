/**
 * Spark sessions of a job: how Spark is started, with which settings, and who stops it.
 *
 * <p>In: engine options. Out: a session. Read {@link dev.candor.job.session.Sessions}, then {@link
 * dev.candor.job.session.SessionLease}.
 *
 * <p>May import: engine.runtime, failure, io.run, job.cli, model, session.
 */
package dev.candor.job.session;
