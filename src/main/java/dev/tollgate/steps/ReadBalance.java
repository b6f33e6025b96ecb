package dev.tollgate.steps;

import dev.tollgate.ledger.AccountRef;
import dev.tollgate.ledger.Asset;
import dev.tollgate.ledger.Ledger;
import java.math.BigInteger;
import org.apache.camel.Exchange;
import org.springframework.stereotype.Component;

/** Behind {@code kamelet:read-balance}. */
@Component
class ReadBalance {

    private final Ledger ledger;

    ReadBalance(Ledger ledger) {
        this.ledger = ledger;
    }

    /** Sets the variables {@code balance}, in units, posted minus held, and {@code balanceDecimal}. */
    public void read(Exchange exchange, String asset) {
        Asset of = Asset.of(asset);
        String owner = Variables.required(exchange, Variables.OWNER, String.class);
        BigInteger available = ledger.balance(new AccountRef(owner, of)).available();
        exchange.setVariable("balance", available);
        exchange.setVariable("balanceDecimal", of.format(available));
    }
}
