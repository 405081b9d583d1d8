/* Implementation of formats.h. */
#include "glass/spheres/formats.h"

#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "glass/spheres/columns.h"
#include "glass/spheres/exports.h"

/* ---- reading, whatever the format ------------------------------------------------------------ */

enum { WORDS = 128 };

struct formats_reader {
    const char *path, *where;
    FILE *file;
    char *line;        /* of getline */
    size_t room, most; /* most: spheres that a file of its size can hold */
    long number;
    size_t words;
    char *word[WORDS]; /* of the line, which they cut up */
    size_t n;
    double *x, *diameter; /* (n, 3) [length], (n) [length]; 0: not yet read */
    double low[3], edge[3];
};

static _Noreturn void refuse(const struct formats_reader *r, const char *format, ...)
{
    char text[200];
    va_list list;
    va_start(list, format);
    vsnprintf(text, sizeof text, format, list);
    va_end(list);
    base_die("%s: %s, line %ld: %s", r->where, r->path, r->number, text);
}

/* The next line, cut into words; false at the end of the file. */
static bool next_line(struct formats_reader *r)
{
    const ssize_t length = getline(&r->line, &r->room, r->file);
    if (length < 0) return false;
    r->number++;
    if (strlen(r->line) != (size_t)length) refuse(r, "not text");
    return true;
}

static void cut(struct formats_reader *r)
{
    r->words = 0;
    for (char *at = strtok(r->line, " \t\r\n"); at && r->words < WORDS;
         at = strtok(NULL, " \t\r\n"))
        r->word[r->words++] = at;
}

static void need_line(struct formats_reader *r)
{
    if (!next_line(r)) refuse(r, "the file ends too early");
    cut(r);
}

static double number(const struct formats_reader *r, const char *word)
{
    char *end;
    const double x = strtod(word, &end);
    if (end == word || *end || !isfinite(x)) refuse(r, "'%.40s' is not a number", word);
    return x;
}

static size_t whole(const struct formats_reader *r, const char *word, size_t least, size_t most)
{
    const double x = number(r, word);
    if (!(x >= (double)least && x <= (double)most) || x != floor(x))
        refuse(r, "%.40s is not a whole number from %zu to %zu", word, least, most);
    return (size_t)x;
}

static void make_room(struct formats_reader *r, size_t n)
{
    base_free(r->x);
    base_free(r->diameter);
    r->n = n;
    r->x = base_alloc(n, 3 * sizeof *r->x);
    r->diameter = base_alloc(n, sizeof *r->diameter);
}

/* One sphere, each once. */
static void take(struct formats_reader *r, size_t i, const double *x, double diameter)
{
    if (!(diameter > 0)) refuse(r, "a diameter is %g", diameter);
    if (r->diameter[i] > 0) refuse(r, "sphere %zu is there twice", i + 1);
    r->diameter[i] = diameter;
    memcpy(r->x + 3 * i, x, 3 * sizeof *x);
}

static bool is_flat(const struct formats_reader *r)
{
    return !(fabs(r->edge[2] - r->edge[0]) < 1e-9 * r->edge[0]);
}

static struct frame finish(struct formats_reader *r)
{
    const double L = r->edge[0];
    const bool deep = !is_flat(r);
    if (!(L > 0) || fabs(r->edge[1] - L) > 1e-9 * L)
        refuse(r, "the box is not cubic: %g by %g by %g", L, r->edge[1], r->edge[2]);
    const size_t dim = deep ? 3 : 2;
    double *const x = base_alloc(r->n * dim, sizeof *x);
    for (size_t i = 0; i < r->n; i++) {
        if (!deep && !(fabs(r->x[3 * i + 2] - r->x[2]) <= 1e-9 * L))
            refuse(r, "the box is not cubic, nor is it flat");
        for (size_t d = 0; d < dim; d++) x[i * dim + d] = r->x[3 * i + d] - r->low[d];
    }
    return (struct frame){
        .n = r->n, .dim = (int)dim, .x = x, .label = r->diameter, .box = L, .energy = NAN};
}

struct frame formats_read(const char *path, const struct formats_row *format, const char *where)
{
    struct stat about;
    struct formats_reader r = {.path = path, .where = where, .file = base_open(path, "r")};
    require(fstat(fileno(r.file), &about) == 0 && S_ISREG(about.st_mode), "%s: %s: not a file",
            where, path);
    r.most = (size_t)about.st_size / 8 + 1; /* no sphere takes fewer characters */
    do format->read(&r);
    while (format->many && next_line(&r));
    const struct frame f = finish(&r);
    fclose(r.file);
    free(r.line);
    base_free(r.x);
    return f;
}

void formats_free(struct frame *f)
{
    base_free((double *)f->x);
    base_free((double *)f->label);
    *f = (struct frame){0};
}

/* ---- extended XYZ ---------------------------------------------------------------------------- */

