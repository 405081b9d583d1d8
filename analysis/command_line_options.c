/* Implementation of command_line_options.h. */
#include "analysis/command_line_options.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static double number(const char *option, const char *text, double least)
{
    char *end = NULL;
    const double x = strtod(text, &end);
    require(end != text && *end == '\0' && isfinite(x) && x >= least,
            "--%s '%s': not a number of %g or more", option, text, least);
    return x;
}

static void set_output(struct command_arguments *a, const char *text)
{
    a->output = text;
}

static void set_of(struct command_arguments *a, const char *text)
{
    a->of = text;
}

static void set_format(struct command_arguments *a, const char *text)
{
    require(strcmp(text, "text") == 0 || strcmp(text, "json") == 0,
            "--format '%s': must be text or json", text);
    a->json = text[0] == 'j';
}

static void set_preview(struct command_arguments *a, const char *text)
{
    (void)text;
    a->preview = true;
}

static void set_force(struct command_arguments *a, const char *text)
{
    (void)text;
    a->force = true;
}

static void set_loss(struct command_arguments *a, const char *text)
{
    a->loss = number("loss", text, 0);
}

static void set_level(struct command_arguments *a, const char *text)
{
    a->level = number("level", text, 0);
    require(a->level > 0 && a->level < 1, "--level %s: must be between 0 and 1", text);
}

static void set_waiting(struct command_arguments *a, const char *text)
{
    a->waiting = number("waiting", text, 0);
}

static void set_lag(struct command_arguments *a, const char *text)
{
    a->lag = number("lag", text, 0);
}

static void set_hold(struct command_arguments *a, const char *text)
{
    a->hold = (struct command_number){true, number("hold", text, 0)};
}

static void require_order(const struct command_arguments *a)
{
    require(!a->from.given || !a->until.given || a->from.value < a->until.value,
            "--from %g and --until %g: no time is between", a->from.value, a->until.value);
}

static void set_from(struct command_arguments *a, const char *text)
{
    a->from = (struct command_number){true, number("from", text, 0)};
    require_order(a);
}

static void set_until(struct command_arguments *a, const char *text)
{
    a->until = (struct command_number){true, number("until", text, 0)};
    require(a->until.value > 0, "--until %s: must be above 0", text);
    require_order(a);
}

static void set_published(struct command_arguments *a, const char *text)
{
    a->published = text;
}

static void set_against(struct command_arguments *a, const char *text)
{
    a->against = text;
}

static void set_claims(struct command_arguments *a, const char *text)
{
    a->claims = text;
}

const struct command_line_option command_line_options[] = {
    {"output", "write FIGURE.png, .pdf, .gp, its data, the table FIGURE.dat; folders are made",
     "FIGURE", 'o', false, set_output},
    {"of", "the observable, column or question", "NAME", 0, false, set_of},
    {"against", "column of the x axis (default: lag, t, or the first)", "COLUMN", 0, false,
     set_against},
    {"level", "level of a decay that defines tau (default 1/e)", "X", 0, false, set_level},
    {"loss", "loss per sample that training must stay below", "X", 0, false, set_loss},
    {"waiting", "waiting time at which runs that age are shown", "TIME", 0, false, set_waiting},
    {"lag", "lag of a table of two times", "TIME", 0, false, set_lag},
    {"hold", "temperature of the holds or rungs to use (default: all, one by one)", "T", 0, false,
     set_hold},
    {"from", "use times after this (default: after a hold's or rung's first quarter)", "TIME", 0,
     false, set_from},
    {"until", "use times up to this (default: the end)", "TIME", 0, false, set_until},
    {"published", "published numbers (default: published.dat in a folder above the first run)",
     "FILE", 0, false, set_published},
    {"claims", "table of claims (default: claims.dat beside FIGURE)", "FILE", 0, false, set_claims},
    {"format", "format of the table: text or json", "FORMAT", 0, true, set_format},
    {"force", "overwrite files that the command did not write", NULL, 0, true, set_force},
    {"preview", "also draw the figure in letters on the terminal", NULL, 0, true, set_preview},
    {0},
};
const struct base_table command_line_options_table = {
    "option", "options of commands", command_line_options, sizeof *command_line_options};

bool command_line_options_take(const char *words, const struct command_line_option *o,
                               bool *required)
{
    const size_t n = strlen(o->name);
    *required = false;
    if (o->general) return true;
    for (const char *word = words; *word; word += strspn(word, " ")) {
        const size_t length = strcspn(word, " ");
        if (length >= n && strncmp(word, o->name, n) == 0 && (length == n || word[n] == '!')) {
            *required = word[n] == '!';
            return true;
        }
        word += length;
    }
    return false;
}
