#!/bin/sh
# "env" of a policy: what other values of the variables would run is left out, and nothing else.
exec node "$ROOT/tests/tools/fixed_env.mjs"
