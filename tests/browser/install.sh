# Installs the packages that these tests need into build/browser, and sets $browser to it. Needs $ROOT and $TMPDIR.
browser=$ROOT/build/browser
mkdir -p "$browser"
if ! cmp -s "$ROOT/tests/browser/package-lock.json" "$browser/installed-lock.json"; then
    cp "$ROOT/tests/browser/package.json" "$ROOT/tests/browser/package-lock.json" "$browser/"
    (cd "$browser" && npm ci --ignore-scripts --no-audit --no-fund) >"$TMPDIR/npm.log" 2>&1 || {
        echo "not ok 1 - npm installs the packages of tests/browser"
        sed 's/^/# /' "$TMPDIR/npm.log"
        exit 1
    }
    cp "$browser/package-lock.json" "$browser/installed-lock.json"
fi
