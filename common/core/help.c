/* Implementation of help.h. */
#include "common/core/help.h"

#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "common/core/options.h"

enum { WIDEST = 100, NARROWEST = 40, INDENT = 2, GAP = 2, LONG_NAME = 16 };

int help_width(FILE *out)
{
    struct winsize w = {0};
    const int fd = fileno(out);
    if (fd < 0 || !isatty(fd) || ioctl(fd, TIOCGWINSZ, &w) != 0 || w.ws_col < NARROWEST)
        return WIDEST;
    return w.ws_col < WIDEST ? w.ws_col : WIDEST;
}

/* Column of the docs beside names of up to this length. */
static int column_beside(size_t longest)
{
    return INDENT + GAP + (longest < LONG_NAME ? (int)longest : LONG_NAME);
}

/* Number of bytes that fit into `room` characters: up to the last space, or one whole word if
   that is longer. */
static size_t fitting(const char *text, size_t room)
{
    size_t fits = 0;
    for (size_t i = 0;; i++) {
        if (text[i] != ' ' && text[i] != '\0') continue;
        if (fits && i > room) return fits;
        fits = i;
        if (!text[i]) return fits;
    }
}

/* The first line starts at column `at`, all others at `column`, after `margin`. */
static void wrap(FILE *out, int width, int at, int column, const char *margin, const char *text)
{
    const int left = column + (int)strlen(margin);
    const size_t room = width > left ? (size_t)(width - left) : 1;
    do {
        const size_t n = fitting(text, room);
        fprintf(out, "%s%*s%.*s\n", margin, column - at, "", (int)n, text);
        text += n + strspn(text + n, " ");
        at = 0;
    } while (*text);
}

void help_item(FILE *out, int width, int column, const char *name, const char *doc)
{
    int at = fprintf(out, "%*s%s", INDENT, "", name);
    if (at + GAP > column) fputc('\n', out), at = 0;
    wrap(out, width, at, column, "", doc);
}

void help_head(FILE *out, const char *text)
{
    const int width = help_width(out);
    const size_t n = fitting(text, (size_t)width);
    fprintf(out, "%.*s\n", (int)n, text);
    const char *const rest = text + n + strspn(text + n, " ");
    if (*rest) wrap(out, width, 0, INDENT + GAP, "", rest);
}

void help_comment(FILE *out, const char *text)
{
    wrap(out, WIDEST, 0, 0, "# ", text);
}

void help_options(FILE *out, const struct option_row *rows)
{
    enum { COLUMN = 20 };
    for (const struct option_row *o = rows; o->name; o++) {
        char letter[8] = "";
        if (o->letter) snprintf(letter, sizeof letter, "-%c, ", o->letter);
        char *const name = base_text("%s--%s%s%s", letter, o->name, o->argument ? " " : "",
                                     o->argument ? o->argument : "");
        help_item(out, help_width(out), COLUMN, name, o->doc);
        base_free(name);
    }
}

void help_table(FILE *out, const struct base_table *t)
{
    char *const head = base_text("%s: %s", t->name, t->doc);
    wrap(out, help_width(out), 0, 0, "", head);
    base_free(head);
    help_rows(out, t);
}

void help_rows(FILE *out, const struct base_table *t)
{
    size_t longest = 0;
    for (size_t i = 0; i < base_rows(t); i++) {
        const struct base_row *const row = base_row(t, i);
        if (strlen(row->name) > longest) longest = strlen(row->name);
    }
    for (size_t i = 0; i < base_rows(t); i++) {
        const struct base_row *const row = base_row(t, i);
        help_item(out, help_width(out), column_beside(longest), row->name, row->doc);
    }
}
