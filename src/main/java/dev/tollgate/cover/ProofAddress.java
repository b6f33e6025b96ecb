package dev.tollgate.cover;

import dev.tollgate.fetch.UrlRefused;
import dev.tollgate.fetch.UrlRules;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Where a claim's proof is said to be: what can never be fetched is refused when the claim is filed. */
@Component
public final class ProofAddress {

    private final UrlRules rules;

    ProofAddress(UrlRules rules) {
        this.rules = rules;
    }

    /** @throws dev.tollgate.refusal.Refusal 400 {@code INVALID_PROOF} */
    public void check(@Nullable String proofUri) {
        try {
            rules.check(proofUri);
        } catch (UrlRefused e) {
            throw CoverRefusal.invalidProof();
        }
    }
}
