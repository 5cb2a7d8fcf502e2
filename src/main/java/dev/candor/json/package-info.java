/**
 * Records to JSON: names, digits and lines, the same in every file.
 *
 * <p>In: records. Out: JSON. Read {@link dev.candor.json.JsonStyle}.
 *
 * <p>May import: nothing of this house.
 */
package dev.candor.json;
