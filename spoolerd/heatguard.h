/*
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The heat guard: one printer's heaters watched from outside its firmware.  A
 * pure state machine: what the printer says and the time come in, alarms come
 * out.  It is the second line: its limits are laxer than the firmware's own
 * (Marlin's THERMAL_PROTECTION), so that the firmware speaks first, and an
 * alarm of ours means that the firmware did not.
 *
 * A reply has no checksum, so one strange reading is noise: nothing is
 * decided on a single one.  Time in which nothing was seen is no evidence.
 */
#ifndef SPOOLERD_HEATGUARD_H
#define SPOOLERD_HEATGUARD_H

#include <stdbool.h>
#include <stdint.h>

#include "spoolerd/link/reply.h"

enum heatguard_phase {
	HEATGUARD_IDLE, HEATGUARD_PRINTING, HEATGUARD_PAUSED,
	HEATGUARD_PHASE__MAX
};

enum heatguard_alarm {
	HEATGUARD_NONE,
	HEATGUARD_HOTEND_NOT_HEATING, HEATGUARD_BED_NOT_HEATING,
	HEATGUARD_HOTEND_RUNAWAY, HEATGUARD_BED_RUNAWAY,
	HEATGUARD_HOTEND_TOO_HOT, HEATGUARD_BED_TOO_HOT,
	HEATGUARD_HOTEND_SENSOR, HEATGUARD_BED_SENSOR,
	HEATGUARD_LINK_LOST, HEATGUARD_IDLE_HOT,
	HEATGUARD__MAX
};

/* What the caller should do about it, best first. */
enum heatguard_measure {
	HEATGUARD_HEATERS_OFF,	/* M104 S0, M140 S0 */
	HEATGUARD_EMERGENCY,	/* M112: the heater does not obey */
	HEATGUARD_TELL		/* no way to reach the printer: a person */
};

struct heatguard_rule {		/* a row of the table of alarms */
	const char		*code, *sentence;
	enum heatguard_measure	 measure;
};

struct heatguard_heater_limits {
	int32_t	most_dC;	/* the profile's maximum; 0: none */
	int32_t	over_dC;	/* above most_dC so much is overshoot */
	int32_t	rise_dC;	/* it must rise so much ... */
	int64_t	rise_ms;	/* ... in so long, seen */
	int32_t	near_dC;	/* this near the target it need not */
	int32_t	away_dC;	/* this far off, having been there, ... */
	int64_t	away_ms;	/* ... for so long, seen, is a runaway */
	int32_t	step_dC;	/* a reading may differ by this ... */
	int32_t	slope_dC;	/* ... and this for each second between */
};

struct heatguard_limits {
	struct heatguard_heater_limits	hotend, bed;
	int32_t	hot_dC;		/* this warm burns or smells */
	int64_t	idle_ms;	/* hot without a job */
	int64_t	paused_ms;	/* hot in a pause */
	int64_t	lost_ms;	/* the link away while hot */
	int64_t	gone_ms;	/* readings without the heater, target set */
	int64_t	blind_ms;	/* no reading for so long: begin anew */
	int64_t	gap_ms;		/* a gap counts as this at most */
};

/* Sourced where they are defined; most_dC is 0. */
extern const struct heatguard_limits heatguard_defaults;

/* What is known now.  has_reading: heat is fresh, not the one of last time. */
struct heatguard_input {
	bool			has_reading;
	struct reply_heat	heat;
	enum heatguard_phase	phase;
	bool			link_alive;
	int64_t			lost_ms;	/* !link_alive: since when */
};

struct heatguard_heater {
	int32_t	dC, target_dC;		/* trusted; or NO_TEMPERATURE */
	int64_t	at_ms;			/* of dC */
	bool	sure;			/* two readings agreed on it */
	int32_t	rise_from_dC;		/* the rise being watched */
	int64_t	rise_seen_ms;
	bool	was_there;		/* at this target */
	bool	heats;			/* the target is above where it was */
	int64_t	away_seen_ms;
	int64_t	gone_seen_ms;
	int	over, doubts;		/* readings in a row; of late */
};

struct heatguard {
	const struct heatguard_limits	*limits;	/* borrowed */
	struct heatguard_heater		 hotend, bed;
	int64_t				 read_ms;	/* last; -1: never */
	enum heatguard_phase		 phase;
	int64_t				 rest_ms; /* hot at rest since; -1 */
	uint32_t			 raised, told;	/* bits of alarms */
};

void	heatguard_init(struct heatguard *, const struct heatguard_limits *);
/*
 * Something came, or time went on; call it for each reading and about once a
 * second.  now_ms only goes forward.
 */
void	heatguard_feed(struct heatguard *, int64_t now_ms,
	    const struct heatguard_input *);
/* The next alarm that nobody has taken yet, or HEATGUARD_NONE.  Each comes
 * once until it is cleared. */
enum heatguard_alarm	 heatguard_take(struct heatguard *);
/* A person looked: what is wrong still is raised again. */
void	heatguard_clear(struct heatguard *);
/* Not of HEATGUARD_NONE. */
const struct heatguard_rule *heatguard_rule(enum heatguard_alarm);

#endif
