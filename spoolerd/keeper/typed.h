/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A G-code line that a person typed: what it is, and what it must not be.
 * Whatever numbers lines, halts or silences the machine, prints from its card
 * or waits for somebody beside it is the host's alone to say.  Pure.
 */
#ifndef SPOOLERD_KEEPER_TYPED_H
#define SPOOLERD_KEEPER_TYPED_H

#include <stdbool.h>
#include <stdint.h>

#include "spoolerd/finding.h"
#include "spoolerd/manual.h"

struct typed {
	enum finding_kind	finding;	/* FINDING__MAX: none */
	bool			lowers;		/* nozzle and bed may meet */
	int32_t			hotend_C, bed_C;	/* asked for; 0: no */
};

/* MANUAL_ALLOWED: one command, and *t is what there is to say of it;
 * MANUAL_NO_LINE, MANUAL_FORBIDDEN. */
enum manual_refusal	typed_check(const char *line, struct typed *t);

#endif
