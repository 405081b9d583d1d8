/* Implementation of walkers.h. Only the steps go over threads; whatever writes is done in the order
   of the walkers. */
#include "common/walkers.h"

#include <math.h>
#include <stdlib.h>
#include <sys/resource.h>

#include "common/checkpoint.h"
#include "common/counts.h"
#include "common/drive.h"
#include "common/loop.h"
#include "common/progress.h"
#include "common/team.h"

static int owner(const struct walkers *w, size_t i)
{
    return (int)(((i + 1) * (size_t)team_size() - 1) / w->n);
}

static bool own(const struct walkers *w, size_t i)
{
    return i >= w->first && i < w->end;
}

/* Each run keeps a handful open. */
static void allow_many_files(void)
{
    struct rlimit files;
    if (getrlimit(RLIMIT_NOFILE, &files)) return;
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
}

void walkers_open(struct walkers *w, const struct drive_program *program, const struct runfile *f,
                  size_t n)
{
    const size_t size = (size_t)team_size(), rank = (size_t)team_rank();
    allow_many_files();
    require(size <= n, "%zu processes, but only %zu runs to spread over them", size, n);
    *w = (struct walkers){.program = program,
                          .system = drive_system(program, f),
                          .f = f,
                          .folder = {.lock = -1},
                          .n = n,
                          .first = rank * n / size,
                          .end = (rank + 1) * n / size,
                          .warmup = runfile_int(f, "run", "warmup"),
                          .threads = (int)runfile_int(f, "run", "threads"),
                          .file = base_alloc(n, sizeof *w->file),
                          .loop = base_alloc(n, sizeof *w->loop),
                          .energy = base_alloc(n, sizeof *w->energy),
                          .parcel = {checkpoint_parcel(), checkpoint_parcel()}};
    w->t = -w->warmup;
}

void walkers_close(struct walkers *w)
{
    for (size_t i = w->first; i < w->end; i++) {
        loop_close(w->loop[i]);
        runfile_free(w->file[i]);
    }
    folder_close(&w->folder);
    for (int k = 0; k < 2; k++) checkpoint_free(w->parcel[k]);
    base_free(w->file);
    base_free(w->loop);
    base_free(w->energy);
}

/* ---- run files ------------------------------------------------------------------------------- */

/* The shortest text that reads back as T; base_free. */
static char *text_of(double T)
{
    char *const text = base_text("%.15g", T);
    if (strtod(text, NULL) == T) return text;
    base_free(text);
    return base_text("%.17g", T);
}

/* A walker's run file: that of the whole, but for T and the folder. */
static struct runfile *file_of(const struct walkers *w, size_t i, double temperature)
{
    char *const ini = folder_run_file(w->folder.path);
    struct runfile *const f = drive_load(w->program, NULL, ini, 0, NULL);
    char *const T = text_of(temperature), *const path = base_text("%s/%02zu", w->folder.path, i);
    runfile_set(f, "system", "T", T);
    runfile_set(f, "run", "folder", path);
    base_free(path);
    base_free(T);
    base_free(ini);
    return f;
}

void walkers_settle(struct walkers *w, size_t i, double temperature)
{
    char *const T = text_of(temperature);
    progress_log(w->log, "run %zu: T = %s", i, T);
    if (own(w, i)) {
        runfile_set(w->file[i], "system", "T", T);
        loop_write_run_file(w->loop[i]);
    }
    base_free(T);
}

/* ---- beginning ------------------------------------------------------------------------------- */

/* The first walker's chain, in everybody's parcel. */
static void share_first(struct walkers *w)
{
    struct checkpoint *const p = w->parcel[0];
    size_t n = 0;
    checkpoint_pack(p);
    if (own(w, 0)) {
        mc_visit(loop_chain(w->loop[0]), p);
        checkpoint_packed(p, &n);
    }
    team_share(&n, sizeof n);
    team_share(checkpoint_room(p, n), n);
}

