/**
 * The games of a study drawn from real prompts.
 *
 * <p>In: packed reports. Out: games, one batch per partition. Read {@link dev.candor.engine.study.PromptGames}, then
 * {@link dev.candor.engine.study.StudyPass}.
 *
 * <p>May import: engine.candidates, engine.pack, engine.runtime, mechanism.attack, model, study.
 */
package dev.candor.engine.study;
