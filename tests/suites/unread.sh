#!/bin/sh
# Functions that somebody has, on 180 ways, are looked into.
exec node "$ROOT/tests/breaker/unread.mjs"
