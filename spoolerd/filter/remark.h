/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Remarks: what slicers say of a print in comments, each in its own words,
 * understood.  The first that says something counts.
 */
#ifndef SPOOLERD_FILTER_REMARK_H
#define SPOOLERD_FILTER_REMARK_H

#include <stddef.h>
#include <stdint.h>

#define REMARK_SLICER	65	/* bytes, the NUL included */
#define REMARK_MATERIAL	33
#define REMARK_CURRENCY	9

struct remark {
	int64_t	seconds;		/* of the print; 0: not said */
	int64_t	layer_count;		/* 0: not said */
	int64_t	layer_marks;		/* how often a layer began */
	double	layer_mm, nozzle_mm;	/* 0: not said, as below */
	double	weight_g, cost;
	double	filament_mm;		/* its diameter */
	/* UTF-8 without control characters; "": not said */
	char	currency[REMARK_CURRENCY];
	char	material[REMARK_MATERIAL];	/* as plastic_name() has it */
	char	slicer[REMARK_SLICER];	/* "PrusaSlicer 2.5.0" */
};

/* A line that is nothing but a comment, from behind its `;` and blanks. */
void	remark_take(struct remark *, const char *, size_t);

#endif
