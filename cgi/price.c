/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The price of filament.
 */
#include "cgi/object.h"
#include "cgi/price.h"
#include "sql/policy.h"

#define CENT_MILLI	10		/* thousandths in a hundredth */
#define KILOGRAM_MG	1000000

json_t *
price_file(struct http *h, const struct file *file)
{
	int64_t price, weight_mg = file->facts[FILE_WEIGHT_MG];
	json_t *object;

	if (!http_good(h, policy_get(h->spool, POLICY_FILAMENT_PRICE,
	    &price)))
		return NULL;
	object = object_file(file);
	if (price > 0 && weight_mg > 0) {
		(void)json_object_set_new(object, "cost_milli", json_integer(
		    (json_int_t)((double)weight_mg * (double)price *
		    CENT_MILLI / KILOGRAM_MG + 0.5)));
		(void)json_object_set_new(object, "currency",
		    json_string("EUR"));
	}
	return object;
}
