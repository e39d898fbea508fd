#!/bin/sh
# The GitHub action and the pre-commit hooks do what docs/ci.md says, run as those services run them.
set -eu
. "$ROOT/tests/browser/install.sh"
exec node "$ROOT/tests/browser/ci_files.mjs" "$browser"
