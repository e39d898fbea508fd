# Installs the npm packages of these tests, once per lock file; sourced with $ROOT set.
tarball_packages() (
    cd "$ROOT/tests/tarball" || exit 1
    installed=node_modules/.package-lock.json
    [ -f "$installed" ] && [ ! package-lock.json -nt "$installed" ] && exit 0
    npm ci --ignore-scripts --no-audit --no-fund >"$TMPDIR/npm.log" 2>&1 && touch "$installed"
)
