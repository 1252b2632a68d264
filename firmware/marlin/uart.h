/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The simulated UART: bytes take wire time both ways, and what arrives while
 * the firmware does not read goes into a ring that really overflows.  Times
 * are microseconds of simulated time.
 */
#ifndef FIRMWARE_MARLIN_UART_H
#define FIRMWARE_MARLIN_UART_H

#include <stddef.h>
#include <stdint.h>

#define UART_RING	128	/* RX_BUFFER_SIZE of Marlin 1.1.9: holds 127 */
#define UART_RING_MAX	1024	/* of other boards, or somebody's own */
#define UART_CABLE	4096	/* what the host wrote and has not arrived */
#define UART_OUT	16384

struct uart {
	int64_t		byte_us;		/* a byte's time; 0: none */
	/* from the host */
	char		cable[UART_CABLE];
	size_t		cable_head, cable_used;
	int64_t		arrival_us;		/* of the cable's first byte */
	unsigned char	ring[UART_RING_MAX];
	unsigned int	ring_size;
	unsigned int	ring_head, ring_tail;
	unsigned long	overruns;		/* bytes that found no room */
	/* to the host: bytes below `ready` have left the wire by ready_us */
	char		out[UART_OUT];
	size_t		out_used;
	/* Sees every byte that arrives; NULL: nobody does. */
	void		(*watch)(void *, char);
	void		*watch_arg;
};

/* 10 bit times a byte (8N1); baud 0: no time at all.  A ring of so many bytes,
 * at most UART_RING_MAX, holds one less; 0: UART_RING. */
void	 uart_init(struct uart *, int baud, unsigned int ring);
/* A reset of the board: ring and output are empty; the cable is not. */
void	 uart_reset(struct uart *);
/* The host wrote; returns how many bytes the cable took. */
size_t	 uart_carry(struct uart *, int64_t now_us, const char *, size_t);
/* Let the bytes that have arrived by now into the ring. */
void	 uart_arrive(struct uart *, int64_t now_us);
/* When the next byte arrives that the firmware has to see: the end of a line,
 * or enough to fill half the ring.  INT64_MAX: nothing is on the cable. */
int64_t	 uart_next(const struct uart *);
/* The oldest byte of the ring; -1: it is empty. */
int	 uart_get(struct uart *);
/* Forget what was received and not read. */
void	 uart_flush(struct uart *);
/* Say this; returns how long the firmware is busy with it. */
int64_t	 uart_put(struct uart *, const char *, size_t);

#endif
