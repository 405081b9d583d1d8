/* Implementation of old_names.h. */
#include "common/config/old_names.h"

#include <fnmatch.h>
#include <string.h>

#include "common/core/base.h"

const struct old_name old_names[] = {
    {"run", NULL, "anneal", "temperature_schedule"},
    {"observe.*", NULL, "span", "max_lag"},
    {"observe.displacements", NULL, "least", "min"},
    {"observe.displacements", NULL, "most", "max"},
    {"system", NULL, "kinds", "species"},
    {"system", "sizes", "kinds", "species"},
    {"system", NULL, "energy", "temperature_of"},
    {"md", NULL, "tau", "thermostat_time"},
    {"network", "init", "torch", "pytorch"},
    {"network", NULL, "start", "weights"},
    {"data", NULL, "train", "train_samples"},
    {"data", NULL, "test", "test_samples"},
    {"data", NULL, "keep", "keep_classes"},
    {"data", NULL, "classes", "num_classes"},
    {"data", NULL, "prepare", "preprocess"},
    {"data", NULL, "components", "pca_components"},
    {"data", NULL, "spread", "std"},
    {"data", NULL, "noise", "label_noise"},
    {"train", "optimiser", "controlled", "pseudo_langevin"},
    {"train", NULL, "rate", "learning_rate"},
    {"train", "schedule", "stairs", "step"},
    {"train", NULL, "memory", "beta2"},
    {"train", NULL, "batch", "batch_size"},
    {"train", NULL, "parameter", "loss_parameter"},
    {"train", NULL, "decay", "weight_decay"},
    {"train", NULL, "evaluate", "eval_samples"},
    {"hmc", NULL, "most", "max_steps"},
    {"hmc", NULL, "spread", "step_jitter"},
    {"replicas", NULL, "reach", "stop_overlap"},
    {"swap", NULL, "record", "measure_every"},
    /* options of commands */
    {"quench", NULL, "way", "method"},
    {"quench", NULL, "most", "max_evaluations"},
    {"modes", NULL, "low", "lowest"},
    {"basins", NULL, "most", "max_structures"},
    {"basins", NULL, "cut", "cutoff"},
    {"basins", NULL, "bands", "barriers"},
    {"quench", NULL, "force", "max_force"},
    {"modes", NULL, "force", "max_force"},
    {"basins", NULL, "force", "max_force"},
    {"barriers", NULL, "way", "path"},
    {"barriers", NULL, "pairs", "max_pairs"},
    {0},
};

const struct old_names_pair old_names_pairs[] = {
    {{{"system", "T"}, {"system", "Gamma"}}, false},
    {{{"system", "T"}, {"tempering", "ladder"}}, true},
    {.lists = false},
};

static bool is_of(const struct old_name *o, const char *section, const char *key)
{
    const bool same_kind = key ? o->key && strcmp(o->key, key) == 0 : !o->key;
    return same_kind && fnmatch(o->section, section, 0) == 0;
}

/* The other name of `word` among keys (key NULL) or values; `word` itself if it has one name. */
static const char *other(const char *section, const char *key, const char *word, bool former)
{
    for (const struct old_name *o = old_names; o->section; o++)
        if (is_of(o, section, key) && strcmp(former ? o->old : o->name, word) == 0)
            return former ? o->name : o->old;
    return word;
}

const char *old_names_key(const char *section, const char *key)
{
    return other(section, NULL, key, true);
}

const char *old_names_first_key(const char *section, const char *key)
{
    return other(section, NULL, key, false);
}

const char *old_names_first_value(const char *section, const char *key, const char *value)
{
    return other(section, key, value, false);
}

static bool has_old_values(const char *section, const char *key)
{
    for (const struct old_name *o = old_names; o->section; o++)
        if (is_of(o, section, key)) return true;
    return false;
}

char *old_names_value(const char *section, const char *key, const char *value)
{
    static const char gaps[] = ", \t";
    if (!has_old_values(section, key)) return NULL;
    char *all = base_text("%s", "");
    for (const char *rest = value; *rest;) {
        const size_t n = strcspn(rest, gaps), gap = strspn(rest + n, gaps);
        char *const word = base_text("%.*s", (int)n, rest), *const before = all;
        all = base_text("%s%s%.*s", before, other(section, key, word, true), (int)gap, rest + n);
        base_free(before);
        base_free(word);
        rest += n + gap;
    }
    if (strcmp(all, value)) return all;
    base_free(all);
    return NULL;
}
