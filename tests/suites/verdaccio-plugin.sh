#!/bin/sh
# What the Verdaccio plugin decides, with a stand-in for `cordon answer` (in a real Verdaccio: tests/ci/verdaccio-mirror.sh).
set -u
cat >"$TMPDIR/fake" <<'END'
#!/usr/bin/env node
// The last word of what an integrity says in base64 is the verdict.
require("node:readline").createInterface({ input: process.stdin }).on("line", (integrity) => {
    const verdict = Buffer.from(integrity.slice(7), "base64").toString().split("-").at(-1);
    console.log(JSON.stringify({ integrity, verdict, launch: [], effects: [], reasons: [] }));
});
END
chmod +x "$TMPDIR/fake"
CORDON_FAKE=$TMPDIR/fake exec node "$ROOT/tests/verdaccio/plugin.mjs"
