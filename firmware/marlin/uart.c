/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The simulated UART.
 */
#include <string.h>

#include "firmware/marlin/uart.h"

void
uart_init(struct uart *u, int baud, unsigned int ring)
{
	memset(u, 0, sizeof(*u));
	u->ring_size = ring > 0 ? ring : UART_RING;
	u->byte_us = baud > 0 ? 10 * INT64_C(1000000) / baud : 0;
}

void
uart_reset(struct uart *u)
{
	u->ring_head = u->ring_tail = 0;
	u->out_used = 0;
}

size_t
uart_carry(struct uart *u, int64_t now_us, const char *bytes, size_t n)
{
	size_t i, room = UART_CABLE - u->cable_used;

	if (n > room)
		n = room;
	if (n > 0 && u->cable_used == 0)
		u->arrival_us = now_us + u->byte_us;
	for (i = 0; i < n; i++)
		u->cable[(u->cable_head + u->cable_used++) % UART_CABLE] =
		    bytes[i];
	return n;
}

void
uart_arrive(struct uart *u, int64_t now_us)
{
	unsigned int next;

	for (; u->cable_used > 0 && u->arrival_us <= now_us;
	    u->arrival_us += u->byte_us) {
		/* without wire time the sender is held back instead */
		next = (u->ring_head + 1) % u->ring_size;
		if (next == u->ring_tail && u->byte_us == 0)
			return;
		if (u->watch != NULL)
			u->watch(u->watch_arg, u->cable[u->cable_head]);
		if (next == u->ring_tail) {
			u->overruns++;
		} else {
			u->ring[u->ring_head] =
			    (unsigned char)u->cable[u->cable_head];
			u->ring_head = next;
		}
		u->cable_head = (u->cable_head + 1) % UART_CABLE;
		u->cable_used--;
	}
}

int64_t
uart_next(const struct uart *u)
{
	size_t i;

	if (u->cable_used == 0)
		return INT64_MAX;
	for (i = 0; i + 1 < u->cable_used && i < u->ring_size / 2; i++)
		if (u->cable[(u->cable_head + i) % UART_CABLE] == '\n')
			break;
	return u->arrival_us + (int64_t)i * u->byte_us;
}

int
uart_get(struct uart *u)
{
	int c;

	if (u->ring_head == u->ring_tail)
		return -1;
	c = u->ring[u->ring_tail];
	u->ring_tail = (u->ring_tail + 1) % u->ring_size;
	return c;
}

void
uart_flush(struct uart *u)
{
	u->ring_tail = u->ring_head;
}

int64_t
uart_put(struct uart *u, const char *bytes, size_t n)
{
	/* a host that never reads loses words, as a real line would */
	if (n > UART_OUT - u->out_used)
		n = UART_OUT - u->out_used;
	memcpy(u->out + u->out_used, bytes, n);
	u->out_used += n;
	return (int64_t)n * u->byte_us;
}
