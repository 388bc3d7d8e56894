# Sourced by the Makefile: `need PROGRAM PACKAGE [PACKAGE...]` has a program of the operating system installed where it
# is missing, and with it the other packages. As root on Debian that happens by itself; everybody else is told what to do.
need() {
  local program=$1
  shift
  type -P "$program" >/dev/null && return 0
  if ! type -P apt-get >/dev/null; then
    echo "$program is missing, and there is no apt-get: install it (Debian calls it $1), then run make again." >&2
    return 1
  fi
  if [ "$(id -u)" != 0 ]; then
    echo "$program is missing: run as root \"apt-get update && apt-get install $*\", then run make again." >&2
    return 1
  fi
  echo "Installing $*, which brings $program" >&2
  # A fresh image has no package lists, and old ones name files that are gone: then they are fetched, and only then.
  _install "$@" 2>/dev/null || { _apt update >&2 && _install "$@"; } || {
    echo "$program is missing, and $* could not be installed: see above, then run make again." >&2
    return 1
  }
  type -P "$program" >/dev/null && return 0
  echo "$* is installed, but brings no $program: install $program, then run make again." >&2
  return 1
}

_apt() {
  DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=120 "$@"
}

_install() {
  _apt install -y --no-install-recommends "$@" >/dev/null
}
