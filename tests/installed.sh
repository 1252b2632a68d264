#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# What `make install` puts into a folder, and that `make uninstall` takes all
# of it away again; the systemd units in it: that systemd understands them, and
# that they are as closed as they were made.
#
#	tests/installed.sh BUILD
# shellcheck source=tests/shell.sh
. "$(dirname "$0")/shell.sh"

root=$work/root
units=$root/usr/lib/systemd/system
build=${bin%/bin}

# --- installed ----------------------------------------------------------------
# shellcheck disable=SC2120
installer() {
	B=$build DESTDIR=$root PREFIX=/usr setup/install.sh "$@" \
	    > "$work/out" 2>&1
}
listing() { (cd "$root" && find . ! -type d | sort); }

mkdir "$root"
check install__into_a_folder__done installer
listing > "$work/first"
check install__twice__done installer
check install__twice__the_same diff <(listing) "$work/first"
# A place that no @NAME@ was written out for.
unexpanded() {
	grep -rlE '@[A-Z]+@' "$root" --include='*.service' --include='*.conf' \
	    --include='*.socket' --include=connectprint --include='*.rules'
}
check install__places__written_out [ -z "$(unexpanded)" ]
# The table of places in the manual names each, or the folder that it is in.
unnamed() {
	sed -n '/^.Sh FILES/,/^.El/s/^.It Pa \([^ ]*\) .*/.\1/p' \
	    setup/connectprint.8 > "$work/places"
	while read -r path; do
		while read -r place; do
			case $path in "$place"*) continue 2 ;; esac
		done < "$work/places"
		echo "$path"
	done < "$work/first"
}
check install__places__in_the_manual [ -z "$(unnamed)" ]
for_others() { find "$root" -type f -perm /o+w; }
check install__files__not_for_others_to_write [ -z "$(for_others)" ]
privileged() { find "$root" -type f -perm /6000; }
check install__programs__no_rights_of_their_own [ -z "$(privileged)" ]
for name in "$bin"/*; do
	name=${name##*/}
	case $name in
	marlin | supervise) continue ;;	# of `make run` only
	connectprint) path=usr/bin/connectprint ;;
	*) path=usr/lib/connectprint/$name ;;
	esac
	check "install__${name}__there" [ -x "$root/$path" ]
done

# --- the units ----------------------------------------------------------------
ours=$(cd "$units" && echo connectprint*)
# One instance stands for all of a template.
instances=${ours//@/@files}
# What they refer to is systemd's own.
for unit in /usr/lib/systemd/system/* /lib/systemd/system/*; do
	[ -e "$units/${unit##*/}" ] || cp -a "$unit" "$units/" 2> /dev/null
done
verified() {
	# shellcheck disable=SC2086
	systemd-analyze verify --root="$root" --man=no $instances \
	    > "$work/out" 2>&1 && [ ! -s "$work/out" ]
}
check units__verified__nothing_to_say verified

# The exposure of each unit, in tenths, must stay as it is or sink.
closed() {
	systemd-analyze security --root="$root" --offline=true --no-pager \
	    --threshold="$2" "$1" > "$work/out" 2>&1
}
check units__daemon__closed closed connectprint.service 10
check units__web_programs__closed closed connectprint-web@files.service 2
check units__herald__closed closed connectprint-herald.service 61
# Without mail, as its page says.
mkdir "$units/connectprint-herald.service.d"
sed -n '/^\[Service\]/,/^\.Ed/p' setup/herald.8 | grep -v '^\.' \
    > "$units/connectprint-herald.service.d/no-mail.conf"
check units__herald__without_mail closed connectprint-herald.service 12

# Each program that nginx passes requests to has its socket in the target.
passed_to() {
	sed -n 's|.*server unix:@RUN@/\([a-z]*\)\.sock;.*|\1|p' \
	    nginx/http.conf.in | sort -u
}
in_target() {
	sed -n 's/^Wants=connectprint-web@\(.*\)\.socket$/\1/p' \
	    "$units/connectprint.target" | sort
}
# What building takes is the same list for apt and for a package.
for_make() { sed -n "/^build='/,/^'/p" setup/depends.sh | grep -- '-dev$' |
    grep -v '^libc6-dev$' | sort; }
for_deb() { sed -n '/^Build-Depends/,/^[^ B]/p' debian/control |
    grep -o 'lib[a-z0-9-]*-dev\>' | grep -v cmocka | sort; }
check package__build_depends__as_depends_sh diff <(for_make) <(for_deb)
check units__target__has_each_web_program diff <(passed_to) <(in_target)

# --- uninstalled ----------------------------------------------------------------
rm -rf "$root"
installer || exit 1
mkdir -p "$root/var/lib/connectprint"
echo precious > "$root/var/lib/connectprint/spool.db"
check uninstall__done installer --remove
check uninstall__only_the_spool_is_left \
    [ "$(listing)" = ./var/lib/connectprint/spool.db ]
named() { find "$root" -name '*connectprint*' ! -path '*/var/lib/*'; }
check uninstall__no_folder_of_ours_left [ -z "$(named)" ]
exit $((failed > 0))
