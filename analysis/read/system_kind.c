/* The table of systems. */
#include "analysis/read/system_kind.h"

#include <string.h>

#include "analysis/figure/column_symbol.h"
#include "analysis/figure/plot.h"
#include "common/core/base.h"
#include "common/observe/size_observables.h"

const struct system_kind system_kind_liquid = {
    .name = "liquid",
    .plural = "liquids",
    .title = "Liquid",
    .program = "glass",
    .kind = "spheres",
    .items = "spheres",
    .about = {{"", "system.model"}, {", N = ", "system.N"}},
    SYSTEM_KIND_CLOCK("sweep"),
    .energy = "energy",
    .replica_overlap = "collective",
    .observables = size_observables_rows,
    .in_legend = true,
    .per_item = true,
    .in_box = true,
    .dynamics = "metropolis",
    .trials = "metropolis domains md_swap",
    .key_columns = 2,
};

const struct system_kind system_kind_gibbs = {
    .name = "Gibbs ensemble",
    .plural = "Gibbs ensembles",
    .title = "Gibbs ensemble",
    .program = "glass",
    .kind = "gibbs",
    .items = "spheres",
    .about = {{"", "system.model"}, {", N = ", "system.N"}},
    SYSTEM_KIND_CLOCK("sweep"),
    .energy = "energy",
    .replica_overlap = "collective",
    .in_legend = true,
    .per_item = true,
    .dynamics = "metropolis",
    .trials = "metropolis",
    .key_columns = 2,
};

const struct system_kind system_kind_network = {
    .name = "network",
    .plural = "networks",
    .title = "Network",
    .program = "dnn",
    .kind = "network",
    .items = "neurons",
    .about = {{"", "data.name"}, {"; ", "network.layers"}},
    SYSTEM_KIND_CLOCK("step"),
    .energy = "loss",
    .replica_overlap = "cosine",
    .trained = true,
    .dynamics = "gradient",
    .ageing = "gradient",
    .sampled = "sampled",
    .sampled_title = "Network, sampled",
    .trials = "metropolis",
    .displacing = "displace hmc mala unit layer rotate",
    .key_columns = 1,
};

#define SPINS                                                                                      \
    .program = "glass", .items = "spins", .unswapped = "", SYSTEM_KIND_CLOCK("sweep"),             \
    .energy = "energy", .energy_label = "energy per spin", .overlap_label = "overlap  q(t)",       \
    .msd_label = "2 (1 − C)", .fs_label = "correlation  C(t_w + t, t_w)",                          \
    .replica_overlap = "cosine", .in_legend = true, .ageing = "langevin", .key_columns = 2

#define SPIN_KIND(value, full, first, key, second, other)                                          \
    {                                                                                              \
        SPINS, .name = full, .plural = full, .title = full, .kind = value, .word = "glass " value, \
               .about = {{first, key}, {second, other}}, .per_item = true                          \
    }

const struct system_kind system_kind_spins[] = {
    SPIN_KIND("pspin", "spherical p-spin", "p = ", "system.p", ", N = ", "system.N"),
    SPIN_KIND("pspin_ising", "Ising p-spin", "p = ", "system.p", ", N = ", "system.N"),
    SPIN_KIND("mean_field", "p-spin at N = ∞", "p = ", "system.p", NULL, NULL),
    SPIN_KIND("ea", "Edwards-Anderson", "L = ", "system.L", ", d = ", "system.dim"),
    SPIN_KIND("ea_lanes", "Edwards-Anderson, 256 samples", "L = ", "system.L",
              ", d = ", "system.dim"),
    SPIN_KIND("sk", "Sherrington-Kirkpatrick", "N = ", "system.N", NULL, NULL),
    SPIN_KIND("graph", "spins on a graph", "", "system.file", NULL, NULL),
    SPIN_KIND("rbm", "Boltzmann machine", "N = ", "system.N", ", alpha = ", "system.alpha"),
    SPIN_KIND("hopfield", "Hopfield", "N = ", "system.N", ", alpha = ", "system.alpha"),
};

/* Weak, so that a test can define a longer table. */
__attribute__((weak)) const struct system_kind *const system_kinds[] = {
    &system_kind_liquid,
    &system_kind_network,
    &system_kind_spins[0],
    &system_kind_spins[1],
    &system_kind_spins[2],
    &system_kind_spins[3],
    &system_kind_spins[4],
    &system_kind_spins[5],
    &system_kind_spins[6],
    &system_kind_spins[7],
    &system_kind_spins[8],
    &system_kind_gibbs,
    NULL,
};

const struct system_kind *system_kind_find(const char *program, const char *kind)
{
    for (const struct system_kind *const *k = system_kinds; *k; k++)
        if (strcmp((*k)->program, program) == 0 &&
            (!kind || !*kind || strcmp((*k)->kind, kind) == 0))
            return *k;
    return NULL;
}

/* Frees the list a; returns it with two more words. */
static char *joined(char *a, const char *first, const char *between, const char *second)
{
    char *const all = base_text("%s%s%s%s%s", a ? a : "", a ? ", " : "", first, between, second);
    base_free(a);
    return all;
}

const char *system_kind_word(const struct system_kind *k)
{
    return k->word ? k->word : k->program;
}

bool system_kind_listed(const char *list, const char *word)
{
    const size_t n = strlen(word);
    for (const char *at = list; (at = strstr(at, word)); at += n)
        if ((at == list || at[-1] == ' ') && (at[n] == ' ' || at[n] == '\0')) return true;
    return false;
}

char *system_kind_names(void)
{
    char *all = NULL;
    for (const struct system_kind *const *k = system_kinds; *k; k++)
        all = joined(all, (*k)->program, " with kind = ", (*k)->kind);
    return all;
}

char *system_kind_clocks(char *list, const struct system_kind *k)
{
    return joined(list, k->plural, " in ", k->clocks);
}

char *system_kind_label(const struct system_kind *k, const char *column)
{
    const struct {
        const char *column, *label;
    } own[] = {{"energy", k->energy_label},
               {"overlap", k->overlap_label},
               {"msd", k->msd_label},
               {"fs", k->fs_label}};
    for (size_t i = 0; i < sizeof own / sizeof *own; i++)
        if (own[i].label && *own[i].label && strcmp(own[i].column, column) == 0)
            return base_text("%s", own[i].label);
    return column_symbol_label(column, k->name, k->clocks);
}

static struct plot_column *column_named(struct plot *p, const char *name, const char *title,
                                        int key_columns)
{
    for (struct plot_column *c = p->column; c < p->column + p->columns; c++)
        if (strcmp(c->name, name) == 0) return c;
    return plot_column(p, name, title, key_columns);
}

struct plot_column *system_kind_column(struct plot *p, const struct system_kind *k, int key_columns)
{
    return column_named(p, k->name, k->title, key_columns);
}

struct plot_column *system_kind_tau_column(struct plot *p, const struct system_kind *k, bool ages)
{
    return ages || !k->sampled ? column_named(p, k->name, k->title, k->key_columns)
                               : column_named(p, k->sampled, k->sampled_title, k->key_columns);
}
