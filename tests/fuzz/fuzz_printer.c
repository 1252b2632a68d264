/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Any printer at the other end of the link.  The input is a play in lines; the
 * first byte of each says what happens:
 *
 *	<text	the printer says this line
 *	xtext	and this, without its end
 *	tN	N milliseconds go by		>N	push the N-th command
 *	oN	take N writes (all without N)	G	greet, answered well
 *	g	greet		r	reattach	b	break the wait
 *
 * Whatever it says, no more is on the way than the limits allow, numbers go
 * back only when the printer asked or was silent, and events stay few.
 */
#include <string.h>

#include "spoolerd/link/hello.h"
#include "spoolerd/link/link.h"
#include "tests/fuzz/fuzz.h"

#define LINES		3	/* the limits of a DiscoEasy200 */
#define BYTES		127

struct play {
	struct link	link;
	struct books	books;
	int64_t		now_ms;
	uint64_t	highest;	/* that was ever sent */
	bool		may_go_back;	/* a number that was sent before */
	bool		ended;		/* it is said to be dead */
	uint64_t	last;		/* number sent */
	uint8_t		lengths[LINK_HISTORY];
};

typedef void (act)(struct play *, const char *, size_t);
static act	act_says, act_mumbles, act_time, act_push, act_output,
		act_greet, act_greeted, act_reattach, act_break;
static void	say(struct play *, const char *);
static void	tick(struct play *, int64_t);
static bool	write_one(struct play *);
static void	check_frame(struct play *, const char *, size_t);
static void	check_events(struct play *);
static unsigned long number_of(const char *, size_t);

static const struct {
	char	 letter;
	act	*act;
} acts[] = {
	{ '<', act_says }, { 'x', act_mumbles }, { 't', act_time },
	{ '>', act_push }, { 'o', act_output }, { 'g', act_greet },
	{ 'G', act_greeted }, { 'r', act_reattach }, { 'b', act_break },
};

static const char *const commands[] = {
	"G1 X10.5 Y20.25 E0.1", "G28", "M105", "M109 S210", "M104 S0", "G4 P1",
	"M117 0123456789012345678901234567890123456789012345678901234567890123",
};

#define COUNT(a)	(sizeof(a) / sizeof((a)[0]))

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	static struct play play;
	const char *at = (const char *)bytes, *end = at + n, *stop;
	size_t i;

	memset(&play, 0, sizeof(play));
	play.now_ms = 1000;
	books_begin_job(&play.books, 1);
	books_new_epoch(&play.books, 1);
	link_init(&play.link, dialect_find("marlin"), &play.books,
	    (struct link_limits){ LINES, BYTES });
	for (; at < end; at = stop + (stop < end)) {
		stop = memchr(at, '\n', (size_t)(end - at));
		if (stop == NULL)
			stop = end;
		for (i = 0; i < COUNT(acts); i++)
			if (at < stop && *at == acts[i].letter)
				acts[i].act(&play, at + 1,
				    (size_t)(stop - at) - 1);
		check_events(&play);
		MUST(link_wake(&play.link) > 0);
		MUST(link_state_name(play.link.state) != NULL);
	}
	return 0;
}

static void
act_says(struct play *p, const char *text, size_t n)
{
	char line[300];

	if (n >= sizeof(line))
		n = sizeof(line) - 1;
	memcpy(line, text, n);
	line[n] = '\0';
	say(p, line);
}

/* Ends what was mumbled before, so that this is a line of its own. */
static void
say(struct play *p, const char *line)
{
	enum reply_kind kind = reply_read(line).kind;

	MUST(kind < REPLY__MAX);
	/* a byte of 0 or a \r inside is not what reply_read() saw */
	p->may_go_back = p->may_go_back || kind == REPLY_RESEND ||
	    kind == REPLY_WAIT ||
	    kind == REPLY_START || strchr(line, '\r') != NULL;
	link_receive(&p->link, p->now_ms, "\n", 1);
	link_receive(&p->link, p->now_ms, line, strlen(line));
	link_receive(&p->link, p->now_ms, "\n", 1);
}

static void
act_mumbles(struct play *p, const char *text, size_t n)
{
	p->may_go_back = true;		/* who knows what this becomes */
	link_receive(&p->link, p->now_ms, text, n);
}

static void
act_time(struct play *p, const char *text, size_t n)
{
	tick(p, (int64_t)(number_of(text, n) % 200000));
}

