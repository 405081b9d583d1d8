/* Implementation of formats.h. */
#include "glass/spheres/state/formats.h"

#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* ---- reading, whatever the format ------------------------------------------------------------ */

enum { WORDS = 32 };

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

static struct owned_frame finish(struct formats_reader *r)
{
    const double L = r->edge[0];
    const bool deep = fabs(r->edge[2] - L) < 1e-9 * L;
    if (!(L > 0) || fabs(r->edge[1] - L) > 1e-9 * L)
        refuse(r, "the box is not cubic: %g by %g by %g", L, r->edge[1], r->edge[2]);
    const size_t dim = deep ? 3 : 2;
    struct owned_frame f = {0};
    frame_resize(&f, r->n, (int)dim, true);
    f.view.box = L, f.view.energy = NAN;
    memcpy(f.label, r->diameter, r->n * sizeof *f.label);
    for (size_t i = 0; i < r->n; i++) {
        if (!deep && r->x[3 * i + 2] != 0) refuse(r, "the box is not cubic, nor is it flat");
        for (size_t d = 0; d < dim; d++) f.x[i * dim + d] = r->x[3 * i + d] - r->low[d];
    }
    return f;
}

struct owned_frame formats_read(const char *path, const struct formats_row *format,
                                const char *where)
{
    struct stat about;
    struct formats_reader r = {.path = path, .where = where, .file = base_open(path, "r")};
    require(fstat(fileno(r.file), &about) == 0 && S_ISREG(about.st_mode), "%s: %s: not a file",
            where, path);
    r.most = (size_t)about.st_size / 8 + 1; /* no sphere takes fewer characters */
    do format->read(&r);
    while (format->many && next_line(&r));
    const struct owned_frame f = finish(&r);
    fclose(r.file);
    free(r.line);
    base_free(r.x);
    base_free(r.diameter);
    return f;
}

/* ---- writing, whatever the format ------------------------------------------------------------ */

static double edge(const struct frame *f, int d)
{
    return d < f->dim ? f->box : 1;
}

/* Folded into the box, and the boxes crossed. */
static double folded(const struct frame *f, size_t i, int d, long *image)
{
    *image = 0;
    if (d >= f->dim) return 0;
    const double x = f->x[i * (size_t)f->dim + (size_t)d], y = x - f->box * floor(x / f->box);
    *image = lround((x - y) / f->box);
    if (y < f->box) return y;
    ++*image; /* a tiny negative x rounds up to the edge */
    return 0;
}

/* ---- extended XYZ ---------------------------------------------------------------------------- */

static void write_xyz(FILE *out, const struct frame *f)
{
    fprintf(out, "%zu\nLattice=\"%.17g 0 0 0 %.17g 0 0 0 %.17g\" pbc=\"T T %c\" ", f->n, edge(f, 0),
            edge(f, 1), edge(f, 2), f->dim == 3 ? 'T' : 'F');
    fprintf(out, "Properties=species:S:1:pos:R:3:radius:R:1 Time=%lld energy=%.17g\n",
            (long long)f->t, f->energy);
    for (size_t i = 0; i < f->n; i++) {
        long image;
        double r[3];
        for (int d = 0; d < 3; d++) r[d] = folded(f, i, d, &image);
        fprintf(out, "A %.17g %.17g %.17g %.17g\n", r[0], r[1], r[2], f->label[i] / 2);
    }
}

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

struct columns {           /* where in a row things are; WORDS: nowhere */
    size_t id, x, size, n; /* x: the first of three; n: words a row needs */
    double factor;         /* from size to diameter */
};

static struct columns xyz_columns(struct formats_reader *r)
{
    char text[500];
    struct columns c = {WORDS, WORDS, WORDS, 0, 2};
    if (!xyz_value(r, "Properties", text, sizeof text)) refuse(r, "no Properties=...");
    for (char *name = strtok(text, ":"); name; name = strtok(NULL, ":")) {
        const char *const kind = strtok(NULL, ":"), *const count = strtok(NULL, ":");
        if (!kind || !count) refuse(r, "Properties is not a row of name:kind:count");
        if (strcasecmp(name, "pos") == 0 && strcmp(count, "3") == 0) c.x = c.n;
        if (strcasecmp(name, "radius") == 0 && strcmp(count, "1") == 0) c.size = c.n;
        if (strcasecmp(name, "diameter") == 0 && strcmp(count, "1") == 0)
            c.size = c.n, c.factor = 1;
        c.n += whole(r, count, 1, WORDS);
        if (c.n > WORDS) refuse(r, "more than %d columns", WORDS);
    }
    if (c.x == WORDS) refuse(r, "Properties has no pos:R:3");
    if (c.size == WORDS) refuse(r, "Properties has neither radius nor diameter");
    return c;
}

