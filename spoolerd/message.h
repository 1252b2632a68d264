/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What parent, keeper and drains say to each other: one fixed struct a
 * datagram over a SOCK_SEQPACKET pair, some with a descriptor.  One const
 * table (message.c) names every message, its size and its direction; a
 * datagram of another type or size, or the wrong way, is refused and the peer
 * treated as broken.
 *
 *	parent -> drain		PROFILE first, then COURSE, JOB, ORDER
 *	drain -> parent		READY, TELEMETRY, CHECKPOINT, PHASE, ALARM,
 *				DONE, UNDONE, TUNED
 *	parent -> keeper	WAKE, FREE, WANT, ADOPT, FORGET, FOUND, FAULT
 *				and a drain's CHECKPOINT, PHASE, DONE, UNDONE,
 *				TUNED, passed on
 *	keeper -> parent	PRINTER, COURSE, START, GRANT, EVENT, AUTODETECT
 */
#ifndef SPOOLERD_MESSAGE_H
#define SPOOLERD_MESSAGE_H

#include <stdbool.h>
#include <stdint.h>

#include "spoolerd/knob.h"
#include "spoolerd/manual.h"

#define MESSAGE_NAME	33
#define MESSAGE_TEXT	256
#define MESSAGE_GCODE	1024
#define MESSAGE_CHIPS	64

enum message_type {
	MESSAGE_PROFILE, MESSAGE_JOB, MESSAGE_ORDER,
	MESSAGE_READY, MESSAGE_TELEMETRY, MESSAGE_CHECKPOINT, MESSAGE_PHASE,
	MESSAGE_ALARM, MESSAGE_DONE, MESSAGE_UNDONE, MESSAGE_TUNED,
	MESSAGE_WAKE, MESSAGE_FREE, MESSAGE_WANT, MESSAGE_ADOPT,
	MESSAGE_FORGET, MESSAGE_FOUND, MESSAGE_FAULT,
	MESSAGE_PRINTER, MESSAGE_START, MESSAGE_GRANT, MESSAGE_EVENT,
	MESSAGE_AUTODETECT, MESSAGE_COURSE,
	MESSAGE__MAX
};

/* What a person or the keeper tells a drain, or a person wants of a job. */
enum message_order {
	ORDER_PAUSE, ORDER_RESUME, ORDER_STOP,
	ORDER_EMERGENCY,	/* the parent wrote M112 already */
	ORDER_GIVE_UP,		/* an interrupted job; keeper only */
	ORDER_CLEANED,		/* keeper only */
	ORDER_RESET,		/* clear the fault, reopen; parent and keeper */
	ORDER_RESUME_LAYER,	/* an interrupted job whose board was reset;
				 * keeper only */
	ORDER_CONTROL,		/* by hand: its own struct says what */
	ORDER_TUNE,		/* the same, of a job that prints */
	ORDER__MAX
};
const char		*message_order_name(enum message_order);
/* ORDER__MAX when there is no such order. */
enum message_order	 message_order_by_name(const char *);

/* Where a drain is.  The names are also those of the telemetry's JSON. */
enum message_phase {
	PHASE_CONNECTING,	/* waiting for the banner, M110, M115 */
	PHASE_IDLE, PHASE_PRINTING,
	PHASE_PAUSING,		/* told so; the machine still moves */
	PHASE_PAUSED,
	PHASE_STOPPING,		/* cooling and parking */
	PHASE_HALTED,		/* killed: only a reset helps */
	PHASE_LOST,		/* the port hung up or stays silent */
	PHASE__MAX
};
const char		*message_phase_name(enum message_phase);

/* The end of a job as the drain saw it. */
enum message_end {
	END_FINISHED, END_STOPPED, END_FAILED, END_INTERRUPTED, END__MAX
};

