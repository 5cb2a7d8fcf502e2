/**
 * Writes records as JSON, with the same names, digits and line breaks in every file.
 *
 * <p>In: records. Out: JSON. Read {@link dev.candor.json.JsonStyle}.
 *
 * <p>May import: nothing of this house.
 */
package dev.candor.json;
