#!/usr/bin/env bash
# Sets up what DigitLens needs on this machine. `make run` and `make test` call it.
#
#   1. finds a Python that DigitLens runs on ($PYTHON, or the first that fits)
#   2. installs the system libraries that are missing, through apt
#   3. makes .venv and installs the packages pinned in constraints.txt into it
#
# What is there already is left alone. Everything the tools print goes to
# build/setup.log; the terminal shows the steps.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

readonly VENV=.venv
readonly LOG=build/setup.log
readonly NEEDED_DISK_MB=5000 # the packages take 3 GB; pip unpacks beside its downloads

# The libraries that Qt and OpenCV load, and the Debian packages that hold them.
# They are looked up by library, because a package's name differs between releases.
readonly LIBRARIES="
  libEGL.so.1            libegl1
  libGL.so.1             libgl1
  libdbus-1.so.3         libdbus-1-3
  libfontconfig.so.1     libfontconfig1
  libglib-2.0.so.0       libglib2.0-0
  libwayland-cursor.so.0 libwayland-cursor0
  libwayland-egl.so.1    libwayland-egl1
  libxcb-cursor.so.0     libxcb-cursor0
  libxcb-icccm.so.4      libxcb-icccm4
  libxcb-keysyms.so.1    libxcb-keysyms1
  libxcb-shape.so.0      libxcb-shape0
  libxcb.so.1            libxcb1
  libxkbcommon-x11.so.0  libxkbcommon-x11-0
  libxkbcommon.so.0      libxkbcommon0
"

say() { printf 'set-up: %s\n' "$*"; }

fail() {
  printf 'set-up: %s\n' "$*" >&2
  exit 1
}

# Shows the end of the log before failing, for the causes the sentence cannot name.
fail_with_log() {
  tail -n 4 "$LOG" | cut -c 1-160 | sed 's/^/    /' >&2
  fail "$* (everything is in $LOG)"
}

supported() {
  "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>>"$LOG"
}

find_python() {
  local candidate
  for candidate in ${PYTHON:-python3 python3.13 python3.12 python3.11}; do
    if command -v "$candidate" >/dev/null && supported "$candidate"; then
      command -v "$candidate"
      return
    fi
  done
  fail "DigitLens needs Python 3.11, 3.12 or 3.13; install one, and name it" \
    "with PYTHON=... after make if it is not found by itself."
}

check_disk_space() {
  local free_mb
  free_mb=$(df -Pm . | awk 'NR == 2 { print $4 }')
  if [[ ! -d $VENV && $free_mb -lt $NEEDED_DISK_MB ]]; then
    fail "Only $free_mb MB are free here and the packages need $NEEDED_DISK_MB MB;" \
      "make room and run the same command again."
  fi
}

has_font() {
  local folder
  for folder in /usr/share/fonts /usr/local/share/fonts "$HOME/.fonts" "$HOME/.local/share/fonts"; do
    if [[ -d $folder && -n $(find -L "$folder" -name '*.[to]t[fc]' -print -quit 2>/dev/null) ]]; then
      return 0
    fi
  done
  return 1
}

missing_system_packages() {
  local present library package
  present=$(PATH="$PATH:/usr/sbin:/sbin" ldconfig -p 2>/dev/null) || return 0 # no glibc, no list
  while read -r library package; do
    if [[ -n $library && $present != *$'\t'"$library "* ]]; then
      echo "$package"
    fi
  done <<<"$LIBRARIES"
  has_font || echo fonts-dejavu-core
}

