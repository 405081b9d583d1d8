/* Implementation of formats.h. */
#include "glass/spheres/formats.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "glass/spheres/columns.h"
#include "glass/spheres/exports.h"
#include "glass/spheres/reader.h"

/* ---- reading, whatever the format ------------------------------------------------------------ */

static struct frame finish(struct reader *r)
{
    const double L = r->edge[0];
    const bool deep = !reader_is_flat(r);
    if (!(L > 0) || fabs(r->edge[1] - L) > 1e-9 * L)
        reader_refuse(r, "the box is not cubic: %g by %g by %g", L, r->edge[1], r->edge[2]);
    const size_t dim = deep ? 3 : 2;
    double *const x = base_alloc(r->n * dim, sizeof *x);
    for (size_t i = 0; i < r->n; i++) {
        if (!deep && !(fabs(r->x[3 * i + 2] - r->x[2]) <= 1e-9 * L))
            reader_refuse(r, "the box is not cubic, nor is it flat");
        for (size_t d = 0; d < dim; d++) x[i * dim + d] = r->x[3 * i + d] - r->low[d];
    }
    return (struct frame){
        .n = r->n, .dim = (int)dim, .x = x, .label = r->diameter, .box = L, .energy = NAN};
}

struct frame formats_read(const char *path, const struct formats_row *format, const char *where)
{
    struct stat about;
    struct reader r = {.path = path, .where = where, .file = base_open(path, "r")};
    require(fstat(fileno(r.file), &about) == 0 && S_ISREG(about.st_mode), "%s: %s: not a file",
            where, path);
    r.most = (size_t)about.st_size / 8 + 1; /* no sphere takes fewer characters */
    do format->read(&r);
    while (format->many && reader_next_line(&r));
    const struct frame f = finish(&r);
    if (r.open[0] || r.open[1] || (r.open[2] && f.dim == 3))
        fprintf(stderr, "warning: %s: %s: the box is taken as periodic\n", where, path);
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
static bool xyz_value(const struct reader *r, const char *key, char *text, size_t room)
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
    if (n >= room) reader_refuse(r, "%s is too long", key);
    memcpy(text, at, n);
    text[n] = 0;
    return true;
}

static void xyz_box(struct reader *r)
{
    char text[500];
    if (!xyz_value(r, "Lattice", text, sizeof text)) reader_refuse(r, "no Lattice=\"...\"");
    double edge_[9];
    size_t n = 0;
    for (char *at = strtok(text, " \t"); at; at = strtok(NULL, " \t")) {
        if (n == 9) reader_refuse(r, "Lattice has more than nine numbers");
        edge_[n++] = reader_number(r, at);
    }
    if (n != 9) reader_refuse(r, "Lattice has %zu numbers, not nine", n);
    for (int k = 0; k < 9; k++)
        if (k % 4) reader_need_straight(r, edge_[k], edge_[0]);
    for (int d = 0; d < 3; d++) r->low[d] = 0, r->edge[d] = edge_[4 * d];
    if (!xyz_value(r, "pbc", text, sizeof text)) return;
    n = 0;
    for (char *at = strtok(text, " \t"); at && n < 3; at = strtok(NULL, " \t"))
        r->open[n++] = *at != 'T' && *at != 't' && *at != '1';
}

/* Positions are one property of several columns. */
static void xyz_property(struct reader *r, struct columns *c, const char *name, size_t width)
{
    static const char *const axes[] = {"x", "y", "z"};
    const bool place = strcasecmp(name, "pos") == 0 && (width == 2 || width == 3);
    bool good = true;
    for (size_t d = 0; place && d < width; d++) good = good && columns_add(c, axes[d], 1);
    if (!place) good = columns_add(c, name, width);
    if (!good) reader_refuse(r, "Properties has %.40s twice", name);
    if (c->n > READER_WORDS) reader_refuse(r, "more than %d columns", READER_WORDS);
}

