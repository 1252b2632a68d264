/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The one door for domain values: what a browser, a slicer, the control
 * socket or the shell says is a printer's name, a label or a number passes
 * here or does not pass.
 */
#ifndef SQL_VALID_H
#define SQL_VALID_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* [a-z0-9-]{1,32} and not "any". */
bool	valid_printer_name(const char *);

/*
 * Make a label out of whatever a client called its file: the part behind the
 * last '/' or '\', valid UTF-8 (other bytes become U+FFFD), without control
 * characters, at most 255 characters; "unnamed" if nothing is left.  size is
 * that of label (SPOOL_LABEL_SIZE).  A NUL ends the name.
 */
void	valid_label(const char *name, size_t length, char *label, size_t size);

/* Is the ending one of .g .gcode .gco .nc .ngc, in any case? */
bool	valid_gcode_label(const char *label);

/* A decimal number of 1 to 18 digits, nothing else; min <= *n <= max. */
bool	valid_number(const char *, int64_t min, int64_t max, int64_t *n);

/* A path of a terminal: absolute, no "..", printable ASCII, < 256 bytes. */
bool	valid_port_path(const char *);

/* An address of mail that can do no harm as an argument or in a header: one
 * '@', printable ASCII without blanks, quotes or brackets, <= 254 bytes. */
bool	valid_email(const char *);

/* A URL that begins with http:// or https://, printable ASCII, <= 1000. */
bool	valid_url(const char *);

/* Valid UTF-8 without control characters. */
bool	valid_line(const char *);

/* Replace, in place, what is not printable ASCII by '?': texts that came from
 * a printer.  Returns its argument. */
char	*valid_text(char *);

#endif
