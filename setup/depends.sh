#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Install what is missing, with apt, and nothing else: asks nothing, and does
# nothing at all (no network, no sudo) when everything is there.
#
#	setup/depends.sh run|build|test|bench|fuzz|package ...
#
# Each list below is one package a line, so that a change shows as one line.
set -eu

# What the programs need to run.
run='
libarchive13
libcurl4
libfcgi0ldbl
libjansson4
libseccomp2
libserialport0
libsodium23
libsqlite3-0
libssl3
libsystemd0
libudev1
libwebsockets17
nginx
openssl
'

# What compiling them takes.
build='
gcc
libarchive-dev
libc6-dev
libcurl4-openssl-dev
libfcgi-dev
libjansson-dev
libseccomp-dev
libserialport-dev
libsodium-dev
libsqlite3-dev
libssl-dev
libsystemd-dev
libudev-dev
libwebsockets-dev
make
'

# What `make test` takes on top: checkers, cmocka, and a browser.
test='
binutils
chromium
chromium-driver
clang
clang-format
clang-tidy
codespell
curl
firefox-esr
git
jq
libcmocka-dev
libnginx-mod-http-auth-pam
libpam-modules
mandoc
nodejs
procps
python3
python3-websocket
shellcheck
sqlite3
systemd
tidy
'

# What `make deb` and `make deb-test` take.
package='
debhelper
dpkg-dev
fakeroot
lintian
mmdebstrap
systemd-container
'

# What `make bench` compares with.
bench='
coreutils
curl
openssl
printcore
python3
wrk
'

# What `make fuzz` takes.
fuzz='
clang
libclang-rt-dev
'

die() {
	printf 'depends: %s\n' "$*" >&2
	exit 1
}

# The packages of the lists named that are not installed.
missing() {
	for list in "$@"; do
		case $list in
		run) echo "$run" ;;
		build) echo "$build" ;;
		test) echo "$test" ;;
		bench) echo "$bench" ;;
		fuzz) echo "$fuzz" ;;
		package) echo "$package" ;;
		esac
	done | sort -u | sed '/^$/d' > "$scratch/wanted"
	# shellcheck disable=SC2016 # dpkg-query expands these, not the shell
	dpkg-query -W -f='${db:Status-Status} ${Package}\n' 2> /dev/null |
	    sed -n 's/^installed //p' | sort -u > "$scratch/there"
	comm -23 "$scratch/wanted" "$scratch/there"
}

# How to become root: "" when we are, sudo when a person may; sudo asks for a
# password only where somebody can answer.
become_root() {
	[ "$(id -u)" -eq 0 ] && return
	command -v sudo > /dev/null || die "these packages are missing:
	$1
    Only root can install them, and there is no sudo here.  As root, run:
	apt-get install --no-install-recommends $1"
	if [ -t 0 ] && [ -t 2 ]; then
		root=sudo
	elif sudo -n true 2> /dev/null; then
		root='sudo -n'
	else
		die "these packages are missing:
	$1
    sudo wants a password and nobody is here to type it.  Run once, at a
    terminal:
	sudo apt-get install --no-install-recommends $1"
	fi
}

# Run one apt-get command, silent unless it fails.
apt() {
	# shellcheck disable=SC2086 # $root is two words, or none
	$root env DEBIAN_FRONTEND=noninteractive apt-get -q -y \
	    -o DPkg::Lock::Timeout=300 "$@" > "$scratch/log" 2>&1 < /dev/null
}

[ $# -gt 0 ] || die "usage: setup/depends.sh run|build|test|bench|fuzz|package ..."
command -v dpkg-query > /dev/null || die "this is not a Debian system; \
install the packages listed in setup/depends.sh by hand"

for list in "$@"; do
	case $list in
	run | build | test | bench | fuzz | package) ;;
	*) die "unknown list '$list'; there are run, build, test, bench, fuzz, \
package" ;;
	esac
done

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
trap 'exit 1' HUP INT TERM

packages=$(missing "$@" | tr '\n' ' ')
[ -n "$packages" ] || exit 0

root=
become_root "$packages"
echo "depends: installing $packages" >&2
# An old list of packages is often good enough, and saves a minute.
# shellcheck disable=SC2086 # a list of words
if ! apt install --no-install-recommends $packages; then
	apt update || true
	apt install --no-install-recommends $packages || {
		sed 's/^/    /' "$scratch/log" >&2
		die "apt could not install them; what it said is above.  If it \
can't reach its servers, check the network and /etc/apt/sources.list."
	}
fi
