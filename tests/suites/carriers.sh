#!/bin/sh
# Each carrier of the breaker with some gadgets in their plainest spelling: none passes without launch conditions.
exec node "$ROOT/tests/breaker/each.mjs" --every 3
