#!/bin/sh
# Every rule has a page, which names the fixtures that show it.
exec node "$ROOT/tests/tools/explain.mjs"
