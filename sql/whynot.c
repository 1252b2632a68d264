/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Why not: the queued jobs against the printers.
 */
#include <stdio.h>
#include <stdlib.h>

#include "sql/instant.h"
#include "sql/limit.h"
#include "sql/query.h"
#include "sql/whynot.h"

/* One printer as SQL_JOB_WHYNOT sees it. */
struct sight {
	int64_t	printer_id;
	int64_t	misfit;		/* 0: none, 1: not known, 2: another */
	bool	others;		/* stand before it */
	bool	unread;
};

static enum spool_result see(struct spool *, int64_t, whynot_connected *,
		    void *, struct whynot_row **, int *);
static void		 look_at_limits(const struct limit *,
		    struct whynot_row *);
static void		 object(struct whynot_row *,
			    const struct objection *);
static enum whynot	 judge(const struct sight *, const struct printer *,
		    bool);

static const struct {
	const char	*code;
	const char	*sentence;
} rows[] = {
	[WHYNOT_NOTHING]  = { "", "It starts here now." },
	[WHYNOT_UNREAD]	  = { "unread", "The file is still being read." },
	[WHYNOT_QUEUED]	  = { "queued", "Other jobs are before it." },
	[WHYNOT_PRINTING] = { "printing", "It is printing something else." },
	[WHYNOT_CLOSED]	  = { "closed", "No print starts at this hour." },
	[WHYNOT_PAUSED]	  = { "paused", "Another print is paused on it." },
	[WHYNOT_TO_CLEAN] = { "to-clean", "It must be cleaned first." },
	[WHYNOT_OFFLINE]  = { "offline", "It is not connected." },
	[WHYNOT_ERROR]	  = { "error", "Somebody must look at it first." },
	[WHYNOT_DISABLED] = { "disabled", "It is out of service." },
	[WHYNOT_LOADED]	  = { "loaded", "It has another material or nozzle." },
	[WHYNOT_UNKNOWN]  = { "unknown-machine", "The file is made for one "
	    "kind of machine, and it did not say which it is." },
	[WHYNOT_MACHINE]  = { "other-machine", "The file is made for another "
	    "kind of machine." },
	[WHYNOT_OBJECTION] = { "objection", "It can't print this file." },
};
_Static_assert(sizeof(rows) / sizeof(rows[0]) == WHYNOT__MAX,
    "every reason has its row");

static const enum whynot of_view[] = {
	[PRINTER_OFFLINE]  = WHYNOT_OFFLINE,
	[PRINTER_FREE]	   = WHYNOT_NOTHING,
	[PRINTER_PRINTING] = WHYNOT_PRINTING,
	[PRINTER_PAUSED]   = WHYNOT_PAUSED,
	[PRINTER_TO_CLEAN] = WHYNOT_TO_CLEAN,
	[PRINTER_ERROR]	   = WHYNOT_ERROR,
	[PRINTER_DISABLED] = WHYNOT_DISABLED,
};
_Static_assert(sizeof(of_view) / sizeof(of_view[0]) == PRINTER__MAX,
    "every view is a reason, or none");

const char *
whynot_code(enum whynot whynot)
{
	return rows[whynot].code;
}

enum spool_result
whynot_list(struct spool *sp, int64_t job_id, whynot_connected *connected,
    void *arg, struct whynot_row **list, int *n)
{
	enum spool_result result;

	*list = NULL;
	*n = 0;
	result = see(sp, job_id, connected, arg, list, n);
	if (result == SPOOL_OK)
		return result;
	free(*list);
	*list = NULL;
	*n = 0;
	return result;
}

static enum spool_result
see(struct spool *sp, int64_t job_id, whynot_connected *connected, void *arg,
    struct whynot_row **list, int *n)
{
	enum spool_result result;
	struct printer printer;
	struct whynot_row *row;
	struct objection why;
	struct sight sight;
	struct limit limit;
	struct query q;

	/* they are the person's, whatever the printer */
	result = limit_to_start(sp, job_id, instant_now(), &limit);
	if (result != SPOOL_OK && result != SPOOL_REFUSED)
		return result;
	query_begin(&q, sp, SQL_JOB_WHYNOT);
	query_int(&q, job_id);
	while ((result = query_row(&q)) == SPOOL_OK) {
		sight.printer_id = query_get_int(&q, 0);
		sight.misfit = query_get_int(&q, 1);
		sight.others = query_get_int(&q, 2) != 0;
		sight.unread = query_get_int(&q, 3) != 0;
		result = printer_by_id(sp, sight.printer_id, &printer);
		if (result == SPOOL_NONE)
			continue;	/* forgotten meanwhile */
		row = result == SPOOL_OK ? query_grow(list, n, sizeof(*row)) :
		    NULL;
		if (row == NULL) {
			result = result == SPOOL_OK ? SPOOL_BROKEN : result;
			break;
		}
		(void)snprintf(row->printer, sizeof(row->printer), "%s",
		    printer.name);
		row->whynot = judge(&sight, &printer, connected(arg,
		    printer.id));
		(void)snprintf(row->sentence, sizeof(row->sentence), "%s",
		    rows[row->whynot].sentence);
		result = objection_to_job(sp, job_id, printer.id, &why);
		if (result == SPOOL_REFUSED)
			object(row, &why);
		else if (result == SPOOL_OK)
			look_at_limits(&limit, row);
		else
			break;
	}
	query_end(&q);
	return result == SPOOL_NONE ? SPOOL_OK : result;
}

/* What may not start at this hour waits for that, unless it waits for more. */
static void
look_at_limits(const struct limit *limit, struct whynot_row *row)
{
	if (limit->code == LIMIT_NOTHING || (limit->code == LIMIT_CLOSED &&
	    row->whynot > WHYNOT_CLOSED))
		return;
	row->whynot = limit->code == LIMIT_CLOSED ? WHYNOT_CLOSED :
	    WHYNOT_OBJECTION;
	(void)limit_sentence(limit, row->sentence);
}

/* It will not pass by itself, and says more than the table does. */
static void
object(struct whynot_row *row, const struct objection *why)
{
	enum whynot whynot = why->code == OBJECTION_OTHER_MACHINE ?
	    WHYNOT_MACHINE : objection_may_pass(why->code) ? WHYNOT_LOADED :
	    WHYNOT_OBJECTION;

	if (row->whynot >= whynot)
		return;
	row->whynot = whynot;
	objection_sentence(why, row->sentence);
}

/* The reason that lasts longest is the one to say. */
static enum whynot
judge(const struct sight *sight, const struct printer *printer,
    bool connected)
{
	enum whynot whynot;

	if (sight->misfit != 0)
		return sight->misfit == 1 ? WHYNOT_UNKNOWN : WHYNOT_MACHINE;
	whynot = of_view[printer_view(printer, connected)];
	if (whynot != WHYNOT_NOTHING)
		return whynot;
	if (sight->others)
		return WHYNOT_QUEUED;
	return sight->unread ? WHYNOT_UNREAD : WHYNOT_NOTHING;
}

enum whynot
whynot_nearest(const struct whynot_row *list, int n)
{
	enum whynot nearest = n > 0 ? list[0].whynot : WHYNOT_OFFLINE;
	int i;

	for (i = 1; i < n; i++)
		if (list[i].whynot < nearest)
			nearest = list[i].whynot;
	return nearest;
}
