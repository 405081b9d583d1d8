/* Implementation of claims.h. */
#include "analysis/papers/claims.h"

#include <math.h>
#include <string.h>

#include "analysis/figure/number_format.h"
#include "analysis/figure/result_table.h"
#include "common/core/base.h"
#include "common/io/output.h"

struct claims claims_init(const struct command_arguments *a, const char *headline)
{
    struct claims c = {.table = result_table_create("%s", headline),
                       .published = published_init(a)};
    result_table_column(c.table, "claim", NULL, RESULT_TABLE_TEXT);
    result_table_column(c.table, "published", NULL, RESULT_TABLE_ESTIMATE);
    result_table_column(c.table, "ours", NULL, RESULT_TABLE_ESTIMATE);
    result_table_error_name(c.table, "error");
    result_table_column(c.table, "verdict", NULL, RESULT_TABLE_TEXT);
    if (c.published.path) result_table_note(c.table, "Published: %s", c.published.path);
    return c;
}

void claims_clear(struct claims *c)
{
    published_clear(&c->published);
}

void claims_row(struct claims *c, const char *claim, struct claims_result r)
{
    const bool unknown =
        r.verdict == VERDICT_UNKNOWN || (!r.sign && isnan(r.ours.error)) || isnan(r.ours.value);
    result_table_text(c->table, "%s%s%s", claim, r.where ? ", " : "", r.where ? r.where : "");
    result_table_estimate(c->table, published_value(&c->published, claim));
    if (r.sign)
        result_table_bound(c->table, r.sign, r.ours.value);
    else
        result_table_estimate(c->table, r.ours);
    const char *const verdict = r.unclaimed                  ? r.otherwise
                                : unknown                    ? "cannot tell"
                                : r.verdict == VERDICT_HOLDS ? "agrees"
                                                             : r.otherwise;
    result_table_text(c->table, "%s", verdict);
    if (c->notes)
        result_table_note(c->notes, "Claim %s: %s; %s +- %s%s%s", claim, verdict,
                          number_format_value(r.ours), number_format_error(r.ours),
                          r.where ? ", " : "", r.where ? r.where : "");
}

void claims_within(struct claims *c, const char *claim, const char *where,
                   struct statistics_estimate ours, struct verdict_interval allowed,
                   const char *otherwise)
{
    claims_row(c, claim,
               (struct claims_result){.where = where,
                                      .ours = ours,
                                      .verdict = verdict_of(verdict_interval(ours), allowed),
                                      .otherwise = otherwise});
}

void claims_near(struct claims *c, const char *claim, struct statistics_estimate ours,
                 double tolerance, const char *otherwise)
{
    const double there = published_value(&c->published, claim).value;
    claims_within(c, claim, NULL, ours, verdict_near(there, tolerance), otherwise);
}

void claims_measured(struct claims *c, const char *claim, const char *where,
                     struct statistics_estimate ours)
{
    claims_row(c, claim,
               (struct claims_result){
                   .where = where, .ours = ours, .unclaimed = true, .otherwise = "measured"});
}

void claims_save(const struct claims *c, const struct command_arguments *a)
{
    const char *const slash = a->output ? strrchr(a->output, '/') : NULL;
    char *const path = a->claims ? base_text("%s", a->claims)
                       : slash   ? base_text("%.*s/claims.dat", (int)(slash - a->output), a->output)
                                 : base_text("claims.dat");
    if (a->claims || a->output) {
        output_require(&(struct output){.force = a->force, .n = a->n, .input = a->folder}, path,
                       output_marked, result_table_mark);
        command_output_folder(path);
        result_table_save(c->table, path);
        result_table_note(c->table, "Claims: %s", path);
    }
    base_free(path);
}
