#!/bin/sh
# What the tests need from the system: Chromium and PostgreSQL. Installed with apt where that can be done.
set -eu

has_chromium() {
    command -v chromium || command -v chromium-browser || command -v google-chrome ||
        command -v google-chrome-stable || ls "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
}
has_postgres() {
    command -v postgres || ls /usr/lib/postgresql/*/bin/postgres /opt/homebrew/bin/postgres
}

missing=""
has_chromium >/dev/null 2>&1 || missing="$missing chromium"
has_postgres >/dev/null 2>&1 || missing="$missing postgresql"
[ -n "$missing" ] || exit 0

say() {
    echo "The tests need$missing. Install it and run make test again:"
    echo "  Debian, Ubuntu:  sudo apt-get install$missing"
    echo "  macOS:           brew install --cask google-chrome; brew install postgresql"
}

root=""
if [ "$(id -u)" -ne 0 ]; then
    if command -v sudo >/dev/null && sudo -n true 2>/dev/null; then root="sudo"; else say; exit 1; fi
fi
command -v apt-get >/dev/null || { say; exit 1; }
echo "Installing$missing with apt."
export DEBIAN_FRONTEND=noninteractive
$root apt-get update -qq || true
# shellcheck disable=SC2086
$root apt-get install -y -qq --no-install-recommends $missing >/dev/null || { say; exit 1; }
