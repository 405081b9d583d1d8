/* Figures of committee.h. Temperatures: u, error and squared norm against T beside published
   values, and overlaps within and between runs. Paths: u on geodesics before and after a pull,
   during pulls against the overlap of the ends, to centres and between them. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/figure/plot.h"
#include "analysis/read/table.h"
#include "analysis/papers/committee.h"
#include "common/core/base.h"

/* ---- temperatures ---------------------------------------------------------------------------- */

enum { MOST = 64 };

struct panels {
    struct plot_panel *u, *error, *norm2;
};

struct look { /* of a kind of run */
    const char *legend;
    unsigned colour;
    enum plot_style style;
};

static void add_point(struct plot_panel *panel, const struct look *k, double x,
                      struct statistics_estimate y)
{
    if (isnan(y.value) || !plot_drawable(panel, x, y.value)) return;
    struct plot_series *const s = plot_named(panel, MOST, k->legend, k->colour, 1.6);
    s->style = k->style;
    plot_point(s, x, y.value, y.error);
}

static void add_state(const struct panels *p, const struct look *k, double T,
                      const struct committee_state *x)
{
    add_point(p->u, k, T, x->u);
    add_point(p->error, k, T, x->error);
    add_point(p->norm2, k, T, x->norm2);
}

static void add_runs(const struct panels *p, const struct committee *c, const char *form,
                     const struct look *k)
{
    const char *T[COMMITTEE_TEMPERATURES];
    const size_t n = committee_temperatures(c, T);
    for (size_t i = 0; i < n; i++) {
        char *const name = base_text("%s/%s", form, T[i]);
        const struct committee_state x = committee_state(c, name);
        if (x.chains) add_state(p, k, strtod(T[i], NULL), &x);
        base_free(name);
    }
}

static void add_published(const struct panels *p, const struct committee *c)
{
    const struct look sure = {"published", plot_colour(PLOT_BLACK, 0), PLOT_POINTS},
                      hot = {"published, not equilibrated", plot_colour(PLOT_BLACK, 0.6),
                             PLOT_POINTS};
    const char *T[COMMITTEE_TEMPERATURES];
    const size_t n = committee_temperatures(c, T);
    for (size_t i = 0; i < n; i++) {
        const struct committee_state x = {.u = committee_published(c, "u", T[i]),
                                          .error = committee_published(c, "error", T[i]),
                                          .norm2 = committee_published(c, "norm^2", T[i])};
        add_state(p, isnan(x.u.error) ? &hot : &sure, strtod(T[i], NULL), &x);
    }
}

/* Draws the overlaps of two runs at each temperature, within each and between them. */
static void add_overlaps(struct plot_panel *panel, const char *out, const char *const *names,
                         const char *alpha, unsigned colour)
{
    char *const within = base_text("within a run, alpha = %s", alpha),
                *const between = base_text("between runs, alpha = %s", alpha);
    const struct look own = {within, colour, PLOT_LINES}, both = {between, colour, PLOT_POINTS};
    for (; *names; names++) {
        const double T = strtod(strchr(*names, '/') + 1, NULL);
        char *const a = base_text("%s-1", *names), *const b = base_text("%s-2", *names);
        if (committee_has(out, a, "series") && committee_has(out, b, "series")) {
            add_point(panel, &own, T, committee_overlap(out, a, NULL));
            add_point(panel, &both, T, committee_overlap(out, a, b));
        }
        base_free(a), base_free(b);
    }
    base_free(within), base_free(between);
}

struct plot *committee_figure_temperatures(const struct committee *committee, const char *figure)
{
    const char *const out = committee->out;
    static const char *const dense[] = {"cold/0.0054", "cold/0.018", "cold/0.054", "medium/18",
                                        NULL},
                             *const thin[] = {"thin/0.0006", "thin/0.002", "thin/0.006", NULL};
    struct plot *const f = plot_create(figure);
    struct plot_column *const c = plot_column(f, "temperature", "Equilibrium, alpha = 1.8", 1),
                              *const d = plot_column(f, "overlap", "Overlaps", 1);
    const struct panels p = {plot_panel(c, "u", "temperature  T", "loss with weight decay  u"),
                             plot_panel(c, "error", "temperature  T", "training error"),
                             plot_panel(c, "norm", "temperature  T", "|w|^2")};
    const struct look hot = {"hybrid Monte Carlo, cooled", plot_colour(PLOT_BLUE, 0), PLOT_LINES},
                      cold = {"the same, from a solution", plot_colour(PLOT_VERMILLION, 0),
                              PLOT_LINES};
    p.u->log_x = p.error->log_x = p.norm2->log_x = p.u->log_y = p.norm2->log_y = true;
    p.u->joined = p.error->joined = true;
    add_published(&p, committee);
    add_runs(&p, committee, "sample", &hot);
    add_runs(&p, committee, "cold", &cold);
    struct plot_panel *const q = plot_panel(d, "overlaps", "temperature  T", "overlap  cos(w, w')");
    q->log_x = true;
    add_overlaps(q, out, dense, "1.8", plot_colour(PLOT_BLUE, 0));
    add_overlaps(q, out, thin, "0.2", plot_colour(PLOT_GREEN, 0));
    return f;
}

