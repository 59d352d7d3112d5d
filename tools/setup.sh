#!/usr/bin/env bash
# Installs what the project needs on a Debian machine, once: LLVM 19 and a linker from Debian's
# packages, pytest and ruff in a virtual environment under build/. Does nothing where all is there.
set -euo pipefail
cd "$(dirname "$0")/.."

packages=(build-essential llvm-19-dev libpolly-19-dev lld zlib1g-dev libzstd-dev libxml2-dev libffi-dev python3 python3-venv python3.11)
missing=()
for p in "${packages[@]}"; do
  dpkg-query -W -f='${Status}' "$p" 2>/dev/null | grep -q 'install ok installed' || missing+=("$p")
done
if [ ${#missing[@]} -gt 0 ]; then
  sudo=""
  [ "$(id -u)" = 0 ] || sudo="sudo"
  echo "setup: installing ${missing[*]}"
  $sudo apt-get update -qq
  DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
fi

if ! command -v cargo >/dev/null; then
  echo "setup: cargo is missing: install a current Rust (developed with 1.95)" >&2
  exit 1
fi

python=python3
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || python=python3.11
if [ ! -x build/venv/bin/ruff ] || [ ! -x build/venv/bin/pytest ]; then
  mkdir -p build
  "$python" -m venv build/venv
  build/venv/bin/pip install -q --disable-pip-version-check 'pytest==9.2.0' 'ruff==0.17.6'
fi
