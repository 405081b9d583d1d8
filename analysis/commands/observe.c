/* observe: two-time tables from stored frames. The frames pass one by one through the code that the
   run itself uses. The tables are therefore identical to the run's own, and a trajectory can be
   larger than memory. Lags and waiting times without a stored frame are left out. The new folder
   can be read by every other command. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "analysis/commands/commands.h"
#include "analysis/read/run.h"
#include "common/core/base.h"
#include "common/observe/two_time.h"
#include "common/io/run_contents.h"
#include "common/io/run_folder.h"
#include "common/io/trajectory.h"

enum { TABLES = 16 };

/* Observables of this system alone; NULL if there are none. */
static const struct observe_row *own_rows(const struct run *run)
{
    return run->system->observables;
}

static bool is_row(const struct run *run, const char *section)
{
    const struct base_table shared = {"observable", "", observe_rows, sizeof *observe_rows},
                            own = {"observable", "", own_rows(run), sizeof *observe_rows};
    return strncmp(section, "observe.", 8) == 0 &&
           (base_find(&shared, section + 8) || (own.rows && base_find(&own, section + 8)));
}

/* ---- the run file ---------------------------------------------------------------------------- */

static size_t section_length(const struct run_pair *pair)
{
    return (size_t)(strrchr(pair->name, '.') - pair->name);
}

static bool same_section(const struct run_pair *a, const struct run_pair *b)
{
    const size_t n = section_length(a);
    return n == section_length(b) && strncmp(a->name, b->name, n) == 0;
}

/* Declares the sections that only the simulator interprets, as text. Returns one array of keys for
   all of them, in which a key of name NULL ends a section. Free it with base_free after the run
   file. */
static struct runfile_key *declare_others(struct runfile *f, const struct run *run)
{
    struct runfile_key *const keys = base_alloc(2 * run->pairs + 1, sizeof *keys), *next = keys;
    for (size_t i = 0; i < run->pairs;) {
        const struct run_pair *const first = &run->pair[i];
        struct runfile_key *const begin = next;
        char *const section = base_text("%.*s", (int)section_length(first), first->name);
        for (; i < run->pairs && same_section(first, &run->pair[i]); i++)
            *next++ = (struct runfile_key){.name = strrchr(run->pair[i].name, '.') + 1,
                                           .doc = "as it was",
                                           .type = RUNFILE_TEXT,
                                           .value = run->pair[i].value};
        next++;
        if (!is_row(run, section)) runfile_declare_one(f, section, "as it was", begin, true);
        base_free(section);
    }
    return keys;
}

static struct runfile *load(const struct run *run, const struct command_arguments *a,
                            struct runfile_key **keys)
{
    char *const path = base_text("%s/run.ini", run->path);
    struct runfile *const f = runfile_read(path, (int)a->overrides, a->override);
    *keys = declare_others(f, run);
    two_time_declare(f, observe_rows);
    two_time_declare(f, own_rows(run));
    runfile_check(f);
    base_free(path);
    return f;
}

static int64_t end_of(const struct run *run)
{
    const char *const text = run_value(run, run->system->length);
    require(text, "%s/run.ini: [run] does not say how long the run is", run->path);
    return (int64_t)strtoll(text, NULL, 10);
}

/* ---- the folder ------------------------------------------------------------------------------ */

static void write_about(const struct run_folder *d, const struct runfile *f, const struct run *run)
{
    FILE *const ini = run_folder_replace(d, "run.ini");
    runfile_write(f, ini);
    run_folder_commit(d, "run.ini", ini);
    char *const from = base_text("%s/series.dat", run->path), *const to =
                                                                  run_folder_file(d, "series.dat");
    FILE *const in = base_open_found(from);
    FILE *const out = in ? base_open(to, "w") : NULL;
    for (int c; in && (c = getc(in)) != EOF;) putc(c, out);
    if (in) fclose(in);
    require(!out || fclose(out) == 0, "%s: cannot be written", to);
    base_free(from);
    base_free(to);
}

