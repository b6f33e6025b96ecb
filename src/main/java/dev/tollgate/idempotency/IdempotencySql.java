package dev.tollgate.idempotency;

/** The statements over the table {@code idempotency_key}. */
final class IdempotencySql {

    private IdempotencySql() {}

    /**
     * Inserts the row, or takes over one whose lease has run out or which is too old to be remembered. No row comes
     * back where somebody else's stands.
     */
    static final String CLAIM = """
            INSERT INTO idempotency_key AS k (scope, key, fingerprint, state, fence, lease_until)
            SELECT c.scope, c.key, c.fingerprint, 'IN_FLIGHT', 1, now() + make_interval(secs => c.lease)
            FROM (SELECT ?::text AS scope, ?::text AS key, ?::text AS fingerprint, ?::float8 AS lease) c
            ON CONFLICT (scope, key) DO UPDATE
            SET fingerprint = excluded.fingerprint, state = excluded.state, fence = k.fence + 1,
                lease_until = excluded.lease_until, created_at = now(), status = NULL, headers = NULL, body = NULL
            WHERE (k.state = 'IN_FLIGHT' AND k.lease_until < now() AND k.fingerprint = excluded.fingerprint)
                OR (k.created_at < now() - make_interval(secs => ?::float8) AND k.lease_until < now())
            RETURNING k.fence""";

    static final String FIND = """
            SELECT fingerprint, state, status, headers, body,
                ceil(extract(epoch FROM lease_until - now()))::bigint AS lease_seconds
            FROM idempotency_key WHERE scope = ? AND key = ?""";

    static final String COMPLETE = """
            UPDATE idempotency_key SET state = 'DONE', lease_until = now(), status = ?, headers = ?, body = ?
            WHERE scope = ? AND key = ? AND fence = ? AND state <> 'DONE'""";

    static final String BOOK = """
            UPDATE idempotency_key SET state = 'BOOKED'
            WHERE scope = ? AND key = ? AND fence = ? AND state = 'IN_FLIGHT'""";

    static final String RELEASE =
            "DELETE FROM idempotency_key WHERE scope = ? AND key = ? AND fence = ? AND state = 'IN_FLIGHT'";

    static final String PRUNE = """
            DELETE FROM idempotency_key WHERE (scope, key) IN (
                SELECT scope, key FROM idempotency_key
                WHERE created_at < now() - make_interval(secs => ?::float8) AND lease_until < now()
                ORDER BY created_at LIMIT ? FOR UPDATE SKIP LOCKED)""";

    /**
     * Renews what is still running of the given claims and says which that is. A row that is locked is being completed
     * right now: waiting for it, with other rows locked, could deadlock with the ledger's group commit.
     */
    static final String RENEW = """
            WITH claim AS (
                SELECT * FROM unnest(?::text[], ?::text[], ?::bigint[]) AS c (scope, key, fence)
            ), running AS (
                SELECT k.scope, k.key, k.fence FROM idempotency_key k JOIN claim c USING (scope, key, fence)
                WHERE k.state <> 'DONE'
            ), free AS (
                SELECT k.scope, k.key FROM idempotency_key k JOIN claim c USING (scope, key, fence)
                WHERE k.state <> 'DONE' FOR UPDATE OF k SKIP LOCKED
            ), renewed AS (
                UPDATE idempotency_key k SET lease_until = now() + make_interval(secs => ?::float8)
                FROM free f WHERE k.scope = f.scope AND k.key = f.key
            )
            SELECT scope, key, fence FROM running""";
}
