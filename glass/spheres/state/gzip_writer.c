/* Implementation of gzip_writer.h, by zlib. */
#include "glass/spheres/state/gzip_writer.h"

#include <zlib.h>

#include "common/core/base.h"

struct gzip_writer {
    FILE *to;
    z_stream z;
    gz_header head;
};

const char gzip_writer_mark[] = "swapglass export";

enum { UNIX = 3 /* number of the system in a header */ };
enum { GZIP = 16 + MAX_WBITS, MEMORY = 8 }; /* a header of gzip; zlib's default */

static int compress_all(struct gzip_writer *w, int flush)
{
    unsigned char piece[1 << 14];
    do {
        w->z.next_out = piece, w->z.avail_out = sizeof piece;
        if (deflate(&w->z, flush) == Z_STREAM_ERROR) return EOF;
        const size_t n = sizeof piece - w->z.avail_out;
        if (fwrite(piece, 1, n, w->to) != n) return EOF;
    } while (w->z.avail_out == 0);
    return 0;
}

static ssize_t write_some(void *stream, const char *bytes, size_t n)
{
    struct gzip_writer *const w = stream;
    w->z.next_in = (unsigned char *)bytes, w->z.avail_in = (unsigned)n;
    return compress_all(w, Z_NO_FLUSH) ? 0 : (ssize_t)n;
}

static int close_all(void *stream)
{
    struct gzip_writer *const w = stream;
    w->z.avail_in = 0;
    const int failed = compress_all(w, Z_FINISH);
    deflateEnd(&w->z);
    base_free(w);
    return failed;
}

FILE *gzip_writer_open(FILE *to)
{
    struct gzip_writer *const w = base_alloc(1, sizeof *w);
    *w = (struct gzip_writer){.to = to};
    w->head.comment = (Bytef *)gzip_writer_mark;
    w->head.os = UNIX;
    require(deflateInit2(&w->z, Z_DEFAULT_COMPRESSION, Z_DEFLATED, GZIP, MEMORY,
                         Z_DEFAULT_STRATEGY) == Z_OK,
            "zlib cannot compress");
    require(deflateSetHeader(&w->z, &w->head) == Z_OK, "zlib cannot compress");
    FILE *const f =
        fopencookie(w, "w", (cookie_io_functions_t){.write = write_some, .close = close_all});
    require(f, "out of memory: a stream of gzip");
    return f;
}
