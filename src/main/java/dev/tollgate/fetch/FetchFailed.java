package dev.tollgate.fetch;

/** A fetch that brought nothing, for a reason that a stranger may read: it names no address. */
public final class FetchFailed extends RuntimeException {

    private final boolean worthRetrying;

    private FetchFailed(String message, boolean worthRetrying) {
        super(message, null, false, false);
        this.worthRetrying = worthRetrying;
    }

    /** What may have passed when it is tried again: an outage, a file that isn't there yet. */
    static FetchFailed forNow(String message) {
        return new FetchFailed(message, true);
    }

    /** What stays as it is. */
    static FetchFailed forGood(String message) {
        return new FetchFailed(message, false);
    }

    /** Whether to try again makes sense. */
    public boolean worthRetrying() {
        return worthRetrying;
    }

    /** The reason; never null, unlike {@link #getMessage()} of other exceptions. */
    public String message() {
        return String.valueOf(getMessage());
    }
}
