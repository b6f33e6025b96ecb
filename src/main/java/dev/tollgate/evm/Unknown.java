package dev.tollgate.evm;

import java.util.Set;
import java.util.regex.Pattern;
import org.web3j.protocol.core.Response;

/**
 * How nodes say that there is no such thing where others answer null: by an error.
 *
 * <p>Any other error, a rate limit for example, means that nothing is known. It must not read as "no such thing": a
 * chain whose finalized block can't be asked for just now still has one.
 */
enum Unknown {
    /** What every node has. */
    NOTHING("", Set.of()),
    TRANSACTION("(transaction|receipt).* not (be )?found|unknown transaction", Set.of()),
    BLOCK("block.* not found|header not found|unknown block", Set.of(Codes.UNKNOWN_BLOCK)),
    /** A block tag, such as {@code finalized}. */
    TAG(
            "block not found|unknown block|(invalid|unknown|unsupported).*(block|tag|argument|param)",
            Set.of(Codes.UNKNOWN_BLOCK, Codes.INVALID_PARAMS, Codes.METHOD_NOT_FOUND));

    private final Pattern message;
    private final Set<Integer> codes;

    Unknown(String message, Set<Integer> codes) {
        this.message = Pattern.compile(message, Pattern.CASE_INSENSITIVE);
        this.codes = codes;
    }

    boolean isMeantBy(Response.Error error) {
        if (this == NOTHING) {
            return false;
        }
        return codes.contains(error.getCode())
                || message.matcher(String.valueOf(error.getMessage())).find();
    }

    private static final class Codes {
        static final int METHOD_NOT_FOUND = -32601;
        static final int INVALID_PARAMS = -32602;
        static final int UNKNOWN_BLOCK = -39001;
    }
}
