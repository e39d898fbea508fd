#!/bin/sh
# Elements of lists and tables are followed wherever they leave them.
exec node "$ROOT/tests/breaker/elements.mjs"
