package dev.tollgate.quota;

import org.jspecify.annotations.Nullable;

/**
 * How many requests there may be.
 *
 * @param perMinute from 1; null for no limit
 * @param perDay from 1; null for no limit
 */
record RequestLimit(@Nullable Integer perMinute, @Nullable Integer perDay) {

    RequestLimit {
        if ((perMinute != null && perMinute < 1) || (perDay != null && perDay < 1)) {
            throw new IllegalArgumentException("a limit is 1 request or more, not " + perMinute + " and " + perDay);
        }
    }

    boolean isNone() {
        return perMinute == null && perDay == null;
    }
}
