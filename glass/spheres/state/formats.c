/* Implementation of formats.h. */
#include "glass/spheres/state/formats.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "glass/spheres/state/particle_columns.h"
#include "glass/spheres/state/format_writers.h"
#include "glass/spheres/state/text_reader.h"

/* ---- reading, whatever the format ------------------------------------------------------------ */

static struct owned_frame finish(struct text_reader *r)
{
    const double L = r->edge[0];
    text_reader_sort(r);
    const bool deep = !text_reader_is_flat(r);
    if (!(L > 0) || fabs(r->edge[1] - L) > 1e-9 * L)
        text_reader_refuse(r, "the box is not cubic: %g by %g by %g", L, r->edge[1], r->edge[2]);
    const size_t dim = deep ? 3 : 2;
    struct owned_frame f = {0};
    frame_resize(&f, r->n, (int)dim, true);
    f.view.box = L, f.view.energy = NAN;
    memcpy(f.label, r->diameter, r->n * sizeof *f.label);
    for (size_t i = 0; i < r->n; i++) {
        if (!deep && !(fabs(r->x[3 * i + 2] - r->x[2]) <= 1e-9 * L))
            text_reader_refuse(r, "the box is not cubic, nor is it flat");
        for (size_t d = 0; d < dim; d++) f.x[i * dim + d] = r->x[3 * i + d] - r->low[d];
    }
    return f;
}

struct owned_frame formats_read_typed(const char *path, const struct formats_row *format,
                                      const char *where, bool *typed)
{
    struct text_reader r;
    require(format->read, "%s: %s is no GSD file", where, path);
    text_reader_open(&r, path, where);
    do format->read(&r);
    while (format->many && text_reader_next_line(&r));
    const struct owned_frame f = finish(&r);
    if (r.open[0] || r.open[1] || (r.open[2] && f.view.dim == 3))
        fprintf(stderr, "warning: %s: %s: the box is taken as periodic\n", where, path);
    *typed = r.typed;
    text_reader_close(&r);
    return f;
}

struct owned_frame formats_read(const char *path, const struct formats_row *format,
                                const char *where)
{
    bool typed;
    const struct owned_frame f = formats_read_typed(path, format, where, &typed);
    require(!typed,
            "%s: %s has types in place of diameters. Allowed: a column radius or diameter; Atoms # "
            "sphere",
            where, path);
    return f;
}

/* ---- extended XYZ ---------------------------------------------------------------------------- */

/* The value of KEY= (or another sign) in the comment line, without quotes, to text (room); false without
   one. */
static bool signed_value(const struct text_reader *r, const char *key, char sign, char *text,
                         size_t room)
{
    const char *at = r->line;
    const size_t length = strlen(key);
    while ((at = strcasestr(at, key)) &&
           (at[length] != sign || (at > r->line && !isspace((unsigned char)at[-1]))))
        at += length;
    if (!at) return false;
    at += length + 1;
    const bool quoted = *at == '"';
    at += quoted;
    const size_t n = strcspn(at, quoted ? "\"\n" : " \t\r\n");
    if (n >= room) text_reader_refuse(r, "%s is too long", key);
    memcpy(text, at, n);
    text[n] = 0;
    return true;
}

static bool xyz_value(const struct text_reader *r, const char *key, char *text, size_t room)
{
    return signed_value(r, key, '=', text, room);
}

static void xyz_box(struct text_reader *r)
{
    char text[500];
    if (!xyz_value(r, "Lattice", text, sizeof text)) text_reader_refuse(r, "no Lattice=\"...\"");
    double edge_[9];
    size_t n = 0;
    for (char *at = strtok(text, " \t"); at; at = strtok(NULL, " \t")) {
        if (n == 9) text_reader_refuse(r, "Lattice has more than nine numbers");
        edge_[n++] = text_reader_number(r, at);
    }
    if (n != 9) text_reader_refuse(r, "Lattice has %zu numbers, not nine", n);
    for (int k = 0; k < 9; k++)
        if (k % 4) text_reader_need_straight(r, edge_[k], edge_[0]);
    for (int d = 0; d < 3; d++) r->low[d] = 0, r->edge[d] = edge_[4 * d];
    if (!xyz_value(r, "pbc", text, sizeof text)) return;
    n = 0;
    for (char *at = strtok(text, " \t"); at && n < 3; at = strtok(NULL, " \t"))
        r->open[n++] = *at != 'T' && *at != 't' && *at != '1';
}

