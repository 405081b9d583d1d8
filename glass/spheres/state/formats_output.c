/* Implementation of formats_output.h. */
#include "glass/spheres/state/formats_output.h"

#include <stdbool.h>
#include <string.h>

#include "common/core/base.h"
#include "glass/spheres/state/formats.h"
#include "glass/spheres/state/gsd_writer.h"
#include "glass/spheres/state/gzip_writer.h"

struct formats_output {
    FILE *out;
    bool compressed; /* out is a stream to another file */
    const struct formats_row *format;
    struct gsd_writer *gsd; /* NULL: a text format */
};

struct formats_output *formats_output_begin(FILE *out, const struct formats_row *format,
                                            const char *path)
{
    struct formats_output *const o = base_alloc(1, sizeof *o);
    const bool compressed = formats_compressed(path);
    require(format->write || !compressed, "%s: GSD files are not compressed. Allowed: %.*s", path,
            (int)(strlen(path) - strlen(".gz")), path);
    *o = (struct formats_output){.out = compressed ? gzip_writer_open(out) : out,
                                 .compressed = compressed,
                                 .format = format};
    if (!format->write) o->gsd = gsd_writer_create(out);
    return o;
}

void formats_output_add(struct formats_output *o, const struct frame *f)
{
    if (o->gsd)
        gsd_writer_add(o->gsd, f);
    else
        o->format->write(o->out, f);
}

void formats_output_end(struct formats_output *o)
{
    if (o->gsd) gsd_writer_free(o->gsd);
    require(!o->compressed || fclose(o->out) == 0, "a compressed file cannot be written: %s",
            base_reason());
    base_free(o);
}
