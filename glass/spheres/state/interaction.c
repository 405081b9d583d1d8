/* Implementation of interaction.h. */
#include "glass/spheres/state/interaction.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "glass/spheres/state/formula.h"
#include "glass/spheres/state/species_keys.h"
#include "glass/spheres/state/tabulated.h"

enum { KINDS = POTENTIALS_KINDS };

/* ---- keys ------------------------------------------------------------------------------------ */

/* The built-in potentials as formulas; n: their exponent where it is a key. */
static const struct form { /* table row */
    const char *name, *doc;
    const char *formula;
    double n;
    bool ends; /* cut-off and smoothness belong to the formula */
} forms[] = {
    {"model", "that of the model", NULL, 0, false},
    {"formula", "v(r; s) of the keys formula and parameters", NULL, 0, false},
    {"ipl8", "(s/r)^8, cut-off 1.25 s, C2", "(s/r)^n", 8, false},
    {"ipl12", "(s/r)^12, cut-off 1.25 s, C2", "(s/r)^n", 12, false},
    {"ipl18", "(s/r)^18, cut-off 1.25 s, C2", "(s/r)^n", 18, false},
    {"ipl24", "(s/r)^24, cut-off 1.25 s, C2", "(s/r)^n", 24, false},
    {"soft12", "(s/r)^12, cut-off sqrt(3) for every pair, C0", "(s/r)^n", 12, false},
    {"power12", "(s/r)^12, cut-off 3 s, with tail corrections", "(s/r)^n", 12, false},
    {"lj", "4 ((s/r)^12 - (s/r)^6), cut-off 3 s, with tail corrections", "4*((s/r)^12 - (s/r)^6)",
     0, false},
    {"lj1", "(s/r)^12 - (s/r)^6, cut-off 2.5 s, C0", "(s/r)^12 - (s/r)^6", 0, false},
    {"ka", "4 ((s/r)^12 - (s/r)^6), cut-off 2.5 s, C0", "4*((s/r)^12 - (s/r)^6)", 0, false},
    {"harmonic", "(1 - r/s)^2 / 2 where spheres overlap", "(1 - r/s)^2/2", 0, true},
    {"hertz", "(2/5) (1 - r/s)^(5/2) where spheres overlap", "0.4*(1 - r/s)^2.5", 0, true},
    {"hard", "infinite where spheres overlap", "16384", 0, true},
    {0},
};

static const struct smoothing { /* table row */
    const char *name, *doc;
    int order;
} smoothings[] = {
    {"model", "that of the model", 0},
    {"none", "v ends with a jump", -1},
    {"C0", "v shifted to 0 at the cut-off", 0},
    {"C1", "v and forces continuous", 1},
    {"C2", "second derivatives, too", 2},
    {"C3", "third derivatives, too", 3},
    {0},
};

static const struct base_table forms_table = {"potential", "pair potentials", forms, sizeof *forms};
static const struct base_table smoothings_table = {
    "smoothing", "continuity at the cut-off, by a polynomial of even powers of r", smoothings,
    sizeof *smoothings};

#define MODEL .value = "model", .added = true

const struct runfile_key interaction_keys[] = {
    {.name = "potential",
     .doc = "pair potential",
     .type = RUNFILE_TEXT,
     .value = "model",
     .table = &forms_table,
     .added = true},
    {.name = "exponent", .doc = "n of (s/r)^n", .type = RUNFILE_REAL, .min = 0.5, .max = 64, MODEL},
    {.name = "amplitude",
     .doc = "factor of the pair potential",
     .type = RUNFILE_REAL,
     .min = 1e-3,
     .max = 1e3,
     .unit = "energy",
     MODEL},
    {.name = "non_additivity",
     .doc = "eps of s_ij = (s_i + s_j)/2 (1 - eps |s_i - s_j|)",
     .type = RUNFILE_REAL,
     .min = 0,
     .max = 1,
     .unit = "1/length",
     MODEL},
    {.name = "cut",
     .doc = "cut-off in units of s_ij; bss, nbc1: in units of length",
     .type = RUNFILE_REAL,
     .min = 0.1,
     .max = 20,
     .unit = "s_ij",
     MODEL},
    {.name = "smoothing",
     .doc = "continuity of v at the cut-off",
     .type = RUNFILE_TEXT,
     .value = "model",
     .table = &smoothings_table,
     .added = true},
    {.name = "formula",
     .doc = "v(r; s) of potential = formula, \"eps*((s/r)^12 - (s/r)^6)\"",
     .type = RUNFILE_TEXT,
     .value = "none",
     .added = true},
    {.name = "parameters",
     .doc = "values of the formula's other names, \"eps = 1, n = 12\"",
     .type = RUNFILE_TEXT,
     .value = "none",
     .added = true},
    {.name = "tabulate",
     .doc = "tables also for what a built-in potential does",
     .type = RUNFILE_BOOL,
     .value = "no",
     .added = true},
    {0},
};

