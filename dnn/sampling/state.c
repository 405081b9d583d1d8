/* Implementation of state.h. */
#include "dnn/sampling/state.h"

#include <string.h>

#include "dnn/kernels/weight_vector.h"
#include "dnn/sampling/target.h"

void state_changed(struct dnn_state *st)
{
    st->cache.version++;
}

void state_changed_energy(struct dnn_state *st, double U)
{
    state_changed(st);
    st->cache.U = U;
    st->cache.U_version = st->cache.version;
}

void state_changed_gradient(struct dnn_state *st)
{
    state_changed(st);
    st->cache.u_version = st->cache.version;
}

/* ---- energies
   ---------------------------------------------------------------------------------- */

const struct base_row dnn_energy_rows[] = {
    {"total", "U = samples x u, u = mean loss + (decay/2) |w|^2; langevin's noise has variance 2 T "
              "rate / samples a step (Kerr Winter and Janssen)"},
    {"mean", "U = u; langevin's noise has variance 2 T rate a step (the textbook's, and that of "
             "Zambon et al.)"},
    {0}};

const struct base_table dnn_energies = {"energy", "energies U whose temperature is T",
                                        dnn_energy_rows, sizeof *dnn_energy_rows};

double dnn_norm(const struct dnn_state *st)
{
    return weight_vector_dot(st->net.weights, st->w, st->w);
}

const real *dnn_weights(const struct dnn_state *st)
{
    return unit_sizes_apply(&st->units, st->w);
}

double dnn_extra_energy(const struct dnn_state *st, const real *w)
{
    return st->sampling.extra ? st->sampling.extra->add(st->sampling.extra_self, w, NULL) : 0;
}

double dnn_energy(const struct dnn_state *st)
{
    struct gradient scratch = st->gradient; /* its arrays are scratch */
    const size_t n = st->data.train.n;
    double u = dnn_extra_energy(st, st->w);
    for (size_t k = 0; k < st->replicas.n; k++) {
        const real *const w = st->replicas.w + k * st->replicas.P;
        u += gradient_measure(&scratch, unit_sizes_apply(&st->units, w), &st->data.train, n).loss /
                 (double)n +
             st->training.decay / 2 * unit_sizes_norm2(&st->units, w);
    }
    return st->sampling.scale * u;
}

double dnn_energy_now(struct dnn_state *st)
{
    if (st->cache.U_version != st->cache.version) {
        st->cache.U = dnn_energy(st);
        st->cache.U_version = st->cache.version;
    }
    return st->cache.U;
}

/* ---- scores
   ------------------------------------------------------------------------------------ */

static const struct losses_score *measured(struct dnn_state *st, struct dnn_measured *m,
                                           const struct data_part *part, size_t n)
{
    if (m->version != st->cache.version) {
        m->score = gradient_measure(&st->gradient, dnn_weights(st), part, n);
        m->version = st->cache.version;
    }
    return &m->score;
}

const struct losses_score *dnn_train_score(struct dnn_state *st)
{
    return measured(st, &st->cache.train, &st->data.train, st->training.evaluate);
}

const struct losses_score *dnn_test_score(struct dnn_state *st)
{
    return measured(st, &st->cache.test, &st->data.test, st->data.test.n);
}

double dnn_loss(struct dnn_state *st)
{
    return dnn_train_score(st)->loss / (double)st->training.evaluate;
}

double dnn_u(struct dnn_state *st)
{
    return dnn_loss(st) + st->training.decay / 2 * unit_sizes_norm2(&st->units, st->w);
}

/* ---- layers, first weights
   --------------------------------------------------------------------- */

const double *dnn_layers(struct dnn_state *st)
{
    const size_t P = st->net.weights;
    if (st->cache.label) return st->cache.label;
    st->cache.label = base_alloc(st->replicas.n * P, sizeof *st->cache.label);
    for (size_t i = 0, number = 0; i < st->net.depth; i++) {
        const struct layer *const l = &st->net.layer[i];
        if (l->rows) number++;
        for (size_t k = 0; k < layer_weights(l); k++)
            st->cache.label[l->offset + k] = (double)number;
    }
    for (size_t k = 1; k < st->replicas.n; k++)
        memcpy(st->cache.label + k * P, st->cache.label, P * sizeof *st->cache.label);
    return st->cache.label;
}

void dnn_save_initial(struct dnn_state *st)
{
    if (st->training.initial) memcpy(st->training.initial, st->w, st->net.weights * sizeof *st->w);
}
