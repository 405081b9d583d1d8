/* Implementation of result_table.h. A cell keeps its estimate, and its text as people read it. */
#include "analysis/figure/result_table.h"

#include <assert.h>
#include <ctype.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/figure/html.h"
#include "analysis/figure/number_format.h"
#include "common/core/base.h"
#include "common/core/text.h"
#include "common/io/output.h"
#include "common/io/atomic_file.h"

enum { COLUMNS = 24 };

struct column {
    const char *name, *unit;
    const char *error; /* name of the error; NULL: NAME_error */
    enum result_table_kind kind;
};

struct cell {
    char *text, *error; /* as printed; error NULL unless an estimate */
    struct statistics_estimate e;
    char sign; /* of a bound; 0: none */
};

struct result_table {
    char *about;
    char **note; /* (notes) */
    size_t notes, columns, cells;
    struct column column[COLUMNS];
    struct cell *cell; /* (cells) row by row */
};

static char *written(const char *format, va_list list)
{
    char *text = NULL;
    if (vasprintf(&text, format, list) < 0) base_die("out of memory");
    char *const own = base_text("%s", text);
    free(text);
    return own;
}

struct result_table *result_table_create(const char *format, ...)
{
    va_list list;
    va_start(list, format);
    struct result_table *const s = base_alloc(1, sizeof *s);
    s->about = written(format, list);
    va_end(list);
    return s;
}

void result_table_free(struct result_table *s)
{
    for (size_t i = 0; i < s->cells; i++) {
        base_free(s->cell[i].text);
        base_free(s->cell[i].error);
    }
    for (size_t i = 0; i < s->notes; i++) base_free(s->note[i]);
    free(s->note);
    free(s->cell);
    base_free(s->about);
    base_free(s);
}

void result_table_column(struct result_table *s, const char *name, const char *unit,
                         enum result_table_kind kind)
{
    assert(s->cells == 0 && s->columns < COLUMNS);
    s->column[s->columns++] = (struct column){.name = name, .unit = unit, .kind = kind};
}

void result_table_error_name(struct result_table *s, const char *name)
{
    s->column[s->columns - 1].error = name;
}

static void add(struct result_table *s, enum result_table_kind kind, struct cell c)
{
    assert(s->column[s->cells % s->columns].kind == kind);
    (void)kind;
    s->cell = reallocarray(s->cell, s->cells + 1, sizeof *s->cell);
    require(s->cell, "out of memory");
    s->cell[s->cells++] = c;
}

void result_table_text(struct result_table *s, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    add(s, RESULT_TABLE_TEXT, (struct cell){.text = written(format, list), .e = {NAN, NAN}});
    va_end(list);
}

void result_table_number(struct result_table *s, double x)
{
    add(s, RESULT_TABLE_NUMBER,
        (struct cell){.text = isfinite(x) ? base_text("%g", x) : base_text("-"), .e = {x, NAN}});
}

void result_table_estimate(struct result_table *s, struct statistics_estimate e)
{
    add(s, RESULT_TABLE_ESTIMATE,
        (struct cell){.text = base_text("%s", number_format_value(e)),
                      .error = base_text("%s", number_format_error(e)),
                      .e = e});
}

void result_table_bound(struct result_table *s, char sign, double x)
{
    add(s, RESULT_TABLE_ESTIMATE,
        (struct cell){.text = base_text("%s", number_format_bound(sign, x)),
                      .error = base_text("-"),
                      .e = {x, NAN},
                      .sign = sign});
}

void result_table_note(struct result_table *s, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    char *const text = written(format, list);
    va_end(list);
    size_t i = 0;
    while (i < s->notes && strcmp(s->note[i], text) != 0) i++;
    if (i < s->notes) {
        base_free(text);
        return;
    }
    char **const note = reallocarray(s->note, s->notes + 1, sizeof *note);
    require(note, "out of memory: %zu notes", s->notes + 1);
    s->note = note;
    s->note[s->notes++] = text;
}

