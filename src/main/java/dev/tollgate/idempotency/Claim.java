package dev.tollgate.idempotency;

/** What came of presenting a key; every other outcome is a refusal. */
public sealed interface Claim {

    /**
     * The key is the caller's: execute, then complete or release it.
     *
     * @param scope as the table has it
     * @param fence grows with every taker of this key; whoever holds an older one changes nothing any more
     */
    record Claimed(String scope, String key, long fence) implements Claim {}

    /** The request was answered before: give this answer again. */
    record Replay(StoredAnswer answer) implements Claim {}
}