static void take_row(struct formats_reader *r, size_t i, struct columns c, const double *image)
{
    double x[3];
    if (r->words < c.n) refuse(r, "%zu columns, not %zu", r->words, c.n);
    for (size_t d = 0; d < 3; d++)
        x[d] = number(r, r->word[c.x + d]) + (image ? image[d] * r->edge[d] : 0);
    take(r, i, x, c.factor * number(r, r->word[c.size]));
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
        take_row(r, i, c, NULL);
    }
}

/* ---- LAMMPS data, atom_style sphere ---------------------------------------------------------- */

static void write_data(FILE *out, const struct frame *f)
{
    fprintf(out, "swapglass t = %lld\n\n%zu atoms\n1 atom types\n\n", (long long)f->t, f->n);
    for (int d = 0; d < 3; d++) fprintf(out, "0 %.17g %clo %chi\n", edge(f, d), "xyz"[d], "xyz"[d]);
    fprintf(out, "\nAtoms # sphere\n\n");
    for (size_t i = 0; i < f->n; i++) {
        long image[3];
        double r[3];
        for (int d = 0; d < 3; d++) r[d] = folded(f, i, d, &image[d]);
        fprintf(out, "%zu 1 %.17g 1 %.17g %.17g %.17g %ld %ld %ld\n", i + 1, f->label[i], r[0],
                r[1], r[2], image[0], image[1], image[2]);
    }
}

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

/* id type diameter density x y z [images] */
static void read_data(struct formats_reader *r)
{
    const struct columns c = {0, 4, 2, 7, 1};
    if (!next_line(r)) refuse(r, "the file is empty"); /* a title */
    do {
        need_line(r);
        data_header(r);
    } while (r->words == 0 || strcmp(r->word[0], "Atoms") != 0);
    if (r->words != 3 || strcmp(r->word[2], "sphere") != 0)
        refuse(r, "must be 'Atoms # sphere': spheres with diameters");
    if (!r->n) refuse(r, "no 'N atoms' before the atoms");
    for (size_t k = 0; k < r->n; k++) {
        do need_line(r);
        while (r->words == 0);
        double image[3] = {0};
        for (size_t d = 0; d < 3 && r->words >= c.n + 3; d++)
            image[d] = number(r, r->word[c.n + d]);
        take_row(r, whole(r, r->word[0], 1, r->n) - 1, c, image);
    }
}

/* ---- LAMMPS dump ----------------------------------------------------------------------------- */

static void write_dump(FILE *out, const struct frame *f)
{
    fprintf(out, "ITEM: TIMESTEP\n%lld\nITEM: NUMBER OF ATOMS\n%zu\nITEM: BOX BOUNDS pp pp %s\n",
            (long long)f->t, f->n, f->dim == 3 ? "pp" : "ff");
    for (int d = 0; d < 3; d++) fprintf(out, "0 %.17g\n", edge(f, d));
    fprintf(out, "ITEM: ATOMS id type xu yu zu radius\n");
    for (size_t i = 0; i < f->n; i++) {
        const double *const x = f->x + i * (size_t)f->dim;
        fprintf(out, "%zu 1 %.17g %.17g %.17g %.17g\n", i + 1, x[0], x[1], f->dim == 3 ? x[2] : 0,
                f->label[i] / 2);
    }
}

static struct columns dump_columns(struct formats_reader *r)
{
    struct columns c = {WORDS, WORDS, WORDS, r->words - 2, 2};
    for (size_t k = 2; k < r->words; k++) {
        if (strcmp(r->word[k], "id") == 0) c.id = k - 2;
        if (strcmp(r->word[k], "xu") == 0 || strcmp(r->word[k], "x") == 0) c.x = k - 2;
        if (strcmp(r->word[k], "radius") == 0) c.size = k - 2;
        if (strcmp(r->word[k], "diameter") == 0) c.size = k - 2, c.factor = 1;
    }
    if (c.id == WORDS) refuse(r, "no column id");
    if (c.x == WORDS || c.x + 3 > c.n) refuse(r, "no columns x y z or xu yu zu");
    if (c.size == WORDS) refuse(r, "no column radius or diameter");
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
        if (r->words < c.n) refuse(r, "%zu columns, not %zu", r->words, c.n);
        take_row(r, whole(r, r->word[c.id], 1, r->n) - 1, c, NULL);
    }
}

/* ---- the table ------------------------------------------------------------------------------- */

static const struct formats_row rows[] = {
    {"xyz", "extended XYZ with radii (OVITO, ASE); positions folded", ".xyz .extxyz ", write_xyz,
     read_xyz, true},
    {"data", "LAMMPS data, atom_style sphere, one frame", ".data .lmp ", write_data, read_data,
     false},
    {"dump", "LAMMPS dump with radii", ".dump .lammpstrj ", write_dump, read_dump, true},
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
