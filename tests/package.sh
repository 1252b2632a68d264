#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The Debian package on a Debian that is booted for it in a container, with
# systemd and nginx: installed, used, upgraded in the middle of a print,
# removed, purged.  tests/package/inside.sh is what happens in there.  Or, with
# `ldap`, beside a directory of people, tests/package/ldap.sh.  By hand (`make
# deb-test ldap-test`): it takes root or user namespaces, a mirror, and minutes.
#
#	tests/package.sh BUILD [ldap]
# shellcheck source=tests/shell.sh
. "$(dirname "$0")/shell.sh"

build=${bin%/bin}
life=${2:-inside}
more=
base=$build/deb-base.tar
if [ "$life" = ldap ]; then
	more=libnginx-mod-http-auth-pam,libpam-ldapd,nslcd,slapd
	base=$build/deb-ldap.tar
fi
root=$work/root

# A small Debian with what the package depends on; kept, because it takes most
# of the time.
make_base() {
	local wanted
	wanted=$(sed -n "/^run='/,/^'/p" setup/depends.sh | grep -v "'" |
	    paste -sd,)
	mmdebstrap --variant=minbase --include=cron,curl,dbus,jq,procps \
	    --include=systemd,systemd-sysv,udev,"$wanted${more:+,$more}" \
	    bookworm "$work/base.tar" > "$work/out" 2>&1 &&
	    mv "$work/base.tar" "$base"
}

# The same package once more, as the version that comes after it.
make_next() {
	dpkg-deb -R "$1" "$work/next" &&
	    sed -i 's/^Version: .*/&+next/' "$work/next/DEBIAN/control" &&
	    dpkg-deb --root-owner-group -b "$work/next" "$2" > "$work/out"
}

deb=$(ls "$build"/deb/connectprint_*.deb)
[ -e "$base" ] || check base__made make_base
mkdir "$root"
tar -C "$root" -xf "$base"
mkdir "$root/test"
cp "$deb" "$root/test/this.deb"
check next__made make_next "$deb" "$root/test/next.deb"
cp "$bin/marlin" tests/sample/cube.g "$root/test/"
cp "tests/package/$life.sh" "$root/test/inside.sh"
cp tests/package/inside.service "$root/etc/systemd/system/"
mkdir -p "$root/etc/systemd/system/multi-user.target.wants"
ln -s /etc/systemd/system/inside.service \
    "$root/etc/systemd/system/multi-user.target.wants/"

timeout 300 systemd-nspawn --quiet --keep-unit --register=no --boot \
    --directory="$root" --private-network > "$work/boot" 2>&1 < /dev/null
check container__booted__ended_by_itself [ -s "$root/test/ended" ]
cat "$root/test/out"
failed=$((failed + $(grep -c '^not ok' "$root/test/out")))
[ -s "$root/test/ended" ] || tail -n 20 "$work/boot"
exit $((failed > 0))
