# Sourced by the Makefile: sets UV to a uv that runs. Takes the machine's own where there is one; otherwise installs
# the pinned one into .state/uv. `pip --target` needs no root and no venv module, and works where the system's Python
# is marked as externally managed.
_works() { "$@" --version >/dev/null 2>&1; }

_install_uv() {
  local python
  # Every Python on the PATH, not only the first: a version manager's shim may refuse to run in this folder.
  for python in $(type -aP python3 python3.10 python || true); do
    "$python" -m pip --version >/dev/null 2>&1 || continue
    echo "Installing uv into .state/uv with $python" >&2
    "$python" -m pip install --quiet --disable-pip-version-check --require-hashes --upgrade \
      --target .state/uv -r requirements/uv.txt >&2 && return 0
  done
  for python in $(type -aP python3 python3.10 python || true); do
    "$python" -m venv .state/uv-venv >/dev/null 2>&1 || continue
    echo "Installing uv into .state/uv with $python" >&2
    .state/uv-venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --upgrade \
      --target .state/uv -r requirements/uv.txt >&2 && return 0
  done
  echo "No uv, and no Python with pip or venv to install it with: install uv, then run make again." >&2
  return 1
}

UV=$(type -P uv || true)
if [ -z "$UV" ] || ! _works "$UV"; then
  UV=$PWD/.state/uv/bin/uv
  _works "$UV" || _install_uv
fi
