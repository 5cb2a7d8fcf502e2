/**
 * Run directories: staging, claim, commit, manifest. If two drivers use one directory, they publish one run.
 *
 * <p>In: staged files, documents. Out: a published run, or the files that a failed run leaves. Read {@link
 * dev.candor.io.run.RunDirectory}, then {@link dev.candor.io.run.Commit}.
 *
 * <p>May import: io.files, model.
 */
package dev.candor.io.run;
