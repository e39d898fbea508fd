#!/bin/sh
# Real packages with known effects, rewritten the same way, keep them. Two transforms at a time: each is one thread's work.
transforms='obfuscate-strings babel-es5 terser-mangle esbuild-minify'
# Installs what all of them share: no package has this name.
node "$ROOT/tests/metamorphic/metamorphic.mjs" --packages --transform terser-mangle --filter '^$' >"$TMPDIR/install.log" || exit 1
# shellcheck disable=SC2086 # a list of words
printf '%s\n' $transforms | xargs -P 2 -I % sh -c 'node "$ROOT/tests/metamorphic/metamorphic.mjs" --packages --transform % >"$TMPDIR/%.log"' ||
    status=1
for transform in $transforms; do
    number=$((${number:-0} + 1))
    sed "/^1\.\./d; s/^\(ok\|not ok\) 1 /\1 $number /" "$TMPDIR/$transform.log"
done
echo "1..$number"
exit "${status:-0}"
