#!/bin/sh
# What the browser and the official schema say of reports: the HTML page in headless Chromium, SARIF against OASIS'
# schema. Screenshots are left in build/test-logs.
set -eu
. "$ROOT/tests/browser/install.sh"
exec node "$ROOT/tests/browser/reports.mjs" "$browser"
