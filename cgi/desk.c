/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The desk of the live gateway: the coming and going of guests, and what the
 * daemon says.  What a guest says is hearing.c's.
 */
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cgi/desk.h"
#include "cgi/hearing.h"
#include "sql/policy.h"

static enum refusal	 identify(struct desk *, const struct desk_caller *,
			    struct guest *);
static enum refusal	 who(struct desk *, const struct guest *, bool,
			    struct access *);
static enum refusal	 room(struct desk *, const char *);
static bool		 open_spool(struct desk *);
static enum refusal	 check(struct desk *, enum refusal);
static void		 look_again(struct desk *);
static bool		 same(const struct access *, const struct access *);
static void		 on_answer(void *, uint64_t, json_t *);
static void		 on_event(void *, const char *, json_t *);
static void		 on_ready(void *);
static void		 set_live(struct desk *, bool);

static const struct relay_ears ears = { on_answer, on_event, on_ready };

void
desk_open(struct desk *d, const char *spool, const char *sessions)
{
	memset(d, 0, sizeof(*d));
	d->spool_path = spool;
	d->sessions = sessions;
	relay_init(&d->relay, &ears, d);
}

void
desk_close(struct desk *d)
{
	relay_free(&d->relay);
	sight_free(&d->sight);
	spool_close(d->spool);
	d->spool = NULL;
}

/* --- who comes and goes --- */

enum refusal
desk_welcome(struct desk *d, const struct desk_caller *c, struct guest **guest)
{
	enum refusal refusal;
	struct guest *g;

	*guest = NULL;
	g = calloc(1, sizeof(*g));
	if (g == NULL)
		return REFUSAL_BUSY;
	(void)snprintf(g->address, sizeof(g->address), "%s",
	    c->address != NULL ? c->address : "");
	g->tongue = refusal_tongue(c->language);
	refusal = identify(d, c, g);
	if (refusal == REFUSAL_NONE)
		refusal = room(d, g->address);
	if (refusal != REFUSAL_NONE) {
		free(g);
		return refusal;
	}
	viewer_init(&g->viewer, d->now_ms);
	g->number = ++d->last;
	g->next = d->guests;
	d->guests = g;
	*guest = g;
	return REFUSAL_NONE;
}

/* The page that opens the line must be ours: a browser shows our cookie to
 * whoever asks it to. */
static enum refusal
identify(struct desk *d, const struct desk_caller *c, struct guest *g)
{
	enum refusal refusal;

	if (!open_spool(d))
		return REFUSAL_BROKEN;
	if (!access_from_here(c->origin, c->fetch_site, c->host, c->https))
		return REFUSAL_FOREIGN_PAGE;
	if (c->key != NULL && strlen(c->key) >= sizeof(g->key))
		return REFUSAL_WRONG_KEY;
	(void)snprintf(g->key, sizeof(g->key), "%s",
	    c->key != NULL ? c->key : "");
	if (c->named && g->key[0] == '\0')
		(void)snprintf(g->name, sizeof(g->name), "%s",
		    c->name != NULL ? c->name : "");
	else if (g->key[0] == '\0')
		(void)access_cookie(c->cookies, access_cookie_kind(c->https,
		    c->path != NULL ? c->path : ""), g->token);
	g->named = c->named;
	refusal = check(d, who(d, g, true, &g->access));
	if (refusal != REFUSAL_NONE)
		return refusal;
	if (g->access.logged_in && c->origin == NULL && c->fetch_site == NULL)
		return REFUSAL_FOREIGN_PAGE;
	if ((g->access.rights & PERSON_SEE) == 0)
		return REFUSAL_NO_RIGHT;
	return REFUSAL_NONE;
}

/* A key counts before a name and a cookie, as for every request.  Asked again,
 * a session does not live longer for it. */
static enum refusal
who(struct desk *d, const struct guest *g, bool first, struct access *a)
{
	if (g->key[0] != '\0')
		return access_find(d->spool, g->key, a);
	if (g->named)
		return access_find_named(d->spool, g->name, a);
	if (g->token[0] == '\0')
		return access_find(d->spool, NULL, a);
	return first ? access_find_session(d->spool, g->token, a) :
	    access_peek_session(d->spool, g->token, a);
}

static enum refusal
room(struct desk *d, const char *address)
{
	int64_t most, most_address, all = 0, here = 0;
	const struct guest *g;

	if (policy_get(d->spool, POLICY_LIVE_TOTAL, &most) != SPOOL_OK ||
	    policy_get(d->spool, POLICY_LIVE_ADDRESS, &most_address) !=
	    SPOOL_OK)
		return check(d, REFUSAL_BROKEN);
	for (g = d->guests; g != NULL; g = g->next) {
		all++;
		here += strcmp(g->address, address) == 0;
	}
	return all >= most || here >= most_address ? REFUSAL_CROWDED :
	    REFUSAL_NONE;
}

