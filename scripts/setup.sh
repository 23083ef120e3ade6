#!/bin/sh
# Makes the virtual environment that the Makefile works in: scripts/setup.sh DIRECTORY
set -eu
venv=$1
python=${PYTHON:-python3}

"$python" - <<'PY' || exit 1
import sys
if sys.version_info < (3, 11):
    sys.exit("Loopbook wants Python 3.11 or newer; this is %d.%d. Name another one: make PYTHON=python3.12 …" % sys.version_info[:2])
PY

if [ ! -x "$venv/bin/python" ] || ! "$venv/bin/python" -m pip --version >/dev/null 2>&1; then
  rm -rf "$venv"
  if ! "$python" -m venv "$venv" >/dev/null 2>&1; then
    rm -rf "$venv"
    echo "Python's venv module is not whole on this machine (Debian packs it apart); installing it."
    version=$("$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
    if [ "$(id -u)" = 0 ]; then sudo=""; else sudo="sudo"; fi
    if command -v apt-get >/dev/null 2>&1 && { [ -z "$sudo" ] || command -v sudo >/dev/null 2>&1; }; then
      $sudo apt-get update -qq && $sudo apt-get install -y -qq "$version" >/dev/null
    fi
    "$python" -m venv "$venv" || {
      echo "Install it by hand (apt-get install $version), or use uv: see README.md." >&2
      exit 1
    }
  fi
fi

echo "Installing what requirements.lock pins into $venv (once; a minute or so)."
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
