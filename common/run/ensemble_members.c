/* Implementation of ensemble_members.h. */
#include "common/run/ensemble_members.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "common/config/value_lists.h"
#include "common/core/base.h"
#include "common/io/run_folder.h"

static const char members[] = "members", making[] = "members.making";

enum { MOST = 2 * VALUE_LISTS_MEMBERS }; /* old and new members */

static bool has(const char *folder, const char *file)
{
    char *const path = base_text("%s/%s", folder, file);
    const bool here = access(path, R_OK) == 0;
    base_free(path);
    return here;
}

bool ensemble_members_exist(const char *folder)
{
    return has(folder, members);
}

bool ensemble_members_interrupted(const char *folder)
{
    return has(folder, making) && !has(folder, members);
}

static bool is_listed(const struct ensemble_members *all, const char *member)
{
    for (size_t i = 0; i < all->n; i++)
        if (strcmp(all->folder[i], member) == 0) return true;
    return false;
}

static bool is_printed(const char *name)
{
    while (*name && !iscntrl((unsigned char)*name)) name++;
    return !*name;
}

/* Appends the folders that a list names. twice: may it name one that is there already? */
static void append(struct ensemble_members *all, const char *folder, const char *list, bool twice)
{
    char *const path = base_text("%s/%s", folder, list), line[256];
    FILE *const in = base_open(path, "r");
    while (fgets(line, sizeof line, in)) {
        const size_t n = strcspn(line, "\n");
        const bool good = line[n] && n && !memchr(line, '/', n) && *line != '.' && all->n < MOST;
        line[n] = 0;
        require(good && is_printed(line), "%s: line %zu: not the name of a member's folder", path,
                all->n + 1);
        char *const member = base_text("%s/%s", folder, line);
        const bool known = is_listed(all, member);
        require(twice || !known, "%s: names %s twice", path, line);
        if (known)
            base_free(member);
        else
            all->folder[all->n++] = member;
    }
    fclose(in);
    base_free(path);
}

static struct ensemble_members none(void)
{
    return (struct ensemble_members){.folder = base_alloc(MOST, sizeof(char *))};
}

struct ensemble_members ensemble_members_read(const char *folder)
{
    struct ensemble_members all = none();
    append(&all, folder, members, false);
    require(all.n, "%s/%s: empty; must list the members", folder, members);
    return all;
}

void ensemble_members_clear(struct ensemble_members *all)
{
    for (size_t i = 0; i < all->n; i++) base_free(all->folder[i]);
    base_free(all->folder);
}

struct ensemble_members ensemble_members_all(const char *folder, size_t n, char *const *names)
{
    struct ensemble_members all = none();
    if (has(folder, members)) append(&all, folder, members, true);
    if (has(folder, making)) append(&all, folder, making, true);
    for (size_t i = 0; i < n; i++) {
        char *const member = base_text("%s/%s", folder, names[i]);
        require(all.n < MOST, "%s: more than %d members, old and new", folder, MOST);
        if (is_listed(&all, member))
            base_free(member);
        else
            all.folder[all.n++] = member;
    }
    return all;
}

static void write_list(const char *folder, const char *list, size_t n, char *const *names)
{
    const struct run_folder d = {.path = (char *)folder};
    FILE *const out = run_folder_replace(&d, list);
    for (size_t i = 0; i < n; i++) {
        const char *const slash = strrchr(names[i], '/');
        fprintf(out, "%s\n", slash ? slash + 1 : names[i]);
    }
    run_folder_commit(&d, list, out);
}

static void remove_list(const char *folder, const char *list)
{
    char *const path = base_text("%s/%s", folder, list);
    require(unlink(path) == 0 || errno == ENOENT, "%s: cannot be removed: %s", path,
            strerror(errno));
    base_free(path);
}

void ensemble_members_remove(const char *folder, const struct ensemble_members *all)
{
    write_list(folder, making, all->n, all->folder);
    remove_list(folder, members);
    for (size_t i = 0; i < all->n; i++) run_folder_remove(all->folder[i]);
}

void ensemble_members_declare(const char *folder, size_t n, char *const *names)
{
    write_list(folder, members, n, names);
    remove_list(folder, making);
}
