/* Classification of the samples of a part: the confusion matrix, one row per true class. */
#include <stdio.h>

#include "common/io/run_folder.h"
#include "common/io/output.h"
#include "dnn/system/parts.h"

/* The largest output, or the sign of the only one. */
static size_t class_of(const real *y, size_t outputs, size_t b, size_t s)
{
    size_t best = 0;
    if (outputs == 1) return y[s] > 0;
    for (size_t k = 1; k < outputs; k++)
        if (y[k * b + s] > y[best * b + s]) best = k;
    return best;
}

/* matrix (classes, classes) of true and given class; wrong (labels) samples of each label */
static void count(struct dnn_state *st, const struct data_part *part, uint64_t *matrix,
                  uint64_t *wrong)
{
    struct gradient *const g = &st->gradient;
    struct network_work *const work = &g->memory[0];
    const size_t labels = st->net.labels;
    work->training = false, work->average = g->average;
    for (size_t first = 0, b; first < part->n; first += b) {
        b = part->n - first < g->block ? part->n - first : g->block;
        data_gather(&st->data, part, NULL, first, b, work->value[0], work->label);
        const real *const y = network_forward(&st->net, dnn_weights(st), work, b);
        for (size_t s = 0; s < b * labels; s++) {
            if (labels > 1 && work->label[s] == LOSSES_UNLABELLED) continue;
            const size_t given = class_of(y, st->net.outputs / labels, b * labels, s);
            matrix[work->label[s] * st->data.classes + given]++;
            wrong[s / b] += given != work->label[s];
        }
    }
}

/* Of a storage problem: the units that have learnt all patterns. */
static void show_learnt(const uint64_t *wrong, size_t labels)
{
    size_t learnt = 0;
    for (size_t k = 0; k < labels; k++) learnt += wrong[k] == 0;
    if (labels > 1) printf("%zu of %zu labels are right in all samples\n", learnt, labels);
}

static FILE *begin(const struct run_folder *d, size_t classes, const char *part)
{
    struct run_folder_column *const column = base_alloc(classes + 3, sizeof *column);
    column[0] = (struct run_folder_column){"class", "1"};
    column[1] = (struct run_folder_column){"samples", "1"};
    column[2] = (struct run_folder_column){"accuracy", "1"};
    for (size_t k = 0; k < classes; k++)
        column[3 + k] = (struct run_folder_column){base_text("as_%zu", k), "1"};
    char *const doc = base_text(
        "confusion matrix of the %s samples: true class, and counts of predicted classes", part);
    FILE *const table = output_begin_table(d, "confusion", doc, (int)classes + 3, column);
    base_free(doc);
    for (size_t k = 0; k < classes; k++) base_free((char *)column[3 + k].name);
    base_free(column);
    return table;
}

void dnn_classify(void *state, const struct run_folder *d, bool train)
{
    struct dnn_state *const st = state;
    const struct data_part *const part = train ? &st->data.train : &st->data.test;
    const char *const name = train ? "training" : "test";
    const size_t n = st->data.classes;
    require(!st->data.regression, "%s: regression has no classes", d->path);
    uint64_t *const matrix = base_alloc(n * n, sizeof *matrix), right = 0, judged = 0;
    uint64_t *const wrong = base_alloc(st->net.labels, sizeof *wrong);
    count(st, part, matrix, wrong);
    FILE *const table = begin(d, n, name);
    printf("class  samples  accuracy\n");
    for (size_t i = 0; i < n; i++) {
        uint64_t all = 0;
        for (size_t k = 0; k < n; k++) all += matrix[i * n + k];
        const double share = all ? (double)matrix[i * n + i] / (double)all : 0;
        right += matrix[i * n + i], judged += all;
        printf("%5zu  %7llu  %8.4f\n", i, (unsigned long long)all, share);
        fprintf(table, "%zu %llu %.6g", i, (unsigned long long)all, share);
        for (size_t k = 0; k < n; k++)
            fprintf(table, " %llu", (unsigned long long)matrix[i * n + k]);
        fputc('\n', table);
    }
    printf("  all  %7llu  %8.4f of the %s %s; matrix in %s/confusion.dat\n",
           (unsigned long long)judged, (double)right / (double)judged, name,
           st->net.labels > 1 ? "labels" : "samples", d->path);
    show_learnt(wrong, st->net.labels);
    output_end_table(d, "confusion", table);
    base_free(matrix), base_free(wrong);
}
