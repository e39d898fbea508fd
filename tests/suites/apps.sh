#!/bin/sh
# The two example applications.
exec node "$ROOT/tests/tools/apps.mjs"
