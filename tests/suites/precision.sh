#!/bin/sh
# The outcome for every listed package is what fixtures/ledger.tsv says.
exec node "$ROOT/tests/tools/precision.mjs" truth pure --fast --ledger
