/**
 * Features of texts: hashed terms and principal components, or embeddings.
 *
 * <p>In: texts of candidates. Out: feature vectors. Read {@link dev.candor.engine.text.TextFeatures}, then {@link
 * dev.candor.engine.text.TextSpec}.
 *
 * <p>May import: embedding, io.parquet, io.table, model, numeric.
 */
package dev.candor.engine.text;
