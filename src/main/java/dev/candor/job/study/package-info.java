/**
 * study and audit equivalence.
 *
 * <p>In: flags. Out: published studies. Read {@link dev.candor.job.study.StudyNecessityJob}, then {@link
 * dev.candor.job.study.StudyOutput}.
 *
 * <p>May import: divergence, engine.pack, engine.runtime, engine.study, io.gate, io.listing, io.run, job.cli,
 * job.progress, job.run, job.session, job.sweep, model, report.study, study.
 */
package dev.candor.job.study;
