/**
 * Embeddings of texts by a trained network: text → vector. The network itself is in {@code src/embeddings}, which the
 * Maven profile {@code embeddings} adds; without it there is none to be found. May import model. No Spark.
 */
package dev.candor.embedding;
