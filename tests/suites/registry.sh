#!/bin/sh
# The registry client against a server that misbehaves, on loopback.
exec node "$ROOT/tests/registry/misbehaving.mjs" "${CORDON%/*}/tests/registry_driver" "$TMPDIR"
