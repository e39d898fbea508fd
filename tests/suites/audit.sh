#!/bin/sh
# cordon audit: projects with every kind of lock file, archives, a registry on loopback that may lie or be down.
exec node "$ROOT/tests/audit/audit_test.mjs" "$CORDON" "$TMPDIR" "$ROOT"
