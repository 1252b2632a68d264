/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Comma-separated values (RFC 4180) for people's spreadsheets: text is quoted,
 * and what a spreadsheet would run as a formula begins with an apostrophe,
 * because names and labels are anybody's.
 */
#ifndef CGI_CSV_H
#define CGI_CSV_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

struct csv {
	FILE	*out;		/* the caller's */
	bool	 within;	/* a line */
};

/* Begin with a line of names. */
void	 csv_begin(struct csv *, FILE *, const char *const names[], int n);
/* The next field of a line. */
void	 csv_text(struct csv *, const char *);
void	 csv_number(struct csv *, int64_t);
void	 csv_tenths(struct csv *, int64_t tenths);	/* 2104: 210.4 */
void	 csv_nothing(struct csv *);			/* an empty field */
void	 csv_instant(struct csv *, int64_t ms);	/* 0: an empty field */
void	 csv_end_line(struct csv *);

#endif