/* Positions are one property of several columns. */
static void xyz_property(struct text_reader *r, struct particle_columns *c, const char *name,
                         size_t width)
{
    static const char *const axes[] = {"x", "y", "z"};
    const bool place = strcasecmp(name, "pos") == 0 && (width == 2 || width == 3);
    bool good = true;
    for (size_t d = 0; place && d < width; d++) good = good && particle_columns_add(c, axes[d], 1);
    if (!place) good = particle_columns_add(c, name, width);
    if (!good) text_reader_refuse(r, "Properties has %.40s twice", name);
    if (c->n > TEXT_READER_WORDS) text_reader_refuse(r, "more than %d columns", TEXT_READER_WORDS);
}

static struct particle_columns xyz_columns(struct text_reader *r)
{
    char text[2000];
    struct particle_columns c;
    particle_columns_init(&c);
    if (!xyz_value(r, "Properties", text, sizeof text)) text_reader_refuse(r, "no Properties=...");
    for (char *name = strtok(text, ":"); name; name = strtok(NULL, ":")) {
        const char *const kind = strtok(NULL, ":"), *const count = strtok(NULL, ":");
        if (!kind || !count) text_reader_refuse(r, "Properties is not a row of name:kind:count");
        xyz_property(r, &c, name, text_reader_whole(r, count, 1, TEXT_READER_WORDS));
    }
    if (!particle_columns_choose(&c, text_reader_is_flat(r)))
        text_reader_refuse(r, "Properties has no %s (pos:R:3 is x y z)", c.missing);
    return c;
}

/* ---- the XYZ files of atooms: "columns:species,position,radius cell:LX,LY,LZ" ------------------ */

/* False if the comment line is not in the format of atooms. In two dimensions the third edge is
   0. */
static bool atooms_box(struct text_reader *r)
{
    char text[500];
    size_t n = 0;
    if (!signed_value(r, "cell", ':', text, sizeof text)) return false;
    for (int d = 0; d < 3; d++) r->low[d] = r->edge[d] = 0;
    for (char *at = strtok(text, ","); at; at = strtok(NULL, ",")) {
        if (n == 3) text_reader_refuse(r, "cell has more than three numbers");
        r->edge[n++] = text_reader_number(r, at);
    }
    if (n < 2) text_reader_refuse(r, "cell has %zu numbers, not two or three", n);
    return true;
}

static struct particle_columns atooms_columns(struct text_reader *r)
{
    static const char *const vectors[] = {"position", "pos",   "velocity",
                                          "vel",      "force", "position_unfolded"};
    const size_t dim = text_reader_is_flat(r) ? 2 : 3;
    char text[2000];
    struct particle_columns c;
    particle_columns_init(&c);
    if (!signed_value(r, "columns", ':', text, sizeof text))
        text_reader_refuse(r, "no columns:...");
    for (char *name = strtok(text, ","); name; name = strtok(NULL, ",")) {
        bool vector = false;
        for (size_t k = 0; k < sizeof vectors / sizeof *vectors; k++)
            vector = vector || strcmp(name, vectors[k]) == 0;
        const bool place = strcmp(name, "position") == 0;
        xyz_property(r, &c, place ? "pos" : name, vector ? dim : 1);
    }
    if (!particle_columns_choose(&c, dim == 2))
        text_reader_refuse(r, "columns has no %s (position is x y z)", c.missing);
    return c;
}

static bool blank(const struct text_reader *r)
{
    return !r->line[strspn(r->line, " \t\r\n")];
}

static void read_xyz(struct text_reader *r)
{
    if (!r->line && !text_reader_next_line(r)) text_reader_refuse(r, "the file is empty");
    if (r->n && blank(r)) return; /* at the end of the file */
    text_reader_cut(r);
    if (r->words != 1) text_reader_refuse(r, "not the number of spheres");
    text_reader_make_room(r, text_reader_whole(r, r->word[0], 1, r->most));
    if (!text_reader_next_line(r)) text_reader_refuse(r, "the file ends too early");
    const bool atooms = atooms_box(r);
    if (!atooms) xyz_box(r);
    struct particle_columns c = atooms ? atooms_columns(r) : xyz_columns(r);
    c.id = PARTICLE_COLUMNS_NONE; /* in the order of the file */
    for (size_t i = 0; i < r->n; i++) {
        text_reader_need_line(r);
        text_reader_take_row(r, i, &c, 0);
    }
}

/* ---- LAMMPS data ---------------------------------------------------------- */

