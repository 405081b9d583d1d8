# swapglass: one Makefile, no configure step. A new .c file needs no edit here.
#
#   make            bin/glass bin/dnn bin/analysis            make demo     the main job and its figure
#   make help       these lines
#   make check      all tests (ONLY=mc: names with mc)        make bench    speed (ONLY=spheres: a part)
#   make physics    longer physics                            make lint     format, layers, circles, words, analyzer
#   make deps       install missing packages                  make format   clang-format
#   make install PREFIX= DESTDIR=                             make clean
#   make data       fetch CIFAR-10 and MNIST (SWAPGLASS_DATA= a folder; default: data)
#   make kills              1000 kills at any moment          make slurm-check        batch scripts under a real Slurm
#   make valgrind           short runs under valgrind         make races              under the thread sanitizer (clang)
#   make browser-check      a report in headless Chromium     make tutorials          every command of the documents
#   make fuzz SECONDS=60    look for inputs that break readers (clang)
#
#   CC=clang        another compiler                          SANITIZE=1    address and undefined-behaviour sanitizers
#   MPI=1           for mpirun (libopenmpi-dev, openmpi-bin)  DEBUG=1       -O0 and assertions
#   V=1             show the commands

# Folders reach the shell through environment variables.
WORDS    := BUILD BIN ONLY SECONDS SANITIZE MPI FUZZ V
include runs/names.mk
PREFIX   ?= /usr/local
override PREFIX  := $(value PREFIX)
override DESTDIR := $(value DESTDIR)
export PREFIX DESTDIR

CC       := $(if $(filter default,$(origin CC)),gcc,$(CC))
Q        := $(if $(V),,@)
VARIANT  := $(if $(FUZZ),fuzz,$(notdir $(firstword $(CC)))$(if $(SANITIZE),-sanitize$(filter-out 1,$(SANITIZE)))$(if $(DEBUG),-debug))
BUILD    ?= build/$(VARIANT)
BIN      := $(if $(SANITIZE)$(FUZZ)$(DEBUG),$(BUILD)/bin,bin)

