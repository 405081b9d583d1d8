/* Files of a run folder besides its tables: the samples in use, and the best weights. */
#include <inttypes.h>

#include "common/io/run_folder.h"
#include "dnn/system/parts.h"

static void write_part(const struct data *d, const struct data_part *p, const char *name, FILE *out)
{
    for (size_t i = 0; i < p->n; i++) {
        fprintf(out, "%s %" PRIu32, name, p->number[i]);
        if (d->regression || data_labels(d) > 1)
            fprintf(out, " nan nan\n");
        else
            fprintf(out, " %u %u\n", p->label[i], p->original ? p->original[i] : p->label[i]);
    }
}

static void write_samples(const struct data *d, const struct run_folder *folder)
{
    FILE *const out = run_folder_replace(folder, "samples.dat");
    run_folder_head(
        folder, out, "samples",
        "samples in use: part, number in the source from 0, label, label before changes");
    fprintf(out, "# units: name 1 1 1\n# part number label original\n");
    write_part(d, &d->train, "train", out);
    write_part(d, &d->test, "test", out);
    write_part(d, &d->validation, "validation", out);
    run_folder_commit(folder, "samples.dat", out);
}

void dnn_write_files(void *state, const struct run_folder *folder)
{
    struct dnn_state *const st = state;
    char *const path = base_text("/proc/self/fd/%d/best.h5", folder->lock);
    validation_write(st, path);
    base_free(path);
    if (st->samples_listed) return;
    write_samples(&st->data, folder);
    st->samples_listed = true;
}