static uint32_t replica_of(const struct walkers *w, size_t i)
{
    return (uint32_t)(runfile_int(w->f, "run", "replica") + (int64_t)i);
}

static void begin_one(struct walkers *w, size_t i, double T)
{
    struct checkpoint *const first = i ? w->parcel[0] : NULL;
    if (first) {
        checkpoint_unpack(first);
        checkpoint_branch(first, replica_of(w, i));
    }
    w->file[i] = file_of(w, i, T);
    w->loop[i] = loop_new(w->system, w->file[i], first, true);
}

void walkers_begin(struct walkers *w, const double *T)
{
    if (own(w, 0)) begin_one(w, 0, T[0]);
    share_first(w);
    for (size_t i = w->first; i < w->end; i++)
        if (i) begin_one(w, i, T[i]);
}

/* ---- checkpoints ----------------------------------------------------------------------------- */

/* A walker is a checkpoint within the checkpoint: bytes that another process can send. base_free. */
static unsigned char *image_of(const struct walkers *w, size_t i, size_t *size)
{
    struct checkpoint *const c = checkpoint_saver();
    loop_visit(w->loop[i], c);
    unsigned char *const bytes = checkpoint_image(c, size);
    checkpoint_free(c);
    return bytes;
}

static unsigned char *image_from(int process, size_t *size)
{
    *size = team_expect(process);
    unsigned char *const bytes = base_alloc(*size, 1);
    team_receive(bytes, *size, process);
    return bytes;
}

static void save_one(struct walkers *w, size_t i, struct checkpoint *c)
{
    size_t size;
    unsigned char *const bytes = own(w, i) ? image_of(w, i, &size) : image_from(owner(w, i), &size);
    if (c) {
        char name[32];
        snprintf(name, sizeof name, "rung%02zu", i);
        checkpoint_enter(c, name);
        checkpoint_count(c, "size", &size, SIZE_MAX);
        checkpoint_u8(c, "image", bytes, size);
        checkpoint_leave(c);
    } else {
        team_send(bytes, size, 0);
    }
    base_free(bytes);
}

void walkers_save(struct walkers *w, struct checkpoint *c)
{
    for (size_t i = 0; i < w->n; i++)
        if (c || own(w, i)) save_one(w, i, c);
}

static struct checkpoint *load_one(const struct walkers *w, size_t i, struct checkpoint *c)
{
    char name[32];
    size_t size = 0;
    snprintf(name, sizeof name, "rung%02zu", i);
    checkpoint_enter(c, name);
    checkpoint_count(c, "size", &size, SIZE_MAX);
    unsigned char *const bytes = base_alloc(size, 1);
    checkpoint_u8(c, "image", bytes, size);
    checkpoint_leave(c);
    struct checkpoint *const one = checkpoint_from_image(bytes, size, w->folder.path);
    require(one, "%s: run %zu of its checkpoint is damaged", w->folder.path, i);
    base_free(bytes);
    return one;
}

void walkers_load(struct walkers *w, struct checkpoint *c, const double *T, const double *now)
{
    for (size_t i = w->first; i < w->end; i++) {
        w->file[i] = file_of(w, i, T[i]);
        w->loop[i] = loop_old(w->system, w->file[i], runfile_text(w->file[i], "run", "folder"));
        walkers_heat(w, i, now[i]);
        struct checkpoint *const one = load_one(w, i, c);
        loop_visit(w->loop[i], one);
        checkpoint_require(one, loop_time(w->loop[i]) == w->t, "t");
        checkpoint_free(one);
        loop_write_run_file(w->loop[i]);
    }
}

/* ---- in step --------------------------------------------------------------------------------- */

int64_t walkers_next(const struct walkers *w)
{
    return loop_next(w->loop[w->first]);
}

