/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Values of settings as JSON, for those of a printer and those of a profile.
 */
#ifndef CGI_VALUES_H
#define CGI_VALUES_H

#include "cgi/http.h"
#include "sql/setting.h"

/* VALUES of API.md, a new reference; null: as the profile says.  owned: only
 * what there is. */
json_t	*values_object(const struct settings *, bool owned);
/* What an object of VALUES wants to be different; false: nonsense. */
bool	 values_read(json_t *object, struct setting_change *);
/* One text; what is too long becomes one that is refused for that.  false: it
 * is no text. */
bool	 values_text(const json_t *, char *text, size_t size);
/* Answer why not. */
void	 values_refuse(struct http *, const struct setting_refusal *);

#endif
