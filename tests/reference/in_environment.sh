#!/usr/bin/env bash
# in_environment.sh [--needs PATH] SCRIPT [ARGUMENT...]: a reference script in the Python environment that `./bootstrap.sh
# python` makes (or $XNER_PYTHON). Exit code 77, for ctest a skipped test, where that or PATH is absent.
set -euo pipefail
python=${XNER_PYTHON:-$XNER_SOURCE/.deps/python/bin/python}
if [[ $1 == --needs ]]; then
  if [[ ! -e $2 ]]; then
    echo "skipped: $2 is not there"
    exit 77
  fi
  shift 2
fi
if [[ ! -x $python ]]; then
  echo "skipped: no Python environment: ./bootstrap.sh python makes it"
  exit 77
fi
exec "$python" "$@"
