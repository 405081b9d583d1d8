/* Implementation of swap_campaign.h. */
#include "analysis/papers/swap_campaign.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "analysis/estimate/multiple_tests.h"
#include "analysis/figure/result_table.h"
#include "analysis/papers/claims.h"
#include "common/core/base.h"

/* ---- the list of runs ------------------------------------------------------------------------- */

/* FOLDER/../../expected; NULL if there is none; base_free. */
static char *path_of(const char *folder)
{
    char *const path = base_text("%s/../../expected", folder);
    if (access(path, R_OK) == 0) return path;
    base_free(path);
    return NULL;
}

static size_t finished_runs(const struct swap_poster *a, const char *name)
{
    size_t n = 0;
    for (size_t i = 0; i < a->n; i++)
        for (size_t k = 0; strcmp(a->p[i].label, name) == 0 && k < a->p[i].group->n; k++)
            n += a->p[i].group->member[k]->finished;
    return n;
}

static void read_row(struct swap_campaign *c, const struct swap_poster *a, char *line,
                     const char *path, size_t number)
{
    char *rest = NULL;
    const char *const name = strtok_r(line, " \n", &rest);
    size_t seeds = 0;
    while (strtok_r(NULL, " \n", &rest)) seeds++;
    require(name && seeds, "%s, line %zu: must be NAME SEED SEED ...", path, number);
    c->row = reallocarray(c->row, c->n + 1, sizeof *c->row);
    require(c->row, "%s: out of memory", path);
    c->row[c->n++] =
        (struct swap_campaign_row){base_text("%s", name), seeds, finished_runs(a, name)};
}

struct swap_campaign swap_campaign_init(const struct swap_poster *a)
{
    struct swap_campaign c = {0};
    char *const path = path_of(group_first(a->p[0].group)->path);
    if (!path) return c;
    FILE *const in = base_open(path, "r");
    char *line = NULL;
    size_t room = 0, number = 0;
    while (getline(&line, &room, in) > 0) {
        number++;
        if (line[0] != '#')
            read_row(&c, a, line, path, number);
        else if (!c.command)
            c.command = base_text("%.*s", (int)strcspn(line + strspn(line, "# "), "\n"),
                                  line + strspn(line, "# "));
    }
    require(c.command, "%s: line 1 must be # and the command that continues the campaign", path);
    free(line);
    fclose(in);
    base_free(path);
    return c;
}

void swap_campaign_clear(struct swap_campaign *c)
{
    for (size_t i = 0; i < c->n; i++) base_free(c->row[i].name);
    free(c->row);
    base_free(c->command);
}

static bool all_finished(const struct group *g)
{
    for (size_t k = 0; k < g->n; k++)
        if (!g->member[k]->finished) return false;
    return true;
}

bool swap_campaign_finished(const struct swap_campaign *c, const struct swap_protocol *p)
{
    for (size_t i = 0; i < c->n; i++)
        if (strcmp(c->row[i].name, p->label) == 0 && c->row[i].finished < c->row[i].seeds)
            return false;
    return all_finished(p->group) && all_finished(p->reference);
}

/* True if a part of the name between dashes is a code, as in b32-r1-1SA-1-always. */
static bool names_code(const char *name)
{
    for (const char *at = name; *at; at += strcspn(at, "-"), at += *at == '-') {
        char *const part = base_text("%.*s", (int)strcspn(at, "-"), at);
        const bool code = swap_protocol_is_code(part);
        base_free(part);
        if (code) return true;
    }
    return false;
}

static bool is_reference(const char *name)
{
    const char *const last = strrchr(name, '-');
    return strcmp(last ? last + 1 : name, "none") == 0;
}

char *swap_campaign_open(const struct swap_campaign *c, bool codes)
{
    size_t open = 0, all = 0;
    for (size_t i = 0; i < c->n; i++) {
        const struct swap_campaign_row *const r = &c->row[i];
        if (!is_reference(r->name) && names_code(r->name) != codes) continue;
        all++, open += r->finished < r->seeds;
    }
    return open == 0 ? NULL
                     : base_text("%zu of %zu protocols are not finished; to continue: %s", open,
                                 all, c->command);
}

