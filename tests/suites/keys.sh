#!/bin/sh
# Random functions that read under a key which is "constructor": each such read is charged, whatever stands around it.
exec node "$ROOT/tests/breaker/keys.mjs" --functions "${KEYS_FUNCTIONS:-2000}" --seed "${KEYS_SEED:-1}"