/* ---- paths ----------------------------------------------------------------------------------- */

static void add_profile(struct plot_panel *panel, const char *out, const char *name, size_t path,
                        const char *of, const char *legend, unsigned colour)
{
    if (!committee_has(out, name, "barriers")) return;
    struct committee_profile p = committee_profile(out, name, path, of);
    struct plot_series *const s = plot_add(panel, p.n, legend, colour, 1.6);
    s->n = 0;
    for (size_t k = 0; k < p.n; k++) plot_point(s, p.s[k], p.u[k], NAN);
    committee_profile_clear(&p);
}

/* Draws u of the higher end against the overlap of the ends during a pull. */
static void add_pull(struct plot_panel *panel, const char *out, const char *name,
                     const char *legend, unsigned colour)
{
    if (!committee_has(out, name, "watch")) return;
    char *const folder = base_text("%s/%s", out, name);
    struct table t = table_read(folder, "watch");
    const size_t q = table_column(&t, "overlap"), u = table_column(&t, "highest");
    struct plot_series *const s = plot_add(panel, t.rows, legend, colour, 1.6);
    s->n = 0;
    for (size_t k = 0; k < t.rows; k++) plot_point(s, table_at(&t, k, q), table_at(&t, k, u), NAN);
    table_clear(&t), base_free(folder);
}

static void add_pulls(struct plot_column *c, const char *out)
{
    struct plot_panel *const geodesic = plot_panel(c, "pulls", "share of the geodesic", "u"),
                             *const way =
                                 plot_panel(c, "way", "overlap of the ends", "u, the higher end");
    const unsigned first = plot_colour(PLOT_BLUE, 0), second = plot_colour(PLOT_VERMILLION, 0);
    add_profile(geodesic, out, "profile/before-1", 0, "u", "pair 1, before",
                plot_colour(PLOT_BLUE, 0.5));
    add_profile(geodesic, out, "profile/after-1", 0, "u", "pair 1, pulled", first);
    add_profile(geodesic, out, "profile/before-2", 0, "u", "pair 2, before",
                plot_colour(PLOT_VERMILLION, 0.5));
    add_profile(geodesic, out, "profile/after-2", 0, "u", "pair 2, pulled", second);
    add_pull(way, out, "pull/1", "pair 1, pulled", first);
    add_pull(way, out, "pull/2", "pair 2, pulled", second);
    add_pull(way, out, "pull/centre", "", plot_colour(PLOT_GREEN, 0));
    way->note = base_text("green: a solution pulled to a centre");
}

static void add_centres(struct plot_column *c, const char *out)
{
    struct plot_panel *const p = plot_panel(c, "centres", "share of the geodesic", "u"),
                             *const thin = plot_panel(
                                 c, "thin", "share;  T = 0.0006 (light), 0.002, 0.006 (dark)",
                                 "loss, alpha = 0.2");
    for (int k = 1; k <= 3; k++) {
        char *const name = base_text("profile/solution-%d", k);
        add_profile(p, out, name, 0, "u", k == 1 ? "solution to centre" : "",
                    plot_colour(PLOT_BLUE, 0));
        if (committee_has(out, "profile/centres", "barriers"))
            add_profile(p, out, "profile/centres", (size_t)k - 1, "u",
                        k == 1 ? "centre to centre" : "", plot_colour(PLOT_GREEN, 0));
        base_free(name);
    }
    add_profile(p, out, "profile/images", 0, "u", "to the centre, correlated data",
                plot_colour(PLOT_ORANGE, 0));
    thin->log_y = true;
    add_profile(thin, out, "profile/thin-0.0006", 0, "loss", "", plot_colour(PLOT_BLUE, 0.7));
    add_profile(thin, out, "profile/thin-0.002", 0, "loss", "", plot_colour(PLOT_BLUE, 0.4));
    add_profile(thin, out, "profile/thin-0.006", 0, "loss", "", plot_colour(PLOT_BLUE, 0));
}

struct plot *committee_figure_paths(const char *out, const char *figure)
{
    struct plot *const f = plot_create(figure);
    add_pulls(plot_column(f, "pulls", "Ratchets between solutions", 2), out);
    add_centres(plot_column(f, "centres", "Geodesics", 1), out);
    return f;
}
