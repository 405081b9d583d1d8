/* Implementation of replica_set.h. Only the advance is threaded; everything that writes runs in
   the order of the replicas. */
#include "common/run/replica_set.h"

#include <math.h>
#include <stdlib.h>
#include <sys/resource.h>

#include "common/io/checkpoint.h"
#include "common/io/checkpoint_part.h"
#include "common/mc/run_tables.h"
#include "common/run/simulation.h"
#include "common/core/progress.h"
#include "common/core/comm.h"

static int owner(const struct replica_set *w, size_t i)
{
    return (int)(((i + 1) * (size_t)comm_size() - 1) / w->n);
}

static bool is_mine(const struct replica_set *w, size_t i)
{
    return i >= w->first && i < w->end;
}

/* Each simulation has several open files. */
static void allow_many_files(void)
{
    struct rlimit files;
    if (getrlimit(RLIMIT_NOFILE, &files)) return;
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
}

void replica_set_init(struct replica_set *w, const struct mc_system *system,
                      const struct runfile *f, size_t n)
{
    const size_t size = (size_t)comm_size(), rank = (size_t)comm_rank();
    allow_many_files();
    require(size <= n, "%zu processes, but only %zu runs. Use at most one process per run", size,
            n);
    *w = (struct replica_set){.system = system,
                              .f = f,
                              .folder = {.lock = -1},
                              .clock = run_clock_init(system, f),
                              .n = n,
                              .first = rank * n / size,
                              .end = (rank + 1) * n / size,
                              .threads = (int)runfile_int(f, "run", "threads"),
                              .file = base_alloc(n, sizeof *w->file),
                              .simulation = base_alloc(n, sizeof *w->simulation),
                              .energy = base_alloc(n, sizeof *w->energy),
                              .buffer = {checkpoint_create_buffer(), checkpoint_create_buffer()}};
}

void replica_set_saved(struct replica_set *w)
{
    comm_or(0); /* rank 0 has written it */
    for (size_t i = w->first; i < w->end; i++) simulation_saved(w->simulation[i]);
}

void replica_set_clear(struct replica_set *w)
{
    for (size_t i = w->first; i < w->end; i++) {
        simulation_free(w->simulation[i]);
        runfile_free(w->file[i]);
    }
    run_folder_close(&w->folder);
    for (int k = 0; k < 2; k++) checkpoint_free(w->buffer[k]);
    base_free(w->file);
    base_free(w->simulation);
    base_free(w->energy);
}

/* ---- run files ------------------------------------------------------------------------------- */

/* The shortest text that reads back as T; free with base_free. */
static char *text_of(double T)
{
    char *const text = base_text("%.15g", T);
    if (strtod(text, NULL) == T) return text;
    base_free(text);
    return base_text("%.17g", T);
}

static struct runfile *file_of(const struct replica_set *w, size_t i, double temperature)
{
    struct runfile *const f = runfile_copy(w->f);
    char *const T = text_of(temperature), *const path = base_text("%s/%02zu", w->folder.path, i);
    runfile_set(f, "system", "T", T);
    runfile_set(f, "run", "folder", path);
    base_free(path);
    base_free(T);
    return f;
}

void replica_set_fix_temperature(struct replica_set *w, size_t i, double temperature)
{
    char *const T = text_of(temperature);
    progress_log(w->log, "run %zu: T = %s", i, T);
    if (is_mine(w, i)) {
        runfile_set(w->file[i], "system", "T", T);
        simulation_write_run_file(w->simulation[i]);
    }
    base_free(T);
}

/* ---- beginning ------------------------------------------------------------------------------- */

/* Broadcasts the chain of replica 0 into buffer[0]. */
static void broadcast_first(struct replica_set *w)
{
    struct checkpoint *const p = w->buffer[0];
    size_t n = 0;
    checkpoint_pack(p);
    if (is_mine(w, 0)) {
        mc_visit(simulation_chain(w->simulation[0]), p);
        checkpoint_bytes(p, &n);
    }
    comm_bcast(&n, sizeof n);
    comm_bcast(checkpoint_reserve(p, n), n);
}