/* ---- choices --------------------------------------------------------------------------------- */

struct choice { /* the keys, with the model's values for those that are absent */
    const struct runfile *f;
    const struct form *form;
    double n, amplitude, cut;
    int smooth;
    bool absolute;
};

static const char *at(const struct choice *c, const char *key)
{
    return runfile_where(c->f, "system", key);
}

static bool given(const struct choice *c, const char *key)
{
    return strcmp(runfile_text(c->f, "system", key), runfile_key(c->f, "system", key)->value) != 0;
}

static double value(const struct choice *c, const char *key, double otherwise)
{
    const double x = runfile_real(c->f, "system", key);
    return isnan(x) ? otherwise : x;
}

static void refuse_idle_keys(const struct choice *c)
{
    static const char *const keys[] = {"exponent", "cut", "smoothing", "amplitude"};
    const bool formula = strcmp(c->form->name, "formula") == 0,
               hard = !strcmp(c->form->name, "hard");
    for (size_t k = 0; k < sizeof keys / sizeof *keys; k++) {
        const bool idle = k == 0 ? c->form->n == 0 : k == 3 ? hard : c->form->ends;
        require(!idle || !given(c, keys[k]), "%s: potential %s has no such key; only %s",
                at(c, keys[k]), c->form->name,
                k == 0   ? "(s/r)^n has an exponent: ipl8, ipl12, ipl18, ipl24, soft12, power12"
                : k == 3 ? "soft potentials have an amplitude"
                         : "potentials that do not end at contact");
    }
    require(formula == given(c, "formula"), "%s: %s", at(c, formula ? "formula" : "potential"),
            formula ? "missing: potential = formula needs one"
                    : "must be formula where the key formula is given");
    require(formula || !given(c, "parameters"), "%s: only for potential = formula",
            at(c, "parameters"));
}

static struct choice choice_of(const struct runfile *f, const struct model *m)
{
    struct choice c = {.f = f, .form = runfile_row(f, "system", "potential")};
    if (strcmp(c.form->name, "model") == 0) c.form = base_find(&forms_table, m->potential);
    const bool own = strcmp(c.form->name, "formula") == 0;
    const struct potential *const v =
        base_find(&potentials_table, own ? m->potential : c.form->name);
    const struct smoothing *const s = runfile_row(f, "system", "smoothing");
    refuse_idle_keys(&c);
    c.n = value(&c, "exponent", c.form->n);
    c.amplitude = value(&c, "amplitude", 1);
    c.absolute = v->absolute && !own;
    c.cut = value(&c, "cut", v->cut);
    c.smooth = strcmp(s->name, "model") ? s->order : v->smooth;
    const double dim = (double)runfile_int(f, "system", "dim");
    require(
        c.form->n == 0 || c.smooth >= 0 || c.n > dim,
        "%s = %g: without smoothing, the energy beyond the cut-off converges only for an exponent "
        "above dim = %g; smoothing = C0 ... C3 has no such energy",
        at(&c, "exponent"), c.n, dim);
    return c;
}

/* Is the formula of the table, amplitude included, a built-in potential, for every pair? */
static bool same_function(const struct tabulated *t, const struct potential *v)
{
    for (int k = 0; k < TABULATED_PAIRS; k++) {
        const struct potentials_bond b = {t->s[k] * t->s[k], 1, 0};
        for (double u = t->cut2[k] * 0.9999; u > 0.3; u *= 0.99) {
            const double exact = tabulated_exact(t, k, u).c[0],
                         other = potentials_energy(v, u * b.s2, b);
            if (!(fabs(exact - other) <= 1e-11 * (1 + fabs(other)))) return false;
        }
    }
    return true;
}

static bool same_form(const struct choice *c, const struct interaction *n, const struct form *row,
                      const struct potential *v)
{
    if (!c->form->formula) return same_function(n->tabulated, v);
    return c->amplitude == 1 && strcmp(row->formula, c->form->formula) == 0 && row->n == c->n;
}

