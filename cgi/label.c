/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The label of an upload.
 */
#include <string.h>

#include "cgi/label.h"
#include "sql/valid.h"

#define ENDING_BYTES	40		/* that hold a file name's ending */

bool
label_of(const char *name, size_t length, char label[SPOOL_LABEL_SIZE])
{
	char tail[SPOOL_LABEL_SIZE], *dot, *end;
	size_t n, used;

	length = strnlen(name, length);
	valid_label(name, length, label, SPOOL_LABEL_SIZE);
	if (length <= ENDING_BYTES)
		return valid_gcode_label(label);
	/* A very long name was cut, perhaps within its ending: that takes the
	 * place of as many characters. */
	valid_label(name + length - ENDING_BYTES, ENDING_BYTES, tail,
	    sizeof(tail));
	if (!valid_gcode_label(tail))
		return false;
	dot = strrchr(tail, '.');
	used = strlen(label);
	end = label + used;
	n = strlen(dot);
	if (used >= n && strcmp(end - n, dot) == 0)
		return valid_gcode_label(label);
	for (; n > 0 && end > label; n--)
		do
			end--;
		while (end > label && ((unsigned char)*end & 0xc0) == 0x80);
	memcpy(end, dot, strlen(dot) + 1);
	return true;
}
