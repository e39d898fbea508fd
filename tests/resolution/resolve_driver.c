/*
 * resolve_driver.c - cordon's resolver as a filter, to be compared with real Nodes.
 *
 *     resolve_driver ROOT BUILTINS <questions >answers
 *
 * A question is a line `from<TAB>kind<TAB>specifier<TAB>major`: the file relative to ROOT, require or import, and
 * the specifier with every byte but printable ASCII (and "\") as \xHH. BUILTINS has lines `major<TAB>name`.
 * The answer is the question with one more column: what module resolution of that Node gives, as a path
 * relative to ROOT (absolute outside of it), a URL, or "!CODE"; "?REASON" when it is not understood.
 * `resolve_driver --formats ROOT BUILTINS` adds a column with the format of the file, or the code thrown.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analyzer/base/fsread.h"
#include "analyzer/base/strbuf.h"
#include "analyzer/base/sym.h"
#include "analyzer/package/path.h"
#include "analyzer/package/resolve.h"

enum { FIELDS = 4, LINE_BYTES = 1 << 20 };

struct driver {
    struct arena run;
    struct resolver *resolver;
    struct str root;
    struct sym_table builtins; /* "22\tfs" */
    bool formats;
};

static bool is_builtin(void *payload, struct str specifier, enum node_major major)
{
    struct driver *d = payload;
    struct arena a = {0};
    struct strbuf key;
    sym found;
    bool known = false;

    strbuf_init(&key, &a);
    strbuf_printf(&key, "%s\t", node_major_name(major));
    strbuf_put(&key, specifier); /* which may have a NUL in it */
    known = sym_find(&d->builtins, strbuf_text(&key), &found);
    arena_reset(&a);
    return known;
}

static int hex(char c)
{
    const char *digits = "0123456789abcdef";
    const char *at = c == '\0' ? NULL : strchr(digits, c);

    return at == NULL ? -1 : (int)(at - digits);
}

static struct str unescape(struct arena *a, struct str text)
{
    struct strbuf out;

    strbuf_init(&out, a);
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == '\\' && i + 3 < text.len && text.ptr[i + 1] == 'x') {
            strbuf_put_char(&out, (char)(hex(text.ptr[i + 2]) * 16 + hex(text.ptr[i + 3])));
            i += 3;
        } else {
            strbuf_put_char(&out, text.ptr[i]);
        }
    }
    return strbuf_text(&out);
}

static void put_escaped(struct strbuf *out, struct str text)
{
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];

        if (c < 0x20 || c >= 0x7f || c == '\\')
            strbuf_printf(out, "\\x%02x", c);
        else
            strbuf_put_char(out, (char)c);
    }
}

static void put_answer(struct strbuf *out, const struct resolution *found)
{
    switch (found->outcome) {
    case RESOLVED_FILE:
        put_escaped(out, found->file);
        put_escaped(out, found->suffix);
        return;
    case RESOLVED_BUILTIN:
        strbuf_put_c(out, "node:");
        put_escaped(out, found->builtin);
        return;
    case RESOLVE_FAILED:
        if (!found->at_load)
            strbuf_put_char(out, '!');
        put_escaped(out, found->at_load ? found->url : found->code);
        return;
    case RESOLVE_NOT_UNDERSTOOD:
        strbuf_put_char(out, '?');
        put_escaped(out, found->url.len > 0 ? found->url : found->reason);
        return;
    }
}

static void put_format(struct strbuf *out, const struct resolution *found)
{
    strbuf_put_char(out, '\t');
    if (found->outcome == RESOLVED_FILE && found->format == FORMAT_REFUSED)
        strbuf_printf(out, "!%.*s", STR_ARG(found->code));
    else if (found->outcome == RESOLVED_FILE)
        strbuf_put_c(out, file_format_name(found->format));
    else if (found->outcome == RESOLVE_FAILED)
        strbuf_printf(out, "!%.*s", STR_ARG(found->code));
    else
        strbuf_put_c(out, "-");
}

static void answer(struct driver *d, struct str line)
{
    struct arena a = {0};
    struct str field[FIELDS] = {0};
    struct resolution found;
    enum node_major major = NODE_20;
    struct strbuf out;
    size_t at = 0;

    for (int i = 0; i < FIELDS; i++) {
        size_t end = str_find(line, STR("\t"), at < line.len ? at : line.len);

        field[i] = str_slice(line, at < line.len ? at : line.len, end);
        at = end + 1;
    }
    if (!node_major_parse(field[3], &major)) {
        fprintf(stderr, "no such major: %.*s\n", STR_ARG(line));
        exit(2);
    }
    resolve_specifier(d->resolver, path_resolve(&a, d->root, unescape(&a, field[0])), unescape(&a, field[2]),
                      str_eq(field[1], STR("import")) ? IMPORT_STATIC : IMPORT_REQUIRE, major, &found);
    strbuf_init(&out, &a);
    strbuf_put(&out, line);
    strbuf_put_char(&out, '\t');
    put_answer(&out, &found);
    if (d->formats)
        put_format(&out, &found);
    puts(strbuf_text(&out).ptr);
    arena_reset(&a);
}

static void read_builtins(struct driver *d, const char *path)
{
    char line[256];
    FILE *file = fopen(path, "r");

    if (file == NULL) {
        perror(path);
        exit(2);
    }
    sym_table_init(&d->builtins, &d->run);
    while (fgets(line, sizeof(line), file) != NULL) {
        line[strcspn(line, "\n")] = '\0';
        (void)sym_intern(&d->builtins, str_from(line));
    }
    (void)fclose(file);
}

int main(int argc, char **argv)
{
    static char line[LINE_BYTES];
    struct driver d = {.formats = argc > 1 && strcmp(argv[1], "--formats") == 0};
    char **args = argv + (d.formats ? 2 : 1);
    struct resolver_config config = {.is_builtin = is_builtin, .payload = &d};
    struct error why = {0};

    if (argc - (d.formats ? 1 : 0) != 3) {
        fputs("usage: resolve_driver [--formats] ROOT BUILTINS <questions >answers\n", stderr);
        return 2;
    }
    if (fs_realpath(&d.run, args[0], &d.root, &why) != OK) {
        fprintf(stderr, "%s\n", why.text);
        return 2;
    }
    read_builtins(&d, args[1]);
    config.tree = file_tree_new(&d.run, file_tree_disk(), d.root);
    d.resolver = resolver_new(&d.run, &config);
    while (fgets(line, sizeof(line), stdin) != NULL) {
        line[strcspn(line, "\n")] = '\0';
        answer(&d, str_from(line));
    }
    arena_reset(&d.run);
    return 0;
}