# Prints the command prefix that makes a command run as root; asks first where it is not free.
become_root() {
  local packages=$1 answer
  if [[ $EUID -eq 0 ]]; then
    return
  fi
  if ! command -v sudo >/dev/null; then
    fail "System packages are missing; have the administrator run" \
      "'apt-get install --no-install-recommends $packages', then run the same command again."
  fi
  if [[ -t 0 ]]; then
    read -r -p "set-up: System packages are missing: $packages. Install them with sudo? [Y/n] " answer
    if [[ ! $answer =~ ^([yY]|[yY][eE][sS])?$ ]]; then
      fail "Nothing was installed; run 'sudo apt-get install --no-install-recommends $packages'" \
        "when it suits you, then the same command again."
    fi
  elif ! sudo -n true 2>>"$LOG"; then
    fail "System packages are missing and there is nobody to ask for a password; run" \
      "'sudo apt-get install --no-install-recommends $packages', then the same command again."
  fi
  echo sudo
}

install_system_packages() {
  local packages root
  packages=$(missing_system_packages | tr '\n' ' ')
  packages=${packages% }
  if [[ -z $packages ]]; then
    return
  fi
  if ! command -v apt-get >/dev/null; then
    say "This system has no apt; please install what Debian calls: $packages."
    say "The set-up goes on without them, but the window may not open."
    return
  fi
  root=$(become_root "$packages")
  say "Installing system packages: $packages"
  # A third-party repository that does not answer must not stop Debian's own packages.
  $root apt-get update >>"$LOG" 2>&1 || say "apt could not refresh all its lists; going on."
  # shellcheck disable=SC2086 # both are lists of words
  $root env DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends \
    -o DPkg::Lock::Timeout=120 $packages >>"$LOG" 2>&1 </dev/null ||
    fail_with_log "apt could not install the system packages; check the network connection," \
      "then run the same command again"
}

make_environment() {
  local python=$1
  # Its own pip says whether it works, and whether it was made in this folder.
  if [[ $("$VENV/bin/pip" --version 2>>"$LOG") == *" from $PWD/$VENV/"* ]] &&
    supported "$VENV/bin/python"; then
    return
  fi
  say "Making $VENV with $("$python" --version)"
  # Debian's python3 has venv but not always ensurepip; its pip can then fill the environment.
  if "$python" -c 'import ensurepip' 2>>"$LOG"; then
    "$python" -m venv --clear "$VENV" >>"$LOG" 2>&1 ||
      fail_with_log "The virtual environment could not be made in $VENV"
  elif "$python" -m pip --version >>"$LOG" 2>&1; then
    "$python" -m venv --clear --without-pip "$VENV" >>"$LOG" 2>&1 ||
      fail_with_log "The virtual environment could not be made in $VENV"
    "$python" -m pip --python "$VENV/bin/python" install pip >>"$LOG" 2>&1 ||
      fail_with_log "pip could not be put into $VENV; check the network connection" \
        "and run the same command again"
  else
    fail "$python has neither pip nor ensurepip; install the package python3-venv," \
      "then run the same command again."
  fi
}

# Of pip's output, lets through what tells that it goes on: large downloads, the last steps.
show_progress() {
  local line
  while IFS= read -r line; do
    printf '%s\n' "$line" >>"$LOG"
    case $line in
      *Downloading*" MB)")
        if [[ $line =~ \(([0-9]+)(\.[0-9]+)?\ MB\) && ${BASH_REMATCH[1]} -ge 10 ]]; then
          say "${line#"${line%%[![:space:]]*}"}"
        fi
        ;;
      "Installing collected packages:"*,*) say "Unpacking them (a minute or more)" ;;
    esac
  done
}

install_python_packages() {
  say "Installing Python packages (the first time, some minutes and 3 GB of disk)"
  "$VENV/bin/python" -m pip install --disable-pip-version-check --progress-bar off \
    -c constraints.txt -e '.[dev]' 2>>"$LOG" | show_progress ||
    fail_with_log "The Python packages could not be installed; check the network connection" \
      "and the free disk space, then run the same command again"
}

main() {
  local python
  mkdir -p "$(dirname "$LOG")"
  : >"$LOG"
  python=$(find_python)
  check_disk_space
  if [[ $(uname -s) == Linux ]]; then
    install_system_packages
  fi
  make_environment "$python"
  install_python_packages
  say "Done."
}

main "$@"