size_t swap_campaign_family(const struct swap_campaign *c)
{
    size_t n = 0;
    for (size_t i = 0; i < c->n; i++) n += !is_reference(c->row[i].name);
    return n;
}

/* ---- tests ------------------------------------------------------------------------------------ */

enum { SPEED, LOSS, TEST_LOSS, BEST, TESTS };

static const struct swap_campaign_test {
    const char *p, *verdict, *above, *below; /* columns; words for a change above and below 0 */
} tests[TESTS] = {
    {"holm_speedup", "speed", "faster", "slower"},
    {"holm_loss", "end", "higher", "lower"},
    {"holm_test_loss", "test", "higher", "lower"},
    {"holm_best_test", "best", "higher", "lower"},
};

struct swap_campaign_tests {
    struct statistics_estimate (*change)[TESTS]; /* (n) */
    double (*holm)[TESTS];                       /* (n) NAN: unknown */
};

/* Level of the speed-up: the loss that the reference has after 0.3 of its run. */
static void measure(const struct swap_protocol *p, struct statistics_estimate *change,
                    double *alone)
{
    const struct first_passage_ratio *const r = &p->speedup[1];
    change[SPEED] = r->log;
    change[LOSS] = first_passage_end(p->reference, p->group, "energy");
    change[TEST_LOSS] = first_passage_end(p->reference, p->group, "test_loss");
    change[BEST] = first_passage_least(p->reference, p->group, "test_loss");
    for (int k = 0; k < TESTS; k++)
        alone[k] = multiple_tests_p(change[k], k == SPEED ? r->n : p->group->n);
}

/* Corrects test k of the protocols with the reference of protocol `of`. In a campaign all protocols
   of the arm count, with those that have no runs yet. */
static void correct(struct swap_campaign_tests *t, const struct swap_campaign *c,
                    const struct swap_poster *a, double (*alone)[TESTS], size_t of, int k)
{
    const size_t room = a->n + c->n;
    double *const p = base_alloc(2 * room, sizeof *p), *const holm = p + room;
    const size_t family = swap_campaign_family(c);
    size_t n = 0, at = 0;
    for (size_t i = 0; i < a->n; i++) {
        if (a->p[i].reference != a->p[of].reference || a->p[i].group == a->p[i].reference) continue;
        if (i == of) at = n;
        p[n++] = alone[i][k];
    }
    while (n < family) p[n++] = NAN;
    multiple_tests_holm(n, p, holm);
    t->holm[of][k] = holm[at];
    base_free(p);
}

struct swap_campaign_tests *swap_campaign_tests_create(const struct swap_campaign *c,
                                                       const struct swap_poster *a)
{
    struct swap_campaign_tests *const t = base_alloc(1, sizeof *t);
    double(*const alone)[TESTS] = base_alloc(a->n, sizeof *alone);
    t->change = base_alloc(a->n, sizeof *t->change), t->holm = base_alloc(a->n, sizeof *t->holm);
    for (size_t i = 0; i < a->n; i++) {
        measure(&a->p[i], t->change[i], alone[i]);
        for (int k = 0; k < TESTS && !swap_campaign_finished(c, &a->p[i]); k++) alone[i][k] = NAN;
    }
    for (size_t i = 0; i < a->n; i++)
        for (int k = 0; k < TESTS; k++)
            if (a->p[i].group == a->p[i].reference)
                t->holm[i][k] = NAN;
            else
                correct(t, c, a, alone, i, k);
    base_free(alone);
    return t;
}

void swap_campaign_tests_free(struct swap_campaign_tests *t)
{
    base_free(t->change);
    base_free(t->holm);
    base_free(t);
}

void swap_campaign_columns(struct result_table *s)
{
    for (int k = 0; k < TESTS; k++) {
        result_table_column(s, tests[k].p, NULL, RESULT_TABLE_NUMBER);
        result_table_column(s, tests[k].verdict, NULL, RESULT_TABLE_TEXT);
    }
}

