/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a client calls its file becomes what people read.
 */
#ifndef CGI_LABEL_H
#define CGI_LABEL_H

#include <stdbool.h>
#include <stddef.h>

#include "sql/file.h"

/* The label for a client's file name, of at most length bytes; false: it does
 * not end like G-code. */
bool	 label_of(const char *name, size_t length,
	    char label[SPOOL_LABEL_SIZE]);

#endif