bool result_table_lacks_errors(const struct result_table *s)
{
    for (size_t i = 0; i < s->cells; i++)
        if (s->column[i % s->columns].kind == RESULT_TABLE_ESTIMATE && !s->cell[i].sign &&
            isfinite(s->cell[i].e.value) && isnan(s->cell[i].e.error))
            return true;
    return false;
}

size_t result_table_rows(const struct result_table *s)
{
    return s->cells / s->columns;
}

/* ---- for people ------------------------------------------------------------------------------ */

static size_t shown_width(const char *text) /* UTF-8 characters */
{
    size_t n = 0;
    for (; *text; text++) n += (*text & 0xc0) != 0x80;
    return n;
}

static int widest(const struct result_table *s, size_t c, bool error)
{
    size_t most = strlen(error ? "error" : s->column[c].name);
    for (size_t i = c; i < s->cells; i += s->columns) {
        const char *const text = error ? s->cell[i].error : s->cell[i].text;
        const size_t n = shown_width(text);
        most = n > most ? n : most;
    }
    return (int)most;
}

static void put(const char *text, int width, bool left)
{
    const int room = width - (int)shown_width(text), pad = room > 0 ? room : 0;
    if (!left) printf("%*s", pad, "");
    text_put(stdout, text);
    if (left) printf("%*s", pad, "");
}

/* row == SIZE_MAX: the heading. Numbers are aligned right, text left. The last column is not
   padded. */
static void print_row(const struct result_table *s, size_t row)
{
    for (size_t c = 0; c < s->columns; c++) {
        const struct column *const k = &s->column[c];
        const struct cell *const cell = row == SIZE_MAX ? NULL : &s->cell[row * s->columns + c];
        const bool text = k->kind == RESULT_TABLE_TEXT, last = text && c + 1 == s->columns;
        if (c) printf("  ");
        put(cell ? cell->text : k->name, last ? 0 : widest(s, c, false), text);
        if (k->kind != RESULT_TABLE_ESTIMATE) continue;
        printf(" ");
        put(cell ? cell->error : "error", widest(s, c, true), false);
    }
    printf("\n");
}

static void print_line(const char *text)
{
    text_put(stdout, text);
    putchar('\n');
}

static void print_text(const struct result_table *s)
{
    print_line(s->about);
    print_row(s, SIZE_MAX);
    for (size_t row = 0; row < result_table_rows(s); row++) print_row(s, row);
    for (size_t i = 0; i < s->notes; i++) print_line(s->note[i]);
}

/* ---- for machines ---------------------------------------------------------------------------- */

static void json_number(const char *name, const char *part, double x)
{
    printf("\"%s%s\": ", name, part);
    if (isfinite(x))
        printf("%.10g", x);
    else
        printf("null");
}

static void json_cell(const struct column *k, const struct cell *c)
{
    if (k->kind == RESULT_TABLE_TEXT) {
        printf("\"%s\": ", k->name);
        text_put_json(stdout, c->text);
        return;
    }
    json_number(k->name, "", c->e.value);
    if (k->kind == RESULT_TABLE_NUMBER) return;
    printf(", ");
    json_number(k->name, "_error", c->e.error);
    if (c->sign) printf(", \"%s_bound\": \"%c\"", k->name, c->sign);
}

static void print_json(const struct result_table *s)
{
    printf("{\"about\": ");
    text_put_json(stdout, s->about);
    printf(", \"rows\": [");
    for (size_t i = 0; i < s->cells; i++) {
        const size_t c = i % s->columns;
        printf("%s", c ? ", " : i ? ",\n  {" : "\n  {");
        json_cell(&s->column[c], &s->cell[i]);
        if (c + 1 == s->columns) putchar('}');
    }
    printf("\n], \"notes\": [");
    for (size_t i = 0; i < s->notes; i++) {
        printf("%s", i ? ", " : "");
        text_put_json(stdout, s->note[i]);
    }
    printf("]}\n");
}