/* The second line of the header of the run's tables, if it is a note, else NULL; free. */
static char *note_of(const struct run *run)
{
    char *const path = base_text("%s/series.dat", run->path), *note = NULL;
    FILE *const in = base_open_found(path);
    size_t room = 0;
    for (int k = 0; in && k < 2; k++)
        if (getline(&note, &room, in) < 0 && note) *note = '\0';
    if (in) fclose(in);
    base_free(path);
    const bool there = note && strncmp(note, "# ", 2) == 0 && strncmp(note, "# units:", 8) != 0;
    if (!there) return free(note), NULL;
    note[strcspn(note, "\n")] = '\0';
    memmove(note, note + 2, strlen(note + 2) + 1);
    return note;
}

static bool is_used(const struct command_arguments *a, int64_t t)
{
    return (!a->from.given || (double)t >= a->from.value) &&
           (!a->until.given || (double)t <= a->until.value);
}

static void require_used(const struct trajectory *t, const struct command_arguments *a)
{
    size_t used = 0;
    for (size_t k = 0; k < trajectory_frames(t); k++) used += is_used(a, trajectory_time(t, k));
    require(used > 1, "%s: %zu of %zu frames are between --from and --until; two are needed",
            a->folder[0], used, trajectory_frames(t));
}

static void replay(struct two_time *c, struct trajectory *t, const struct run_folder *d,
                   const char *clock, const struct command_arguments *a)
{
    FILE *table[TABLES] = {NULL};
    const size_t n = two_time_count(c), frames = trajectory_frames(t);
    size_t used = 0;
    struct frame now;
    trajectory_read(t, 0, &now);
    two_time_set_groups(c, &now);
    for (size_t i = 0; i < n; i++) table[i] = two_time_table(c, i, d, clock);
    for (size_t k = 0; k < frames; k++) {
        if (!is_used(a, trajectory_time(t, k))) continue;
        trajectory_read(t, k, &now);
        two_time_add(c, &now, table);
        used++;
    }
    for (size_t i = 0; i < n; i++)
        require(fclose(table[i]) == 0, "%s/%s.dat: cannot be written", d->path,
                two_time_row(c, i)->name);
    run_folder_set_status(d, "finished", now.t, now.t, 0);
    printf("%zu frames of %zu items up to t = %" PRId64 "; origins needed at most %.1f MB\n", used,
           now.n, now.t, 1e-6 * (double)two_time_memory(c, now.n, now.dim));
}

static void print_tables(const struct two_time *c, const char *folder)
{
    for (size_t i = 0; i < two_time_count(c); i++)
        printf("  %s/%s.dat\n", folder, two_time_row(c, i)->name);
}

void observe_command(const struct command_arguments *a)
{
    require(a->n == 1, "observe: takes one folder at a time");
    require(access(a->output, F_OK) != 0, "%s: is there already; -o takes the name of a new folder",
            a->output);
    struct run *const run = run_read(a->folder[0]);
    char *const path = base_text("%s/trajectory.h5", run->path);
    struct trajectory *const t = trajectory_open(path);
    require(trajectory_frames(t) > 1,
            "%s: holds %zu frame: two-time observables need two; store "
            "more by [observe.trajectory] schedule",
            path, trajectory_frames(t));
    require_used(t, a);
    struct runfile_key *keys;
    struct runfile *const f = load(run, a, &keys);
    struct two_time *const c = two_time_create(f, observe_rows, own_rows(run), end_of(run));
    require(two_time_count(c) > 0,
            "%s: no [observe.NAME] of its run.ini or of the command line is a two-time observable",
            run->path);
    struct run_folder d;
    run_contents_claim(&d, a->output, false);
    write_about(&d, f, run);
    char *const note = note_of(run);
    d.note = note;
    replay(c, t, &d, run->system->clock, a);
    print_tables(c, d.path);
    run_folder_close(&d);
    free(note);
    two_time_free(c);
    runfile_free(f);
    base_free(keys);
    trajectory_close(t);
    base_free(path);
    run_free(run);
}
