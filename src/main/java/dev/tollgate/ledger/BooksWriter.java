package dev.tollgate.ledger;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** Writes what postings decided, and the riders that can go with it, with one statement however many they are. */
final class BooksWriter {

    private static final String BOOK = load("book.sql");
    private static final String RIDERS = "-- riders";
    private static final String INSERT_EXTERNAL_REFS = "INSERT INTO external_ref (source, external_id, transfer_id)"
            + " SELECT * FROM unnest(?::text[], ?::text[], ?::uuid[])";
    // As PostgreSQL orders them, so that whoever locks holds by ORDER BY id locks in the same order.
    private static final Comparator<HoldRow> BY_ID = Comparator.comparing(
                    (HoldRow hold) -> hold.id.getMostSignificantBits(), Long::compareUnsigned)
            .thenComparing(hold -> hold.id.getLeastSignificantBits(), Long::compareUnsigned);
    private static final Comparator<Account> BY_NUMBER = Comparator.comparingLong(account -> account.id);

    private final Map<List<String>, String> statements = new ConcurrentHashMap<>();
    private final double holdTtlSeconds;

    /** @param holdTtl how long after it was made a hold expires */
    BooksWriter(Duration holdTtl) {
        holdTtlSeconds = holdTtl.toMillis() / 1000.0;
    }

    /**
     * Writes the books, unless a row is not as the postings saw it.
     *
     * @throws SQLException with {@link DatabaseFailure#STALE} if one isn't; never where the rows are locked
     */
    void write(Connection connection, Books books, List<BulkRiders> riders) throws SQLException {
        if (books.isUnchanged() && riders.isEmpty()) {
            return;
        }
        String sql =
                statements.computeIfAbsent(riders.stream().map(BulkRiders::sql).toList(), BooksWriter::withRiders);
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            var parameters = new ArrayText(statement);
            setResolved(parameters, books.resolvedHolds().stream().sorted(BY_ID).toList());
            List<Account> wallets = books.accounts().stream()
                    .filter(account -> account.isWallet() && account.changed())
                    .sorted(BY_NUMBER)
                    .toList();
            setChanged(parameters, wallets);
            parameters.number(books.resolvedHolds().size()).number(wallets.size());
            setCounted(parameters, books.changedAllowances());
            parameters.number(books.changedAllowances().size());
            setPlaced(parameters, books.newHolds());
            setMoved(parameters, books.newTransfers());
            for (BulkRiders bulk : riders) {
                bulk.set(parameters);
            }
            statement.execute();
        }
        insertExternalRefs(connection, books.newExternalRefs());
    }

    private static String withRiders(List<String> riders) {
        var ctes = new StringBuilder();
        for (int i = 0; i < riders.size(); i++) {
            ctes.append(", rider_%d AS (\n%s\n)\n".formatted(i, riders.get(i)));
        }
        return BOOK.replace(RIDERS, ctes);
    }

    private static void setResolved(ArrayText parameters, List<HoldRow> holds) throws SQLException {
        parameters
                .plain(holds, hold -> hold.id)
                .plain(holds, HoldRow::state)
                .plain(holds, HoldRow::settled)
                .plain(holds, HoldRow::resolution);
    }

    private static void setChanged(ArrayText parameters, List<Account> wallets) throws SQLException {
        parameters
                .plain(wallets, wallet -> wallet.id)
                .plain(wallets, Account::posted)
                .plain(wallets, Account::held)
                .plain(wallets, Account::owed)
                .plain(wallets, wallet -> wallet.before.posted())
                .plain(wallets, wallet -> wallet.before.held())
                .plain(wallets, wallet -> wallet.before.shortfall())
                .plain(wallets, wallet -> wallet.before.frozen());
    }

    private static void setCounted(ArrayText parameters, List<AllowanceRow> allowances) throws SQLException {
        parameters
                .text(allowances, allowance -> allowance.subject)
                .plain(allowances, AllowanceRow::calls)
                .plain(allowances, AllowanceRow::tokensUsed)
                .plain(allowances, AllowanceRow::tokensHeld)
                .plain(allowances, AllowanceRow::costUsed)
                .plain(allowances, AllowanceRow::costHeld)
                .plain(allowances, AllowanceRow::tokensMax)
                .plain(allowances, AllowanceRow::costMax);
    }

    private void setPlaced(ArrayText parameters, Collection<HoldRow> holds) throws SQLException {
        parameters
                .number(holdTtlSeconds)
                .plain(holds, hold -> hold.id)
                .plain(holds, hold -> hold.account)
                .plain(holds, hold -> hold.amount)
                .plain(holds, hold -> hold.onLost)
                .text(holds, hold -> hold.purpose)
                .text(holds, hold -> hold.requestId)
                .text(holds, hold -> hold.reserved == null ? null : hold.reserved.subject())
                .plain(
                        holds,
                        hold -> hold.reserved == null
                                ? null
                                : hold.reserved.amount().tokens())
                .plain(
                        holds,
                        hold -> hold.reserved == null
                                ? null
                                : hold.reserved.amount().cost());
    }

    private static void setMoved(ArrayText parameters, List<TransferRow> transfers) throws SQLException {
        parameters
                .plain(transfers, TransferRow::id)
                .plain(transfers, TransferRow::debitAccount)
                .plain(transfers, TransferRow::creditAccount)
                .plain(transfers, TransferRow::amount)
                .plain(transfers, TransferRow::debitAfter)
                .plain(transfers, TransferRow::creditAfter)
                .text(transfers, row -> row.cause().purpose())
                .plain(transfers, row -> row.cause().holdId())
                .text(transfers, row -> row.cause().requestId())
                .text(transfers, row -> row.cause().reason());
    }

    private static void insertExternalRefs(Connection connection, Map<ExternalRef, UUID> refs) throws SQLException {
        if (refs.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(INSERT_EXTERNAL_REFS)) {
            new ArrayText(statement)
                    .text(refs.keySet(), ExternalRef::source)
                    .text(refs.keySet(), ExternalRef::id)
                    .plain(refs.values(), id -> id);
            statement.executeUpdate();
        }
    }

    private static String load(String file) {
        try (InputStream in = BooksWriter.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException("missing " + file);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
