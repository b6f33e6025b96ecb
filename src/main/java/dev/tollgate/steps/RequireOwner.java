package dev.tollgate.steps;

import dev.tollgate.refusal.Refusal;
import org.apache.camel.Exchange;
import org.springframework.stereotype.Component;

/** Behind {@code kamelet:require-owner}: the caller is who the variable {@code owner} says, as far as it had to be proved. */
@Component
class RequireOwner {

    /**
     * Makes the owner the caller.
     *
     * @throws Refusal 403 if the caller has proved to be somebody else
     */
    public void require(Exchange exchange) {
        String owner = Variables.required(exchange, Variables.OWNER, String.class);
        String proved = Variables.optional(exchange, Variables.PROVED, String.class);
        if (proved != null && !proved.equals(owner)) {
            throw Refusal.forbidden("This belongs to another wallet than the one of your session");
        }
        exchange.setVariable(Variables.CALLER, owner);
    }
}
