/* Implementation of constant_pressure.h. */
#include "glass/spheres/constant_pressure.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "common/config/runfile.h"
#include "common/mc/needs.h"
#include "glass/spheres/dynamics/liquid.h"
#include "glass/spheres/dynamics/moves.h"
#include "glass/spheres/state/models.h"

static const char volume[] = "move.volume";

/* ---- defaults -------------------------------------------------------------------------------- */

/* Malformed values are reported later, by runfile_check. */
static double number(const struct runfile *f, const char *section, const char *key,
                     double otherwise)
{
    const char *const text = runfile_raw(f, section, key);
    return text ? strtod(text, NULL) : otherwise;
}

static double spheres_in(const struct runfile *f)
{
    const char *const name = runfile_raw(f, "system", "model");
    const struct model *const m = base_find(&models_table, name ? name : "nbc8");
    const double N = number(f, "system", "N", 0);
    return N >= 2 ? N : m ? (double)m->N : 1000;
}

static bool hard(const struct runfile *f)
{
    const char *const name = runfile_raw(f, "system", "model"), *const potential = runfile_raw(
                                                                    f, "system", "potential");
    const struct model *const m = base_find(&models_table, name ? name : "nbc8");
    const bool own = !potential || strcmp(potential, "model") == 0;
    return strcmp(own ? (m ? m->potential : "") : potential, "hard") == 0;
}

/* Of all moves but the volume. */
static double other_weights(const struct runfile *f)
{
    double sum = 0;
    for (const struct mc_move *m = glass_moves; m->name; m++) {
        char *const section = base_text("move.%s", m->name);
        if (strcmp(section, volume) && runfile_has(f, section))
            sum += number(f, section, "weight", 1);
        base_free(section);
    }
    return sum;
}

static void set_missing(struct runfile *f, const char *key, double x)
{
    if (runfile_raw(f, volume, key)) return;
    char *const text = base_text("%.4g", x);
    runfile_set(f, volume, key, text);
    base_free(text);
}

void constant_pressure_resolve(struct runfile *f)
{
    if (!runfile_has(f, volume) || runfile_raw(f, volume, "weight")) return;
    const double N = spheres_in(f), others = other_weights(f), trials = hard(f) ? 5 : 1;
    const bool step = runfile_raw(f, volume, "step");
    if (!step) set_missing(f, "target", 0.4);
    set_missing(f, "step", fmin(0.1, 0.01 * sqrt(1000 / N)));
    set_missing(f, "weight", others > 0 ? trials * others / N : 1);
}

/* ---- checks ---------------------------------------------------------------------------------- */

static bool scheduled(const struct runfile *f)
{
    return strcmp(runfile_text(f, "system", "pressure_schedule"), "none") != 0;
}

bool constant_pressure_asked(const struct runfile *f)
{
    return scheduled(f) || runfile_real(f, "system", "P") > 0;
}

void constant_pressure_check(const struct runfile *f)
{
    if (!constant_pressure_asked(f)) return;
    const char *const key = scheduled(f) ? "pressure_schedule" : "P";
    const struct mc_dynamics *const row = runfile_row(f, "run", "dynamics");
    const bool used = runfile_has(f, volume) && runfile_real(f, volume, "weight") > 0;
    require(row->needs & NEEDS_MOVES,
            "%s = %s: needs trials of the volume; dynamics = %s makes none. Allowed: dynamics = "
            "metropolis or md_swap with [move.volume], or no pressure",
            runfile_where(f, "system", key), runfile_text(f, "system", key), row->name);
    require(used, "%s = %s: no trial changes the volume. Add [move.volume], or remove %s",
            runfile_where(f, "system", key), runfile_text(f, "system", key), key);
    require(!runfile_has(f, "tempering") ||
                strcmp(runfile_text(f, "tempering", "method"), "population") != 0,
            "%s = %s: method = population needs a fixed volume. Allowed: method = exchange",
            runfile_where(f, "system", key), runfile_text(f, "system", key));
}

/* ---- the state ------------------------------------------------------------------------------- */

void constant_pressure_set(struct liquid *l, const struct runfile *f)
{
    const char *const text = runfile_text(f, "system", "pressure_schedule"), *why;
    l->P = runfile_real(f, "system", "P");
    require(
        temperature_schedule_parse(&l->pressures, text, l->P, &why),
        "%s = %s: must be \"none\", or pieces \"P TIME\" (jump and hold) and \"ramp P TIME\" with "
        "commas between them, at most 64; P from 1e-9 to 1e9, TIME a whole number from 1 to 1e15",
        runfile_where(f, "system", "pressure_schedule"), text);
    if (!l->pressures.n) return;
    l->P = temperature_schedule_T(&l->pressures, 0);
    require(l->P > 0, "%s = %s: a ramp needs an initial pressure: set P, or begin with a hold",
            runfile_where(f, "system", "pressure_schedule"), text);
}

double constant_pressure_value(const void *state)
{
    return ((const struct liquid *)state)->P;
}

double constant_pressure_volume(const void *state)
{
    const struct spheres *const s = &((const struct liquid *)state)->s;
    return pow(s->L, s->dim);
}

void constant_pressure_change(void *state, double P)
{
    ((struct liquid *)state)->P = P;
}

const struct temperature_schedule *constant_pressure_programme(const void *state)
{
    return &((const struct liquid *)state)->pressures;
}
