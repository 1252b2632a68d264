#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Make the certificate that an installed site begins with, signed by itself,
# for the names and addresses that this machine has now:
#
#	certificate.sh [FOLDER]
#
# in /etc/connectprint unless said otherwise: certificate.pem, and key.pem for
# root's eyes only.  What is there is left alone: take both away for new ones.
set -eu
folder=${1:-/etc/connectprint}

# What stands for this machine, each once: DNS:lab,IP:192.0.2.7
names() {
	{
		for name in "$(hostname)" "$(hostname -s)" "$(hostname -f)" \
		    "$(hostname -s).local" localhost; do
			echo "DNS:$name"
		done
		for address in 127.0.0.1 ::1 $(hostname -I); do
			echo "IP:$address"
		done
	} 2> /dev/null | grep -xE 'DNS:[A-Za-z0-9.-]+|IP:[0-9A-Fa-f.:]+' |
	    awk '!seen[$0]++' | paste -sd,
}

[ ! -e "$folder/certificate.pem" ] || exit 0
[ ! -e "$folder/key.pem" ] || {
	echo "certificate: there is a key without a certificate in $folder" >&2
	exit 1
}
command -v openssl > /dev/null || {
	echo "certificate: openssl is missing: apt-get install openssl" >&2
	exit 1
}
mkdir -p "$folder"
new=$(mktemp -d "$folder/new.XXXXXX")
trap 'rm -rf "$new"' EXIT
trap 'exit 1' HUP INT TERM
umask 077
# Ten years: nobody trusts it for its date, and who compared its fingerprint
# once shall not have to again.
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes \
    -days 3650 -subj "/CN=$(hostname -s | cut -c1-64)" \
    -addext "subjectAltName=$(names)" \
    -addext basicConstraints=critical,CA:FALSE \
    -addext extendedKeyUsage=serverAuth \
    -keyout "$new/key.pem" -out "$new/certificate.pem" 2> "$new/log" || {
	cat "$new/log" >&2
	exit 1
}
chmod 600 "$new/key.pem"
chmod 644 "$new/certificate.pem"
mv "$new/key.pem" "$folder/key.pem"
mv "$new/certificate.pem" "$folder/certificate.pem"