/* The value of KEY= in the comment line, quotes taken off, to text (room); false if not there. */
static bool xyz_value(const struct formats_reader *r, const char *key, char *text, size_t room)
{
    const char *at = r->line;
    const size_t length = strlen(key);
    while ((at = strcasestr(at, key)) &&
           (at[length] != '=' || (at > r->line && !isspace((unsigned char)at[-1]))))
        at += length;
    if (!at) return false;
    at += length + 1;
    const bool quoted = *at == '"';
    at += quoted;
    const size_t n = strcspn(at, quoted ? "\"\n" : " \t\r\n");
    if (n >= room) refuse(r, "%s is too long", key);
    memcpy(text, at, n);
    text[n] = 0;
    return true;
}

static void xyz_box(struct formats_reader *r)
{
    char text[500];
    if (!xyz_value(r, "Lattice", text, sizeof text)) refuse(r, "no Lattice=\"...\"");
    double edge_[9];
    size_t n = 0;
    for (char *at = strtok(text, " \t"); at; at = strtok(NULL, " \t")) {
        if (n == 9) refuse(r, "Lattice has more than nine numbers");
        edge_[n++] = number(r, at);
    }
    if (n != 9) refuse(r, "Lattice has %zu numbers, not nine", n);
    for (int k = 0; k < 9; k++)
        if (k % 4 && edge_[k] != 0) refuse(r, "the box is not cubic");
    for (int d = 0; d < 3; d++) r->low[d] = 0, r->edge[d] = edge_[4 * d];
}

/* Positions are one property of several columns. */
static void xyz_property(struct formats_reader *r, struct columns *c, const char *name,
                         size_t width)
{
    static const char *const axes[] = {"x", "y", "z"};
    const bool place = strcasecmp(name, "pos") == 0 && (width == 2 || width == 3);
    bool good = true;
    for (size_t d = 0; place && d < width; d++) good = good && columns_add(c, axes[d], 1);
    if (!place) good = columns_add(c, name, width);
    if (!good) refuse(r, "Properties has %.40s twice", name);
    if (c->n > WORDS) refuse(r, "more than %d columns", WORDS);
}

static struct columns xyz_columns(struct formats_reader *r)
{
    char text[2000];
    struct columns c;
    columns_open(&c);
    if (!xyz_value(r, "Properties", text, sizeof text)) refuse(r, "no Properties=...");
    for (char *name = strtok(text, ":"); name; name = strtok(NULL, ":")) {
        const char *const kind = strtok(NULL, ":"), *const count = strtok(NULL, ":");
        if (!kind || !count) refuse(r, "Properties is not a row of name:kind:count");
        xyz_property(r, &c, name, whole(r, count, 1, WORDS));
    }
    if (!columns_choose(&c, is_flat(r)))
        refuse(r, "Properties has no %s (pos:R:3 is x y z)", c.missing);
    return c;
}

static double place(const struct formats_reader *r, const struct columns *c, size_t d)
{
    if (c->x[d] == COLUMNS_NONE) return 0;
    const double x = number(r, r->word[c->x[d]]);
    const double at = c->scaled ? r->low[d] + x * r->edge[d] : x;
    if (c->image[d] == COLUMNS_NONE || c->image[d] >= r->words) return at;
    const double image = number(r, r->word[c->image[d]]);
    if (image != floor(image)) refuse(r, "%.40s is not a number of boxes", r->word[c->image[d]]);
    return at + image * r->edge[d];
}

/* more: columns that a row may have besides, all or none. */
static void take_row(struct formats_reader *r, size_t i, const struct columns *c, size_t more)
{
    double x[3];
    if (r->words != c->n && r->words != c->n + more)
        refuse(r, "%zu columns, not %zu", r->words, c->n);
    for (size_t d = 0; d < 3; d++) x[d] = place(r, c, d);
    take(r, i, x, c->factor * number(r, r->word[c->size]));
}

static bool blank(const struct formats_reader *r)
{
    return !r->line[strspn(r->line, " \t\r\n")];
}

static void read_xyz(struct formats_reader *r)
{
    if (!r->line && !next_line(r)) refuse(r, "the file is empty");
    if (r->n && blank(r)) return; /* at the end of the file */
    cut(r);
    if (r->words != 1) refuse(r, "not the number of spheres");
    make_room(r, whole(r, r->word[0], 1, r->most));
    if (!next_line(r)) refuse(r, "the file ends too early");
    xyz_box(r);
    const struct columns c = xyz_columns(r);
    for (size_t i = 0; i < r->n; i++) {
        need_line(r);
        take_row(r, i, &c, 0);
    }
}

/* ---- LAMMPS data, atom_style sphere ---------------------------------------------------------- */

static void data_header(struct formats_reader *r)
{
    if (r->words == 2 && strcmp(r->word[1], "atoms") == 0)
        make_room(r, whole(r, r->word[0], 1, r->most));
    for (int d = 0; d < 3; d++) {
        const char low[] = {"xyz"[d], 'l', 'o', 0};
        if (r->words != 4 || strcmp(r->word[2], low) != 0) continue;
        r->low[d] = number(r, r->word[0]);
        r->edge[d] = number(r, r->word[1]) - r->low[d];
    }
    if (r->words >= 3 && strcmp(r->word[r->words - 1], "yz") == 0)
        refuse(r, "the box is not cubic");
}

