/**
 * The standing hunter: draws small random settlements and logs, writes them in random legal forms, runs them through the
 * verbs and holds every figure against slow exact references, for as long as it is told (docs/operations.md). References
 * read what was drawn, not the files, and use nothing of the product: decimal arithmetic by the definitions of the README.
 * May import everything; nothing may import it.
 */
package dev.candor.hunt;
