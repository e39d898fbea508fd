#!/bin/sh
# Random regular expressions: what they find is charged where it may be a dangerous name.
exec node "$ROOT/tests/breaker/patterns.mjs" --patterns "${PATTERNS:-1200}" --seed "${PATTERNS_SEED:-1}"