static struct columns xyz_columns(struct reader *r)
{
    char text[2000];
    struct columns c;
    columns_open(&c);
    if (!xyz_value(r, "Properties", text, sizeof text)) reader_refuse(r, "no Properties=...");
    for (char *name = strtok(text, ":"); name; name = strtok(NULL, ":")) {
        const char *const kind = strtok(NULL, ":"), *const count = strtok(NULL, ":");
        if (!kind || !count) reader_refuse(r, "Properties is not a row of name:kind:count");
        xyz_property(r, &c, name, reader_whole(r, count, 1, READER_WORDS));
    }
    if (!columns_choose(&c, reader_is_flat(r)))
        reader_refuse(r, "Properties has no %s (pos:R:3 is x y z)", c.missing);
    return c;
}

static bool blank(const struct reader *r)
{
    return !r->line[strspn(r->line, " \t\r\n")];
}

static void read_xyz(struct reader *r)
{
    if (!r->line && !reader_next_line(r)) reader_refuse(r, "the file is empty");
    if (r->n && blank(r)) return; /* at the end of the file */
    reader_cut(r);
    if (r->words != 1) reader_refuse(r, "not the number of spheres");
    reader_make_room(r, reader_whole(r, r->word[0], 1, r->most));
    if (!reader_next_line(r)) reader_refuse(r, "the file ends too early");
    xyz_box(r);
    const struct columns c = xyz_columns(r);
    for (size_t i = 0; i < r->n; i++) {
        reader_need_line(r);
        reader_take_row(r, i, &c, 0);
    }
}

/* ---- LAMMPS data, atom_style sphere ---------------------------------------------------------- */

/* "4 0 0 avec" and so on, for "0 4 xlo xhi". */
static void data_edge(struct reader *r, int d)
{
    for (int k = 0; k < 3; k++) {
        const double x = reader_number(r, r->word[k]);
        if (k == d)
            r->edge[d] = x;
        else
            reader_need_straight(r, x, r->edge[0]);
    }
}

