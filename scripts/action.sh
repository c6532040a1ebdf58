#!/usr/bin/env bash
# What action.yml runs in the user's own repository: annotations, SARIF and the output `valid`.
# Exit: as validate has it, 0 clean, 1 problems found, 2 could not run.
set -euo pipefail

# -P: a folder named scripts in the user's repository must not be taken for ours.
validate() {
  PYTHONPATH="$GITHUB_ACTION_PATH" "$GITHUB_ACTION_PATH/.venv/bin/python" -P -m scripts validate "$DATAPACKAGE" "$@"
}

options=()
if [ "${SECOND_OPINION:-false}" = true ]; then options+=(--with-frictionless); fi

status=0
validate --format github ${options[@]+"${options[@]}"} || status=$?
if [ "$status" = 2 ]; then
  echo "::error::the package could not be checked; the log says why"
  exit 2
fi
if [ -n "${SARIF:-}" ]; then
  mkdir -p "$(dirname "$SARIF")"
  validate --format sarif ${options[@]+"${options[@]}"} > "$SARIF" || [ $? = 1 ]
fi
if [ "$status" = 0 ]; then valid=true; else valid=false; fi
echo "valid=$valid" >> "${GITHUB_OUTPUT:-/dev/null}"
exit "$status"
