#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Who people are, by each recipe that the settings of the site offer: that one
# line is enough, and that nobody gets a name, or past nginx, by anything that
# a client can send.
#
#	tests/recipes.sh BUILD
# shellcheck source=tests/shell.sh
. "$(dirname "$0")/shell.sh"
other=$((port + 2))

who() { json '.name + " " + .role' "$1"; }
session() { ask GET /api/session "$@"; }

check start__answers supervise_web || exit 1
key=$(cat "$run/api-key")
sql "INSERT INTO printer (name, profile_id, path, machine_type, needs_cleaning,
    adopted_ms) VALUES ('dagoma-1', 2, '/dev/pts/901', 'DiscoEasy200', 0, 1)"
admin policy open-lab 0 > /dev/null
echo 'password of bob' | admin person add bob --role operator

# --- each recipe in which nginx asks -------------------------------------------------
# What must hold in all of them: $1 its name, then curl's options for alice.
holds() {
	local name=$1
	shift
	ask GET /
	check "${name}__nobody__page_401" answered 401
	session
	check "${name}__nobody__api_401" answered 401
	session -H 'Cookie: x=y' -H 'Remote-User: admin' \
	    -H 'X-Remote-User: admin' -H 'X-Auth-Request-User: admin' \
	    -H 'REMOTE_USER: admin' -H 'X-Forwarded-User: admin'
	check "${name}__header_names_admin__401" answered 401
	session "$@"
	check "${name}__right__is_somebody" who 'alice user'
	session "$@" -H 'Remote-User: admin' -H 'X-Remote-User: admin' \
	    -H 'Connectprint-Auth: sessions' -H 'X-Auth-Request-User: admin' \
	    -H 'REMOTE_USER: admin'
	check "${name}__right_and_header__is_alice" who 'alice user'
	ask GET /api/printers "$@"
	check "${name}__right__sees_the_fleet" answered 200
	session -H "X-Api-Key: $key"
	check "${name}__key__is_its_owner" who 'admin admin'
	session "$@" -H "X-Api-Key: wrong"
	check "${name}__wrong_key__401" refused 401 wrong-key
	session -b "connectprint=$token"
	check "${name}__session_of_ours__401" answered 401
	ask POST /api/session "$@" -H "Origin: $base" \
	    -d '{"name":"bob","password":"password of bob"}'
	check "${name}__login_of_ours__409" refused 409 other-login
	ask DELETE /api/jobs/999 "$@"
	check "${name}__change_without_origin__403" refused 403 foreign-page
	ask DELETE /api/jobs/999 "$@" -H 'Origin: http://evil.example'
	check "${name}__change_of_another_page__403" refused 403 foreign-page
	ask DELETE /api/jobs/999 "$@" -H "Origin: $base"
	check "${name}__change_of_our_page__may" refused 404 not-found
	# Slicers are not asked, and so nobody without a key.
	ask GET /p/dagoma-1/api/version
	check "${name}__slicer_without_key__401" refused_plain 401
	ask GET /p/dagoma-1/api/version -u admin:x
	check "${name}__slicer_with_a_name__401" refused_plain 401
	ask GET /p/dagoma-1/api/version -H "X-Api-Key: $key"
	check "${name}__slicer_with_key__200" answered 200
	ask GET "/p/dagoma-1/api/version?apikey=$key"
	check "${name}__slicer_key_in_query__200" answered 200
	# A path that looks like a slicer's where nginx looks.
	for path in /p/../api/session /x/p/../../api/session \
	    /p/%2e%2e/api/session /api/session?/p/; do
		ask GET "$path" --path-as-is -u admin:x
		check "${name}__${path}__401" answered 401
	done
	admin policy new-person 0 > /dev/null
	sql "DELETE FROM person WHERE name = 'alice'"
	session "$@"
	check "${name}__policy_new_person_0__403" refused 403 stranger
	ask GET /api/printers "$@"
	check "${name}__stranger__nothing_from_the_cache" refused 403 stranger
	admin policy new-person 2 > /dev/null
}
ask POST /api/session -H "Origin: $base" \
    -d '{"name":"bob","password":"password of bob"}'
token=$(sed -n 's/^Set-Cookie: connectprint=\([0-9a-f]*\);.*/\1/Ip' "$work/head")
session -b "connectprint=$token"
check sessions__ours__counts who 'bob operator'

