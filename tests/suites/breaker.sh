#!/bin/sh
# Two thousand generated programs that reach authority in disguise: none of them may pass.
exec node "$ROOT/tests/breaker/breaker.mjs" --programs "${BREAKER_PROGRAMS:-2000}" --seed "${BREAKER_SEED:-1}" --run-every 100
