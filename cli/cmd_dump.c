/* cordon dump: what one stage of the analysis made of one file. */
#include <string.h>

#include "analyzer/base/fsread.h"
#include "analyzer/base/limits.h"
#include "analyzer/semantic/scope.h"
#include "analyzer/summary/summarise.h"
#include "analyzer/syntax/tree_dump.h"
#include "cli/commands.h"
#include "cli/summary_dump.h"

enum stage { STAGE_TOKENS, STAGE_TREE, STAGE_SCOPES, STAGE_SUMMARY, STAGE_COUNT };

static const char *const stage_names[] = {"tokens", "tree", "scopes", "summary"};
_Static_assert(ARRAY_LEN(stage_names) == STAGE_COUNT, "every stage has a name");

static enum err stage_of(const char *name, enum stage *out, struct error *why)
{
    for (uint32_t i = 0; i < STAGE_COUNT; i++) {
        if (strcmp(stage_names[i], name) == 0) {
            *out = (enum stage)i;
            return OK;
        }
    }
    return error_set(why, ERR_USAGE, "dump knows tokens, tree, scopes and summary, not %s", name);
}

static enum goal goal_of(const struct args *args, struct str path)
{
    static const struct {
        const char *name;
        enum goal goal;
    } goals[] = {
        {"script", GOAL_SCRIPT}, {"commonjs", GOAL_COMMONJS}, {"module", GOAL_MODULE}, {"detect", GOAL_DETECT}};

    for (size_t i = 0; i < ARRAY_LEN(goals); i++)
        if (args_is(args, OPT_GOAL, goals[i].name))
            return goals[i].goal;
    if (str_ends(path, STR(".mjs")))
        return GOAL_MODULE;
    return str_ends(path, STR(".cjs")) ? GOAL_COMMONJS : GOAL_DETECT;
}

static enum err read_source(struct arena *a, const char *path, struct str *out, struct error *why)
{
    struct str real = {NULL, 0};
    enum err e = fs_realpath(a, path, &real, why);

    return e == OK ? fs_read(a, real.ptr, LIMIT_SOURCE_BYTES, out, why) : e;
}

static void dump_scopes(struct arena *a, struct source *source, const struct tree *tree, struct strbuf *out)
{
    struct sym_table names;

    sym_table_init(&names, a);
    scopes_dump(a, source, scopes_build(a, tree, &names), out);
}

static enum err dump_syntax(struct arena *a, struct parser *parser, enum stage stage, struct source *source,
                            enum goal goal, struct strbuf *out, struct error *why)
{
    struct tree tree = tree_parse(a, parser, source->text, goal);

    if (stage == STAGE_TOKENS)
        tree_dump_tokens(&tree, out);
    else if (stage == STAGE_TREE)
        tree_dump_nodes(&tree, out);
    else if (!tree.has_error)
        dump_scopes(a, source, &tree, out);
    if (tree.has_error) {
        struct position at = source_position(a, source, tree.error_at);

        return error_set(why, ERR_FORMAT, "%u:%u: %s", at.line, at.column, tree.error_text);
    }
    return OK;
}

static enum err dump(struct arena *a, struct parser *parser, const struct args *args, struct strbuf *out,
                     struct error *why)
{
    const char *path = args->operands.items[1];
    enum goal goal = goal_of(args, str_from(path));
    enum stage stage = STAGE_COUNT;
    struct str bytes = {NULL, 0};
    struct source source;
    enum err e = stage_of(args->operands.items[0], &stage, why);

    if (e == OK)
        e = read_source(a, path, &bytes, why);
    if (e != OK)
        return e;
    source = source_decode(a, bytes);
    if (stage != STAGE_SUMMARY)
        return dump_syntax(a, parser, stage, &source, goal, out, why);
    summary_dump(a, &source, summarise(a, parser, flow_basis_new(a, (struct fixed_env){0}), bytes, goal), out);
    return OK;
}

static int cmd_dump(const struct args *args)
{
    struct arena run = {0};
    struct parser *parser = NULL;
    struct error why = {0};
    struct strbuf out;
    int code = EXIT_NO_WORK;

    strbuf_init(&out, &run);
    if (parser_new(&parser, &why) == OK) {
        (void)dump(&run, parser, args, &out, &why);
        parser_free(parser);
    }
    /* A tree with an error is printed all the same: that is what it is looked at for. */
    code = commands_print(&out, EXIT_PASSED);
    if (why.code != OK)
        code = commands_fail(&why);
    arena_reset(&run);
    return code;
}

const struct command command_dump = {
    .name = "dump",
    .operands = "tokens|tree|scopes|summary FILE",
    .summary = "what one stage of the analysis made of a file",
    .details = "Prints what a stage of the analysis made of FILE alone; for tests and bug reports.\n",
    .options = OPTION_BIT(OPT_GOAL),
    .min_operands = 2,
    .max_operands = 2,
    .run = cmd_dump,
};