/* The built-in potential that is just this; NULL: none. */
static const char *built_in(const struct choice *c, const struct interaction *n)
{
    const bool species = n->model.mixture != NULL;
    if (species && n->model.mixture->kinds > 3) return NULL;
    for (const struct form *row = forms; row->name; row++) {
        if (!row->formula) continue;
        const struct potential *const v = base_find(&potentials_table, row->name);
        if (v->cut == c->cut && v->smooth == c->smooth && v->absolute == c->absolute &&
            v->mixed == species && same_form(c, n, row, v))
            return row->name;
    }
    return NULL;
}

/* ---- tables ---------------------------------------------------------------------------------- */

/* Pairs of species, whose table may differ from pair to pair. */
static struct tabulated_pairs of_species(const struct choice *c, const struct interaction *n,
                                         double cut[KINDS][KINDS])
{
    const struct potentials_mixture *const m = n->model.mixture;
    struct tabulated_pairs p = {.n = KINDS * KINDS};
    for (int a = 0; a < m->kinds; a++)
        for (int b = 0; b < m->kinds; b++) {
            const int k = a * KINDS + b;
            p.s[k] = m->cross[a][b];
            p.cut[k] = cut[a][b] > 0 ? cut[a][b] : c->absolute ? c->cut / p.s[k] : c->cut;
        }
    return p;
}

static void set_tail(struct potential *v, const struct choice *c)
{
    const bool power = c->form->n > 0, lj = strncmp(c->form->name, "lj", 2) == 0;
    const double a = c->amplitude * (strcmp(c->form->name, "lj") ? 1 : 4);
    if (c->smooth >= 0 || v->mixed) return;
    if (power) v->tail[0].a = c->amplitude, v->tail[0].n = c->n;
    if (!lj) return;
    v->tail[0].a = a, v->tail[0].n = 12;
    v->tail[1].a = -a, v->tail[1].n = 6;
}

static double largest_strength(const struct potentials_mixture *m)
{
    double most = 0;
    for (int a = 0; m && a < m->kinds; a++)
        for (int b = 0; b < m->kinds; b++) most = fmax(most, m->strength[a][b]);
    return m ? most : 1;
}

/* Does v rise with r anywhere below its outermost minimum? r [s_ij], or 0. */
static double inner_rise(const struct tabulated *t, int pair)
{
    double least = INFINITY, minimum = 0;
    for (double u = t->cut2[pair] * 0.999; u > ldexp(1, -12); u *= 0.99) {
        const double v = tabulated_exact(t, pair, u).c[0];
        if (v > POTENTIALS_CAP) break;
        if (v < least) least = v, minimum = u;
    }
    for (double u = minimum * 0.99; u > ldexp(1, -12); u *= 0.99) {
        const struct taylor v = tabulated_exact(t, pair, u);
        if (v.c[0] > POTENTIALS_CAP) break;
        if (v.c[1] > 1e-9 * (1 + fabs(v.c[0]))) return sqrt(u);
    }
    return 0;
}

static char *note_of(const struct choice *c, const struct interaction *n)
{
    const struct tabulated *const t = n->tabulated;
    static const char *const smooth[] = {"none", "C0", "C1", "C2", "C3"};
    const char *const text =
        c->form->formula ? c->form->formula : runfile_text(c->f, "system", "formula");
    char exponent[40] = "", rough[100] = "", rise[100] = "";
    if (c->form->n > 0) snprintf(exponent, sizeof exponent, ", n = %g", c->n);
    if (t->rough > 0)
        snprintf(rough, sizeof rough, "; warning: its second derivative jumps near r = %.4g s",
                 t->rough);
    const double r = inner_rise(t, 0);
    if (r > 0)
        snprintf(rise, sizeof rise, "; warning: it is not monotone, v rises at r = %.4g s", r);
    return base_text(
        "potential: v = %g (%s)%s, cut-off %g%s, smoothing %s; tabulated, %d cells per "
        "octave of (r/s)^2%s%s",
        c->amplitude, text, exponent, c->cut, c->absolute ? "" : " s", smooth[c->smooth + 1],
        1 << t->bits, rough, rise);
}

