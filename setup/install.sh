#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Install what was built, or take it away again:
#
#	B=build DESTDIR= PREFIX=/usr setup/install.sh [--remove]
#
# With DESTDIR it only puts files there; without, on a machine with systemd, it
# makes the users, the folders and a certificate and reloads too.  The spool
# in /var/lib/connectprint and the certificate in /etc/connectprint are never
# touched by --remove, and settings of the site that are there by an install.
# shellcheck disable=SC2046,SC2086 # lists of words
set -eu
cd "$(dirname "$0")/.."
: "${B:=build}" "${DESTDIR:=}" "${PREFIX:=/usr}"
lib=$PREFIX/lib/connectprint
share=$PREFIX/share/connectprint
man=$PREFIX/share/man/man8
# The certificate, and other files that the site's settings name.
settings=/etc/connectprint
units=$PREFIX/lib/systemd/system
rules=$PREFIX/lib/udev/rules.d/98-connectprint.rules

programs='drain files filter herald jobs keeper live people printers session
    slicers spoolerd'
pages='cgi/files.8 cgi/jobs.8 cgi/live.8 cgi/people.8 cgi/printers.8
    cgi/session.8 cgi/slicers.8 setup/connectprint.8
    setup/herald.8 spoolerd/spoolerd.8'
# What is enabled is the target, which says what belongs to it.
systemd='connectprint.target connectprint.service connectprint-herald.service
    connectprint-web@.service connectprint-web@.socket'
# What avahi, if it is there, tells the network: it reads these by itself.
avahi=connectprint.service

# Put a file into its place, with the places in it written out.
put() {	# mode, file, target
	mkdir -p "$(dirname "$DESTDIR$3")"
	sed -e "s|@LIB@|$lib|g" -e "s|@SOURCE@|$share|g" \
	    -e "s|@BIN@|$PREFIX/bin|g" -e 's|@RUN@/log/|/var/log/nginx/|g' \
	    -e "s|@SITE@|$share/nginx|g" -e "s|@RUN@/nginx/|$settings/|g" \
	    -e 's|@RUN@|/run/connectprint-web|g' \
	    -e 's|@HTTPS@||' -e 's|@PLAIN@|#|' \
	    -e 's|127\.0\.0\.1:@PORT@;|80; listen [::]:80;|' \
	    -e 's|@USER@|www-data|g' "$2" > "$DESTDIR$3"
	chmod "$1" "$DESTDIR$3"
}

# Debian's nginx reads sites-enabled.
site=/etc/nginx/sites-available/connectprint
enabled=/etc/nginx/sites-enabled/connectprint

# On the running system itself, not in a DESTDIR.
live() { [ -z "$DESTDIR" ] && [ -d /run/systemd/system ]; }

install_all() {
	for name in $programs; do
		install -D -m 755 "$B/bin/$name" "$DESTDIR$lib/$name"
	done
	install -D -m 755 "$B/bin/connectprint" \
	    "$DESTDIR$PREFIX/bin/connectprint"
	mkdir -p "$DESTDIR$share"
	cp -R htdocs "$DESTDIR$share/"
	mkdir -p "$DESTDIR$share/nginx" "$DESTDIR$settings"
	cp -R nginx/auth nginx/*.conf "$DESTDIR$share/nginx/"
	for name in http.conf server.conf; do
		put 644 "nginx/$name.in" "$share/nginx/$name"
	done
	chmod -R u=rwX,go=rX "$DESTDIR$share"
	for page in $pages; do
		put 644 "$page" "$man/${page##*/}"
	done
	for name in $systemd; do
		put 644 "setup/systemd/$name" "$units/$name"
	done
	put 644 setup/systemd/sysusers.conf \
	    "$PREFIX/lib/sysusers.d/connectprint.conf"
	put 644 setup/systemd/tmpfiles.conf \
	    "$PREFIX/lib/tmpfiles.d/connectprint.conf"
	put 644 setup/cron/connectprint /etc/cron.d/connectprint
	put 644 setup/udev/98-connectprint.rules "$rules"
	for name in $avahi; do
		put 644 "setup/avahi/$name" "/etc/avahi/services/$name"
	done
	install -D -m 755 setup/certificate.sh "$DESTDIR$lib/certificate"
	# An admin's settings stay as they are.
	[ -e "$DESTDIR$site" ] || put 644 nginx/connectprint.conf.in "$site"
	put 644 nginx/connectprint-site.5 "${man%8}5/connectprint-site.5"
	mkdir -p "$DESTDIR${enabled%/*}"
	ln -sf "$site" "$DESTDIR$enabled"
	live || return 0
	"$lib/certificate" "$settings"
	systemd-sysusers
	systemd-tmpfiles --create connectprint.conf
	systemctl daemon-reload
	udevadm control --reload
	echo "Installed.  To start it:"
	echo "    systemctl enable --now connectprint.target"
	echo "    systemctl reload nginx"
}

remove_all() {
	if live; then
		systemctl disable --now connectprint.target || true
	fi
	rm -rf "$DESTDIR$lib" "$DESTDIR$share"
	rm -f "$DESTDIR$PREFIX/bin/connectprint" \
	    $(printf "$DESTDIR$man/%s " $(basename -a $pages)) \
	    $(printf "$DESTDIR$units/%s " $systemd) \
	    "$DESTDIR$PREFIX/lib/sysusers.d/connectprint.conf" \
	    "$DESTDIR$PREFIX/lib/tmpfiles.d/connectprint.conf"
	rm -f "$DESTDIR${man%8}5/connectprint-site.5"
	# A certificate that browsers were told to trust is as precious.
	rmdir "$DESTDIR$settings" 2> /dev/null || true
	rm -f "$DESTDIR/etc/cron.d/connectprint"
	rm -f "$DESTDIR$rules"
	for name in $avahi; do
		rm -f "$DESTDIR/etc/avahi/services/$name"
	done
	rm -f "$DESTDIR$site" "$DESTDIR$enabled"
	live || return 0
	systemctl daemon-reload
	udevadm control --reload || true
	echo "Removed; the spool stays in /var/lib/connectprint."
}

case ${1-} in
"") install_all ;;
--remove) remove_all ;;
*)
	echo "usage: setup/install.sh [--remove]" >&2
	exit 2
	;;
esac