/* Box vectors, "4 0 0 avec" and so on, in place of "0 4 xlo xhi". */
static void data_edge(struct text_reader *r, int d)
{
    for (int k = 0; k < 3; k++) {
        const double x = text_reader_number(r, r->word[k]);
        if (k == d)
            r->edge[d] = x;
        else
            text_reader_need_straight(r, x, r->edge[0]);
    }
}

static void data_header(struct text_reader *r)
{
    const char *const last = r->words ? r->word[r->words - 1] : "";
    if (r->words == 2 && strcmp(last, "atoms") == 0)
        text_reader_make_room(r, text_reader_whole(r, r->word[0], 1, r->most));
    for (int d = 0; d < 3; d++) {
        const char low[] = {"xyz"[d], 'l', 'o', 0}, vector[] = {"abc"[d], 'v', 'e', 'c', 0};
        if (r->words == 4 && strcmp(last, vector) == 0) data_edge(r, d);
        if (r->words == 5 && strcmp(last, "origin") == 0)
            r->low[d] = text_reader_number(r, r->word[d]);
        if (r->words != 4 || strcmp(r->word[2], low) != 0) continue;
        r->low[d] = text_reader_number(r, r->word[0]);
        r->edge[d] = text_reader_number(r, r->word[1]) - r->low[d];
    }
    if (r->words == 6 && strcmp(last, "yz") == 0)
        for (int k = 0; k < 3; k++)
            text_reader_need_straight(r, text_reader_number(r, r->word[k]), r->edge[0]);
}

/* Styles of atoms with diameters, or with types alone; three images may follow. */
static const struct data_style { /* table row */
    const char *name, *columns;
} data_styles[] = {
    {"sphere", "id type diameter density x y z"},
    {"bpm/sphere", "id molecule type diameter density x y z"},
    {"hybrid sphere", "id type x y z diameter density"},
    {"atomic", "id type x y z"},
    {"", "id type x y z"}, /* the default of LAMMPS */
    {"charge", "id type q x y z"},
    {"bond", "id molecule type x y z"},
    {"angle", "id molecule type x y z"},
    {"molecular", "id molecule type x y z"},
    {"full", "id molecule type q x y z"},
    {0},
};

/* The columns of the style in the line "Atoms # STYLE". */
static struct particle_columns data_columns(struct text_reader *r)
{
    char style[80] = "", text[80];
    for (size_t k = 2; k < r->words && r->word[1][0] == '#'; k++)
        snprintf(style + strlen(style), sizeof style - strlen(style), "%s%s", k > 2 ? " " : "",
                 r->word[k]);
    const struct data_style *row = data_styles;
    while (row->name && strcmp(row->name, style)) row++;
    if (!row->name)
        text_reader_refuse(r, "must be 'Atoms # sphere', bpm/sphere or hybrid sphere (diameters); "
                              "or atomic, charge, bond, angle, molecular, full (species)");
    struct particle_columns c;
    particle_columns_init(&c);
    snprintf(text, sizeof text, "%s", row->columns);
    for (char *at = strtok(text, " "); at; at = strtok(NULL, " ")) particle_columns_add(&c, at, 1);
    const size_t words = c.n;
    particle_columns_add(&c, "ix", 1), particle_columns_add(&c, "iy", 1),
        particle_columns_add(&c, "iz", 1);
    c.n = words;
    particle_columns_choose(&c, false);
    return c;
}

static void read_data(struct text_reader *r)
{
    if (!text_reader_next_line(r)) text_reader_refuse(r, "the file is empty"); /* a title */
    do {
        text_reader_need_line(r);
        if (r->words && strcmp(r->word[0], "Atoms") == 0) break;
        text_reader_cut_comment(r);
        data_header(r);
    } while (true);
    const struct particle_columns c = data_columns(r);
    if (!r->n) text_reader_refuse(r, "no 'N atoms' before the atoms");
    for (size_t k = 0; k < r->n; k++) {
        do text_reader_need_line(r), text_reader_cut_comment(r);
        while (r->words == 0);
        text_reader_take_row(r, k, &c, 3);
    }
}

/* ---- LAMMPS dump ----------------------------------------------------------------------------- */

static struct particle_columns dump_columns(struct text_reader *r)
{
    struct particle_columns c;
    particle_columns_init(&c);
    for (size_t k = 2; k < r->words; k++)
        if (!particle_columns_add(&c, r->word[k], 1))
            text_reader_refuse(r, "column %.40s is there twice", r->word[k]);
    if (!particle_columns_choose(&c, text_reader_is_flat(r)))
        text_reader_refuse(r, "no %s", c.missing);
    return c;
}