static void
tick(struct play *p, int64_t ms)
{
	p->now_ms += ms;
	if (p->now_ms >= link_wake(&p->link))
		p->may_go_back = true;
	link_tick(&p->link, p->now_ms);
}

static void
act_push(struct play *p, const char *text, size_t n)
{
	const char *command = commands[number_of(text, n) % COUNT(commands)];
	size_t length = strlen(command);

	if (!link_wants(&p->link, command, length))
		return;
	p->lengths[p->books.next % LINK_HISTORY] = (uint8_t)length;
	link_push(&p->link, strcmp(command, "M105") == 0 ? BOOKS_HOST :
	    BOOKS_FILE, command, length, p->books.next * 10);
	MUST(!link_quiet(&p->link));
}

static void
act_output(struct play *p, const char *text, size_t n)
{
	unsigned long writes = number_of(text, n), i;

	for (i = 0; write_one(p); i++) {
		MUST(i <= LINES + 4);	/* nothing is sent for ever */
		if (writes > 0 && i + 1 == writes)
			return;
	}
}

static bool
write_one(struct play *p)
{
	char out[FRAME_SIZE];
	size_t n;

	n = link_output(&p->link, p->now_ms, out);
	if (n == 0)
		return false;
	MUST(n <= FRAME_SIZE && out[n - 1] == '\n');
	check_frame(p, out, n);
	return true;
}

/* One of the numbered lines of the print, or else a hello, a probe, M108. */
static void
check_frame(struct play *p, const char *frame, size_t n)
{
	uint64_t number, k;
	size_t bytes = 0;

	MUST(!p->ended);
	if (frame[0] != 'N' || strstr(frame, "M110") != NULL)
		return;
	number = number_of(frame + 1, n - 1);
	if (number >= p->books.next)
		return;
	/* forward, unless asked; over lines that an ok named meanwhile */
	MUST(number > p->last || p->may_go_back);
	MUST(number <= p->highest + 1 || p->may_go_back);
	MUST(number >= p->books.acked);
	MUST(number < p->books.acked + LINES);
	for (k = p->books.acked; k <= number; k++)
		bytes += p->lengths[k % LINK_HISTORY] + 7;
	MUST(bytes <= BYTES || number == p->books.acked);
	p->last = number;
	if (p->highest < number)
		p->highest = number;
	p->may_go_back = false;
}

static void
act_greet(struct play *p, const char *text, size_t n)
{
	(void)text;
	(void)n;
	p->may_go_back = true;
	p->ended = false;
	link_greet(&p->link, p->now_ms);
}

static void
act_greeted(struct play *p, const char *text, size_t n)
{
	act_greet(p, text, n);
	tick(p, 200);
	act_output(p, "", 0);
	say(p, "ok");
	tick(p, 1000);
	p->lengths[HELLO_NUMBER % LINK_HISTORY] = 4;
	act_output(p, "", 0);
	say(p, "FIRMWARE_NAME:Marlin 1.1.9 MACHINE_TYPE:Test UUID:u");
	say(p, "ok");
}

static void
act_reattach(struct play *p, const char *text, size_t n)
{
	(void)text;
	(void)n;
	p->may_go_back = true;
	p->ended = false;
	link_reattach(&p->link, p->now_ms);
}

static void
act_break(struct play *p, const char *text, size_t n)
{
	(void)text;
	(void)n;
	link_break_wait(&p->link);
}

/* After each line of the play; death is said once. */
static void
check_events(struct play *p)
{
	struct link_event ev;
	unsigned int n;

	for (n = 0; link_event(&p->link, &ev); n++) {
		MUST(ev.kind < LINK_EVENT__MAX);
		MUST(memchr(ev.text, '\0', sizeof(ev.text)) != NULL);
		MUST(!p->ended || ev.kind == LINK_SAYS);
		p->ended = p->ended || ev.kind == LINK_KILLED ||
		    ev.kind == LINK_SILENT || ev.kind == LINK_NOISY;
		if (ev.kind == LINK_WAS_RESET || ev.kind == LINK_FOUND_AGAIN)
			p->may_go_back = true;
	}
	MUST(n <= LINK_EVENTS);
	MUST(p->ended == (p->link.state == LINK_DEAD));
}

static unsigned long
number_of(const char *text, size_t n)
{
	unsigned long value = 0;

	for (; n > 0 && *text >= '0' && *text <= '9'; text++, n--)
		value = (value * 10 + (unsigned long)(*text - '0')) %
		    1000000000;
	return value;
}
