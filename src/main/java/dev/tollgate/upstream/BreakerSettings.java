package dev.tollgate.upstream;

import java.time.Duration;

/**
 * When a URL is passed over: {@code tollgate.upstreams.<name>.breaker.*}.
 *
 * @param window the time that failures are counted in, whole seconds
 * @param minimumCalls below so many calls in the window nothing is concluded
 * @param failureRate per cent of them, 1 to 100, that open the breaker when they fail
 * @param openFor how long no call is made then
 * @param trialCalls how many are made after that, to decide whether it closes again
 * @param trialWait how long their verdict is waited for, before others are tried in their place
 */
record BreakerSettings(
        Duration window, int minimumCalls, int failureRate, Duration openFor, int trialCalls, Duration trialWait) {}
