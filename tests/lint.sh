#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Lint: layout (clang-format and 80 columns), likely bugs (clang-tidy),
# spelling (codespell), manuals (mandoc), shell scripts (shellcheck), pages (HTML
# Tidy).  Looks only, never changes a file.  Each part that finds something counts
# as one failure; the status is their number.
#
#	tests/lint.sh [layout|tidy|spelling|manuals|scripts|pages]...
set -u -o pipefail
cd "$(dirname "$0")/.." || exit 1

# Called by name, below.
# shellcheck disable=SC2016,SC2317
{
# The files of the project: what git knows and what it doesn't ignore, so
# that a file is looked at before its first commit, too.
files() {
	git ls-files -co --exclude-standard -- "$@" | sort -u |
	    while read -r f; do [ -f "$f" ] && echo "$f"; done
}

# The functions of a C file on standard input, one line a statement, everything
# else left out: how a statement is broken into lines and aligned is up to its
# author, how it is indented and spaced is not.
functions() {
	awk '
	function say() {
		# It takes (enum x)-1 for a sum, and new for a word of C++.
		gsub(/\) - /, ")-", line)
		gsub(/new \+\+/, "new++", line)
		if (line != "")
			print line
		line = ""
	}
	# How many parentheses, and braces of an initializer, does s leave open?
	function depth(s,  braces, open) {
		gsub(/\\./, "", s)
		gsub(/"[^"]*"|\047.\047/, "", s)
		braces = (s ~ /(\)|[=(,:?&] ?|return )\{/)
		open = gsub(/\(/, "", s) - gsub(/\)/, "", s)
		if (braces)
			open += gsub(/\{/, "", s) - gsub(/\}/, "", s)
		return open
	}
	function take(s) {
		gsub(/[ \t]+/, " ", s)
		sub(/^ /, "", s)
		if (line ~ /\($/)
			line = line s
		else
			line = line " " s
	}
	/clang-format off/ { off = 1 }
	/clang-format on/ { off = 0 }
	off { next }
	!inside && /^\{$/ { inside = 1; print head "{"; head = ""; next }
	!inside { head = /^$/ || /;$/ || /^#/ ? "" : head $0 "\n"; next }
	/^}/ { say(); print $0; inside = 0; next }
	/^$/ { next }
	line == "" { match($0, /^[ \t]*/); line = substr($0, 1, RLENGTH) }
	{
		if (line ~ /[^ \t]/) take($0)
		else {
			rest = substr($0, RLENGTH + 1)
			gsub(/[ \t]+/, " ", rest)
			line = line rest
		}
		if (depth(line) <= 0 && (/[;{}]$/ || /\*\/$/ || /^#/ ||
		    line ~ /^[ \t]*(case .*|[a-z_]+):$/ ||
		    /(else|do)$/ || (/\)$/ &&
		    line ~ /^[ \t]*(\} else )?(if|while|for|switch) /)))
			say()
	}'
}

layout() {
	local bad=0 f
	while read -r f; do
		functions < "$f" > "$scratch/is" &&
		    clang-format --style=file "$f" |
		    functions > "$scratch/knf" &&
		    diff -U1 --label "$f" --label "$f (KNF)" \
			"$scratch/is" "$scratch/knf" || bad=1
		expand "$f" | awk -v f="$f" '
		    # A long string can not be broken.
		    length($0) > 80 && !(match($0, /"[^"]*"/) &&
			RLENGTH > 50) { print f ":" NR ": over 80 columns"; b = 1 }
		    /[ \t]$/ { print f ":" NR ": blanks at the end"; b = 1 }
		    END { exit b }' || bad=1
	done < <(files '*.c' '*.h')
	return "$bad"
}

# clang-tidy says on standard error only how much it did not say.
tidy() {
	command -v clang-tidy > /dev/null || return 1
	files '*.c' | xargs -r -P "$(nproc)" -I@ sh -c \
	    'clang-tidy --quiet "$0" -- -I. -D_GNU_SOURCE -std=c11 \
		2> /dev/null || { echo "tidy: $0"; exit 1; }' @
}

# English words only: French sentences and a few names are listed here.
known=adresse,celles,connexion,copie,espace,fixe,iif,informations,limite,mot,moteurs,nd,pris,raison,somme

spelling() {
	files | grep -v -e '^LICENSE$' -e '^tests/sample/' \
	    -e '^tests/fuzz/corpus/' \
	    -e '\.\(png\|svg\|ico\|g\)$' | xargs -r codespell -L "$known"
}

manuals() {
	files '*.[1-9]' | xargs -r mandoc -Tlint -W warning
}

scripts() {
	# SC2317: a function that check and until_true call isn't unreachable.
	files '*.sh' '.ci/run' | xargs -r shellcheck -x -e SC2317
}

# What Debian 12's tidy does not know of HTML yet; also that a summary may be a
# heading.
newer='<script> proprietary attribute "blocking"
<(input|textarea)> proprietary attribute "(autocapitalize|enterkeyhint|inputmode|minlength)"
missing </summary> before <h2>|unexpected </summary>|empty <(select|summary)>
<form> attribute "method" has invalid value "dialog"'

# An id that occurs twice is a warning of it, as is an element without a word.
pages() {
	local bad=0 f
	while read -r f; do
		command tidy -quiet -errors -utf8 "$f" 2>&1 |
		    grep -vE "$newer" | sed "s|^|$f: |" > "$scratch/page"
		[ ! -s "$scratch/page" ] || bad=1
		cat "$scratch/page"
	done < <(files '*.html')
	node tests/spoken.mjs htdocs htdocs/*.html || bad=1
	node tests/sentences.mjs htdocs cgi/*.c sql/*.c \
	    spoolerd/{,parent/,keeper/,drain/,link/}*.c || bad=1
	command -v tidy > /dev/null && return "$bad"
}

}

scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT
failed=0
for part in "${@:-layout tidy spelling manuals scripts pages}"; do
	# shellcheck disable=SC2086
	for p in $part; do
		if $p; then
			echo "ok - lint $p"
		else
			echo "not ok - lint $p"
			failed=$((failed + 1))
		fi
	done
done
exit $failed