/* Items without meaning here, such as UNITS and TIME, are skipped. */
static void need_item(struct text_reader *r, const char *second)
{
    static const char known[] = " TIMESTEP NUMBER BOX ATOMS ";
    while (r->words >= 2 && strcmp(r->word[0], "ITEM:") == 0) {
        char *const name = base_text(" %s ", r->word[1]);
        const bool meant = strstr(known, name);
        base_free(name);
        if (meant) break;
        do text_reader_need_line(r);
        while (!r->words || strcmp(r->word[0], "ITEM:"));
    }
    if (r->words < 2 || strcmp(r->word[0], "ITEM:") != 0 || strcmp(r->word[1], second) != 0)
        text_reader_refuse(r, "not 'ITEM: %s'", second);
}

/* Two bounds per axis. With "xy xz yz" a tilt follows; with "abc origin" the line is an edge vector
   and a component of the origin. */
static void dump_box(struct text_reader *r)
{
    const bool tilted = r->words > 3 && strcmp(r->word[3], "xy") == 0,
               general = r->words > 3 && strcmp(r->word[3], "abc") == 0;
    double skew = 0;
    for (size_t d = 0; d < 3 && r->words >= 6; d++)
        r->open[d] = strcmp(r->word[r->words - 3 + d], "pp") != 0;
    for (size_t d = 0; d < 3; d++) {
        text_reader_need_line(r);
        if (r->words != (general ? 4u : tilted ? 3u : 2u))
            text_reader_refuse(r, "not the bounds of the box");
        if (tilted) skew = fmax(skew, fabs(text_reader_number(r, r->word[2])));
        for (size_t k = 0; general && k < 3; k++)
            if (k != d) skew = fmax(skew, fabs(text_reader_number(r, r->word[k])));
        r->low[d] = text_reader_number(r, r->word[general ? 3 : 0]);
        r->edge[d] = general ? text_reader_number(r, r->word[d])
                             : text_reader_number(r, r->word[1]) - r->low[d];
    }
    text_reader_need_straight(r, skew, r->edge[0]);
}

static void read_dump(struct text_reader *r)
{
    if (!r->line && !text_reader_next_line(r)) text_reader_refuse(r, "the file is empty");
    if (r->n && blank(r)) return; /* at the end of the file */
    text_reader_cut(r);
    need_item(r, "TIMESTEP");
    text_reader_need_line(r), text_reader_need_line(r);
    need_item(r, "NUMBER");
    text_reader_need_line(r);
    text_reader_make_room(r, r->words == 1 ? text_reader_whole(r, r->word[0], 1, r->most) : 0);
    if (!r->n) text_reader_refuse(r, "not the number of atoms");
    text_reader_need_line(r);
    need_item(r, "BOX");
    dump_box(r);
    text_reader_need_line(r);
    need_item(r, "ATOMS");
    const struct particle_columns c = dump_columns(r);
    for (size_t k = 0; k < r->n; k++) {
        text_reader_need_line(r);
        if (r->words != c.n) text_reader_refuse(r, "%zu columns, not %zu", r->words, c.n);
        text_reader_take_row(r, k, &c, 0);
    }
}

/* ---- the table ------------------------------------------------------------------------------- */

static const struct formats_row rows[] = {
    {"xyz", "extended XYZ with radii (OVITO, ASE); positions folded", ".xyz .extxyz ",
     format_writers_xyz, read_xyz, true},
    {"data", "LAMMPS data, atom_style sphere, one frame", ".data .lmp ", format_writers_data,
     read_data, false},
    {"dump", "LAMMPS dump with radii", ".dump .lammpstrj ", format_writers_dump, read_dump, true},
    {"gsd", "GSD of HOOMD-blue, in single precision", ".gsd ", NULL, NULL, true},
    {0},
};

const struct base_table formats_table = {"format", "files of configurations", rows, sizeof rows[0]};

bool formats_compressed(const char *path)
{
    const char *const dot = strrchr(path, '.');
    return dot && strcmp(dot, ".gz") == 0;
}

const struct formats_row *formats_of(const char *path)
{
    char *const name = base_text("%s", path);
    if (formats_compressed(name)) *strrchr(name, '.') = 0;
    const char *const dot = strrchr(name, '.');
    char *const suffix = base_text("%s ", dot ? dot : "none");
    const struct formats_row *row = rows;
    while (row->name && !strstr(row->suffixes, suffix)) row++;
    base_free(suffix);
    base_free(name);
    return row->name ? row : NULL;
}
