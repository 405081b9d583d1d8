/* Reads run folders. One list of keys separates physics from the rest. */
#include "analysis/read/run.h"

#include <fnmatch.h>
#include <ini.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "analysis/read/table.h"
#include "common/config/old_names.h"
#include "common/core/base.h"
#include "common/io/run_folder.h"

/* Keys in which replicas can differ, and the sections that define a state (patterns of
   "section.key"). */
static const char *const incidental[] = {"run.seed",        "run.replica",
                                         "run.folder",      "run.threads",
                                         "run.walltime",    "run.version",
                                         "run.checkpoint*", "system.start",
                                         "network.weights", "system.sample",
                                         "branch.*",        "*.isa",
                                         "data.path",       NULL};
static const char *const of_state[] = {"run.program", "system.*", "network.*", "data.*",
                                       "train.*",     "units.*",  NULL};
static const char *const of_pressure[] = {"system.P", "system.pressure_schedule", NULL};
static const char *const of_length[] = {"run.*", "observe.*", "tempering.*", NULL};

static bool matches(const char *const *pattern, const char *name)
{
    while (*pattern && fnmatch(*pattern, name, 0) != 0) pattern++;
    return *pattern != NULL;
}

static bool counts(const char *name, enum run_equivalence sense)
{
    if (matches(incidental, name)) return false;
    if (sense == RUN_REPLICA) return true;
    if (sense == RUN_PART) return strcmp(name, "system.T") != 0;
    if (sense == RUN_FAMILY)
        return strcmp(name, "system.T") != 0 &&
               (strcmp(name, "run.dynamics") == 0 || !matches(of_length, name));
    if (sense == RUN_SUBSTANCE && matches(of_pressure, name)) return false;
    return matches(of_state, name) && (sense == RUN_STATE || strcmp(name, "system.T") != 0);
}

/* ---- reading --------------------------------------------------------------------------------- */

static int add_pair(void *user, const char *section, const char *key, const char *value)
{
    struct run *f = user;
    const char *const name = old_names_key(section, key);
    char *const present = value ? old_names_value(section, name, value) : NULL;
    struct run_pair *pair = reallocarray(f->pair, f->pairs + 1, sizeof *pair);
    require(pair, "%s/run.ini: out of memory", f->path);
    f->pair = pair;
    pair[f->pairs++] = (struct run_pair){base_text("%s.%s", section, name),
                                         present ? present : base_text("%s", value ? value : "")};
    return 1;
}

static void read_run(struct run *f)
{
    struct stat s;
    require(stat(f->path, &s) == 0, "%s: there is no such folder", f->path);
    require(S_ISDIR(s.st_mode), "%s: is not a folder", f->path);
    char *path = base_text("%s/run.ini", f->path);
    FILE *in = base_open_found(path);
    require(in, "%s: is not a run folder (run.ini: %s)", f->path, base_reason());
    const int line = ini_parse_file(in, add_pair, f);
    require(line == 0, "%s, line %d: is not 'key = value'", path, line);
    fclose(in);
    base_free(path);
}

static void read_status(struct run *f)
{
    char *path = base_text("%s/status", f->path);
    char word[32] = "not started";
    FILE *in = base_open_found(path);
    if (in && fscanf(in, "%31s", word) != 1) strcpy(word, "of unknown status");
    if (in) fclose(in);
    f->finished = strcmp(word, "finished") == 0;
    if (strcmp(word, "running") == 0 && !run_folder_in_use(f->path)) strcpy(word, "stopped");
    if (!f->finished)
        fprintf(stderr, "analysis: warning: %s is %s; its tables are incomplete\n", f->path, word);
    base_free(path);
}

static double temperature(const struct run *f)
{
    const char *text = run_value(f, "system.T");
    require(text, "%s/run.ini: has no [system] T", f->path);
    char *end = NULL;
    const double T = strtod(text, &end);
    require(end != text && *end == '\0' && T >= 0,
            "%s/run.ini: [system] T = '%s' is not a temperature", f->path, text);
    return T;
}

/* Codes of feature swaps are <image><channel><pixel>, each 1 (one), A (all) or S (two are
   exchanged). */
static char *feature_swap(const char *code)
{
    static const char *const axis[] = {"image", "channel", "pixel"};
    const char *s = strchr(code, 'S');
    if (!s || strrchr(code, 'S') != s) return base_text("swap %s", code);
    return base_text("%s swap %s", axis[s - code], code);
}

static char *named_swap(const char *name)
{
    if (strlen(name) == 3 && strspn(name, "1AS") == 3) return feature_swap(name);
    char *text = strstr(name, "swap") ? base_text("%s", name) : base_text("%s swap", name);
    for (char *c = text; *c; c++)
        if (*c == '_' || *c == '-') *c = ' ';
    return text;
}

/* Trained systems that do not sample age; gradient descent is their default dynamics. */
static bool ages(const struct run *f)
{
    const char *const dynamics = run_value(f, "run.dynamics"), *const ageing = f->system->ageing;
    return ageing && (!dynamics || strcmp(dynamics, ageing) == 0);
}

/* True if the dynamics draws the moves by their weights. */
static bool makes_trials(const struct run *f)
{
    const char *const dynamics = run_value(f, "run.dynamics"), *const trials = f->system->trials;
    return !trials || (dynamics ? system_kind_listed(trials, dynamics) : !f->system->ageing);
}

/* NAME of [move.NAME] if its weight is above 0; empty otherwise. */
static void drawn_move(const struct run_pair *pair, char name[64])
{
    *name = '\0';
    if (fnmatch("move.*.weight", pair->name, 0) == 0 && atof(pair->value) > 0)
        sscanf(pair->name, "move.%63[^.]", name);
}

