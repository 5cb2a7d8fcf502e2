/**
 * A settled policy as training data for a language model.
 *
 * <p>In: policy/, texts. Out: preference pairs, weighted samples. Read {@link dev.candor.engine.export.TrainingData}.
 *
 * <p>May import: engine.runtime, model, population.
 */
package dev.candor.engine.export;
