/* A potential outside the program's table (tests/third/yukawa_k.c) keeps the contract of potentials, on
   every instruction set of this processor. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "glass/spheres/state/models.h"
#include "tests/potential_contract.h"

extern const struct potential yukawa_base[], yukawa_avx2[], yukawa_avx512[];

static const struct {
    const char *isa;
    const struct potential *table;
} rows[] = {{"base", yukawa_base}, {"avx2", yukawa_avx2}, {"avx512", yukawa_avx512}};

static const struct size_distribution_shape shape = {.spread = 0.2};
static const struct model model = {
    .name = "yukawa", .potential = "yukawa", .law = "uniform", .shape = &shape, .rho = 0.3, .T = 1};

static void formulas(void **state)
{
    (void)state;
    for (const struct potential *v = yukawa_base; v->name; v++) {
        potential_contract_derivatives(v);
        potential_contract_cut(v);
        potential_contract_precision(v);
    }
}

static void kernels(void **state)
{
    (void)state;
    for (size_t i = 0; yukawa_base[i].name; i++)
        for (int dim = 2; dim <= 3; dim++) {
            uint64_t first = 0;
            for (size_t k = 0; k < sizeof rows / sizeof *rows; k++) {
                const struct potentials_isa *const isa = base_find(&potentials_isas, rows[k].isa);
                if (!isa->runs()) continue;
                const uint64_t digest = potential_contract_trials(&model, &rows[k].table[i], dim);
                if (!first) first = digest;
                if (digest != first)
                    fail_msg("%s: other bits in %s", yukawa_base[i].name, rows[k].isa);
            }
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(formulas), cmocka_unit_test(kernels)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