static const char *verdict(const struct swap_campaign_tests *t, size_t i, int k)
{
    static const double level = 0.05;
    return !(t->holm[i][k] < level)    ? "cannot-tell"
           : t->change[i][k].value > 0 ? tests[k].above
                                       : tests[k].below;
}

void swap_campaign_cells(struct result_table *s, const struct swap_campaign_tests *t, size_t i)
{
    for (int k = 0; k < TESTS; k++) {
        result_table_number(s, t->holm[i][k]);
        result_table_text(s, "%s", verdict(t, i, k));
    }
}

/* ---- claims ----------------------------------------------------------------------------------- */

static const struct group *group_of(const struct swap_poster *a, const char *name)
{
    for (size_t i = 0; i < a->n; i++)
        if (strcmp(a->p[i].name, name) == 0) return a->p[i].group;
    return NULL;
}

static void claim_measured(struct claims *s, const char *claim, const char *where,
                           struct statistics_estimate e, const char *words)
{
    claims_row(
        s, claim,
        (struct claims_result){.where = where, .ours = e, .unclaimed = true, .otherwise = words});
}

void swap_campaign_claim_test(struct claims *s, const struct swap_campaign *c,
                              const struct swap_poster *a, const struct swap_campaign_tests *t)
{
    static const char claim[] = "best test loss with swaps of features, less without";
    char *where = swap_campaign_open(c, true);
    size_t best = a->n;
    for (size_t i = 0; i < a->n; i++)
        if (a->p[i].group != a->p[i].reference && swap_protocol_ends_in_code(a->p[i].name) &&
            isfinite(t->change[i][BEST].value) &&
            (best == a->n || t->change[i][BEST].value < t->change[best][BEST].value))
            best = i;
    if (where)
        claim_measured(s, claim, where, (struct statistics_estimate){NAN, NAN}, "cannot tell");
    else if (best < a->n) {
        where = base_text("the lowest, %s (Holm's p %.2g)", a->p[best].label, t->holm[best][BEST]);
        const bool known = t->holm[best][BEST] < 0.05;
        claim_measured(s, claim, where, t->change[best][BEST],
                       known ? verdict(t, best, BEST) : "cannot tell");
    }
    if (where) base_free(where);
}

/* Joint swaps, and each of the two swaps alone. */
static const char *const together[][2] = {{"joint_pixel", "AAS"},
                                          {"joint_pixel", "column"},
                                          {"joint_channel", "ASA"},
                                          {"joint_channel", "column"}};
enum { TOGETHER = sizeof together / sizeof *together };

static bool open_row(const struct swap_campaign *c, const struct swap_poster *a, const char *name)
{
    for (size_t i = 0; i < a->n; i++)
        if (strcmp(a->p[i].name, name) == 0) return !swap_campaign_finished(c, &a->p[i]);
    return true;
}

/* Difference of the final loss; p of Student's test, corrected over the pairs. */
void swap_campaign_claim_joint(struct claims *s, const struct swap_campaign *c,
                               const struct swap_poster *a)
{
    struct statistics_estimate d[TOGETHER];
    double p[TOGETHER], holm[TOGETHER];
    for (size_t k = 0; k < TOGETHER; k++) {
        const struct group *const g = group_of(a, together[k][0]), *const alone =
                                                                       group_of(a, together[k][1]);
        const bool open = open_row(c, a, together[k][0]) || open_row(c, a, together[k][1]);
        d[k] = g && alone && !open ? first_passage_end(alone, g, "energy")
                                   : (struct statistics_estimate){NAN, NAN};
        p[k] = g && isfinite(d[k].value) ? multiple_tests_p(d[k], g->n) : NAN;
    }
    multiple_tests_holm(TOGETHER, p, holm);
    for (size_t k = 0; k < TOGETHER; k++) {
        if (!group_of(a, together[k][0])) continue;
        char *const where = base_text("%s less %s alone", together[k][0], together[k][1]);
        claim_measured(s, "final loss of swaps of features and weights together", where, d[k],
                       !(holm[k] < 0.05) ? "cannot tell"
                       : d[k].value > 0  ? tests[LOSS].above
                                         : tests[LOSS].below);
        base_free(where);
    }
}
