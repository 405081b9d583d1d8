/* Selection of the kernels: one table of potentials per instruction set, chosen once at
   start-up. */
#include "glass/spheres/state/potentials.h"

#include "common/core/cpu.h"

static bool always(void)
{
    return true;
}

static const struct potentials_isa isas[] = {
    {"auto", "the widest that this processor has", NULL, NULL, always},
    {"base", "every x86-64 processor (SSE2)", potentials_base, tabulated_base, always},
    {"avx2", "256-bit registers", potentials_avx2, tabulated_avx2, cpu_has_avx2},
    {"avx512", "512-bit registers", potentials_avx512, tabulated_avx512, cpu_has_avx512},
    {0},
};

const struct base_table potentials_isas = {"isa", "instruction sets; all give the same bits", isas,
                                           sizeof isas[0]};
const struct base_table potentials_table = {"potential", "pair potentials", potentials_base,
                                            sizeof(struct potential)};

static const struct potentials_isa *widest(void)
{
    const struct potentials_isa *best = &isas[1];
    for (const struct potentials_isa *i = best; i->name; i++)
        if (i->runs()) best = i;
    return best;
}

static const struct potentials_isa *running(const struct potentials_isa *isa, const char *where)
{
    const struct potentials_isa *const chosen = isa->potentials ? isa : widest();
    require(chosen->runs(), "%s = %s: this processor does not have it (auto picks one that runs)",
            where, chosen->name);
    return chosen;
}

const struct potential *potentials_tabulated(const struct potentials_isa *isa, bool species,
                                             const char *where)
{
    return &running(isa, where)->tabulated[species];
}

const struct potential *potentials_pick(const struct potentials_isa *isa, const char *name,
                                        const char *where)
{
    const struct potentials_isa *const chosen = running(isa, where);
    const struct base_table table = {"potential", "", chosen->potentials, sizeof(struct potential)};
    return base_pick(&table, name, where);
}