static bool
open_spool(struct desk *d)
{
	if (d->spool != NULL)
		return true;
	if (spool_open(&d->spool, d->spool_path, SPOOL_WRITE) != SPOOL_OK) {
		warnx("%s: %s", d->spool_path, spool_why(NULL));
		return false;
	}
	if (login_attach(d->spool, d->sessions) == SPOOL_OK)
		return true;
	warnx("%s: %s", d->sessions, spool_why(d->spool));
	spool_close(d->spool);
	d->spool = NULL;
	return false;
}

/* A broken spool is opened anew next time. */
static enum refusal
check(struct desk *d, enum refusal refusal)
{
	if (refusal != REFUSAL_BROKEN)
		return refusal;
	warnx("%s", spool_why(d->spool));
	spool_close(d->spool);
	d->spool = NULL;
	return refusal;
}

void
desk_leave(struct desk *d, struct guest *g)
{
	struct guest **link;

	for (link = &d->guests; *link != NULL; link = &(*link)->next)
		if (*link == g) {
			*link = g->next;
			break;
		}
	relay_forget(&d->relay, g->number);
	viewer_free(&g->viewer);
	free(g->said);
	free(g);
}

void
desk_tick(struct desk *d)
{
	relay_tick(&d->relay, d->now_ms);
	if (d->now_ms < d->again_ms)
		return;
	d->again_ms = d->now_ms + DESK_AGAIN_MS;
	look_again(d);
}

/* Logged out, disabled, another role, a lab that is closed by now: the line
 * ends, and the page opens one as who it is now.  What can't be read now is
 * looked at again. */
static void
look_again(struct desk *d)
{
	struct access visitor, now;	/* all visitors are the same */
	enum refusal refusal;
	struct guest *g;

	if (!open_spool(d) || check(d, access_find(d->spool, NULL,
	    &visitor)) != REFUSAL_NONE)
		return;
	for (g = d->guests; g != NULL; g = g->next) {
		refusal = REFUSAL_NONE;
		now = visitor;
		if (g->key[0] != '\0' || g->token[0] != '\0' || g->named)
			refusal = check(d, who(d, g, false, &now));
		if (d->spool == NULL || refusal == REFUSAL_BUSY ||
		    refusal == REFUSAL_NO_SPACE)
			return;
		if (refusal != REFUSAL_NONE || !same(&now, &g->access))
			viewer_end(&g->viewer, VIEWER_OVER);
	}
}

static bool
same(const struct access *a, const struct access *b)
{
	return a->person.id == b->person.id &&
	    a->person.role == b->person.role && a->rights == b->rights &&
	    a->open_lab == b->open_lab && a->logged_in == b->logged_in;
}

void
desk_end(struct desk *d)
{
	struct guest *g;

	for (g = d->guests; g != NULL; g = g->next)
		viewer_end(&g->viewer, VIEWER_ENDING);
}

/* --- what the daemon says --- */

static void
on_answer(void *arg, uint64_t number, json_t *line)
{
	struct packet *p = packet_make(line);
	struct desk *d = arg;
	struct guest *g;

	for (g = d->guests; g != NULL; g = g->next)
		if (g->number == number)
			viewer_put(&g->viewer, p);
	packet_drop(p);
}

/* Telemetry is kept, and sent when there is room; everything else goes to
 * everybody who watches, as one packet. */
static void
on_event(void *arg, const char *name, json_t *line)
{
	struct desk *d = arg;
	struct packet *p;
	struct guest *g;

	if (strcmp(name, "telemetry") == 0) {
		sight_take(&d->sight, json_array_get(line, 3), d->now_ms);
		return;
	}
	p = packet_make(json_incref(line));
	for (g = d->guests; g != NULL && p != NULL; g = g->next)
		if (g->viewer.monitor)
			viewer_put(&g->viewer, p);
	packet_drop(p);
}

static void
on_ready(void *arg)
{
	set_live(arg, true);
}

void
desk_lost(struct desk *d)
{
	relay_lost(&d->relay);
	sight_lose(&d->sight);
	set_live(d, false);
}

static void
set_live(struct desk *d, bool live)
{
	json_t *line;

	if (d->live == live)
		return;
	d->live = live;
	warnx("the spooler is %s", live ? "there" : "lost");
	line = hearing_daemon(d);
	on_event(d, "daemon", line);
	json_decref(line);
}
