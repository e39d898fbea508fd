#!/bin/sh
# cordon policy and its lock file: what is written, what it allows and what it does not, and what is found wrong.
exec node "$ROOT/tests/tools/policy.mjs"
