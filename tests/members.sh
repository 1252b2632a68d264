#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The pages of people in a real browser: an admin adds a person, who chooses a
# password, makes a key and loses it again; the record has all of it.  Pictures
# are kept in $PICTURES, if that is set.
#
#	tests/members.sh BUILD
# shellcheck source=tests/shell.sh
. "$(dirname "$0")/shell.sh"
export PYTHONDONTWRITEBYTECODE=1

mkdir "$work/bin"
for name in "$bin"/*; do
	ln -s "$name" "$work/bin/"
done
for name in marlin spoolerd; do
	rm "$work/bin/$name"
	printf '#!/bin/sh\nexec sleep 1000\n' > "$work/bin/$name"
	chmod 755 "$work/bin/$name"
done
supervise --source "$PWD" --bin "$work/bin"
check start__answers until_true 20 web_up || exit 1
# The admin of `make run` would be one more than the last.
echo 'password of ann' | admin admin add ann
admin person disable admin
admin policy open-lab 0 > /dev/null
check browser__whole_flow__works timeout 100 \
    python3 tests/browser/people.py "$base" ${PICTURES:+"$PICTURES"}
exit $((failed > 0))