struct message_profile {
	int64_t	printer;		/* 0: only to be identified */
	char	name[MESSAGE_NAME];
	char	dialect[MESSAGE_NAME];
	int32_t	window_lines;
	int32_t	window_bytes;
	int32_t	baud;			/* 0: the cable takes no time */
	int32_t	pause_retract_um, pause_lift_um;
	int32_t	speed_percent;		/* of a simulated machine; else 100 */
	int32_t	extrude_min_dC;
	int32_t	unsure;			/* it may be another machine than the
					 * one of the books */
	int32_t	asks;			/* who it is, even in mid-print */
	int32_t	revive;			/* a person has just reset it */
	char	stop_gcode[MESSAGE_GCODE];
	char	park_gcode[MESSAGE_GCODE];
	char	pause_gcode[MESSAGE_GCODE];
};
struct message_job {			/* with the file's descriptor */
	int64_t	printer;
	int64_t	job;
	int64_t	bytes;
	int64_t	commands;
	int64_t	seconds;		/* the slicer's estimate; 0: none */
	int32_t	resume;			/* go on where the books say */
	int32_t	paused;			/* begin paused */
	/* Go on at the last layer; the machine has forgotten everything. */
	int32_t	reentry;		/* enum reentry_way; 0: no */
	int32_t	lifted_um;		/* see the checkpoint */
	int32_t	ceiling_um;		/* of the machine; 0: not known */
	int32_t	pace;			/* of its last prints, permille of what
					 * was expected; 0: not known */
	int64_t	done_commands, done_bytes, printed_ms;	/* on record */
	uint64_t knobs[KNOB__MAX];		/* that a person set (knob.h) */
};
struct message_course {			/* with a descriptor of it, before the
					 * job; without one nothing is known */
	int64_t	printer, job;
};
struct message_order_to_drain {
	int64_t	job;
	int32_t	order;			/* enum message_order */
	struct manual manual;		/* of ORDER_CONTROL, _TUNE */
};
struct message_ready {			/* the machine answered */
	char	firmware[MESSAGE_TEXT];
	char	machine_type[MESSAGE_TEXT];
	char	uuid[MESSAGE_TEXT];
};
struct message_telemetry {		/* once a second, and on a change */
	int64_t	job;
	int32_t	phase;			/* enum message_phase */
	int32_t	hotend_dC, hotend_target_dC;	/* INT32_MIN: not known */
	int32_t	bed_dC, bed_target_dC;
	int64_t	commands, commands_total;
	int64_t	bytes, bytes_total;
	int64_t	printed_ms;
	int64_t	left_ms;		/* -1: not known */
	/* The link, since it was connected. */
	int64_t	resends, timeouts, starved_ms;
	int32_t	rate_mHz;		/* lines answered, in 1000 s */
	int32_t	window;			/* lines that may be on the way */
	int32_t	strange;		/* LOST: it is in another print */
	int32_t	layer, layers;		/* by its course; 0: not known, or
					 * before the first */
	int32_t	z_um;			/* of this layer */
	int32_t	lacks;			/* knobs that its firmware has not */
	/* Where the knobs are, as the machine confirmed, and where the file
	 * alone would have them; KNOB_HOTEND and KNOB_BED: its targets. */
	int32_t	knobs[KNOB__MAX], own_knobs[KNOB__MAX];
	char	text[MESSAGE_TEXT];	/* last M117 or error; printable */
	char	question[MESSAGE_TEXT];	/* what a person must answer; "" */
};
struct message_checkpoint {
	int64_t	printer, job;
	int64_t	commands, bytes, printed_ms;
	int32_t	lifted_um;		/* the head, above where the file left
					 * it; -1: not known */
	int32_t	layer;			/* as in the telemetry */
};
struct message_phase_change {	/* printing <-> paused, or a re-entry */
	int64_t	printer, job;
	int32_t	phase;
	int32_t	reentered;		/* it goes on at a layer's start ... */
	int64_t	commands;		/* ... behind so many of the file */
};
struct message_alarm {			/* the machine must not go on */
	int32_t	measure;		/* enum heatguard_measure */
	char	why[MESSAGE_TEXT];
};
struct message_undone {			/* a control by hand that was granted */
	int64_t	printer;
	char	why[MESSAGE_TEXT];
};
struct message_tuned {			/* a knob was set by a person */
	int64_t	printer, job;
	uint64_t knobs[KNOB__MAX];
};
struct message_done {
	int64_t	printer, job;
	int32_t	end;			/* enum message_end */
	int32_t	halted;			/* the machine is dead until a reset */
	int32_t	unplugged;		/* it may go on when it is back */
	int32_t	lifted_um;		/* as in a checkpoint */
	int32_t	layer, pad;
	int64_t	commands, bytes, printed_ms;
	int64_t	resends, timeouts, starved_ms;	/* the link, in this job */
	char	why[MESSAGE_TEXT];
};
struct message_free {			/* this machine can take a job now */
	int64_t	printer;
	int64_t	job;	/* a job its books still hold, or 0 */
	int64_t	settings;	/* those of the row that its drain has */
	int32_t	doubt;		/* it may be another machine */
	int32_t	pad;
	char	machine_type[MESSAGE_TEXT];
	char	uuid[MESSAGE_TEXT];
};
struct message_want {			/* an order to be stored first */
	uint64_t ticket;		/* comes back in the GRANT */
	int64_t	printer, job;
	int32_t	order;
	int32_t	for_person;		/* who's own rights decide: permit.h */
	struct manual manual;		/* of ORDER_CONTROL, _TUNE */
	char	who[MESSAGE_TEXT];
	char	why[MESSAGE_TEXT];	/* of an emergency that no person
					 * saw; "" */
};
struct message_adopt {
	uint64_t ticket;
	int64_t	printer;		/* it moved here; 0: a new one */
	char	name[MESSAGE_NAME];	/* "": make one up from machine_type */
	char	usb_serial[MESSAGE_TEXT], position[MESSAGE_TEXT];
	char	path[MESSAGE_TEXT];
	char	machine_type[MESSAGE_TEXT], uuid[MESSAGE_TEXT];
	char	dialect[MESSAGE_NAME];
	int32_t	baud;
	int32_t	clean;			/* a simulated one starts clean */
	int32_t	for_person;
	char	who[MESSAGE_TEXT];
};
struct message_forget {
	uint64_t ticket;
	int64_t	printer;
	int32_t	for_person;
	char	who[MESSAGE_TEXT];
};
struct message_found {			/* no drain is here, and none will
					 * go on with the job that it holds */
	int64_t	printer;
	int64_t	doubt;			/* ... a job that waits for a person:
					 * this may be another machine; 0 */
	char	why[MESSAGE_TEXT];
};
struct message_fault {
	int64_t	printer;
	char	why[MESSAGE_TEXT];
};
struct message_printer {		/* a row: at start, when it changed */
	int64_t	printer;
	int32_t	gone;			/* it was forgotten */
	int32_t	baud;
	int32_t	window_lines, window_bytes;
	int32_t	usable;			/* not disabled, no fault */
	int32_t	printing;		/* not interrupted: a drain has it */
	int64_t	job;			/* that holds it; 0: none */
	int64_t	settings;		/* counts what its drain must know */
	int32_t	wish;			/* ORDER_RESUME, _PAUSE or _STOP */
	int32_t	pause_retract_um, pause_lift_um;
	int32_t	extrude_min_dC;
	char	name[MESSAGE_NAME], dialect[MESSAGE_NAME];
	char	usb_serial[MESSAGE_TEXT], position[MESSAGE_TEXT];
	char	path[MESSAGE_TEXT];
	char	stop_gcode[MESSAGE_GCODE], park_gcode[MESSAGE_GCODE];
	char	pause_gcode[MESSAGE_GCODE];
	char	pad[6];			/* rows are compared as bytes */
};
_Static_assert(_Alignof(struct message_printer) == 8 &&
    sizeof(struct message_printer) == 64 + 2 * MESSAGE_NAME +
    3 * MESSAGE_TEXT + 3 * MESSAGE_GCODE + 6, "no hidden padding");
