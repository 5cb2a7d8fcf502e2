/**
 * Embeddings of texts by a trained network. The network itself is in {@code src/embeddings}, which the Maven profile
 * {@code embeddings} adds; without it none is found.
 *
 * <p>In: texts. Out: vectors. Read {@link dev.candor.embedding.TextEncoder}, then {@link
 * dev.candor.embedding.TextEncoders}.
 *
 * <p>May import: model.
 */
package dev.candor.embedding;
