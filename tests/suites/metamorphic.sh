#!/bin/sh
# A sample of the escapes, rewritten by minifiers, compilers and obfuscators, is refused as before.
exec node "$ROOT/tests/metamorphic/metamorphic.mjs" --every 15
