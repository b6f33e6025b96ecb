package dev.tollgate.cover;

import dev.tollgate.fetch.UrlRefused;
import dev.tollgate.fetch.UrlRules;
import java.util.Map;
import org.springframework.stereotype.Component;

/** Where a claim's proof is said to be: what can never be fetched is refused when the claim is filed. */
@Component
public final class ProofAddress {

    private final UrlRules rules;

    ProofAddress(UrlRules rules) {
        this.rules = rules;
    }

    /**
     * Takes the request and not its text: Camel strips the quotes of a text that is a bean's parameter.
     *
     * @param request with proof_uri
     * @throws dev.tollgate.refusal.Refusal 400 {@code INVALID_PROOF}
     */
    public void require(Map<String, Object> request) {
        try {
            rules.check((String) request.get("proof_uri"));
        } catch (UrlRefused e) {
            throw CoverRefusal.invalidProof();
        }
    }
}