/* Styles whose atoms have diameters; three images may follow. */
static const struct data_style { /* a row */
    const char *name, *columns;
} data_styles[] = {
    {"sphere", "id type diameter density x y z"},
    {"bpm/sphere", "id molecule type diameter density x y z"},
    {"hybrid sphere", "id type x y z diameter density"},
    {0},
};

/* Of the line "Atoms # STYLE". */
static struct columns data_columns(struct formats_reader *r)
{
    char style[80] = "", text[80];
    for (size_t k = 2; k < r->words && r->word[1][0] == '#'; k++)
        snprintf(style + strlen(style), sizeof style - strlen(style), "%s%s", k > 2 ? " " : "",
                 r->word[k]);
    const struct data_style *row = data_styles;
    while (row->name && strcmp(row->name, style)) row++;
    if (!row->name)
        refuse(r, "must be 'Atoms # sphere', bpm/sphere or hybrid sphere: spheres with diameters");
    struct columns c;
    columns_open(&c);
    snprintf(text, sizeof text, "%s", row->columns);
    for (char *at = strtok(text, " "); at; at = strtok(NULL, " ")) columns_add(&c, at, 1);
    const size_t words = c.n;
    columns_add(&c, "ix", 1), columns_add(&c, "iy", 1), columns_add(&c, "iz", 1);
    c.n = words;
    columns_choose(&c, false);
    return c;
}

static void read_data(struct formats_reader *r)
{
    if (!next_line(r)) refuse(r, "the file is empty"); /* a title */
    do {
        need_line(r);
        data_header(r);
    } while (r->words == 0 || strcmp(r->word[0], "Atoms") != 0);
    const struct columns c = data_columns(r);
    if (!r->n) refuse(r, "no 'N atoms' before the atoms");
    for (size_t k = 0; k < r->n; k++) {
        do need_line(r);
        while (r->words == 0);
        take_row(r, whole(r, r->word[0], 1, r->n) - 1, &c, 3);
    }
}

/* ---- LAMMPS dump ----------------------------------------------------------------------------- */

static struct columns dump_columns(struct formats_reader *r)
{
    struct columns c;
    columns_open(&c);
    for (size_t k = 2; k < r->words; k++)
        if (!columns_add(&c, r->word[k], 1)) refuse(r, "column %.40s is there twice", r->word[k]);
    if (!columns_choose(&c, is_flat(r))) refuse(r, "no %s", c.missing);
    if (c.id == COLUMNS_NONE) refuse(r, "no column id");
    return c;
}

static void need_item(struct formats_reader *r, const char *second)
{
    if (r->words < 2 || strcmp(r->word[0], "ITEM:") != 0 || strcmp(r->word[1], second) != 0)
        refuse(r, "not 'ITEM: %s'", second);
}

static void read_dump(struct formats_reader *r)
{
    if (!r->line && !next_line(r)) refuse(r, "the file is empty");
    if (r->n && blank(r)) return; /* at the end of the file */
    cut(r);
    need_item(r, "TIMESTEP");
    need_line(r), need_line(r);
    need_item(r, "NUMBER");
    need_line(r);
    make_room(r, r->words == 1 ? whole(r, r->word[0], 1, r->most) : 0);
    if (!r->n) refuse(r, "not the number of atoms");
    need_line(r);
    need_item(r, "BOX");
    if (r->words > 3 && strcmp(r->word[3], "xy") == 0) refuse(r, "the box is not cubic");
    for (int d = 0; d < 3; d++) {
        need_line(r);
        if (r->words != 2) refuse(r, "not two bounds of the box");
        r->low[d] = number(r, r->word[0]);
        r->edge[d] = number(r, r->word[1]) - r->low[d];
    }
    need_line(r);
    need_item(r, "ATOMS");
    const struct columns c = dump_columns(r);
    for (size_t k = 0; k < r->n; k++) {
        need_line(r);
        if (r->words != c.n) refuse(r, "%zu columns, not %zu", r->words, c.n);
        take_row(r, whole(r, r->word[c.id], 1, r->n) - 1, &c, 0);
    }
}

/* ---- the table ------------------------------------------------------------------------------- */

static const struct formats_row rows[] = {
    {"xyz", "extended XYZ with radii (OVITO, ASE); positions folded", ".xyz .extxyz ", exports_xyz,
     read_xyz, true},
    {"data", "LAMMPS data, atom_style sphere, one frame", ".data .lmp ", exports_data, read_data,
     false},
    {"dump", "LAMMPS dump with radii", ".dump .lammpstrj ", exports_dump, read_dump, true},
    {0},
};

const struct base_table formats_table = {"format", "files of configurations", rows, sizeof rows[0]};

const struct formats_row *formats_of(const char *path)
{
    const char *const dot = strrchr(path, '.');
    if (!dot) return NULL;
    char *const suffix = base_text("%s ", dot);
    const struct formats_row *row = rows;
    while (row->name && !strstr(row->suffixes, suffix)) row++;
    base_free(suffix);
    return row->name ? row : NULL;
}