{
	echo "alice:$(openssl passwd -6 'password of alice')"
	echo "admin:$(openssl passwd -apr1 'password of admin')"
	echo "a<b:$(openssl passwd -6 x)"
} > "$run/nginx/htpasswd"
chmod 644 "$run/nginx/htpasswd"
check basic__one_line__accepted recipe basic
holds basic -u 'alice:password of alice'
session -u 'alice:wrong'
check basic__wrong__401 answered 401
asks() { head_has 'www-authenticate: basic realm="Connectprint"'; }
check basic__wrong__browser_asks asks
session -u 'Alice:password of alice'
check basic__other_capitals__not_in_the_file answered 401
session -u 'a<b:x'
check basic__no_name_of_ours__403 refused 403 stranger
session -u 'admin:password of admin'
check basic__our_admin__role_is_ours who 'admin admin'
admin person disable bob
echo "bob:$(openssl passwd -6 'bob in the file')" >> "$run/nginx/htpasswd"
session -u 'bob:bob in the file'
check basic__disabled__403 refused 403 stranger

cat > "$work/service.conf" <<-END
	map \$http_cookie \$known { default ""; "sso=good" alice; }
	map \$http_cookie \$let_in { default ""; "~^sso=(good|none)\$" 1; }
	server {
		listen	127.0.0.1:$other;
		location = /auth {
			if (\$let_in = "") { return 401; }
			add_header Remote-User \$known;
			return 204;
		}
	}
	END
check request__one_line__accepted recipe request -e "s|:9091/|:$other/|" \
    -e "\$a include $work/service.conf;"
holds request -b sso=good
session -b sso=none -H 'Remote-User: admin'
check request__service_without_a_name__401 refused 401 nameless
sed -i "s/Remote-User/X-Auth-Request-User/" "$work/service.conf"
reload
session -b sso=good
check request__name_in_the_other_header who 'alice user'

check open__one_line__accepted recipe open -e \
    's|plain.conf;|& set_real_ip_from 127.0.0.1; real_ip_header X-Real-IP;|'
session
check open__loopback__let_in answered 200
session -H 'X-Real-IP: 10.1.2.3'
check open__private_network__let_in answered 200
session -H 'X-Real-IP: 203.0.113.9'
check open__elsewhere__kept_out answered 403
check open__not_by_header_unless_said settings -e ''
session -H 'X-Real-IP: 203.0.113.9' -H 'X-Forwarded-For: 203.0.113.9'
check sessions__addresses__from_the_connection answered 200

# PAM's own folder is the system's, so this nginx has another one there.
mkdir "$work/pam.d" "$work/pam"
cat > "$work/pam.d/connectprint" <<-END
	auth required pam_exec.so quiet expose_authtok $work/pam/check
	account required pam_permit.so
END
# shellcheck disable=SC2016
printf '#!/bin/sh\n[ "$PAM_USER:$(tr -d "\\0")" = "alice:password of alice" ]\n' \
    > "$work/pam/check"
chmod -R go+rX "$work/pam.d" "$work/pam"
chmod 755 "$work/pam/check"
sed -e "s|$run/nginx/nginx.pid|$work/pam/nginx.pid|" \
    -e "s|connectprint.conf;|pam.conf;|" -e "s|_temp_path.*/nginx/|&pam-|" \
    -e '1i load_module /usr/lib/nginx/modules/ngx_http_auth_pam_module.so;' \
    "$run/nginx/nginx.conf" > "$run/nginx/pam-nginx.conf"
sed -e "$(off sessions.conf)" -e "$(on auth/pam.conf)" \
    -e "s|$port|$other|" "$work/first" > "$run/nginx/pam.conf"
settings -e ''
[ "$(id -u)" = 0 ] && unshare=(unshare --mount) || unshare=(unshare -Urm)
"${unshare[@]}" sh -c "mount --bind '$work/pam.d' /etc/pam.d &&
    exec '$nginx' -p '$run/nginx/' -c '$run/nginx/pam-nginx.conf' \
	-e '$work/pam/log' -g 'daemon off;'" > "$work/out" 2>&1 &
pam=$!
base=http://127.0.0.1:$other
pam_up() { session && answered 401; }
check pam__one_line__accepted until_true 10 pam_up
holds pam -u 'alice:password of alice'
session -u 'alice:wrong'
check pam__wrong__401 answered 401
kill "$pam"
wait "$pam"
exit $((failed > 0))
