/* Implementation of branch.h: the parent's run file with overrides is run. */
#include "common/run/branch.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/config/runfile.h"
#include "common/config/temperature_schedule.h"
#include "common/io/run_folder.h"
#include "common/io/run_place.h"
#include "common/run/ensemble_members.h"
#include "common/run/parent_state.h"
#include "common/run/programmes.h"
#include "common/run/run_commands.h"
#include "common/run/tempering.h"

struct list { /* of overrides; those of the user come first */
    int given, n;
    char **text;
};

static bool is_given(const struct list *l, const char *key)
{
    const size_t n = strlen(key);
    for (int i = 0; i < l->given; i++)
        if (strncmp(l->text[i], key, n) == 0 && l->text[i][n] == '=') return true;
    return false;
}

/* Has no effect if the user gives the key; takes the value. */
static void add(struct list *l, const char *key, char *value)
{
    if (!is_given(l, key)) l->text[l->n++] = base_text("%s=%s", key, value);
    base_free(value);
}

/* ---- programmes ------------------------------------------------------------------------------ */

/* The pieces of a schedule after time t; base_free. */
static char *rest_of(const struct temperature_schedule *a, int64_t t)
{
    char *text = base_text("%s", "");
    for (const struct temperature_schedule_piece *p = a->piece; p < a->piece + a->n; p++) {
        if (p->end <= t) continue;
        const int64_t length = p->end - (p->begin > t ? p->begin : t);
        char *const before = text;
        text = base_text("%s%s%s%.15g %" PRId64, before, *before ? ", " : "",
                         p->from == p->to ? "" : "ramp ", p->to, length);
        base_free(before);
    }
    if (*text) return text;
    base_free(text);
    return base_text("none");
}

static bool is_given_in(const struct list *l, const char *section, const char *key)
{
    char *const name = base_text("%s.%s", section, key);
    const bool given = is_given(l, name);
    base_free(name);
    return given;
}

/* A programme of the parent continues at its time; a value that is given replaces it. */
static void continue_programme(struct list *l, const struct runfile *f, int64_t t,
                               const struct programmes_key *row)
{
    struct temperature_schedule a;
    if (!programmes_parse(&a, f, row) || is_given_in(l, row->section, row->key)) return;
    char *const programme = base_text("%s.%s", row->section, row->key), *const value =
                                                                            base_text("system.%s",
                                                                                      row->value);
    if (is_given(l, value) || (row->other && is_given_in(l, "system", row->other))) {
        add(l, programme, base_text("none"));
    } else {
        add(l, value, base_text("%.15g", temperature_schedule_T(&a, t)));
        add(l, programme, rest_of(&a, t));
    }
    base_free(programme), base_free(value);
}

static void continue_programmes(struct list *l, const struct runfile *f, int64_t t)
{
    for (int i = 0; i < l->given; i++)
        if (strcmp(l->text[i], "branch.clock=restart") == 0) return;
    for (const struct programmes_key *row = programmes_keys; t >= 0 && row->key; row++)
        continue_programme(l, f, t, row);
}

/* ---- the run file ---------------------------------------------------------------------------- */

static void require_parent(const struct runfile *f, const char *folder, const struct list *l,
                           size_t rungs)
{
    require(!tempering_asked(f) || rungs > 0,
            "%s: a ladder has one state per rung; branch one of them, %s/00 ...", folder, folder);
    require(!tempering_asked(f) || strcmp(runfile_text(f, "tempering", "method"), "population") ||
                is_given(l, "system.T"),
            "%s: a run of a population, whose temperature changes: give system.T", folder);
}

/* seeds 0: one run, no ensemble. */
static void add_keys(struct list *l, const struct parent_state *p, const struct runfile *f,
                     int seeds)
{
    const size_t rungs = parent_state_rungs(p->folder);
    const int64_t first = runfile_int(f, "run", "replica") + (int64_t)rungs + 1;
    require_parent(f, p->folder, l, rungs);
    if (rungs) l->text[l->n++] = base_text("tempering=none");
    add(l, "branch.parent", base_text("%s@%" PRId64, p->folder, p->t));
    add(l, "branch.digest", base_text("%016" PRIx64, p->digest));
    add(l, "branch.momentum", base_text(p->c ? "keep" : "draw"));
    add(l, "branch.clock", base_text("continue"));
    add(l, "run.warmup", base_text("0"));
    add(l, "run.replica",
        seeds ? base_text("%" PRId64 "..%" PRId64, first, first + seeds - 1)
              : base_text("%" PRId64, first));
    continue_programmes(l, f, p->t);
}

int branch_make(const struct program *program, const char *place, const char *into, int seeds,
                int n, char *const *overrides, int jobs)
{
    enum { OWN = 16 };
    if (!seeds && !into) seeds = 8;
    struct run_place at = run_place_parse(place);
    require(!ensemble_members_exist(at.folder), "%s: an ensemble; branch its members, %s/...",
            at.folder, at.folder);
    char *const ini = run_folder_run_file(at.folder);
    struct parent_state p = parent_state_read(place, "branch");
    struct runfile *const f = program_load(program, NULL, ini, 0, NULL);
    struct list l = {n, n, base_alloc((size_t)n + OWN, sizeof(char *))};
    memcpy(l.text, overrides, (size_t)n * sizeof *overrides);
    require(!is_given(&l, "run.folder"), "branch: the folder of the new run is --into NEW");
    add_keys(&l, &p, f, seeds);
    add(&l, "run.folder", into ? base_text("%s", into) : base_text("%s.branches", at.folder));
    const int status = run_commands_run(program, ini, l.n, l.text, false, jobs);
    while (l.n > l.given) base_free(l.text[--l.n]);
    base_free(l.text);
    runfile_free(f);
    parent_state_clear(&p);
    base_free(ini);
    run_place_clear(&at);
    return status;
}
