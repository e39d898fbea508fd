/*
 * syntax_dump.c - a server for the tests of analyzer/syntax: parses programs from standard input and
 * gives trees as binary records, so that one process serves thousands of programs.
 *
 * Request: a line `GOAL LENGTH` (GOAL: script, commonjs, module, detect), then LENGTH bytes.
 * Response, native-endian 32-bit numbers: has_error, error_at, goal, sentence length n, node count c; then n bytes;
 * then c nodes of six numbers: kind, field, start, end, parent, size.
 * First of all the names: `kind NAME` and `field NAME` a line, in the order of their numbers, then `end`.
 *
 *     syntax_dump --time N FILE...   parses the files N times; prints seconds and bytes
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "analyzer/base/limits.h"
#include "analyzer/syntax/tree.h"

static void print_names(void)
{
    for (int k = 0; k < KIND_COUNT; k++)
        printf("kind %s\n", kind_name((enum kind)k));
    for (int f = 0; f < FIELD_COUNT; f++)
        printf("field %s\n", field_name((enum field)f));
    printf("end\n");
    (void)fflush(stdout);
}

static enum goal goal_of(const char *name)
{
    if (strcmp(name, "module") == 0)
        return GOAL_MODULE;
    if (strcmp(name, "script") == 0)
        return GOAL_SCRIPT;
    return strcmp(name, "detect") == 0 ? GOAL_DETECT : GOAL_COMMONJS;
}

static void put_u32(uint32_t value)
{
    (void)fwrite(&value, sizeof(value), 1, stdout);
}

static void put_tree(const struct tree *t)
{
    uint32_t sentence = t->has_error ? (uint32_t)strlen(t->error_text) : 0;
    uint32_t count = t->has_error ? 0 : t->count;

    put_u32(t->has_error);
    put_u32(t->error_at);
    put_u32((uint32_t)t->goal);
    put_u32(sentence);
    put_u32(count);
    (void)fwrite(t->error_text != NULL ? t->error_text : "", 1, sentence, stdout);
    for (node_id n = 0; n < count; n++) {
        put_u32(t->nodes[n].kind);
        put_u32(t->nodes[n].field);
        put_u32(t->nodes[n].start);
        put_u32(t->nodes[n].end);
        put_u32(t->nodes[n].parent);
        put_u32(t->nodes[n].size);
    }
    (void)fflush(stdout);
}

static int serve(struct parser *p)
{
    struct arena arena = {0};
    char goal[16];
    unsigned long length;

    print_names();
    while (scanf("%15s %lu", goal, &length) == 2 && getchar() == '\n' && length <= LIMIT_SOURCE_BYTES) {
        char *bytes = arena_alloc(&arena, length + 1);
        struct source source;
        struct tree tree;

        if (fread(bytes, 1, length, stdin) != length)
            return 1;
        source = source_decode(&arena, (struct str){bytes, length});
        tree = tree_parse(&arena, p, source.text, goal_of(goal));
        put_tree(&tree);
        arena_reset(&arena);
    }
    return 0;
}

static struct str read_file(struct arena *a, const char *path)
{
    FILE *f = fopen(path, "rb");
    struct str s = {0};
    char *bytes;
    long size;

    if (f == NULL || fseek(f, 0, SEEK_END) != 0 || (size = ftell(f)) < 0 || fseek(f, 0, SEEK_SET) != 0) {
        perror(path);
        exit(2);
    }
    bytes = arena_alloc(a, (size_t)size + 1);
    s = (struct str){bytes, fread(bytes, 1, (size_t)size, f)};
    (void)fclose(f);
    return s;
}

static int measure(struct parser *p, int rounds, char **paths, int count)
{
    struct arena texts = {0};
    struct arena arena = {0};
    struct str *files = arena_array(&texts, (size_t)count + 1, sizeof(*files));
    size_t bytes = 0;
    clock_t begin;
    int refused = 0;

    for (int i = 0; i < count; i++) {
        files[i] = source_decode(&texts, read_file(&texts, paths[i])).text;
        bytes += files[i].len;
    }
    begin = clock();
    for (int r = 0; r < rounds; r++) {
        for (int i = 0; i < count; i++) {
            struct tree tree = tree_parse(&arena, p, files[i], GOAL_DETECT);

            if (tree.has_error && r == 0) {
                printf("%s:%u: %s\n", paths[i], tree.error_at, tree.error_text);
                refused++;
            }
            arena_reset(&arena);
        }
    }
    printf("%d files, %zu bytes, %d refused, %.3f s a round\n", count, bytes, refused,
           (double)(clock() - begin) / CLOCKS_PER_SEC / rounds);
    arena_reset(&texts);
    return 0;
}

int main(int argc, char **argv)
{
    struct error why = {0};
    struct parser *p;
    int status;

    if (parser_new(&p, &why) != OK) {
        (void)fprintf(stderr, "%s\n", why.text);
        return 2;
    }
    if (argc > 2 && strcmp(argv[1], "--time") == 0)
        status = measure(p, atoi(argv[2]), argv + 3, argc - 3);
    else
        status = serve(p);
    parser_free(p);
    return status;
}
