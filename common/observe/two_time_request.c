/* Implementation of two_time_request.h. */
#include "common/observe/two_time_request.h"

#include "common/config/runfile.h"
#include "common/io/run_folder.h"
#include "common/io/run_table.h"
#include "common/observe/species.h"

/* ---- keys ------------------------------------------------------------------------------------ */

static const struct runfile_key schedule_keys[] = {
    {.name = "schedule",
     .doc = "lags of the measurements",
     .type = RUNFILE_SCHEDULE,
     .value = "log 10"},
    {.name = "waiting",
     .doc = "waiting times at which an origin is stored",
     .type = RUNFILE_SCHEDULE,
     .value = "at 0"},
    {.name = "max_lag",
     .doc = "longest lag in time units; 0: to the end of the run",
     .type = RUNFILE_INT,
     .value = "0",
     .min = 0,
     .max = 1e15},
    {.name = "families",
     .doc = "families of items by label (layers, or sizes from small to large), each with columns "
            "of its mean values; 0: none",
     .type = RUNFILE_INT,
     .value = "0",
     .min = 0,
     .max = OBSERVE_GROUPS},
    {.name = "species",
     .doc = "columns of mean values of the species A, B, ... of a mixture, the most frequent first",
     .type = RUNFILE_BOOL,
     .value = "no",
     .added = true},
    {0},
};

void two_time_request_declare(struct runfile *f, const struct observe_row *row)
{
    char *const section = base_text("observe.%s", row->name);
    runfile_declare_one(f, section, row->doc, schedule_keys, true);
    if (row->keys) runfile_declare_one(f, section, row->doc, row->keys, true);
    base_free(section);
}

static void open_parameters(struct two_time_request *w, const struct runfile *f,
                            const char *section)
{
    const struct runfile_key *const keys = w->row->keys;
    w->values = 1;
    for (int i = 0; keys && keys[i].name; i++)
        if (keys[i].type == RUNFILE_REALS)
            w->values = runfile_reals(f, section, keys[i].name, w->value);
        else
            w->parameter[i] = runfile_real(f, section, keys[i].name);
    if (w->values > 1 || (keys && keys->type == RUNFILE_REALS)) w->parameter[0] = w->value[0];
}

bool two_time_request_init(struct two_time_request *w, const struct runfile *f,
                           const struct observe_row *row)
{
    char *const section = base_text("observe.%s", row->name);
    const bool given = runfile_has(f, section);
    if (given) {
        *w = (struct two_time_request){.row = row,
                                       .lags = runfile_schedule(f, section, "schedule"),
                                       .waiting = runfile_schedule(f, section, "waiting"),
                                       .span = runfile_int(f, section, "max_lag"),
                                       .most = (size_t)runfile_int(f, section, "families"),
                                       .species = runfile_bool(f, section, "species")};
        require(!w->species || w->most == 0, "%s: a table has columns of species or of families",
                runfile_where(f, section, "species"));
        open_parameters(w, f, section);
    }
    base_free(section);
    return given;
}

/* ---- groups ---------------------------------------------------------------------------------- */

static void set_groups(struct two_time_request *w, const struct frame *frame)
{
    if (!w->species) {
        observe_groups_init(&w->groups, frame, w->most);
        return;
    }
    require(frame->box > 0 && frame->label,
            "observe.%s.species: species are of mixtures of spheres; families = N divides others",
            w->row->name);
    observe_groups_of_species(&w->groups, frame);
    require(w->groups.n > 0,
            "observe.%s.species: more than %d different diameters; families = N divides continuous "
            "sizes",
            w->row->name, SPECIES_MOST);
}

void two_time_request_set_groups(struct two_time_request *w, const struct frame *frame)
{
    require(!w->row->periodic || (frame->box > 0 && frame->dim <= OBSERVE_DIM),
            "observe.%s: needs a periodic box of at most %d dimensions", w->row->name, OBSERVE_DIM);
    require(
        !w->row->periodic || !frame->tilted,
        "observe.%s: needs neighbours in a box without tilt. Allowed: fs, msd, overlap, and others "
        "of single particles",
        w->row->name);
    for (size_t v = 0; w->row->lacks && v < w->values; v++) {
        if (w->values > 1) w->parameter[0] = w->value[v];
        const char *const why = w->row->lacks(frame, w->parameter);
        require(!why, "observe.%s: %s", w->row->name, why);
    }
    set_groups(w, frame);
}

/* ---- the table ------------------------------------------------------------------------------- */

/* Of value v of the list, a column of the row, and a group: 0, all items. "fs_k12_A". */
static char *column_name(const struct two_time_request *w, size_t v, size_t column, size_t group)
{
    const char *const name = w->row->column[column].name;
    char *const value =
        v ? base_text("_%s%g", w->row->keys->name, w->value[v]) : base_text("%s", "");
    char *const text = group == 0          ? base_text("%s%s", name, value)
                       : w->groups.species ? base_text("%s%s_%c", name, value, (int)('@' + group))
                                           : base_text("%s%s_%zu", name, value, group);
    base_free(value);
    return text;
}

/* Frees both texts; returns them joined. */
static char *extended(char *text, char *more)
{
    char *const all = base_text("%s%s", text, more);
    base_free(text);
    base_free(more);
    return all;
}

/* "doc; k = 7.25 (fs), 12 (fs_k12); items: 1000, 500 and 500 in the groups" */
static char *about(const struct two_time_request *w, size_t items)
{
    char *text = base_text("%s", w->row->doc);
    for (size_t v = 0; w->values > 1 && v < w->values; v++) {
        char *const column = column_name(w, v, 0, 0);
        text = extended(text, base_text("%s%g (%s)", v ? ", " : "; k = ", w->value[v], column));
        base_free(column);
    }
    text = extended(text, base_text("; items: %zu", items));
    for (size_t k = 0; k < w->groups.n; k++)
        text = extended(text, base_text(" %zu", w->groups.items[k]));
    return text;
}

FILE *two_time_request_table(const struct two_time_request *w, size_t items,
                             const struct run_folder *d, const char *clock)
{
    const size_t columns = observe_columns(w->row), each = columns * (1 + w->groups.n),
                 n = 2 + each * w->values;
    struct run_folder_column *const column = base_alloc(n, sizeof *column);
    column[0] = (struct run_folder_column){"t_w", clock};
    column[1] = (struct run_folder_column){"lag", clock};
    for (size_t k = 0; k < n - 2; k++) {
        const size_t of = k % each;
        column[2 + k].unit = w->row->column[of % columns].unit;
        column[2 + k].name = column_name(w, k / each, of % columns, of / columns);
    }
    char *const doc = about(w, items);
    FILE *const table = run_table_create(d, w->row->name, doc, (int)n, column);
    for (size_t k = 2; k < n; k++) base_free((char *)column[k].name);
    base_free(column);
    base_free(doc);
    return table;
}
