/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Hosts of cameras.
 */
#include <sys/socket.h>

#include <arpa/inet.h>
#include <stdint.h>
#include <string.h>

#include "sql/host.h"
#include "sql/valid.h"

#define LABEL_MOST	63	/* RFC 1035, too */

static bool	read_name(const char *, size_t, bool, struct host *);
static bool	read_port(const char *, struct host *);
static bool	is_name(const char *);
static bool	covers(const unsigned char *, const unsigned char *, int);

/* What is no camera's: the first bits of an address. */
static const struct {
	int		family, bits;
	bool		named;		/* by a name only */
	unsigned char	start[16];
} barred[] = {
	{ AF_INET,    8, false, { 0 } },		/* this network */
	{ AF_INET,    8, true,	{ 127 } },		/* this machine */
	{ AF_INET,   32, false, { 100, 100, 100, 200 } }, /* a cloud's own */
	{ AF_INET,   16, false, { 169, 254 } },		/* link-local, clouds */
	{ AF_INET,   24, false, { 192, 0, 0 } },	/* protocols, a cloud */
	{ AF_INET,    3, false, { 224 } },		/* many at once */
	{ AF_INET6,  96, true,	{ 0 } },	/* ::1, IPv4 once more */
	{ AF_INET6, 128, false, { 0 } },
	/* what is written as IPv6 and is IPv4: mapped, translated, 6to4 */
	{ AF_INET6,  96, false, { [10] = 0xff, [11] = 0xff } },
	{ AF_INET6,  96, false, { 0x00, 0x64, 0xff, 0x9b } },
	{ AF_INET6,  16, false, { 0x20, 0x02 } },
	{ AF_INET6,  32, false, { 0xfd, 0x00, 0x0e, 0xc2 } },	/* a cloud */
	{ AF_INET6,  10, false, { 0xfe, 0x80 } },		/* link-local */
	{ AF_INET6,   8, false, { 0xff } },			/* many */
};

bool
host_of_camera(const char *url, struct host *h)
{
	bool bracket;
	const char *s;

	memset(h, 0, sizeof(*h));
	if (!valid_url(url) || strpbrk(url, "\"'<>\\#@{}`|^") != NULL)
		return false;
	s = strchr(url, '/') + 2;
	h->from = (size_t)(s - url);
	bracket = *s == '[';
	h->to = h->from + (bracket ? strcspn(s, "]") : strcspn(s, ":/?"));
	if (bracket && url[h->to++] != ']')
		return false;
	return read_name(s + bracket, h->to - h->from - 2 * (size_t)bracket,
	    bracket, h) && read_port(url, h);
}

static bool
read_name(const char *s, size_t n, bool bracket, struct host *h)
{
	int family = bracket ? AF_INET6 : AF_INET;
	unsigned char address[16];

	if (n >= sizeof(h->name))
		return false;
	(void)memcpy(h->name, s, n);
	h->numbers = inet_pton(family, h->name, address) == 1;
	return h->numbers ? host_allows(family, address, false) :
	    !bracket && is_name(h->name);
}

/* Labels of letters, digits and '-'.  The last begins with a letter: what is
 * nearly an address (127.1, 0x7f.1) is no name. */
static bool
is_name(const char *s)
{
	const char *last = s;
	size_t n;

	for (;; s += n + 1) {
		n = strspn(s, "abcdefghijklmnopqrstuvwxyz"
		    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-");
		if (n < 1 || n > LABEL_MOST || s[0] == '-' || s[n - 1] == '-')
			return false;
		last = s;
		if (s[n] != '.')
			break;
	}
	return s[n] == '\0' && strspn(last, "0123456789") == 0;
}

static bool
read_port(const char *url, struct host *h)
{
	char digits[6] = "";
	int64_t port;
	size_t n;

	h->port_end = h->to;
	if (url[h->to] == ':') {
		n = strcspn(url + h->to + 1, "/?");
		if (n >= sizeof(digits))
			return false;
		(void)memcpy(digits, url + h->to + 1, n);
		if (!valid_number(digits, 1, 65535, &port))
			return false;
		h->port_end += 1 + n;
	}
	return url[h->port_end] == '\0' || url[h->port_end] == '/';
}

bool
host_allows(int family, const void *address, bool named)
{
	size_t i;

	for (i = 0; i < sizeof(barred) / sizeof(barred[0]); i++)
		if (barred[i].family == family &&
		    (named || !barred[i].named) &&
		    covers(barred[i].start, address, barred[i].bits))
			return false;
	return true;
}

static bool
covers(const unsigned char *start, const unsigned char *address, int bits)
{
	size_t whole = (size_t)bits / 8;
	int rest = bits % 8;

	return memcmp(start, address, whole) == 0 && (rest == 0 ||
	    (start[whole] ^ address[whole]) >> (8 - rest) == 0);
}
