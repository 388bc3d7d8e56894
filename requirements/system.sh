# Sourced by the Makefile: `need PROGRAM PACKAGE` has a program of the operating system installed where it is missing.
# As root on Debian that happens by itself; everybody else is told what to install.
need() {
  type -P "$1" >/dev/null && return 0
  if [ "$(id -u)" = 0 ] && type -P apt-get >/dev/null; then
    echo "Installing $2, which brings $1" >&2
    apt-get update -qq >&2
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$2" >/dev/null
    return 0
  fi
  echo "$1 is missing: install it (on Debian: apt-get install $2), then run make again." >&2
  return 1
}