void walkers_advance(struct walkers *w, int64_t units)
{
#pragma omp parallel for schedule(dynamic, 1) num_threads(w->threads)
    for (size_t i = w->first; i < w->end; i++) loop_advance(w->loop[i], units);
    w->t += units;
}

void walkers_event(struct walkers *w)
{
    for (size_t i = w->first; i < w->end; i++) loop_event(w->loop[i]);
}

void walkers_status(const struct walkers *w, const char *word)
{
    for (size_t i = w->first; i < w->end; i++) loop_status(w->loop[i], word);
}

void walkers_energies(struct walkers *w, size_t a, size_t b)
{
    for (size_t i = a; i < b; i++) w->energy[i] = own(w, i) ? mc_energy(loop_chain(w->loop[i])) : 0;
    team_sum(w->energy + a, b - a);
}

double walkers_per(const struct walkers *w)
{
    return w->system->per(loop_chain(w->loop[w->first])->state);
}

void walkers_tune(struct walkers *w)
{
    for (size_t i = w->first; i < w->end; i++) mc_tune(loop_chain(w->loop[i]));
}

void walkers_heat(struct walkers *w, size_t i, double T)
{
    if (own(w, i)) mc_heat(loop_chain(w->loop[i]), T);
}

/* ---- configurations on their way --------------------------------------------------------------- */

static void pack(struct walkers *w, size_t i, struct checkpoint *p)
{
    checkpoint_pack(p);
    mc_state_visit(loop_chain(w->loop[i]), p);
}

static void unpack(struct walkers *w, size_t i, struct checkpoint *p, uint32_t *replica)
{
    checkpoint_unpack(p);
    if (replica) checkpoint_branch(p, *replica);
    mc_state_visit(loop_chain(w->loop[i]), p);
}

static void send(const struct checkpoint *p, int to)
{
    size_t n;
    const unsigned char *const bytes = checkpoint_packed(p, &n);
    team_send(bytes, n, to);
}

static void receive(struct checkpoint *p, int from)
{
    const size_t n = team_expect(from);
    team_receive(checkpoint_room(p, n), n, from);
}

/* What a table counts belongs to a temperature, not to a configuration: it stays. */
static void exchange_here(struct walkers *w, size_t a, size_t b)
{
    struct mc_chain *const x = loop_chain(w->loop[a]), *const y = loop_chain(w->loop[b]);
    counts_pack(w->system, x->state, w->parcel[0]);
    counts_pack(w->system, y->state, w->parcel[1]);
    mc_exchange(x, y);
    counts_unpack(w->system, x->state, w->parcel[0]);
    counts_unpack(w->system, y->state, w->parcel[1]);
}

/* Of two processes the lower one sends first. */
static void exchange_there(struct walkers *w, size_t i, int other)
{
    struct checkpoint *const mine = w->parcel[0], *const theirs = w->parcel[1];
    void *const state = loop_chain(w->loop[i])->state;
    pack(w, i, mine);
    if (team_rank() < other) send(mine, other);
    receive(theirs, other);
    if (team_rank() > other) send(mine, other);
    counts_pack(w->system, state, mine);
    unpack(w, i, theirs, NULL);
    counts_unpack(w->system, state, mine);
}

void walkers_exchange(struct walkers *w, size_t a, size_t b)
{
    if (own(w, a) && own(w, b))
        exchange_here(w, a, b);
    else if (own(w, a))
        exchange_there(w, a, owner(w, b));
    else if (own(w, b))
        exchange_there(w, b, owner(w, a));
}

void walkers_copy(struct walkers *w, size_t from, size_t to)
{
    struct checkpoint *const p = w->parcel[0];
    uint32_t replica = replica_of(w, to);
    if (own(w, from)) pack(w, from, p);
    if (own(w, from) && !own(w, to)) send(p, owner(w, to));
    if (!own(w, to)) return;
    if (!own(w, from)) receive(p, owner(w, from));
    unpack(w, to, p, &replica);
}
