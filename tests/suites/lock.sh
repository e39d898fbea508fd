#!/bin/sh
# What a lock file alone tells: packages for other platforms, npm's own cache, cordon check --trust-lock.
exec node "$ROOT/tests/audit/lock_test.mjs" "$CORDON" "$TMPDIR" "$ROOT"
