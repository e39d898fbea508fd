#!/bin/sh
# Real packages with known effects, rewritten the same way, keep them.
for transform in terser-mangle esbuild-minify babel-es5 obfuscate-strings; do
    node "$ROOT/tests/metamorphic/metamorphic.mjs" --packages --transform "$transform" >"$TMPDIR/out" || status=1
    number=$((${number:-0} + 1))
    sed "/^1\.\./d; s/^\(ok\|not ok\) 1 /\1 $number /" "$TMPDIR/out"
done
echo "1..$number"
exit "${status:-0}"
