/**
 * Spark sessions: settings that are pinned, extra ones, and who stops them.
 *
 * <p>In: engine options. Out: a session. Read {@link dev.candor.job.session.Sessions}, then {@link
 * dev.candor.job.session.PinnedSettings}.
 *
 * <p>May import: engine.runtime, failure, io.run, job.cli, model.
 */
package dev.candor.job.session;
