/*
 * The registry client as a filter: registry_driver PROJECT-FOLDER. On standard input one wish a line: name, version,
 * integrity, resolved, separated by tabs, "-" for nothing; all are fetched together. On standard output for each "ok
 * BYTES INTEGRITY" or the sentence that says why not.
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "npm/registry.h"

static struct str field(struct arena *a, char **rest)
{
    char *text = strsep(rest, "\t");

    return text == NULL || strcmp(text, "-") == 0 ? (struct str){0} : str_dup(a, str_from(text));
}

int main(int argc, char **argv)
{
    struct arena a = {0};
    struct npmrc rc = {0};
    struct registry *registry = NULL;
    struct error why = {0};
    VEC(struct registry_wish) wishes = {0};
    struct registry_tarball *got = NULL;
    char line[8192];

    if (argc != 2 || npmrc_load(&a, str_from(argv[1]), environ, &rc, &why) != OK ||
        registry_new(&a, &rc, &registry, &why) != OK) {
        (void)fprintf(stderr, "%s\n", why.text);
        return 2;
    }
    while (fgets(line, sizeof(line), stdin) != NULL) {
        char *rest = line;
        struct registry_wish wish = {0};
        line[strcspn(line, "\n")] = '\0';
        wish.name = field(&a, &rest);
        wish.version = field(&a, &rest);
        wish.integrity = field(&a, &rest);
        wish.resolved = field(&a, &rest);
        vec_push(&a, &wishes, wish);
    }
    got = arena_array(&a, wishes.len, sizeof(*got));
    registry_fetch(registry, wishes.items, wishes.len, got);
    for (uint32_t i = 0; i < wishes.len; i++) {
        if (got[i].e == OK)
            (void)printf("ok %zu %.*s\n", got[i].bytes.len, STR_ARG(got[i].integrity));
        else
            (void)printf("%s\n", got[i].why.text);
    }
    registry_free(registry);
    arena_reset(&a);
    return 0;
}