void result_table_print(const struct result_table *s, bool json)
{
    if (json)
        print_json(s);
    else
        print_text(s);
}

/* ---- on a page -------------------------------------------------------------------------------- */

static void html_cell(FILE *out, const char *tag, const char *text, bool left)
{
    fprintf(out, "<%s%s>", tag, left ? " class=\"text\"" : "");
    html_text(out, text);
    fprintf(out, "</%s>", tag);
}

/* row == SIZE_MAX: the heading. */
static void html_row(FILE *out, const struct result_table *s, size_t row)
{
    const char *const tag = row == SIZE_MAX ? "th" : "td";
    fprintf(out, "<tr>");
    for (size_t c = 0; c < s->columns; c++) {
        const struct column *const k = &s->column[c];
        const struct cell *const cell = row == SIZE_MAX ? NULL : &s->cell[row * s->columns + c];
        html_cell(out, tag, cell ? cell->text : k->name, k->kind == RESULT_TABLE_TEXT);
        if (k->kind == RESULT_TABLE_ESTIMATE)
            html_cell(out, tag, cell ? cell->error : "error", false);
    }
    fprintf(out, "</tr>\n");
}

static void html_note(FILE *out, const char *text)
{
    fprintf(out, "<p class=\"note\">");
    html_text(out, text);
    fprintf(out, "</p>\n");
}

void result_table_html(const struct result_table *s, FILE *out)
{
    html_note(out, s->about);
    fprintf(out, "<table><thead>\n");
    html_row(out, s, SIZE_MAX);
    fprintf(out, "</thead><tbody>\n");
    for (size_t row = 0; row < result_table_rows(s); row++) html_row(out, s, row);
    fprintf(out, "</tbody></table>\n");
    for (size_t i = 0; i < s->notes; i++) html_note(out, s->note[i]);
}

/* ---- on disk --------------------------------------------------------------------------------- */

const char result_table_mark[] = "\n# An error of inf or -inf marks a lower or an upper bound.\n";

/* Writes a text as one quoted word: quotes and control characters in it are replaced. */
static void save_text(FILE *out, const char *text)
{
    fputc('"', out);
    for (; *text; text++)
        fputc(*text == '"' ? '\'' : iscntrl((unsigned char)*text) ? '?' : *text, out);
    fputc('"', out);
}

static void save_cell(FILE *out, const struct column *k, const struct cell *c)
{
    if (k->kind == RESULT_TABLE_TEXT)
        save_text(out, c->text);
    else
        fprintf(out, "%.10g", c->e.value);
    if (k->kind != RESULT_TABLE_ESTIMATE) return;
    fprintf(out, " %.10g", c->sign == '>' ? INFINITY : c->sign == '<' ? -INFINITY : c->e.error);
}

void result_table_save(const struct result_table *s, const char *path)
{
    FILE *const out = atomic_file_begin(path);
    fprintf(out, "# %s%s# units:", s->about, result_table_mark);
    for (const struct column *k = s->column; k < s->column + s->columns; k++)
        fprintf(out, k->kind == RESULT_TABLE_ESTIMATE ? " %s %s" : " %s", k->unit ? k->unit : "1",
                k->unit ? k->unit : "1");
    fprintf(out, "\n#");
    for (const struct column *k = s->column; k < s->column + s->columns; k++)
        if (k->kind != RESULT_TABLE_ESTIMATE)
            fprintf(out, " %s", k->name);
        else if (k->error)
            fprintf(out, " %s %s", k->name, k->error);
        else
            fprintf(out, " %s %s_error", k->name, k->name);
    fputc('\n', out);
    for (size_t i = 0; i < s->cells; i++) {
        save_cell(out, &s->column[i % s->columns], &s->cell[i]);
        fputc(i % s->columns + 1 == s->columns ? '\n' : ' ', out);
    }
    output_end(path, out);
}
