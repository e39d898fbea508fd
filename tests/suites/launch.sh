#!/bin/sh
# What the launch conditions really do, on real Node.
exec node "$ROOT/tests/tools/launch.mjs" --each 6
