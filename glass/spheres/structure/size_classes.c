/* Implementation of size_classes.h. */
#include "glass/spheres/structure/size_classes.h"

#include "glass/spheres/state/spheres.h"
#include "glass/spheres/structure/size_families.h"

static struct species species_among(const struct spheres *s)
{
    double *const label = base_alloc(s->n, sizeof *label);
    for (size_t i = 0; i < s->n; i++) label[i] = s->p[i].s;
    const struct frame f = {.n = s->n, .label = label};
    const struct species found = species_of(&f, SIZE_DISTRIBUTION_KINDS);
    base_free(label);
    return found;
}

void size_classes_init(struct size_classes *c, const struct spheres *s, size_t families,
                       const char *where)
{
    *c = (struct size_classes){.species = species_among(s)};
    require(families == 0 || c->species.n == 0,
            "%s = %zu: the liquid has %zu species. Families are for continuous sizes; leave out "
            "the option",
            where, families, c->species.n);
    require(families <= s->n, "%s = %zu: the liquid has %zu spheres", where, families, s->n);
    c->families = c->species.n == 0;
    c->n = !c->families ? c->species.n : families ? families : SIZE_FAMILIES;
    for (size_t i = 0; i < s->n; i++)
        c->count[c->families ? i * c->n / s->n : species_find(&c->species, s->p[i].s)]++;
}

void size_classes_assign(const struct size_classes *c, const struct spheres *s, unsigned char *of)
{
    if (c->families) {
        size_families_assign(s, c->n, of);
        return;
    }
    for (size_t i = 0; i < s->n; i++) {
        const size_t k = species_find(&c->species, s->p[i].s);
        require(k < c->n, "sphere %zu has diameter %.9g, which no sphere had in the first frame", i,
                (double)s->p[i].s);
        of[i] = (unsigned char)k;
    }
}

size_t size_classes_pairs(size_t n)
{
    return n * (n + 1) / 2;
}

size_t size_classes_pair(size_t n, size_t a, size_t b)
{
    const size_t low = a < b ? a : b, high = a < b ? b : a;
    return low * n - low * (low + 1) / 2 + high;
}

void size_classes_of_pair(size_t n, size_t k, size_t *a, size_t *b)
{
    for (*a = 0; k >= n - *a; ++*a) k -= n - *a;
    *b = *a + k;
}

char *size_classes_name(const struct size_classes *c, size_t pair)
{
    size_t a, b;
    size_classes_of_pair(c->n, pair, &a, &b);
    const int first = c->families ? '1' : 'A';
    return base_text("%c%c", first + (int)a, first + (int)b);
}

char *size_classes_text(const struct size_classes *c)
{
    if (!c->families) return species_text(&c->species);
    return base_text("1 ... %zu: families of %zu spheres, from small to large diameters", c->n,
                     c->count[0]);
}