static uint32_t replica_of(const struct replica_set *w, size_t i)
{
    return (uint32_t)(runfile_int(w->f, "run", "replica") + (int64_t)i);
}

static void create_one(struct replica_set *w, size_t i, double T)
{
    struct checkpoint *const first = i ? w->buffer[0] : NULL;
    if (first) {
        checkpoint_unpack(first);
        checkpoint_branch(first, replica_of(w, i));
    }
    w->file[i] = file_of(w, i, T);
    w->simulation[i] = simulation_create(w->system, w->file[i], first, true);
    simulation_started(w->simulation[i]); /* from now on the whole set starts or fails */
}

void replica_set_create_runs(struct replica_set *w, const double *T)
{
    if (is_mine(w, 0)) create_one(w, 0, T[0]);
    broadcast_first(w);
    for (size_t i = w->first; i < w->end; i++)
        if (i) create_one(w, i, T[i]);
}

/* ---- checkpoints ----------------------------------------------------------------------------- */

/* A replica is saved as a checkpoint within the checkpoint, as bytes that another rank can send.
   Free with base_free. */
static unsigned char *image_of(const struct replica_set *w, size_t i, size_t *size)
{
    struct checkpoint *const c = checkpoint_create_saver();
    simulation_visit(w->simulation[i], c);
    unsigned char *const bytes = checkpoint_image(c, size);
    checkpoint_free(c);
    return bytes;
}

static unsigned char *image_from(int process, size_t *size)
{
    *size = comm_probe(process);
    unsigned char *const bytes = base_alloc(*size, 1);
    comm_recv(bytes, *size, process);
    return bytes;
}

static void save_one(struct replica_set *w, size_t i, struct checkpoint *c)
{
    size_t size;
    unsigned char *const bytes =
        is_mine(w, i) ? image_of(w, i, &size) : image_from(owner(w, i), &size);
    if (c) {
        char name[32];
        snprintf(name, sizeof name, "rung%02zu", i);
        checkpoint_enter(c, name);
        checkpoint_count(c, "size", &size, SIZE_MAX);
        checkpoint_u8(c, "image", bytes, size);
        checkpoint_leave(c);
    } else {
        comm_send(bytes, size, 0);
    }
    base_free(bytes);
}

void replica_set_save(struct replica_set *w, struct checkpoint *c)
{
    for (size_t i = 0; i < w->n; i++)
        if (c || is_mine(w, i)) save_one(w, i, c);
}

void replica_set_load(struct replica_set *w, struct checkpoint *c, const double *T,
                      const double *now)
{
    for (size_t i = w->first; i < w->end; i++) {
        w->file[i] = file_of(w, i, T[i]);
        w->simulation[i] = simulation_reopen(
            w->system, w->file[i], runfile_text(w->file[i], "run", "folder"), w->folder.trial);
        replica_set_temperature(w, i, now[i]);
        struct checkpoint *const one = checkpoint_part_load(c, i, w->folder.path);
        simulation_visit(w->simulation[i], one);
        checkpoint_require(one, simulation_clock(w->simulation[i])->t == w->clock.t, "t");
        checkpoint_free(one);
        if (!w->folder.trial) simulation_write_run_file(w->simulation[i]);
    }
}

/* ---- in step --------------------------------------------------------------------------------- */

int64_t replica_set_next(const struct replica_set *w)
{
    return simulation_next(w->simulation[w->first]);
}

void replica_set_advance(struct replica_set *w, int64_t units)
{
#pragma omp parallel for schedule(dynamic, 1) num_threads(w->threads)
    for (size_t i = w->first; i < w->end; i++) simulation_advance(w->simulation[i], units);
    w->clock.t += units;
}

void replica_set_event(struct replica_set *w)
{
    for (size_t i = w->first; i < w->end; i++) simulation_event(w->simulation[i]);
}

