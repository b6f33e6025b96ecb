/** What the ledger costs, alone: the postings of a metered call without HTTP around them. */
@org.jspecify.annotations.NullMarked
package dev.tollgate.bench.ledger;
