#!/usr/bin/env bash
# Writes tollgate.aot beside tollgate.jar: the classes and profiles of a sandbox's start and warm-up, which later starts
# with -XX:AOTCache=tollgate.aot read instead of finding them out again (JEP 483, 514, 515). Needs a JDK 25, and the
# working folder of the later starts, for the cache is bound to the jars' paths and times.
set -euo pipefail

run=$(mktemp --directory)
trap 'rm -rf "$run"' EXIT
export DATA_DIR=$run/data PORT=${TRAINING_PORT:-18080} MANAGEMENT_PORT=$((${TRAINING_PORT:-18080} + 1))

java -XX:AOTCacheOutput=tollgate.aot -jar tollgate.jar >"$run/log" 2>&1 &
application=$!
until grep --quiet 'Warmed up with [1-9]' "$run/log"; do
    if ! kill -0 "$application" 2>/dev/null; then
        cat "$run/log" >&2
        exit 1
    fi
    sleep 0.2
done
kill "$application"
wait "$application" || [ $? -eq 143 ] # ended by the signal; the cache is written before
[ -s tollgate.aot ]
