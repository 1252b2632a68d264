/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Comma-separated values (RFC 4180) for people's spreadsheets: text is quoted,
 * and what a spreadsheet would run as a formula begins with an apostrophe,
 * because names and labels are anybody's.  A spreadsheet takes the separator
 * and the decimal mark of its language for granted, and UTF-8 only with a mark.
 */
#ifndef CGI_CSV_H
#define CGI_CSV_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

enum csv_form {
	CSV_NONE,	/* it is no CSV */
	CSV_PLAIN,	/* "csv": as the RFC has it, for programs */
	CSV_ENGLISH,	/* "csv-en", "csv-fr": for spreadsheets */
	CSV_FRENCH,
	CSV_FORM__MAX
};

struct csv {
	FILE		*out;		/* the caller's */
	enum csv_form	 form;
	bool		 within;	/* a line */
};

/* CSV_NONE: there is no such form. */
enum csv_form	 csv_form_by_name(const char *);

/* Begin with a line of names. */
void	 csv_begin(struct csv *, FILE *, enum csv_form,
	    const char *const names[], int n);
/* The next field of a line. */
void	 csv_text(struct csv *, const char *);
void	 csv_number(struct csv *, int64_t);
void	 csv_tenths(struct csv *, int64_t tenths);	/* 2104: 210.4 */
void	 csv_nothing(struct csv *);			/* an empty field */
void	 csv_instant(struct csv *, int64_t ms);	/* 0: an empty field */
void	 csv_end_line(struct csv *);

#endif
