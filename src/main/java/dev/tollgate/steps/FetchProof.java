package dev.tollgate.steps;

import dev.tollgate.fetch.Fetcher;
import org.apache.camel.Exchange;
import org.springframework.stereotype.Component;

/** Fetches a claim's proof from where a stranger says that it is. */
@Component
class FetchProof {

    private final Fetcher fetcher;

    FetchProof(Fetcher fetcher) {
        this.fetcher = fetcher;
    }

    /**
     * Sets the variable {@code proof}.
     *
     * @throws dev.tollgate.fetch.FetchFailed if there is none, now or ever
     */
    public void fetch(Exchange exchange, String url) {
        exchange.setVariable(Variables.PROOF, fetcher.fetch(url));
    }
}
