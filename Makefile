# Connectprint: one file builds, runs, tests and installs everything.
#
#   make run        the whole system with simulated printers (installs what is
#                   missing, stays in front; Ctrl-C stops it)
#   make test       everything a change must pass
#   make            build only      make bench    ratios against limits and peers
#   make soak       thousands of prints over bad cables, in simulated time, and
#                   half an hour of events on one open page
#   make lint       format, tidy, spelling, manuals
#   make borders    who may include whom        make sanitize  tests under ASan+UBSan
#   make install    a production system (DESTDIR=, PREFIX=)
#   make deb        a Debian package, in build/deb   make deb-test  tries it
#   make fuzz       each fuzzer for FUZZ_SECONDS (clang)
#   make clean      forget build/               make clean-run forget run/

# --- what a site may want to change -----------------------------------------
# Where things are built.
B	= build
# The compiler; `make CC=clang` is the other one that must pass.
CC	= gcc
# Where the state of `make run` lives, its web port on loopback, and how many
# times faster than life the simulated printers are.
RUN	= run
PORT	= 8080
SPEED	= 1
# How long `make fuzz` runs each of its fuzzers.
FUZZ_SECONDS = 60
# Where `make install` puts things.
DESTDIR	=
PREFIX	= /usr
# ----------------------------------------------------------------------------

SHELL	= /bin/bash
.SHELLFLAGS = -e -o pipefail -c
.DELETE_ON_ERROR:
.DEFAULT_GOAL = all

WARN	= -Wall -Wextra -Werror -Wshadow -Wmissing-prototypes \
	  -Wstrict-prototypes -Wconversion -Wpointer-arith -Wcast-qual \
	  -Wwrite-strings -Wundef -Wvla -Wformat=2
HARDEN	= -fPIE -fstack-protector-strong -D_FORTIFY_SOURCE=2
CPPFLAGS = -I. -D_GNU_SOURCE -MMD -MP
CFLAGS	= -std=c11 -O2 -g $(WARN) $(HARDEN) -pthread
LDFLAGS	= -pie -Wl,-z,relro,-z,now -Wl,--as-needed -pthread
# SAN=1 builds with the sanitizers (which replace _FORTIFY_SOURCE).
ifdef SAN
HARDEN	= -fPIE -fno-omit-frame-pointer -fsanitize=address,undefined \
	  -fno-sanitize-recover=all
LDFLAGS	+= -fsanitize=address,undefined
endif