static void tabulate(struct interaction *n, const struct choice *c, struct tabulated_pairs p)
{
    const bool own = !c->form->formula, species = n->model.mixture != NULL;
    const char *const key = own ? "formula" : "potential";
    char *const with = base_text("%s", at(c, "parameters"));
    char *const parameter = c->form->n > 0 ? base_text("n = %.17g", c->n) : NULL;
    if (!n->formula)
        n->formula =
            formula_create(own ? runfile_text(c->f, "system", "formula") : c->form->formula,
                           own         ? runfile_text(c->f, "system", "parameters")
                           : parameter ? parameter
                                       : "none",
                           c->amplitude, at(c, key), with);
    p.smooth = c->form->ends ? -1 : c->smooth;
    p.most = 1e9;
    n->tabulated =
        tabulated_create((struct tabulated_function){formula_series, n->formula}, &p, at(c, key));
    n->own = *potentials_tabulated(runfile_row(c->f, "system", "isa"), species, at(c, "isa"));
    n->own.name = own ? "formula" : c->form->name;
    n->own.hard = strcmp(c->form->name, "hard") == 0;
    n->own.smooth = c->smooth;
    n->own.tabulated = n->tabulated;
    for (int k = 0; k < p.n; k++) n->own.cut = fmax(n->own.cut, p.cut[k]);
    n->own.scale = fmax(1, fmin(1e3, fabs(tabulated_exact(n->tabulated, 0, 1).c[0]))) *
                   fmax(1, largest_strength(n->model.mixture));
    set_tail(&n->own, c);
    n->potential = &n->own;
    n->note = note_of(c, n);
    base_free(parameter);
    base_free(with);
}

/* ---- all together ---------------------------------------------------------------------------- */

/* True if v of a pair is not a function of r/s_ij alone. */
static bool needs_species(struct interaction *n, const struct choice *c)
{
    if (c->absolute) return true;
    if (c->form->formula) return false;
    char *const with = base_text("%s", at(c, "parameters"));
    n->formula = formula_create(runfile_text(c->f, "system", "formula"),
                                runfile_text(c->f, "system", "parameters"), c->amplitude,
                                at(c, "formula"), with);
    base_free(with);
    return !formula_scales(n->formula, c->cut);
}

static struct tabulated_pairs pairs_of(struct interaction *n, const struct choice *c,
                                       double cut[KINDS][KINDS])
{
    if (!n->model.mixture && needs_species(n, c)) {
        const bool found = species_keys_from_sizes(c->f, &n->model, &n->mixture);
        require(found,
                "%s: v depends on more than r/s, which needs at most %d species: sizes = equal or "
                "species, or sigma_ab",
                at(c, c->form->formula ? "potential" : "formula"), KINDS);
        n->model.mixture = &n->mixture;
    }
    if (n->model.mixture) return of_species(c, n, cut);
    return (struct tabulated_pairs){.n = 1, .s = {1}, .cut = {c->cut}};
}

/* Takes the kernels of a built-in potential, if one is just this. */
static bool take_built_in(struct interaction *n, const struct choice *c)
{
    const char *const name = built_in(c, n);
    if (!name) return false;
    n->potential = potentials_pick(runfile_row(c->f, "system", "isa"), name, at(c, "isa"));
    n->model.potential = name;
    if (!n->note) return true;
    base_free(n->note);
    n->note = base_text("potential: the formula is that of %s, whose kernels are taken", name);
    return true;
}

struct interaction *interaction_create(const struct runfile *f)
{
    struct interaction *const n = base_alloc(1, sizeof *n);
    double cut[KINDS][KINDS] = {{0}};
    n->model = *(const struct model *)runfile_row(f, "system", "model");
    const struct choice c = choice_of(f, &n->model);
    n->model.eps = value(&c, "non_additivity", n->model.eps);
    require((!n->model.mixture && !strcmp(runfile_text(f, "system", "sigma_ab"), "model")) ||
                !given(&c, "non_additivity"),
            "%s: the cross diameters are those of sigma_ab, not of this rule",
            at(&c, "non_additivity"));
    const bool by_pair = species_keys_apply(f, strcmp(c.form->name, "hard") == 0, &n->model,
                                            &n->mixture, &n->shape, cut);
    const bool own = !c.form->formula, tables = by_pair || runfile_bool(f, "system", "tabulate");
    if (!own && !tables && take_built_in(n, &c)) return n;
    const struct tabulated_pairs p = pairs_of(n, &c, cut);
    tabulate(n, &c, p);
    if (own && !tables) take_built_in(n, &c);
    return n;
}

void interaction_free(struct interaction *n)
{
    if (!n) return;
    tabulated_free(n->tabulated);
    formula_free(n->formula);
    base_free(n->note);
    base_free(n);
}
