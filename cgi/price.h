/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the filament of a file costs here: by the policy filament-price, where
 * a lab has set it, else what the slicer said.
 */
#ifndef CGI_PRICE_H
#define CGI_PRICE_H

#include "cgi/http.h"
#include "sql/file.h"

/* FILE with that cost, a new reference; NULL: it failed, and that was
 * answered. */
json_t	*price_file(struct http *, const struct file *);

#endif
