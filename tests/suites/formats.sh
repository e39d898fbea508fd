#!/bin/sh
# The formats of a report, for a program that fails and for one whose packages try to break out of each format.
exec node "$ROOT/tests/tools/formats.mjs" "$ROOT/fixtures/apps/bookshop-leaky"
