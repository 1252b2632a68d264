#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# What tests/package.sh does in its container, as root: people of an LDAP
# directory come in by PAM, as connectprint-site(5) tells an admin to do it.
set -u
cd /test || exit 1
site=/etc/nginx/sites-available/connectprint
failed=0
status=

check() {	# a name, then a command that must succeed
	local name=$1
	shift
	if "$@"; then
		echo "ok - ldap__$name"
		return
	fi
	echo "not ok - ldap__$name"
	failed=$((failed + 1))
	{
		echo "$*"
		echo "last answer: $status $(head -c 500 body)"
		tail -n 5 log
		[ $failed -gt 1 ] || journalctl --no-pager -o cat -n 40
	} 2> /dev/null | sed 's/^/    /'
}
until_true() {	# seconds, then a command
	local end=$((SECONDS + $1))
	shift
	until "$@"; do
		[ $SECONDS -ge $end ] && return 1
		sleep 0.1
	done
}
ask() {	# curl's options
	status=$(curl -sk -o body -w '%{http_code}' --max-time 30 "$@" \
	    https://127.0.0.1/api/session)
}
asked() {	# a status, curl's options
	ask "${@:2}" && [ "$status" = "$1" ]
}
is() { [ "$(jq -r "$1" body 2> /dev/null)" = "$2" ]; }

# --- the directory ------------------------------------------------------------
systemctl stop slapd nslcd
mkdir directory
cat > slapd.conf <<-END
	include /etc/ldap/schema/core.schema
	include /etc/ldap/schema/cosine.schema
	include /etc/ldap/schema/nis.schema
	include /etc/ldap/schema/inetorgperson.schema
	modulepath /usr/lib/ldap
	moduleload back_mdb
	database mdb
	suffix dc=example,dc=org
	directory /test/directory
	access to attrs=userPassword by anonymous auth by * none
	access to * by * read
END
entry() {	# a name, its number
	cat <<-END

		dn: uid=$1,dc=example,dc=org
		objectClass: inetOrgPerson
		objectClass: posixAccount
		uid: $1
		cn: $1
		sn: $1
		uidNumber: $2
		gidNumber: $2
		homeDirectory: /nowhere
		userPassword: $(/usr/sbin/slappasswd -s "password of $1")
	END
}
{
	cat <<-END
		dn: dc=example,dc=org
		objectClass: dcObject
		objectClass: organization
		dc: example
		o: Example
	END
	entry lucie 2001
	entry boss 2002
	entry system 101
} > people.ldif
check directory__filled /usr/sbin/slapadd -f slapd.conf -l people.ldif
systemd-run --quiet --unit=directory /usr/sbin/slapd -d 0 \
    -f /test/slapd.conf -h ldap://127.0.0.1/ || exit 1
cat > /etc/nslcd.conf <<-END
	uid nslcd
	gid nslcd
	uri ldap://127.0.0.1/
	base dc=example,dc=org
	nss_min_uid 1000
END
check nslcd__started systemctl start nslcd

# --- the recipe, as its manual has it -------------------------------------------
check install__done dpkg -i this.deb
echo 'another password' | connectprint admin add boss
zcat -f /usr/share/man/man5/connectprint-site.5* |
    sed -n '/university.s LDAP/,/^\.Ed/p' | grep '^[a-z]* *required' \
    > /etc/pam.d/connectprint
check recipe__two_lines [ "$(wc -l < /etc/pam.d/connectprint)" = 2 ]
sed -i -e 's|^\t\(include.*sessions.conf;\)|\t#\1|' \
    -e 's|^\t#\(include.*auth/pam.conf;\)|\t\1|' "$site"
check recipe__accepted nginx -t -q
systemctl reload nginx
check nobody__asked_for_a_name until_true 10 asked 401

# --- people -----------------------------------------------------------------------
check lucie__in asked 200 -u 'lucie:password of lucie'
check lucie__named is '.name + .role' lucieuser
check lucie__by_the_server is .named_by_server true
check wrong_password__401 asked 401 -u lucie:wrong
check no_password__401 asked 401 -u lucie:
check nobody_of_that_name__401 asked 401 -u 'max:password of lucie'
check boss__their_role_here asked 200 -u 'boss:password of boss'
check boss__admin is '.name + .role' bossadmin
check boss__the_password_here__counts_not asked 401 -u 'boss:another password'
check system__below_the_least_number__401 \
    asked 401 -u 'system:password of system'
# CVE-2026-24130: what means something in a filter is only a name.
for name in '*' 'luc*' 'lucie)(uid=*' '*)(objectClass=*' 'lucie\2a' \
    'uid=lucie,dc=example,dc=org' 'lucie)(|(uid=lucie'; do
	check "filter__${name}__401" asked 401 -u "$name:password of lucie"
done
key=$(connectprint key robot --role operator)
check key__needs_no_name asked 200 -H "X-Api-Key: $key"

# --- it goes away, and comes back ---------------------------------------------------
systemctl stop directory
check gone__lucie__not_in asked 401 -u 'lucie:password of lucie'
check gone__key__works asked 200 -H "X-Api-Key: $key"
systemd-run --quiet --unit=again /usr/sbin/slapd -d 0 \
    -f /test/slapd.conf -h ldap://127.0.0.1/
check back__lucie__in until_true 20 asked 200 -u 'lucie:password of lucie'
told() {
	journalctl --no-pager -o cat | cat - /var/log/nginx/* |
	    grep -e 'password of' -e 'another password'
}
check secrets__not_in_journal_and_logs [ -z "$(told)" ]
echo "$failed" > ended
