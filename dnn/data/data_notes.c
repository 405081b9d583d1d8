/* Implementation of data_notes.h. */
#include "dnn/data/data_notes.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void data_notes_add(struct data *d, const char *format, ...)
{
    char line[1000];
    va_list list;
    va_start(list, format);
    vsnprintf(line, sizeof line, format, list);
    va_end(list);
    char *const before = d->notes;
    d->notes = before ? base_text("%s\n%s", before, line) : base_text("%s", line);
    base_free(before);
}

void data_notes_add_classes(struct data *d)
{
    enum { CLASSES = 256, SHOWN = 10 };
    size_t count[CLASSES] = {0}, empty = 0;
    char names[8 * SHOWN] = "";
    if (d->regression) return;
    for (size_t i = 0; i < d->train.n * data_labels(d); i++) count[d->train.label[i]]++;
    for (size_t c = 0; c < d->classes; c++) {
        if (count[c]) continue;
        if (empty++ < SHOWN)
            snprintf(names + strlen(names), sizeof names - strlen(names), "%s%zu",
                     empty > 1 ? ", " : "", c);
    }
    if (empty)
        data_notes_add(d, "classes: %zu, %zu of them without training samples: %s%s", d->classes,
                       empty, names, empty > SHOWN ? ", ..." : "");
}
