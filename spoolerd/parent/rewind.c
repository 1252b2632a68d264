/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The function "tape" of the control socket: what a print did in its last
 * minutes, from the parent's memory.  The spool gets it once a minute only.
 */
#include "spoolerd/parent/fleet.h"
#include "spoolerd/parent/parent.h"
#include "spoolerd/parent/rewind.h"

#define MOST	400	/* points in one line of CONTROL_LINE bytes */

json_t *
rewind_tape(const struct call *c, json_t **error)
{
	const struct machine *m;
	struct trace_point points[MOST];
	json_t *list;
	int64_t v[3];
	int i, n = 0;

	for (i = 0; i < 3; i++)
		v[i] = json_integer_value(json_array_get(c->args, (size_t)i));
	m = v[0] > 0 ? fleet_find(c->parent, v[0]) : NULL;
	if (m == NULL || v[1] <= 0 || v[2] < 0) {
		*error = server_failure(m == NULL ? "no-printer" :
		    "bad-request", "tape [printer, job, after]: numbers, and "
		    "Unix time in ms.");
		return NULL;
	}
	if (m->tape != NULL)
		n = tape_since(m->tape, v[1], v[2], points, MOST);
	list = json_array();
	for (i = 0; i < n; i++)
		(void)json_array_append_new(list, json_pack(
		    "[I, I, I, I, I, I, I]", (json_int_t)points[i].at_ms,
		    (json_int_t)points[i].line,
		    (json_int_t)points[i].hotend_dC,
		    (json_int_t)points[i].hotend_target_dC,
		    (json_int_t)points[i].bed_dC,
		    (json_int_t)points[i].bed_target_dC,
		    (json_int_t)points[i].state));
	return json_pack("{s:o}", "points", list);
}
