/*
 * cjs_driver.c - what cjs_exports_find says of texts, to be compared with the lexers of real Nodes.
 *
 *     cjs_driver LEXER <texts >answers       LEXER: 0 or 1, by enum cjs_lexer
 *
 * A text is a line with its length in bytes, and the bytes; an answer is a line of JSON: names and re-exports, or null
 * when nobody knows.
 */
#include <stdio.h>
#include <stdlib.h>

#include "analyzer/base/utf8.h"
#include "analyzer/syntax/cjs_lexer.h"

static void put_names(const struct cjs_names *names)
{
    for (uint32_t i = 0; i < names->len; i++) {
        printf("%s\"", i > 0 ? "," : "");
        for (size_t at = 0, len = 0; at < names->items[i].len; at += len) {
            uint32_t code = utf8_next(names->items[i], at, &len);
            if (code > 0xFFFF)
                printf("\\u%04x\\u%04x", (code - 0x10000) / 0x400 + 0xD800, (code - 0x10000) % 0x400 + 0xDC00);
            else
                printf("\\u%04x", code);
        }
        putchar('"');
    }
}

int main(int argc, char **argv)
{
    enum cjs_lexer lexer = argc == 2 && argv[1][0] == '1' ? CJS_MERVE : CJS_MODULE_LEXER;
    struct arena a = {0};
    char line[32];

    while (fgets(line, sizeof(line), stdin) != NULL) {
        size_t len = strtoul(line, NULL, 10);
        char *bytes = malloc(len + 1);
        struct cjs_exports found;

        if (bytes == NULL || fread(bytes, 1, len, stdin) != len)
            return 2;
        cjs_exports_find(&a, (struct str){bytes, len}, lexer, &found);
        if (found.unsure) {
            puts("null");
        } else {
            printf("[[");
            put_names(&found.names);
            printf("],[");
            put_names(&found.reexports);
            puts("]]");
        }
        arena_reset(&a);
        free(bytes);
    }
    return 0;
}