CHECKED  := $(or $(filter thread,$(SANITIZE)),address$(,)undefined)
OPT      := $(if $(SANITIZE)$(FUZZ),-O1 -fsanitize=$(CHECKED) -fno-sanitize-recover=all -fno-omit-frame-pointer$(if $(FUZZ), -fsanitize=fuzzer-no-link),$(if $(DEBUG),-O0,-O3 -DNDEBUG))
WARN     := -Wall -Wextra -Wshadow -pedantic -Werror$(if $(FUZZ)$(findstring clang,$(CC)), -Wno-pass-failed)
HDF5     := -I/usr/include/hdf5/serial
CFLAGS   := -std=c17 $(WARN) $(OPT) -g -fopenmp -ffp-contract=off -D_GNU_SOURCE -I. $(HDF5) -MMD -MP
LDFLAGS  := $(OPT) -fopenmp
LIBS     := -L$(firstword $(wildcard /usr/lib/*/hdf5/serial)) -lhdf5_hl -lhdf5 -lfftw3 -larpack -lgsl -lgslcblas -linih -lxxhash -lz -lm
LIBS_dnn := -llapacke -lopenblas
LIBS_glass := -llapacke

DEPS := gcc libc6-dev make libgsl-dev libfftw3-dev libhdf5-dev librandom123-dev libinih-dev libopenblas-openmp-dev \
        libxxhash-dev zlib1g-dev gnuplot-nox libcmocka-dev liblapacke-dev libarpack2-dev dataset-fashion-mnist python3 \
        $(if $(MPI),libopenmpi-dev openmpi-bin)

# ---- objects -------------------------------------------------------------------------------------------------------
# *_k.c holds kernels: compiled once for each instruction set, each object exporting one table (suffix _base, _avx2, ...).
# dnn/*.c but main.c is compiled once for each precision (real = float, double), as FFTW is; all but its one exported
# table is then made local to the precision.
ISAS        := base avx2 avx512
ISA_base    :=
ISA_avx2    := -mavx2
ISA_avx512  := -mavx512f -mavx512dq -mavx512vl -mavx512bw -mprefer-vector-width=512
FMA_avx2    := -mfma
PRECISIONS  := single double

source       = $(filter-out %_k.c %/main.c,$(shell find $(1) -name '*.c' | sort))
kernels      = $(shell find $(1) -name '*_k.c' | sort)
objects      = $(patsubst %.c,$(BUILD)/%.o,$(call source,$(1))) \
               $(foreach i,$(ISAS),$(patsubst %.c,$(BUILD)/%.$i.o,$(call kernels,$(1))))

VERSION  := $(BUILD)/common/core/version.o
COMMON   := $(filter-out $(VERSION),$(call objects,common))
LIBS_MPI  = $(shell mpicc --showme:link)
ifneq ($(MPI),)
COMMON   := $(COMMON:%/comm.o=%/comm.mpi.o)
LIBS     += $(LIBS_MPI)
endif
GLASS    := $(call objects,glass)
ANALYSIS := $(call objects,analysis)
DNN_SRC  := $(call source,dnn)
DNN_K    := $(call kernels,dnn)
DNN      := $(foreach p,$(PRECISIONS),$(BUILD)/dnn.$p.o)

.PHONY: all
all: $(BIN)/glass $(BIN)/dnn $(BIN)/analysis

PARTS_glass    := $(BUILD)/glass/main.o $(GLASS) $(COMMON) $(VERSION)
PARTS_dnn      := $(BUILD)/dnn/main.o $(DNN) $(COMMON) $(VERSION)
PARTS_analysis := $(BUILD)/analysis/main.o $(ANALYSIS) $(COMMON) $(VERSION)
define link
	@mkdir -p $(@D)
	@echo "  LD  $@"
	$(Q)$(CC) $(LDFLAGS) -o $@ $(filter %.o,$^) $(LIBS_$(@F)) $(LIBS)
endef
$(BIN)/glass:    $(PARTS_glass)
$(BIN)/dnn:      $(PARTS_dnn)
$(BIN)/analysis: $(PARTS_analysis)
$(BIN)/glass $(BIN)/dnn $(BIN)/analysis: $(BIN)/.built
	$(link)
# what bin/ was built as: another compiler's programs, or MPI's, are not taken for these
$(BIN)/.built: always
	@mkdir -p $(@D)
	@echo '$(VARIANT) $(MPI)' | cmp -s - $@ || echo '$(VARIANT) $(MPI)' >$@
.PHONY: always

# The version: of git, or outside a repository that of CITATION.cff. Only one object depends on it; tests have their
# own (tests/version.c), so that a commit does not relink them.
DESCRIBED := $(shell [ -e .git ] && { git describe --tags --dirty || echo "$$(sed -n 's/^version: *//p' CITATION.cff)-g$$(git describe --always --dirty)"; } 2>/dev/null)
DESCRIBED := $(or $(filter-out %-g,$(DESCRIBED)),$(shell sed -n 's/^version: *//p' CITATION.cff))
$(BUILD)/version: always
	@mkdir -p $(@D)
	@echo '$(DESCRIBED)' | cmp -s - $@ || echo '$(DESCRIBED)' >$@
$(VERSION): $(BUILD)/version
$(VERSION): CFLAGS += -DVERSION='"$(DESCRIBED)"'

# common/core/comm.c is compiled without MPI and with it; tests run build/*/mpi/NAME, independent of MPI=.
COMM := $(BUILD)/common/core/comm.mpi.o
$(COMM): common/core/comm.c
	@mkdir -p $(@D)
	@echo "  CC  $< (MPI)"
	$(Q)$(CC) $(CFLAGS) $(patsubst -I%,-isystem %,$(shell mpicc --showme:compile)) -DCOMM_MPI -c -o $@ $<
$(BUILD)/mpi/glass: $(filter-out %/comm.o,$(PARTS_glass)) $(COMM)
$(BUILD)/mpi/dnn:   $(filter-out %/comm.o,$(PARTS_dnn)) $(COMM)
MPI_BIN := $(if $(shell command -v mpicc),$(BUILD)/mpi/glass $(BUILD)/mpi/dnn)
$(BUILD)/mpi/%: LIBS += $(LIBS_MPI)
$(BUILD)/mpi/glass $(BUILD)/mpi/dnn:
	$(link)

$(BUILD)/%.o: %.c
	@mkdir -p $(@D)
	@echo "  CC  $<"
	$(Q)$(CC) $(CFLAGS) -c -o $@ $<

define isa_rule
$(BUILD)/%_k.$(1).o: %_k.c
	@mkdir -p $$(@D)
	@echo "  CC  $$< ($(1))"
	$(Q)$(CC) $(CFLAGS) $$(ISA_$(1)) -DISA=$(1) -c -o $$@ $$<
endef
$(foreach i,$(ISAS),$(eval $(call isa_rule,$i)))

dnn_objects = $(patsubst dnn/%.c,$(BUILD)/dnn/$(1)/%.o,$(DNN_SRC)) \
              $(foreach i,$(ISAS),$(patsubst dnn/%.c,$(BUILD)/dnn/$(1)/%.$i.o,$(DNN_K)))
define precision_rule
$(BUILD)/dnn/$(1)/%.o: dnn/%.c
	@mkdir -p $$(@D)
	@echo "  CC  $$< ($(1))"
	$(Q)$(CC) $(CFLAGS) -DPRECISION_$(1) -c -o $$@ $$<
$(foreach i,$(ISAS),$(BUILD)/dnn/$(1)/%_k.$i.o): dnn/%_k.c
	@mkdir -p $$(@D)
	@echo "  CC  $$< ($(1), all instruction sets)"
	$(Q)$(foreach i,$(ISAS),$(CC) $(CFLAGS) -ffp-contract=fast $(ISA_$i) $(FMA_$i) -DPRECISION_$(1) -DISA=$i -c -o $(BUILD)/dnn/$(1)/$$*_k.$i.o $$< &&) true
$(BUILD)/dnn.$(1).o: $(call dnn_objects,$(1))
	$(Q)ld -r -o $$@ $$^
	$(Q)objcopy --wildcard --keep-global-symbol='dnn_*_$(1)' $$@
endef
$(foreach p,$(PRECISIONS),$(eval $(call precision_rule,$p)))

# ---- tests ---------------------------------------------------------------------------------------------------------
# A test is tests/{unit,physics,long}/test_NAME.c (cmocka) or tests/faults/test_NAME.sh; both are found by name.
# Tests and benchmarks of the inside of dnn are linked with its double objects before their symbols are made local.
DNN_INSIDE := test_network% test_data% test_feature% test_training% bench_landscape bench_layers
tests       = $(patsubst tests/%.c,$(BUILD)/tests/%,$(wildcard tests/$(1)/test_*.c))
SUPPORT    := $(patsubst %.c,$(BUILD)/%.o,$(wildcard tests/*.c) tests/third/ising.c) \
              $(foreach i,$(ISAS),$(BUILD)/tests/third/yukawa_k.$i.o)
FAULTS     := $(wildcard tests/faults/test_*.sh)
TESTED     := $(call tests,unit) $(call tests,physics) $(call tests,long)
BENCHES    := $(patsubst tests/%.c,$(BUILD)/tests/%,$(wildcard tests/bench/bench_$(or $(ONLY),*).c))
INSIDE     := $(foreach t,$(TESTED) $(BENCHES),$(if $(filter $(DNN_INSIDE),$(notdir $t)),$t))

# Tests link archives, so that a program holds only the objects that it needs.
LIB      := $(BUILD)/lib
$(LIB)/common.a:     $(filter-out %.mpi.o,$(COMMON)) $(BUILD)/common/core/comm.o
$(LIB)/glass.a:      $(GLASS)
$(LIB)/analysis.a:   $(ANALYSIS)
$(LIB)/dnn.a:        $(DNN)
$(LIB)/dnn_inside.a: $(call dnn_objects,double)
$(LIB)/tests.a:      $(SUPPORT)
$(LIB)/%.a:
	@mkdir -p $(@D)
	$(Q)rm -f $@ && ar rcs $@ $^

$(TESTED) $(BENCHES): $(BUILD)/tests/version.o
$(filter-out $(INSIDE),$(TESTED) $(BENCHES)): $(addprefix $(LIB)/,tests.a analysis.a glass.a dnn.a common.a)
$(INSIDE): $(addprefix $(LIB)/,tests.a dnn_inside.a common.a)
$(INSIDE:%=%.o): CFLAGS += -DPRECISION_double
# Layers outside the program: this test links its own table of layers before the archive of the program's.
PLUGINS := $(patsubst %.c,$(BUILD)/%.o,$(wildcard tests/plugins/*.c))
$(PLUGINS): CFLAGS += -DPRECISION_double -UNDEBUG
$(BUILD)/tests/unit/test_network_layers: $(PLUGINS)
$(TESTED) $(BENCHES): %: %.o
	@echo "  LD  $@"
	$(Q)$(CC) $(LDFLAGS) -o $@ $(filter %.o,$^) $(filter %.a,$^) -lcmocka $(LIBS_glass) $(LIBS_dnn) $(LIBS)
$(SUPPORT:%.o=%.o) $(TESTED:%=%.o): CFLAGS += -UNDEBUG

# `glass` with a third system, tests/third/ising.c: one folder and one row
THIRD := $(BUILD)/tests/third/glass
$(THIRD): $(BUILD)/tests/third/main.o $(BUILD)/tests/version.o $(addprefix $(LIB)/,tests.a glass.a common.a)
	@echo "  LD  $@"
	$(Q)$(CC) $(LDFLAGS) -o $@ $^ -lcmocka $(LIBS_glass) $(LIBS)

# A fuzz target is tests/fuzz/fuzz_NAME.c, its corpus tests/fuzz/corpus/NAME. `make check` replays the corpora; `make
# fuzz` looks for more with libFuzzer, SECONDS= each; what it finds goes into the corpus.
FUZZED   := $(patsubst tests/%.c,$(BUILD)/tests/%,$(wildcard tests/fuzz/fuzz_*.c))
FUZZ_OBJ := $(BUILD)/tests/fuzz/scratch.o $(if $(FUZZ),,$(BUILD)/tests/fuzz/replay.o)
SECONDS  ?= 60
$(FUZZED): $(FUZZ_OBJ) $(BUILD)/tests/version.o $(addprefix $(LIB)/,analysis.a glass.a dnn_inside.a common.a)
$(FUZZED:%=%.o): CFLAGS += -DPRECISION_double -UNDEBUG
$(FUZZED): %: %.o
	@echo "  LD  $@"
	$(Q)$(CC) $(LDFLAGS) $(if $(FUZZ),-fsanitize=fuzzer) -o $@ $^ $(LIBS_glass) $(LIBS_dnn) $(LIBS)

.PHONY: fuzz fuzz-all
fuzz:
	@$(MAKE) --no-print-directory CC=clang FUZZ=1 fuzz-all
fuzz-all: $(FUZZED)
	@for f in $(FUZZED); do tests/fuzz/run.sh $$f $(SECONDS) || exit 1; done

# everything that compiles, after a declaration has moved
.PHONY: programs
programs: all $(TESTED) $(BENCHES) $(FUZZED) $(THIRD)

.PHONY: check physics bench lint
# the tests whose name holds ONLY; all without it
only = $(if $(ONLY),$(foreach t,$(1),$(if $(findstring $(ONLY),$(notdir $t)),$t)),$(1))
CHECKED_TESTS = $(call only,tests/lint/lint.sh $(FAULTS) $(call tests,unit) $(call tests,physics))
check: deps
	@$(MAKE) --no-print-directory check-built
.PHONY: check-built
check-built: all $(if $(filter tests/faults/%,$(CHECKED_TESTS)),$(MPI_BIN) $(FUZZED) $(THIRD)) $(filter $(BUILD)/%,$(CHECKED_TESTS))
	@BUILD=$(BUILD) BIN=$(BIN) SANITIZE=$(SANITIZE) tests/run.sh $(CHECKED_TESTS)
lint: deps all
	@tests/deps.sh clang clang-format libomp-dev
	@BUILD=$(BUILD) tests/lint/lint.sh && tests/lint/deep.sh

.PHONY: slurm-check kills
.PHONY: valgrind races races-built browser-check tutorials
tutorials: deps all
	@BUILD=$(BUILD) BIN=$(BIN) EVERYTHING=--all tests/faults/test_documents.sh
browser-check: all
	@BUILD=$(BUILD) BIN=$(BIN) tests/browser.sh
valgrind: all
	@BIN=$(BIN) tests/faults/valgrind.sh
races:
	@$(MAKE) --no-print-directory CC=clang SANITIZE=thread races-built
races-built: all
	@BIN=$(BIN) tests/faults/races.sh
slurm-check: all
	@BIN=$(BIN) tests/faults/slurm.sh
kills: all $(MPI_BIN)
	@export BUILD=$(BUILD) BIN=$(BIN) KILLS=14 FLIPS=40 OMP_WAIT_POLICY=passive; tests/faults/test_kill.sh; CALLS=100 tests/faults/test_calls.sh; tests/faults/test_mpi.sh

physics: deps all $(call tests,physics) $(call tests,long)
	@BUILD=$(BUILD) BIN=$(BIN) tests/run.sh $(call tests,physics) $(call tests,long)

bench: deps all $(BENCHES)
	@for b in $(BENCHES); do $$b || exit 1; done

# ---- the main job, and the rest ------------------------------------------------------------------------------------
.PHONY: demo deps data install clean format help
help:
	@sed -n '3,/^$$/s/^# *//p' Makefile

demo: deps
	@$(MAKE) --no-print-directory all
	@$(MAKE) --no-print-directory -C runs/demo BIN=$(if $(filter /%,$(BIN)),,../../)$(BIN)

deps:
	@tests/deps.sh $(DEPS) $(if $(findstring clang,$(CC)),clang libomp-dev)

data:
	@tests/fetch.sh "$${SWAPGLASS_DATA:-data}"

install: all
	install -d -- "$$DESTDIR$$PREFIX/bin"
	install -- $(BIN)/glass $(BIN)/dnn $(BIN)/analysis "$$DESTDIR$$PREFIX/bin"
	install -d -- "$$DESTDIR$$PREFIX/share/man/man1" "$$DESTDIR$$PREFIX/share/bash-completion/completions"
	@for p in glass dnn analysis; do \
	    $(BIN)/$$p man >"$$DESTDIR$$PREFIX/share/man/man1/$$p.1" && \
	    $(BIN)/$$p completion >"$$DESTDIR$$PREFIX/share/bash-completion/completions/$$p" || exit 1; done

clean:
	rm -rf build bin

format:
	clang-format -i $$(git ls-files '*.c' '*.h')

-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)
.SECONDARY:
