package dev.tollgate.quota;

import org.jspecify.annotations.Nullable;

/**
 * What a request has left to those after it.
 *
 * @param minute null where there is no limit per minute
 * @param day null where there is no limit per day
 */
public record RequestsLeft(
        @Nullable Window minute, @Nullable Window day) {

    /** Of a subject without limits. */
    static final RequestsLeft UNLIMITED = new RequestsLeft(null, null);

    /**
     * @param limit requests in the window, from 1
     * @param remaining how many of them are left, from 0
     * @param resetSeconds until the window ends, by the database's clock, rounded up, from 1
     */
    public record Window(long limit, long remaining, long resetSeconds) {}

    /** The window that the next request has to mind: the minute, unless there is none or nothing is left of the day. */
    @Nullable
    Window next() {
        return isOfDay() ? day : minute;
    }

    /** Whether {@link #next} is the day. */
    boolean isOfDay() {
        return minute == null || (day != null && day.remaining() == 0);
    }
}
