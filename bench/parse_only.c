/* parse_only: reads the files that standard input names, one a line, and parses each with tree-sitter. */
#include <tree_sitter/api.h>

#include "bench/file_list.h"

const TSLanguage *tree_sitter_javascript(void);

static void parse(void *payload, struct str bytes)
{
    TSTree *tree = ts_parser_parse_string(payload, NULL, bytes.ptr, (uint32_t)bytes.len);

    ts_tree_delete(tree);
}

int main(void)
{
    TSParser *parser = ts_parser_new();
    int failed = 0;

    if (!ts_parser_set_language(parser, tree_sitter_javascript()))
        return 3;
    failed = file_list_each(parse, parser);
    ts_parser_delete(parser);
    return failed == 0 ? 0 : 3;
}