void replica_set_set_status(const struct replica_set *w, const char *word, double rate)
{
    for (size_t i = w->first; i < w->end; i++) simulation_set_status(w->simulation[i], word, rate);
}

void replica_set_energies(struct replica_set *w, size_t a, size_t b)
{
    for (size_t i = a; i < b; i++)
        w->energy[i] = is_mine(w, i) ? mc_enthalpy(simulation_chain(w->simulation[i])) : 0;
    comm_sum(w->energy + a, b - a);
}

double replica_set_size(const struct replica_set *w)
{
    return w->system->size(simulation_chain(w->simulation[w->first])->state);
}

void replica_set_tune(struct replica_set *w)
{
    for (size_t i = w->first; i < w->end; i++) mc_tune(simulation_chain(w->simulation[i]));
}

void replica_set_temperature(struct replica_set *w, size_t i, double T)
{
    if (is_mine(w, i)) mc_set_temperature(simulation_chain(w->simulation[i]), T);
}

/* ---- exchange and copy of configurations ----------------------------------------------------- */

static void pack(struct replica_set *w, size_t i, struct checkpoint *p)
{
    checkpoint_pack(p);
    mc_state_visit(simulation_chain(w->simulation[i]), p);
}

static void unpack(struct replica_set *w, size_t i, struct checkpoint *p, uint32_t *replica)
{
    checkpoint_unpack(p);
    if (replica) checkpoint_branch(p, *replica);
    mc_state_visit(simulation_chain(w->simulation[i]), p);
}

static void send(const struct checkpoint *p, int to)
{
    size_t n;
    const unsigned char *const bytes = checkpoint_bytes(p, &n);
    comm_send(bytes, n, to);
}

static void receive(struct checkpoint *p, int from)
{
    const size_t n = comm_probe(from);
    comm_recv(checkpoint_reserve(p, n), n, from);
}

/* The counts of tables belong to a temperature, not to a configuration: they stay. */
static void exchange_here(struct replica_set *w, size_t a, size_t b)
{
    struct mc_chain *const x = simulation_chain(w->simulation[a]), *const y = simulation_chain(
                                                                       w->simulation[b]);
    run_tables_pack(w->system, x->state, w->buffer[0]);
    run_tables_pack(w->system, y->state, w->buffer[1]);
    mc_swap_states(x, y);
    run_tables_unpack(w->system, x->state, w->buffer[0]);
    run_tables_unpack(w->system, y->state, w->buffer[1]);
}

/* The lower rank sends first. */
static void exchange_there(struct replica_set *w, size_t i, int other)
{
    struct checkpoint *const mine = w->buffer[0], *const theirs = w->buffer[1];
    void *const state = simulation_chain(w->simulation[i])->state;
    pack(w, i, mine);
    if (comm_rank() < other) send(mine, other);
    receive(theirs, other);
    if (comm_rank() > other) send(mine, other);
    run_tables_pack(w->system, state, mine);
    unpack(w, i, theirs, NULL);
    run_tables_unpack(w->system, state, mine);
}

void replica_set_exchange(struct replica_set *w, size_t a, size_t b)
{
    if (is_mine(w, a) && is_mine(w, b))
        exchange_here(w, a, b);
    else if (is_mine(w, a))
        exchange_there(w, a, owner(w, b));
    else if (is_mine(w, b))
        exchange_there(w, b, owner(w, a));
}

void replica_set_copy(struct replica_set *w, size_t from, size_t to)
{
    struct checkpoint *const p = w->buffer[0];
    uint32_t replica = replica_of(w, to);
    if (is_mine(w, from)) pack(w, from, p);
    if (is_mine(w, from) && !is_mine(w, to)) send(p, owner(w, to));
    if (!is_mine(w, to)) return;
    if (!is_mine(w, from)) receive(p, owner(w, from));
    unpack(w, to, p, &replica);
}
