#!/usr/bin/env bash
# Fetches the commits of pull request NUMBER as data, and checks that HEAD, the commit that started this run, is among them.
set -euo pipefail
. "$(dirname "$0")/github.sh"

git_with_token fetch --quiet --no-tags origin "+refs/pull/$NUMBER/head:refs/remotes/origin/pull-request"
if ! git cat-file -e "$HEAD^{commit}" 2> /dev/null; then
  echo "::error::The pull request has other commits by now; the run for the newest will report." >&2
  exit 1
fi
