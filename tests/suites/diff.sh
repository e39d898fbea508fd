#!/bin/sh
# cordon diff: what is a gain and what is not, for folders, archives, versions of a registry, lock files and git.
exec node "$ROOT/tests/audit/diff_test.mjs" "$CORDON" "$TMPDIR" "$ROOT"
