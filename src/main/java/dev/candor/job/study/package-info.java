/**
 * study and audit equivalence.
 *
 * <p>In: flags. Out: published studies. Read {@link dev.candor.job.study.StudyNecessityJob}, then {@link
 * dev.candor.job.study.StudyOutput}.
 *
 * <p>May import: api.settings, engine.pack, engine.runtime, engine.study, io.gate, io.listing, io.run, job.cli,
 * job.progress, job.run, model, report.study, setting, study.
 */
package dev.candor.job.study;
