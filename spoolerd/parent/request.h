/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The functions of the control socket that the keeper has to grant.
 */
#ifndef SPOOLERD_PARENT_REQUEST_H
#define SPOOLERD_PARENT_REQUEST_H

#include "spoolerd/parent/function.h"

function_handler	request_adopt, request_forget, request_order;

#endif