# --- programs: name, sources, libraries --------------------------------------
# All of sql/, but for what only the command and its test need.
SQL	= $(filter-out sql/import.c,$(wildcard sql/*.c))
SQL_LIB	= -lsqlite3 -lcrypto -lsodium

CGI	= cgi/access.c cgi/daemon.c cgi/form.c cgi/http.c cgi/httpreply.c \
	  cgi/object.c cgi/parameter.c cgi/price.c cgi/refusal.c \
	  cgi/route.c cgi/submit.c \
	  cgi/worker.c spoolerd/control.c $(SQL)
CGI_LIB	= -lfcgi -ljansson $(SQL_LIB)

SIMULATOR = firmware/marlin/command.c firmware/marlin/factor.c \
	  firmware/marlin/flavor.c \
	  firmware/marlin/heater.c firmware/marlin/planner.c \
	  firmware/marlin/reader.c firmware/marlin/simulator.c \
	  firmware/marlin/tuning.c firmware/marlin/uart.c \
	  firmware/marlin/urgent.c firmware/marlin/voice.c

# A folder of spoolerd/ is a process, but for the link; what stands beside them
# is what passes between those.
LINK	= spoolerd/books.c spoolerd/dialect.c spoolerd/knob.c \
	  spoolerd/words.c \
	  $(wildcard spoolerd/link/*.c)

JOBRUN	= spoolerd/course.c spoolerd/feed.c spoolerd/heatguard.c \
	  spoolerd/manual.c spoolerd/message.c spoolerd/news.c \
	  spoolerd/warming.c \
	  $(filter-out %/drain.c,$(wildcard spoolerd/drain/*.c))

WALK	= spoolerd/filter/arc.c spoolerd/finding.c spoolerd/filter/layers.c \
	  spoolerd/filter/motion.c spoolerd/filter/tune.c \
	  spoolerd/filter/waits.c spoolerd/filter/walk.c \
	  spoolerd/warming.c spoolerd/words.c
ANALYZE	= spoolerd/feed.c spoolerd/finding.c spoolerd/warming.c \
	  spoolerd/words.c \
	  $(filter-out %/filter.c,$(wildcard spoolerd/filter/*.c))

SUPERVISE = setup/listener.c setup/notify.c setup/orphan.c \
	  setup/place.c setup/prepare.c setup/service.c sql/instant.c

PROGRAMS = connectprint drain files filter herald jobs keeper live \
	  marlin people printers session slicers spoolerd supervise

connectprint_SRC = setup/connectprint.c setup/nginxconf.c setup/oldtree.c \
	  $(wildcard setup/admin*.c setup/doctor*.c) \
	  spoolerd/control.c sql/import.c $(SQL)
connectprint_LIB = -larchive -ljansson $(SQL_LIB)
drain_SRC	= spoolerd/cage.c spoolerd/drain/drain.c spoolerd/transcript.c \
	  $(JOBRUN) $(LINK)
drain_LIB	= -lseccomp -lm
files_SRC	= cgi/download.c cgi/files.c cgi/intake.c cgi/label.c \
	  cgi/upload.c $(CGI)
files_LIB	= $(CGI_LIB)
filter_SRC	= spoolerd/cage.c spoolerd/filter/filter.c $(ANALYZE)
filter_LIB	= -ljansson -lseccomp -lm
herald_SRC	= setup/french.c setup/herald.c setup/letter.c setup/lookout.c \
	  setup/mail.c setup/webhook.c $(SQL)
herald_LIB	= -lcurl -ljansson $(SQL_LIB)
jobs_SRC	= cgi/csv.c cgi/history.c cgi/jobs.c cgi/label.c cgi/table.c \
	  cgi/traces.c $(CGI)
jobs_LIB	= $(CGI_LIB)
keeper_SRC	= spoolerd/course.c spoolerd/finding.c spoolerd/knob.c \
	  spoolerd/manual.c \
	  spoolerd/message.c spoolerd/news.c spoolerd/tape.c spoolerd/words.c \
	  $(wildcard spoolerd/keeper/*.c) $(SQL)
keeper_LIB	= $(SQL_LIB) -ljansson
live_SRC	= cgi/access.c cgi/desk.c cgi/doorman.c cgi/gateway.c \
	  cgi/hearing.c cgi/mandate.c cgi/packet.c cgi/refusal.c \
	  cgi/relay.c cgi/sight.c cgi/viewer.c spoolerd/control.c $(SQL)
live_LIB	= -lwebsockets -ljansson $(SQL_LIB)
marlin_SRC	= firmware/marlin/fault.c firmware/marlin/marlin.c \
	  firmware/marlin/option.c firmware/marlin/rate.c \
	  firmware/marlin/remote.c firmware/marlin/truth.c $(SIMULATOR)
marlin_LIB	= -lm
people_SRC	= cgi/audit.c cgi/csv.c cgi/entry.c cgi/own.c cgi/people.c \
	  cgi/rules.c cgi/table.c $(CGI)
people_LIB	= $(CGI_LIB)
printers_SRC	= cgi/camera.c cgi/health.c cgi/kind.c cgi/mandate.c \
	  cgi/metrics.c cgi/plugs.c cgi/printers.c cgi/timetable.c \
	  cgi/upkeep.c cgi/values.c \
	  $(CGI)
printers_LIB	= $(CGI_LIB)
session_SRC	= cgi/entry.c cgi/session.c $(CGI)
session_LIB	= $(CGI_LIB)
slicers_SRC	= cgi/octoorder.c cgi/octoprint.c cgi/otherhost.c \
	  cgi/slicers.c cgi/station.c $(CGI)
slicers_LIB	= $(CGI_LIB)
spoolerd_SRC	= spoolerd/books.c spoolerd/control.c spoolerd/dialect.c \
	  spoolerd/heatguard.c spoolerd/knob.c spoolerd/manual.c \
	  spoolerd/message.c spoolerd/news.c spoolerd/tape.c \
	  spoolerd/transcript.c \
	  spoolerd/words.c $(wildcard spoolerd/parent/*.c) sql/role.c
spoolerd_LIB	= -ljansson -lserialport -lsystemd -ludev
supervise_SRC	= $(SUPERVISE) setup/supervise.c
supervise_LIB	=

# --- unit tests: one program a module, linked with only what it names --------
TESTS	= $(patsubst tests/test_%.c,%,$(wildcard tests/test_*.c))

# A spool of its own for a test.
LAB	= tests/lab.c $(SQL)

# test_X links tests/test_X.c with these:
access_SRC	= cgi/access.c cgi/mandate.c cgi/refusal.c $(LAB)
analyze_SRC	= $(ANALYZE)
account_SRC	= $(LAB)
archive_SRC	= $(LAB)
books_SRC	= spoolerd/books.c
child_SRC	= spoolerd/parent/child.c
chip_SRC	= $(LAB)
conform_SRC	= tests/strict.c $(LINK)
content_SRC	= $(LAB)
control_SRC	= spoolerd/control.c
course_SRC	= spoolerd/course.c
csv_SRC		= cgi/csv.c sql/instant.c
# daemon runs the programs themselves.
daemon_SRC	= spoolerd/control.c tests/captive.c $(LAB)
dialect_SRC	= spoolerd/dialect.c spoolerd/words.c spoolerd/link/frame.c
estimate_SRC	= spoolerd/drain/estimate.c
fault_SRC	= firmware/marlin/fault.c firmware/marlin/reader.c \
	  firmware/marlin/truth.c
fit_SRC		= sql/fit.c sql/material.c
flavor_SRC	= $(SIMULATOR)
feed_SRC	= firmware/marlin/reader.c spoolerd/feed.c spoolerd/link/frame.c
# filtering runs the program itself.
filtering_SRC	= spoolerd/course.c
forecast_SRC	= $(FORECAST)
form_SRC	= cgi/form.c cgi/parameter.c
hand_SRC	= spoolerd/control.c tests/captive.c $(LAB)
handover_SRC	= spoolerd/parent/handover.c
heater_SRC	= firmware/marlin/heater.c
heatguard_SRC	= firmware/marlin/heater.c spoolerd/heatguard.c
# hotplug runs the programs, too.
hotplug_SRC	= spoolerd/control.c spoolerd/parent/hotplug.c $(LAB)
instant_SRC	= sql/instant.c
job_SRC		= $(LAB)
# These run the program itself.
KEEPER_TESTS = analysis enroll interrupted keeping order tracing
KEEPING	= spoolerd/parent/child.c spoolerd/message.c spoolerd/tape.c \
	  tests/keeping.c $(LAB)
$(foreach t,$(KEEPER_TESTS),$(eval $(t)_SRC = $(KEEPING)))
GATEWAY_TESTS = gateway relay
VISITING = cgi/refusal.c spoolerd/control.c tests/spectator.c \
	  tests/visiting.c $(LAB)
$(foreach t,$(GATEWAY_TESTS),$(eval $(t)_SRC = $(VISITING)))
# These share a fixture.
MACHINING = spoolerd/books.c spoolerd/parent/cable.c spoolerd/dialect.c \
	  spoolerd/parent/hear.c spoolerd/parent/report.c \
	  spoolerd/parent/settle.c \
	  spoolerd/words.c spoolerd/link/frame.c \
	  spoolerd/heatguard.c spoolerd/parent/machine.c \
	  spoolerd/parent/match.c spoolerd/parent/twin.c \
	  spoolerd/message.c spoolerd/tape.c spoolerd/transcript.c \
	  tests/machining.c
$(foreach t,machine ordering,$(eval $(t)_SRC = $(MACHINING)))
ANSWERING = spoolerd/control.c spoolerd/parent/ask.c \
	  spoolerd/parent/function.c \
	  spoolerd/parent/helm.c spoolerd/parent/live.c spoolerd/parent/loop.c \
	  spoolerd/knob.c spoolerd/manual.c spoolerd/parent/match.c \
	  spoolerd/message.c spoolerd/words.c \
	  spoolerd/parent/request.c spoolerd/parent/rewind.c \
	  spoolerd/parent/right.c spoolerd/parent/server.c spoolerd/tape.c \
	  spoolerd/parent/ticket.c spoolerd/transcript.c sql/role.c \
	  tests/answering.c
$(foreach t,monitor request serving,$(eval $(t)_SRC = $(ANSWERING)))
$(foreach t,heating jobrun pausing,$(eval $(t)_SRC = \
	  tests/jobbing.c tests/strict.c $(JOBRUN) $(LINK)))
$(foreach t,link reattach,$(eval $(t)_SRC = \
	  tests/linking.c tests/strict.c $(LINK)))
knob_SRC	= spoolerd/knob.c spoolerd/words.c
latency_SRC	= spoolerd/parent/latency.c
letter_SRC	= setup/french.c setup/letter.c setup/mail.c sql/instant.c \
	  sql/valid.c
limit_SRC	= $(LAB)
listener_SRC	= setup/listener.c
login_SRC	= $(LAB)
manual_SRC	= spoolerd/knob.c spoolerd/manual.c spoolerd/words.c
match_SRC	= spoolerd/parent/match.c
material_SRC	= sql/material.c
message_SRC	= spoolerd/message.c
metrics_SRC	= cgi/metrics.c cgi/object.c $(LAB)
migration_SRC	= $(LAB)
modes_SRC	= spoolerd/words.c spoolerd/drain/modes.c
motion_SRC	= firmware/marlin/planner.c firmware/marlin/tuning.c \
	  spoolerd/filter/motion.c spoolerd/filter/tune.c \
	  spoolerd/words.c
news_SRC	= spoolerd/news.c
nginxconf_SRC	= setup/nginxconf.c setup/place.c
notify_SRC	= setup/notify.c
object_SRC	= cgi/object.c $(LAB)
objection_SRC	= spoolerd/finding.c $(LAB)
opening_SRC	= spoolerd/parent/child.c spoolerd/message.c $(LAB)
oldtree_SRC	= setup/oldtree.c sql/valid.c
outlook_SRC	= $(LAB)
partial_SRC	= $(LAB)
person_SRC	= $(LAB)
place_SRC	= setup/place.c
plan_SRC	= $(LAB)
planner_SRC	= firmware/marlin/planner.c
policy_SRC	= $(LAB)
pool_SRC	= $(LAB)
port_SRC	= spoolerd/parent/port.c
progress_SRC	= $(JOBRUN) $(LINK)
printer_SRC	= sql/import.c $(LAB)
profile_SRC	= $(LAB)
quick_SRC	= spoolerd/feed.c spoolerd/filter/quick.c \
	  spoolerd/words.c
rank_SRC	= $(LAB)
reader_SRC	= firmware/marlin/reader.c
refusal_SRC	= cgi/refusal.c
recovery_SRC	= spoolerd/control.c tests/captive.c $(LAB)
reentry_SRC	= spoolerd/feed.c spoolerd/knob.c spoolerd/words.c spoolerd/drain/modes.c \
	  spoolerd/drain/reentry.c \
	  spoolerd/drain/settings.c
remark_SRC	= spoolerd/filter/plastic.c spoolerd/filter/remark.c \
	  spoolerd/filter/text.c
replug_SRC	= spoolerd/control.c tests/captive.c $(LAB)
reply_SRC	= spoolerd/link/reply.c
resume_SRC	= cgi/form.c cgi/label.c cgi/parameter.c cgi/refusal.c \
	  cgi/upload.c $(LAB)
right_SRC	= spoolerd/parent/right.c $(SQL)
route_SRC	= cgi/route.c sql/valid.c
service_SRC	= setup/listener.c setup/notify.c setup/orphan.c setup/place.c \
	  setup/service.c sql/instant.c
sight_SRC	= cgi/packet.c cgi/sight.c spoolerd/control.c
setting_SRC	= $(LAB)
simulator_SRC	= $(SIMULATOR)
spool_SRC	= $(LAB)
statistic_SRC	= $(LAB)
# stuck holds the program drain itself.
stuck_SRC	= spoolerd/parent/port.c spoolerd/transcript.c $(JOBRUN) $(LINK)
survey_SRC	= spoolerd/course.c spoolerd/filter/survey.c
talk_SRC	= $(LINK)
tape_SRC	= spoolerd/tape.c
thumbnail_SRC	= spoolerd/filter/picture.c spoolerd/filter/text.c \
	  spoolerd/filter/thumbnail.c
ticket_SRC	= spoolerd/parent/ticket.c
torn_SRC	= $(LAB)
trace_SRC	= $(LAB)
transcript_SRC	= spoolerd/transcript.c
trial_SRC	= $(TRIAL)
trim_SRC	= tests/strict.c $(JOBRUN) $(LINK)
twin_SRC	= spoolerd/dialect.c spoolerd/words.c spoolerd/link/frame.c \
	  spoolerd/parent/match.c spoolerd/parent/twin.c
typed_SRC	= spoolerd/finding.c spoolerd/words.c \
	  spoolerd/keeper/typed.c
uart_SRC	= firmware/marlin/uart.c
upload_SRC	= cgi/form.c cgi/label.c cgi/parameter.c cgi/refusal.c \
	  cgi/upload.c $(LAB)
valid_SRC	= sql/valid.c
viewer_SRC	= cgi/packet.c cgi/viewer.c spoolerd/control.c
FORECAST = tests/forecast.c $(SIMULATOR) $(JOBRUN) $(LINK) \
	  $(filter-out spoolerd/feed.c spoolerd/warming.c \
	    spoolerd/words.c,$(ANALYZE))
# make soak runs it.
TRIAL	= firmware/marlin/fault.c firmware/marlin/truth.c tests/trial.c \
	  $(SIMULATOR) $(JOBRUN) $(LINK)
SOAK_SRC = tests/soak.c $(TRIAL)
walk_SRC	= $(WALK)
warmup_SRC	= spoolerd/drain/warmup.c spoolerd/warming.c \
	  spoolerd/words.c
webcam_SRC	= setup/lookout.c $(LAB)
window_SRC	= $(LINK)
words_SRC	= spoolerd/words.c
worker_SRC	= $(LAB)
# make bench measures with it.
BENCHES	= crowd guess left stops streaming viewers wire
crowd_SRC	= tests/bench/crowd.c tests/bench/light.c \
	  tests/bench/figure.c $(SQL)
guess_SRC	= spoolerd/link/frame.c tests/bench/guess.c $(ANALYZE) \
	  $(SIMULATOR)
left_SRC	= tests/bench/left.c $(FORECAST)
stops_SRC	= spoolerd/control.c tests/bench/light.c tests/bench/stops.c \
	  tests/bench/figure.c $(SQL)
streaming_SRC	= spoolerd/link/frame.c spoolerd/message.c \
	  tests/bench/streaming.c tests/bench/figure.c tests/bench/terminal.c
viewers_SRC	= tests/bench/figure.c tests/bench/viewers.c tests/spectator.c
wire_SRC	= tests/bench/wire.c $(SIMULATOR) $(JOBRUN) $(LINK) $(SQL)
BENCH_LIB	= $(SQL_LIB) -ljansson -lm
TEST_LIB	= -lcmocka -ljansson -lserialport -lsystemd -ludev $(SQL_LIB) -lm

# --- fuzzers: tests/fuzz/fuzz_X.c is linked with these --------------------------
FUZZERS	= control form gcode message printer
control_FUZZ	= spoolerd/control.c
form_FUZZ	= cgi/form.c cgi/parameter.c
gcode_FUZZ	= firmware/marlin/reader.c spoolerd/link/frame.c $(ANALYZE)
message_FUZZ	= spoolerd/message.c
printer_FUZZ	= $(LINK)

# --- rules -------------------------------------------------------------------
.PHONY: all run test unit unit-programs soak bench install uninstall borders \
	lint sanitize fuzz clean clean-run depends deb deb-test ldap-test

all: $(PROGRAMS:%=$(B)/bin/%)

$(B)/%.o: %.c
	@mkdir -p $(@D)
	@echo '  CC    $<'
	@$(CC) $(CPPFLAGS) $(CFLAGS) -c -o $@ $<

$(B)/sql/migration.o: $(wildcard sql/*.sql)
$(B)/setup/french.o: htdocs/sentences.js

# The programs come from their lists: $(1) is a program's name.
define program
$(B)/bin/$(1): $$($(1)_SRC:%.c=$(B)/%.o)
	@mkdir -p $$(@D)
	@echo "  LD    $$@"
	@$$(CC) $$(LDFLAGS) -o $$@ $$^ $$($(1)_LIB)
endef
$(foreach p,$(PROGRAMS),$(eval $(call program,$(p))))

define unittest
$(B)/test/test_$(1): $(B)/tests/test_$(1).o $$($(1)_SRC:%.c=$(B)/%.o)
	@mkdir -p $$(@D)
	@echo "  LD    $$@"
	@$$(CC) $$(LDFLAGS) -o $$@ $$^ $$(TEST_LIB)
endef
$(foreach t,$(TESTS),$(eval $(call unittest,$(t))))
$(B)/test/test_archive: | $(B)/bin/connectprint
$(B)/test/test_filtering: | $(B)/bin/filter
$(GATEWAY_TESTS:%=$(B)/test/test_%): | $(B)/bin/live
$(KEEPER_TESTS:%=$(B)/test/test_%): | $(B)/bin/keeper
$(B)/test/test_worker: | $(B)/bin/jobs
$(B)/test/test_opening: | $(B)/bin/keeper $(B)/test/clock.so
$(B)/test/test_daemon $(B)/test/test_hotplug $(B)/test/test_recovery \
$(B)/test/test_replug: | \
	$(B)/bin/drain $(B)/bin/filter $(B)/bin/keeper \
	$(B)/bin/marlin $(B)/bin/spoolerd

unit: unit-programs
	@for t in $(TESTS); do $(B)/test/test_$$t || exit 1; done
	@for f in $(FUZZERS); do $(B)/test/replay_$$f tests/fuzz/corpus/$$f \
	    || exit 1; done

# One unit test: make unit-link
unit-%: $(B)/test/test_%
	$<

unit-programs: $(TESTS:%=$(B)/test/test_%) $(FUZZERS:%=$(B)/test/replay_%) \
	$(B)/test/clock.so

# The wall clock of a process that is started with it, for tests/clock.sh.
$(B)/test/clock.so: tests/clock.c
	@mkdir -p $(@D)
	@echo "  LD    $@"
	@$(CC) $(CPPFLAGS) -std=c11 -O2 -g $(WARN) -fPIC -shared -o $@ $<

# The corpus of a fuzzer once more, by any compiler: a unit test.
define fuzzer
$(B)/test/replay_$(1): $(B)/tests/fuzz/replay.o $(B)/tests/fuzz/fuzz_$(1).o \
	$$($(1)_FUZZ:%.c=$(B)/%.o)
	@mkdir -p $$(@D)
	@echo "  LD    $$@"
	@$$(CC) $$(LDFLAGS) -o $$@ $$^ $$(TEST_LIB)
build/fuzz/fuzz_$(1): tests/fuzz/fuzz_$(1).c tests/fuzz/fuzz.h $$($(1)_FUZZ) \
	$$($(1)_FUZZ:%.c=%.h)
	@mkdir -p $$(@D)
	@echo "  FUZZ  $$@"
	@clang -I. -D_GNU_SOURCE -std=c11 -O1 -g $$(WARN) -pthread \
	    -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=all \
	    -o $$@ $$(filter %.c,$$^) $$(TEST_LIB)
endef
$(foreach f,$(FUZZERS),$(eval $(call fuzzer,$(f))))

# One replay: make replay-printer
replay-%: $(B)/test/replay_%
	@$< tests/fuzz/corpus/$*

# What is found new stays in build/fuzz/new/X; a crash also stops here, its
# input beside it.  A finding becomes a file of tests/fuzz/corpus/X.
fuzz:
	@setup/depends.sh run build fuzz
	@$(AGAIN) $(FUZZERS:%=build/fuzz/fuzz_%)
	@for f in $(FUZZERS); do echo "== $$f"; \
	    mkdir -p build/fuzz/new/$$f; \
	    build/fuzz/fuzz_$$f -max_total_time=$(FUZZ_SECONDS) -verbosity=0 \
		-print_final_stats=1 -artifact_prefix=build/fuzz/$$f- \
		build/fuzz/new/$$f tests/fuzz/corpus/$$f; done

$(B)/test/soak: $(SOAK_SRC:%.c=$(B)/%.o)
	@mkdir -p $(@D)
	@echo "  LD    $@"
	@$(CC) $(LDFLAGS) -o $@ $^ -lm

define benchprogram
$(B)/bench/$(1): $$($(1)_SRC:%.c=$(B)/%.o)
	@mkdir -p $$(@D)
	@echo "  LD    $$@"
	@$$(CC) $$(LDFLAGS) -o $$@ $$^ $$(BENCH_LIB)
endef
$(foreach b,$(BENCHES),$(eval $(call benchprogram,$(b))))

# --- what people type --------------------------------------------------------
AGAIN	= $(MAKE) --no-print-directory -j$$(nproc)

depends:
	@setup/depends.sh run build

run:
	@setup/depends.sh run build
	@$(AGAIN) all
	@exec $(B)/bin/supervise --run '$(RUN)' --port '$(PORT)' \
	    --speed '$(SPEED)'

test:
	@setup/depends.sh run build test
	@$(AGAIN) all unit-programs
	@tests/all.sh $(B) unit borders lint whole

# The units and the whole way again, under ASan and UBSan.
sanitize:
	@setup/depends.sh run build test
	@$(AGAIN) SAN=1 B=build/asan all unit-programs
	@tests/all.sh build/asan unit again

# Thousands of prints over bad cables, in simulated time: make soak PRINTS=1000;
# then one page that is open for so many seconds: make soak OPEN=60
PRINTS	= 100
SEED	= 1
OPEN	= 1800
soak:
	@setup/depends.sh run build test
	@$(AGAIN) all $(B)/test/soak
	@$(B)/test/soak $(PRINTS) $(SEED)
	@tests/leak.sh $(B) $(OPEN)

# All of it takes ten minutes; one part: make bench PARTS=wire
PARTS	=
bench:
	@setup/depends.sh run build bench
	@$(AGAIN) all $(BENCHES:%=$(B)/bench/%)
	@tests/bench/all.sh $(B) $(PARTS)

borders: all
	@tests/borders.sh $(B)

# The sources of a program: make list-drain
list-%:
	@echo $($*_SRC)

lint:
	@tests/lint.sh

clean:
	rm -rf $(B) build/asan build/fuzz

clean-run:
	@if [ -e '$(RUN)/supervise.lock' ]; then \
	    flock -n '$(RUN)/supervise.lock' rm -rf '$(RUN)' || { \
		echo "$(RUN) is in use: stop its \`make run\` first" >&2; \
		exit 1; }; \
	elif [ -e '$(RUN)' ]; then \
	    echo "$(RUN) was not made by \`make run\`: left alone" >&2; \
	    exit 1; \
	fi

install: all
	@B=$(B) DESTDIR='$(DESTDIR)' PREFIX='$(PREFIX)' setup/install.sh

uninstall:
	@DESTDIR='$(DESTDIR)' PREFIX='$(PREFIX)' setup/install.sh --remove

# The package is made of what git knows, in a folder of its own.
deb:
	@setup/depends.sh run build package
	@rm -rf build/deb
	@mkdir -p build/deb/connectprint
	@git ls-files -co --exclude-standard -z | \
	    tar -c --null -T - | tar -x -C build/deb/connectprint
	@cd build/deb/connectprint && DEB_BUILD_OPTIONS="nocheck \
	    parallel=$$(nproc)" dpkg-buildpackage -us -uc -b
	@lintian --fail-on error build/deb/*.changes
	@ls build/deb/*.deb

# Installed, upgraded, removed and purged on a Debian that is booted for it
# (root, or user namespaces, and a mirror; some minutes).
deb-test: deb $(B)/bin/marlin
	@tests/package.sh $(B)

# The package beside a directory of people: names and passwords by LDAP.
ldap-test: deb $(B)/bin/marlin
	@tests/package.sh $(B) ldap

-include $(shell find $(B) -path '$(B)/deb' -prune -o -type f -name '*.d' -print \
	2>/dev/null)
