#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Who may include whom, and what a program may be linked with: the table of
# folders in the design, checked by grep and by what the linker wrote.
#
#	tests/borders.sh BUILD
set -u
shopt -s lastpipe	# verdict counts in this shell
build=$(realpath "$1") || exit 1
cd "$(dirname "$0")/.." || exit 1
failed=0

verdict() {	# $1: what was looked at; standard input: what is wrong
	local wrong
	wrong=$(cat)
	if [ -z "$wrong" ]; then
		echo "ok - $1"
	else
		printf '%s\n' "$wrong" | sed 's/^/    /'
		echo "not ok - $1"
		failed=$((failed + 1))
	fi
}

sources() {
	git ls-files -co --exclude-standard -- "$@" | sort -u |
	    while read -r f; do [ -f "$f" ] && echo "$f"; done
}

# Every "file: included" of ours in a folder that no pattern allows.
strangers() {	# $1: folder; $2: pattern of what it may include
	sources "$1/*.c" "$1/*.h" |
	    xargs -r grep -HoE '^[ 	]*#[ 	]*include[ 	]+"[^"]*"' |
	    sed 's/:.*"\(.*\)"/: \1/' | grep -vE ": ($2)"
}

# --- what may be included, folder by folder ----------------------------------
strangers cgi 'cgi/|sql/|spoolerd/control\.h$' | verdict "includes of cgi"
strangers sql 'sql/' | verdict "includes of sql"
# A folder of spoolerd/ is a process, but for the link; what stands beside them
# is what passes between those.
between='spoolerd/[a-z]+\.h$'
strangers ':(glob)spoolerd' "$between|spoolerd/link/reply\.h$|sql/trace\.h$" |
    verdict "includes of spoolerd"
strangers spoolerd/parent \
    "$between|spoolerd/parent/|sql/(person|role|version)\.h$" |
    verdict "includes of the parent"
strangers spoolerd/keeper "$between|spoolerd/keeper/|sql/" |
    verdict "includes of the keeper"
strangers spoolerd/drain "$between|spoolerd/(drain|link)/" |
    verdict "includes of the drain"
strangers spoolerd/link "$between|spoolerd/link/" |
    verdict "includes of the link"
strangers spoolerd/filter "$between|spoolerd/filter/" |
    verdict "includes of the filter"
strangers firmware 'firmware/' | verdict "includes of firmware"
strangers setup 'setup/|sql/|spoolerd/control\.h$' |
    verdict "includes of setup"

# The simulated printer is the oracle: it shares no code with what it judges.
strangers firmware/marlin 'firmware/marlin/' |
    verdict "includes of the simulated printer"

# The drain and the filter never see the spool: none of their sources, nor a
# header that those include.
for program in drain filter; do
	make -s --no-print-directory "list-$program" | tr ' ' '\n' | while read -r f; do
		[ -f "$build/${f%.c}.d" ] &&
		    grep -o 'sql/[a-z]*\.h' "$build/${f%.c}.d" |
		    sed "s|^|$f: |"
	done | sort -u | verdict "the $program never includes sql"
done

sources '*.c' '*.h' '*.js' '*.sh' | grep '\.[ch]$' |
    xargs -r grep -HE '^[ 	]*#[ 	]*include[ 	]+"[^"/]*"' |
    verdict "every include names its folder"

# Every .c or .h has one name; the two board folders mirror each other.
sources '*.c' '*.h' '*.sh' | grep -vE '^firmware/(avr|host)/|/all\.sh$' |
    sed 's|.*/||' | sort | uniq -d | verdict "file names are unique"

# --- what programs are linked with -------------------------------------------
needs() { readelf -d "$build/bin/$1" | sed -n 's/.*NEEDED.*\[\(.*\)\]/\1/p'; }

while read -r program never; do
	if [ ! -x "$build/bin/$program" ]; then
		echo "$build/bin/$program: not built"
	else
		needs "$program" | grep -E "^lib($never)\." 
	fi < /dev/null | verdict "libraries of $program"
done <<-'END'
	spoolerd	sqlite3|fcgi|crypto|ssl|seccomp
	keeper		serialport|fcgi|systemd
	drain		sqlite3|jansson|serialport|systemd|crypto|ssl|fcgi
	filter		sqlite3|serialport|systemd|crypto|ssl|fcgi
	herald		serialport|systemd|fcgi|seccomp|archive
	files		serialport|systemd|seccomp
	jobs		serialport|systemd|seccomp
	live		serialport|systemd|seccomp|fcgi
	people		serialport|systemd|seccomp
	printers	serialport|systemd|seccomp
	slicers		serialport|systemd|seccomp
	session		serialport|systemd|seccomp
	marlin		sqlite3|jansson|serialport|systemd|crypto|fcgi|seccomp
	connectprint	serialport|systemd|fcgi|seccomp
	supervise	sqlite3|jansson|serialport|systemd|crypto|fcgi|seccomp
END

# Hardening, unless a sanitizer replaces it: position-independent, relocations
# read-only before main.
for program in "$build"/bin/*; do
	[ -x "$program" ] || continue
	readelf -h "$program" | grep -q 'Type:.*DYN' ||
	    echo "${program##*/}: not position-independent"
	readelf -d "$program" | grep -q BIND_NOW ||
	    echo "${program##*/}: relocations stay writable"
done | verdict "programs are hardened"
exit $failed
