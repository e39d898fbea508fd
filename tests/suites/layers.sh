#!/bin/sh
# The structure of the source tree.
exec "$ROOT/tests/check_layers.sh"