struct message_grant {
	uint64_t ticket;
	int32_t	result;			/* enum message_verdict */
	int64_t	printer, job;
	char	name[MESSAGE_NAME];	/* of an adopted printer */
	char	why[MESSAGE_TEXT];
};
struct message_event {			/* something was recorded */
	int64_t	event;			/* its number in the record */
	int64_t	printer, job;		/* 0: none */
	char	what[MESSAGE_NAME], old[MESSAGE_NAME], new[MESSAGE_NAME];
};
struct message_autodetect {		/* at start; again when it changed */
	int32_t	on;
	int32_t	n;			/* chips that are listed */
	struct {
		int32_t	vid, pid;
	}	chips[MESSAGE_CHIPS];
};
enum message_verdict {
	VERDICT_OK, VERDICT_NO_PRINTER, VERDICT_OTHER_JOB, VERDICT_REFUSED,
	VERDICT_NAME_TAKEN, VERDICT_NO_RIGHT, VERDICT_BUSY,
	VERDICT_NO_SPACE, VERDICT_BROKEN,
	VERDICT__MAX
};

struct message {
	uint32_t	type;		/* enum message_type */
	uint32_t	pad;
	union {
		struct message_profile		profile;
		struct message_job		job;
		struct message_order_to_drain	order;
		struct message_ready		ready;
		struct message_telemetry	telemetry;
		struct message_checkpoint	checkpoint;
		struct message_phase_change	phase;
		struct message_alarm		alarm;
		struct message_undone		undone;
		struct message_tuned		tuned;
		struct message_done		done;
		struct message_free		free;
		struct message_want		want;
		struct message_adopt		adopt;
		struct message_forget		forget;
		struct message_found		found;
		struct message_fault		fault;
		struct message_printer		printer;
		struct message_job		start;	/* = JOB */
		struct message_grant		grant;
		struct message_event		event;
		struct message_autodetect	autodetect;
		struct message_course		course;
	};
};

/* Directions, as bits of the table's rows and as the role of a receiver. */
enum message_way {
	TO_DRAIN = 1, FROM_DRAIN = 2, TO_KEEPER = 4, FROM_KEEPER = 8
};

/*
 * Send m (its type set) and, unless -1, a descriptor, which stays the
 * caller's.  0, or -1 with errno; EAGAIN on a full non-blocking socket.
 */
int	message_send(int sock, const struct message *m, int fd);
/*
 * Receive one.  way says which direction it must have.  Strings are
 * terminated by the receiver.  1: *m is filled, *fd is a descriptor that the
 * caller owns or -1; 0: the peer closed; -1 with errno: EAGAIN, or EPROTO for
 * what the table does not allow.
 */
int	message_receive(int sock, enum message_way way, struct message *m,
	    int *fd);

/* "PROFILE", "JOB", ... for logs. */
const char *message_name(enum message_type);

#endif