static bool is_zero(const struct run *f, const char *key)
{
    const char *const text = run_value(f, key);
    return text && run_same(text, "0");
}

/* The swaps among the moves with a weight, "swap, swap chain"; NULL: none. */
static char *moved(const struct run *f)
{
    char *all = NULL;
    for (size_t i = 0; i < f->pairs; i++) {
        char name[64];
        drawn_move(&f->pair[i], name);
        if (!strstr(name, "swap") &&
            !(f->system->displacing && *name && !system_kind_listed(f->system->displacing, name)))
            continue;
        char *const one = named_swap(name), *const longer = all ? base_text("%s + %s", all, one)
                                                                : base_text("%s", one);
        base_free(one);
        base_free(all);
        all = longer;
    }
    return all;
}

static const char *unswapped(const struct system_kind *k)
{
    return k->unswapped ? k->unswapped : "no swap";
}

/* The swap protocol that the dynamics makes: a swap among the moves, or [swap] protocol. */
static char *protocol(const struct run *f)
{
    const char *const p = run_value(f, "swap.protocol");
    const bool trials = makes_trials(f), asked = p && *p && strcmp(p, "none") != 0 &&
                                                 strcmp(p, "off") != 0 &&
                                                 !is_zero(f, "swap.probability");
    char *const move = trials ? moved(f) : NULL;
    if (move) return move;
    return asked && !(trials && f->system->trials) ? named_swap(p)
                                                   : base_text("%s", unswapped(f->system));
}

static const struct system_kind *system_of(const struct run *f)
{
    const char *const program = run_value(f, "run.program"), *const kind =
                                                                 run_value(f, "system.kind");
    const struct system_kind *const k = program ? system_kind_find(program, kind) : NULL;
    require(k, "%s/run.ini: [run] program is '%s', [system] kind is '%s'. Allowed: %s", f->path,
            program ? program : "", kind ? kind : "", system_kind_names());
    return k;
}

struct run *run_read(const char *path)
{
    struct run *f = base_alloc(1, sizeof *f);
    f->path = base_text("%s", path);
    for (size_t n = strlen(path); n > 1 && f->path[n - 1] == '/'; n--) f->path[n - 1] = '\0';
    read_run(f);
    f->system = system_of(f);
    f->ages = ages(f);
    f->T = temperature(f);
    f->protocol = protocol(f);
    f->swaps = strcmp(f->protocol, unswapped(f->system)) != 0;
    read_status(f);
    return f;
}

void run_free(struct run *f)
{
    if (!f) return;
    for (size_t i = 0; i < f->pairs; i++) {
        base_free(f->pair[i].name);
        base_free(f->pair[i].value);
    }
    free(f->pair);
    base_free(f->path);
    base_free(f->protocol);
    base_free(f);
}

/* ---- asking ---------------------------------------------------------------------------------- */

const char *run_value(const struct run *f, const char *name)
{
    for (size_t i = 0; i < f->pairs; i++)
        if (strcmp(f->pair[i].name, name) == 0) return f->pair[i].value;
    return NULL;
}

bool run_same(const char *a, const char *b)
{
    char *end_a, *end_b;
    const double x = strtod(a, &end_a), y = strtod(b, &end_b);
    const bool numbers = end_a != a && !*end_a && end_b != b && !*end_b;
    return strcmp(a, b) == 0 || (numbers && x == y);
}

bool run_same_value(const struct run *a, const struct run *b, const char *name)
{
    const char *const x = run_value(a, name), *const y = run_value(b, name);
    return x && y ? run_same(x, y) : x == y;
}

/* The first key of a that b lacks or has with another value. */
static const char *one_way(const struct run *a, const struct run *b, enum run_equivalence sense)
{
    for (size_t i = 0; i < a->pairs; i++) {
        if (!counts(a->pair[i].name, sense)) continue;
        const char *other = run_value(b, a->pair[i].name);
        if (!other || !run_same(other, a->pair[i].value)) return a->pair[i].name;
    }
    return NULL;
}

const char *run_difference(const struct run *a, const struct run *b, enum run_equivalence sense)
{
    const char *name = one_way(a, b, sense);
    return name ? name : one_way(b, a, sense);
}

size_t run_differences(const struct run *a, const struct run *b)
{
    const struct run *const of[] = {a, b};
    size_t n = 0;
    for (int k = 0; k < 2; k++)
        for (const struct run_pair *p = of[k]->pair; p < of[k]->pair + of[k]->pairs; p++)
            n += counts(p->name, RUN_REPLICA) && !run_same_value(a, b, p->name) &&
                 (k == 0 || !run_value(a, p->name));
    return n;
}

bool run_has(const struct run *f, const char *table)
{
    return table_exists(f->path, table);
}

double run_items(const struct run *f, const char *table, const char *column)
{
    char *const path = base_text("%s/%s.dat", f->path, table), line[1024] = "";
    FILE *const in = base_open(path, "r");
    const bool read = fgets(line, sizeof line, in) != NULL;
    fclose(in);
    const char *const family = strrchr(column, '_');
    const bool species = family && family[1] >= 'A' && family[1] <= 'Z' && !family[2];
    const long k = species ? family[1] - 'A' + 1 : family ? strtol(family + 1, NULL, 10) : 0;
    char *at = read ? strstr(line, "items:") : NULL;
    if (at) at += strlen("items:");
    double items = at ? strtod(at, &at) : 0;
    for (long i = 0; i < k && items > 0; i++) items = strtod(at, &at);
    require(items > 0, "%s: its first line has no number of items (items: N)", path);
    base_free(path);
    return items;
}
