/* Implementation of manual.h. */
#include "common/core/manual.h"

#include <string.h>

#include "common/core/version.h"

/* ---- manual page ------------------------------------------------------------------------------- */

/* Text of a page: backslashes and hyphens are escaped, a control character at the start of a line
   is guarded. */
static void put(FILE *out, const char *text)
{
    if (*text == '.' || *text == '\'') fputs("\\&", out);
    for (; *text; text++) {
        if (*text == '\\')
            fputs("\\e", out);
        else if (*text == '-')
            fputs("\\-", out);
        else
            fputc(*text == '\n' ? ' ' : *text, out);
    }
    fputc('\n', out);
}

/* The argument of a macro, in double quotes. */
static void put_quoted(FILE *out, const char *macro, const char *text)
{
    fprintf(out, "%s \"", macro);
    for (; *text; text++) {
        if (*text == '"')
            fputs("\\(dq", out);
        else if (*text == '\\')
            fputs("\\e", out);
        else
            fputs(*text == '-' ? "\\-" : (const char[]){*text, '\0'}, out);
    }
    fputs("\"\n", out);
}

void manual_begin(FILE *out, const char *program, const char *doc)
{
    fprintf(out, ".TH %s 1 \"\" \"swapglass %s\" \"swapglass\"\n.nh\n.ad l\n.SH NAME\n", program,
            version_text);
    fprintf(out, "%s \\- ", program);
    put(out, doc);
    fprintf(out,
            ".SH SYNOPSIS\n.B %s\n.I COMMAND\n[\n.I OPTION\n\\&...]\n[\n.I ARGUMENT\n"
            "\\&...]\n.SH COMMANDS\n",
            program);
}

void manual_heading(FILE *out, const char *title)
{
    put_quoted(out, ".SH", title);
}

void manual_subheading(FILE *out, const char *title)
{
    put_quoted(out, ".SS", title);
}

void manual_paragraph(FILE *out, const char *text)
{
    fputs(".PP\n", out);
    put(out, text);
}

void manual_item(FILE *out, const char *name, const char *doc)
{
    fputs(".TP\n", out);
    put_quoted(out, ".B", name);
    put(out, doc);
}

void manual_end(FILE *out, const char *program)
{
    static const char *const programs[] = {"glass", "dnn", "analysis", NULL};
    manual_heading(out, "EXIT STATUS");
    manual_item(out, "0", "success");
    manual_item(out, "2", "refused input, with one line of explanation; nothing is lost");
    manual_item(out, "75", "an interrupted run, which `resume` continues");
    manual_heading(out, "FILES OF A RUN FOLDER");
    manual_item(out, "run.ini", "the complete run file, every key with unit and range");
    manual_item(out, "status", "new, running, interrupted, finished or failed; the present time");
    manual_item(out, "series.dat, fs.dat, ...", "tables: text, a # header with names and units");
    manual_item(out, "trajectory.h5", "stored frames in H5MD 1.1");
    manual_item(out, "checkpoint.h5, checkpoint.previous.h5",
                "two checkpoints; the newest valid one is used");
    manual_item(out, "log.txt", "log lines with dates");
    manual_heading(out, "SEE ALSO");
    for (const char *const *p = programs; *p; p++)
        if (strcmp(*p, program) != 0) fprintf(out, ".BR %s (1)\n", *p);
}

/* ---- completion -------------------------------------------------------------------------------- */

void manual_completion_begin(FILE *out, const char *program, const char *commands)
{
    fprintf(out,
            "# bash completion, printed by `%s completion`\n"
            "_%s_paths() { # run folders, folders that lead to them, and run files\n"
            "    local d\n"
            "    for d in \"$1\"*; do\n"
            "        if [ -e \"$d/run.ini\" ] || [ -e \"$d/members\" ]; then COMPREPLY+=(\"$d\")\n"
            "        elif [ -d \"$d\" ]; then COMPREPLY+=(\"$d/\")\n"
            "        elif [[ $d == *.ini ]]; then COMPREPLY+=(\"$d\"); fi\n"
            "    done\n"
            "}\n"
            "_%s() {\n"
            "    local word=${COMP_WORDS[COMP_CWORD]} options= words= keys=\n"
            "    local commands='%s'\n"
            "    COMPREPLY=()\n"
            "    if [ \"$COMP_CWORD\" -eq 1 ]; then\n"
            "        mapfile -t COMPREPLY < <(compgen -W \"$commands --help --version\" -- "
            "\"$word\")\n"
            "        return\n"
            "    fi\n"
            "    case ${COMP_WORDS[1]} in\n",
            program, program, program, commands);
}

void manual_completion_command(FILE *out, const char *name, const char *options, const char *words,
                               bool keys)
{
    fprintf(out, "    %s) options='%s' words='%s' keys=%s ;;\n", name, options, words,
            keys ? "yes" : "");
}

void manual_completion_end(FILE *out, const char *program, const char *keys)
{
    fprintf(out,
            "    help) words=$commands ;;\n"
            "    esac\n"
            "    [ -z \"$keys\" ] || [ \"$COMP_CWORD\" -lt 3 ] || words+=' %s'\n"
            "    if [[ $word == -* ]]; then words=\"$options --help\"; fi\n"
            "    mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$word\")\n"
            "    [[ ${COMPREPLY[0]} != *= ]] || compopt -o nospace 2>/dev/null\n"
            "    [[ -n ${COMPREPLY[0]} || $word == -* ]] && return\n"
            "    _%s_paths \"$word\"\n"
            "    compopt -o filenames 2>/dev/null\n"
            "    [[ ${COMPREPLY[0]} != */ ]] || compopt -o nospace 2>/dev/null\n"
            "}\n"
            "complete -F _%s %s\n",
            keys, program, program, program);
}
