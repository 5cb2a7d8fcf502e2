/**
 * Run directories: staging, claim, commit, manifest. Two drivers on one directory publish one run.
 *
 * <p>In: staged files, documents. Out: a published run, or what a failed one leaves. Read {@link
 * dev.candor.io.run.RunDirectory}, then {@link dev.candor.io.run.Commit}.
 *
 * <p>May import: io.files, model.
 */
package dev.candor.io.run;