static void data_header(struct reader *r)
{
    const char *const last = r->words ? r->word[r->words - 1] : "";
    if (r->words == 2 && strcmp(last, "atoms") == 0)
        reader_make_room(r, reader_whole(r, r->word[0], 1, r->most));
    for (int d = 0; d < 3; d++) {
        const char low[] = {"xyz"[d], 'l', 'o', 0}, vector[] = {"abc"[d], 'v', 'e', 'c', 0};
        if (r->words == 4 && strcmp(last, vector) == 0) data_edge(r, d);
        if (r->words == 5 && strcmp(last, "origin") == 0) r->low[d] = reader_number(r, r->word[d]);
        if (r->words != 4 || strcmp(r->word[2], low) != 0) continue;
        r->low[d] = reader_number(r, r->word[0]);
        r->edge[d] = reader_number(r, r->word[1]) - r->low[d];
    }
    if (r->words == 6 && strcmp(last, "yz") == 0)
        for (int k = 0; k < 3; k++)
            reader_need_straight(r, reader_number(r, r->word[k]), r->edge[0]);
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
static struct columns data_columns(struct reader *r)
{
    char style[80] = "", text[80];
    for (size_t k = 2; k < r->words && r->word[1][0] == '#'; k++)
        snprintf(style + strlen(style), sizeof style - strlen(style), "%s%s", k > 2 ? " " : "",
                 r->word[k]);
    const struct data_style *row = data_styles;
    while (row->name && strcmp(row->name, style)) row++;
    if (!row->name)
        reader_refuse(
            r, "must be 'Atoms # sphere', bpm/sphere or hybrid sphere: spheres with diameters");
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

static void read_data(struct reader *r)
{
    if (!reader_next_line(r)) reader_refuse(r, "the file is empty"); /* a title */
    do {
        reader_need_line(r);
        if (r->words && strcmp(r->word[0], "Atoms") == 0) break;
        reader_cut_comment(r);
        data_header(r);
    } while (true);
    const struct columns c = data_columns(r);
    if (!r->n) reader_refuse(r, "no 'N atoms' before the atoms");
    for (size_t k = 0; k < r->n; k++) {
        do reader_need_line(r), reader_cut_comment(r);
        while (r->words == 0);
        reader_take_row(r, reader_whole(r, r->word[0], 1, r->n) - 1, &c, 3);
    }
}

/* ---- LAMMPS dump ----------------------------------------------------------------------------- */

static struct columns dump_columns(struct reader *r)
{
    struct columns c;
    columns_open(&c);
    for (size_t k = 2; k < r->words; k++)
        if (!columns_add(&c, r->word[k], 1))
            reader_refuse(r, "column %.40s is there twice", r->word[k]);
    if (!columns_choose(&c, reader_is_flat(r))) reader_refuse(r, "no %s", c.missing);
    if (c.id == COLUMNS_NONE) reader_refuse(r, "no column id");
    return c;
}

/* Items that mean nothing here, as UNITS and TIME, are passed over. */
static void need_item(struct reader *r, const char *second)
{
    static const char known[] = " TIMESTEP NUMBER BOX ATOMS ";
    while (r->words >= 2 && strcmp(r->word[0], "ITEM:") == 0) {
        char *const name = base_text(" %s ", r->word[1]);
        const bool meant = strstr(known, name);
        base_free(name);
        if (meant) break;
        do reader_need_line(r);
        while (!r->words || strcmp(r->word[0], "ITEM:"));
    }
    if (r->words < 2 || strcmp(r->word[0], "ITEM:") != 0 || strcmp(r->word[1], second) != 0)
        reader_refuse(r, "not 'ITEM: %s'", second);
}

/* Two bounds an axis; with "xy xz yz", a tilt besides; with "abc origin", an edge's vector and a
   component of the origin. */
static void dump_box(struct reader *r)
{
    const bool tilted = r->words > 3 && strcmp(r->word[3], "xy") == 0,
               general = r->words > 3 && strcmp(r->word[3], "abc") == 0;
    double skew = 0;
    for (size_t d = 0; d < 3 && r->words >= 6; d++)
        r->open[d] = strcmp(r->word[r->words - 3 + d], "pp") != 0;
    for (size_t d = 0; d < 3; d++) {
        reader_need_line(r);
        if (r->words != (general ? 4u : tilted ? 3u : 2u))
            reader_refuse(r, "not the bounds of the box");
        if (tilted) skew = fmax(skew, fabs(reader_number(r, r->word[2])));
        for (size_t k = 0; general && k < 3; k++)
            if (k != d) skew = fmax(skew, fabs(reader_number(r, r->word[k])));
        r->low[d] = reader_number(r, r->word[general ? 3 : 0]);
        r->edge[d] =
            general ? reader_number(r, r->word[d]) : reader_number(r, r->word[1]) - r->low[d];
    }
    reader_need_straight(r, skew, r->edge[0]);
}

static void read_dump(struct reader *r)
{
    if (!r->line && !reader_next_line(r)) reader_refuse(r, "the file is empty");
    if (r->n && blank(r)) return; /* at the end of the file */
    reader_cut(r);
    need_item(r, "TIMESTEP");
    reader_need_line(r), reader_need_line(r);
    need_item(r, "NUMBER");
    reader_need_line(r);
    reader_make_room(r, r->words == 1 ? reader_whole(r, r->word[0], 1, r->most) : 0);
    if (!r->n) reader_refuse(r, "not the number of atoms");
    reader_need_line(r);
    need_item(r, "BOX");
    dump_box(r);
    reader_need_line(r);
    need_item(r, "ATOMS");
    const struct columns c = dump_columns(r);
    for (size_t k = 0; k < r->n; k++) {
        reader_need_line(r);
        if (r->words != c.n) reader_refuse(r, "%zu columns, not %zu", r->words, c.n);
        reader_take_row(r, reader_whole(r, r->word[c.id], 1, r->n) - 1, &c, 0);
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
