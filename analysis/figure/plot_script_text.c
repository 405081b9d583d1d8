/* Implementation of plot_script_text.h. */
#include "analysis/figure/plot_script_text.h"

#include <ctype.h>
#include <string.h>

#include "common/core/base.h"

void plot_script_text_plain(FILE *out, const char *text)
{
    for (; *text; text++) fputc(iscntrl((unsigned char)*text) ? '?' : *text, out);
}

/* Between single quotes gnuplot interprets no character except the quote, and runs no `command`. */
void plot_script_text_quote(FILE *out, const char *text)
{
    for (const char *part = text;; part += strcspn(part, "'") + 1) {
        const size_t n = strcspn(part, "'");
        char *const piece = base_text("%.*s", (int)n, part);
        fputc('\'', out);
        plot_script_text_plain(out, piece);
        fputc('\'', out);
        base_free(piece);
        if (!part[n]) return;
        fputs(".\"'\".", out);
    }
}

/* Names that begin with '<' or '|' would be commands. */
void plot_script_text_file(FILE *out, const char *name)
{
    char *const path = base_text("./%s", name);
    plot_script_text_quote(out, path);
    base_free(path);
}
