package dev.tollgate.ledger;

import static dev.tollgate.ledger.Bookings.REVENUE;
import static dev.tollgate.ledger.Bookings.deposit;
import static dev.tollgate.ledger.Bookings.hold;
import static dev.tollgate.ledger.Bookings.settle;
import static dev.tollgate.ledger.Bookings.units;
import static dev.tollgate.ledger.Bookings.wallet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tollgate.testing.TestDatabase;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class LedgerTest {

    @RegisterExtension
    static final TestDatabase DATABASE = TestDatabase.create();

    static final Ledger LEDGER = new Ledger(DATABASE.dataSource(), LedgerSettings.defaults());

    private AccountRef wallet = wallet();

    @AfterAll
    static void closeLedger() {
        LEDGER.close();
    }

    @BeforeEach
    void someWallet() {
        wallet = wallet();
    }

    @Test
    void nobodyHasNothing() {
        assertThat(LEDGER.balance(wallet)).isEqualTo(Balance.NONE);
        InsufficientFunds refusal = catchThrowableOfType(InsufficientFunds.class, () -> LEDGER.hold(hold(wallet, 5)));
        assertThat(refusal.status()).isEqualTo(402);
        assertThat(refusal.available()).isZero();
        assertThat(refusal.required()).isEqualTo(5);
    }

    @Test
    void aHoldSetsMoneyAside() {
        LEDGER.transfer(deposit(wallet, 100));

        Hold hold = LEDGER.hold(hold(wallet, 60));

        assertThat(DATABASE.jdbc()
                        .sql("SELECT extract(epoch FROM expires_at - now()) FROM hold WHERE id = ?")
                        .param(hold.id())
                        .query(Double.class)
                        .single())
                .isBetween(80.0, 100.0);
        assertThat(LEDGER.balance(wallet).posted()).isEqualTo(100);
        assertThat(LEDGER.balance(wallet).held()).isEqualTo(60);
        assertThat(LEDGER.balance(wallet).available()).isEqualTo(40);
        InsufficientFunds refusal = catchThrowableOfType(InsufficientFunds.class, () -> LEDGER.hold(hold(wallet, 41)));
        assertThat(refusal.available()).isEqualTo(40);
    }

    @Test
    void settlingChargesAndReleasesTheRest() {
        LEDGER.transfer(deposit(wallet, 100));
        var revenueBefore = LEDGER.balance(REVENUE).posted();
        Hold hold = LEDGER.hold(hold(wallet, 60));

        Settlement settlement = LEDGER.settle(settle(hold.id(), 25));

        assertThat(settlement).isEqualTo(new Settlement(hold.id(), units(25), units(35), units(0)));
        assertThat(LEDGER.balance(wallet)).isEqualTo(new Balance(units(75), units(0), units(0), false));
        assertThat(LEDGER.balance(REVENUE).posted().subtract(revenueBefore)).isEqualTo(25);
    }

    @Test
    void aHoldIsResolvedOnce() {
        LEDGER.transfer(deposit(wallet, 100));
        Hold settled = LEDGER.hold(hold(wallet, 10));
        LEDGER.settle(settle(settled.id(), 10));
        Hold voided = LEDGER.hold(hold(wallet, 10));

        assertThat(LEDGER.voidHold(voided.id(), List.of())).isTrue();

        assertThat(LEDGER.voidHold(voided.id(), List.of())).isFalse();
        assertThat(LEDGER.voidHold(settled.id(), List.of())).isFalse();
        assertThatThrownBy(() -> LEDGER.settle(settle(settled.id(), 10))).isInstanceOf(HoldResolved.class);
        assertThatThrownBy(() -> LEDGER.settle(settle(voided.id(), 10))).isInstanceOf(HoldResolved.class);
        assertThatThrownBy(() -> LEDGER.settle(settle(UUID.randomUUID(), 10))).isInstanceOf(HoldResolved.class);
        assertThat(LEDGER.balance(wallet).available()).isEqualTo(90);
    }

    @Test
    void theSameHoldAgainIsTheSameHold() {
        LEDGER.transfer(deposit(wallet, 100));
        var request = hold(wallet, 10);

        Hold first = LEDGER.hold(request);

        assertThat(LEDGER.hold(request)).isEqualTo(first);
        assertThat(LEDGER.balance(wallet).held()).isEqualTo(10);
        assertThatThrownBy(() -> LEDGER.hold(hold(request.id(), wallet, 11, OnLost.VOID)))
                .isInstanceOf(TransferConflict.class);
    }

    @Test
    void usageAboveTheHoldIsTakenFromWhatIsAvailable() {
        LEDGER.transfer(deposit(wallet, 100));
        Hold hold = LEDGER.hold(hold(wallet, 60));

        Settlement settlement = LEDGER.settle(settle(hold.id(), 90));

        assertThat(settlement).isEqualTo(new Settlement(hold.id(), units(90), units(0), units(0)));
        assertThat(LEDGER.balance(wallet).available()).isEqualTo(10);
    }

    @Test
    void usageAboveAllMoneyIsAShortfallThatTheNextCreditRepaysFirst() {
        LEDGER.transfer(deposit(wallet, 100));
        var revenueBefore = LEDGER.balance(REVENUE).posted();
        Hold hold = LEDGER.hold(hold(wallet, 60));

        Settlement settlement = LEDGER.settle(settle(hold.id(), 130));

        assertThat(settlement).isEqualTo(new Settlement(hold.id(), units(130), units(0), units(30)));
        assertThat(LEDGER.balance(wallet)).isEqualTo(new Balance(units(0), units(0), units(30), false));
        assertThat(LEDGER.balance(REVENUE).posted().subtract(revenueBefore)).isEqualTo(130);
        assertThatThrownBy(() -> LEDGER.hold(hold(wallet, 0))).isInstanceOf(InsufficientFunds.class);

        assertThat(LEDGER.transfer(deposit(wallet, 20)).balanceAfter()).isZero();
        assertThat(LEDGER.balance(wallet).shortfall()).isEqualTo(10);
        assertThat(LEDGER.transfer(deposit(wallet, 20)).balanceAfter()).isEqualTo(10);
        assertThat(LEDGER.balance(wallet)).isEqualTo(new Balance(units(10), units(0), units(0), false));
        assertThat(LEDGER.balance(wallet.shortfall()).posted()).isZero();
    }

    @Test
    void aShortfallIsRepaidFromAReleasedHoldToo() {
        LEDGER.transfer(deposit(wallet, 100));
        Hold dear = LEDGER.hold(hold(wallet, 50));
        Hold other = LEDGER.hold(hold(wallet, 50));
        LEDGER.settle(settle(dear.id(), 70));

        LEDGER.voidHold(other.id(), List.of());

        assertThat(LEDGER.balance(wallet)).isEqualTo(new Balance(units(30), units(0), units(0), false));
    }

    @Test
    void anExternalEventIsBookedOnce() {
        var event = new ExternalRef("chain:1337:deposit", UUID.randomUUID().toString());

        Transfer first = LEDGER.transfer(deposit(wallet, 10, event));
        Transfer second = LEDGER.transfer(deposit(wallet, 10, event));

        assertThat(first.created()).isTrue();
        assertThat(second.created()).isFalse();
        assertThat(second.id()).isEqualTo(first.id());
        assertThat(second.balanceAfter()).isEqualTo(10);
        assertThat(LEDGER.balance(wallet).posted()).isEqualTo(10);
        assertThatThrownBy(() -> LEDGER.transfer(deposit(wallet(), 10, event))).isInstanceOf(TransferConflict.class);
        assertThatThrownBy(() -> LEDGER.transfer(deposit(wallet, 11, event))).isInstanceOf(TransferConflict.class);
    }

    @Test
    void aTransferIsBookedOnceById() {
        var request = deposit(wallet, 10);

        assertThat(LEDGER.transfer(request).created()).isTrue();
        assertThat(LEDGER.transfer(request).created()).isFalse();

        assertThat(LEDGER.balance(wallet).posted()).isEqualTo(10);
        var other = new TransferRequest(request.id(), request.from(), wallet, units(11), "deposit", null, List.of());
        assertThatThrownBy(() -> LEDGER.transfer(other)).isInstanceOf(TransferConflict.class);
    }

    @Test
    void aTransferTakesNoMoreThanIsAvailable() {
        AccountRef receiver = wallet();
        LEDGER.transfer(deposit(wallet, 100));
        LEDGER.hold(hold(wallet, 60));

        assertThatThrownBy(() -> LEDGER.transfer(pay(wallet, receiver, 41))).isInstanceOf(InsufficientFunds.class);
        assertThat(LEDGER.transfer(pay(wallet, receiver, 40)).balanceAfter()).isEqualTo(40);

        assertThat(LEDGER.balance(wallet).available()).isZero();
        assertThat(LEDGER.balance(receiver).available()).isEqualTo(40);
    }

    private static TransferRequest pay(AccountRef from, AccountRef to, long amount) {
        return new TransferRequest(UUID.randomUUID(), from, to, units(amount), "payment", null, List.of());
    }
}
