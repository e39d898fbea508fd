/* cordon effects: the effect tables, as they are asked by the analysis. */
#include <unistd.h>

#include "analyzer/base/datadir.h"
#include "cli/commands.h"
#include "cli/render_effects.h"
#include "cli/term.h"

enum { NEAR_NAMES = 5 };

static enum err query_of(struct arena *a, const struct args *args, struct effects_query *q, struct error *why)
{
    enum node_major major = NODE_MAJOR_COUNT;

    *q = (struct effects_query){.majors = NODE_MAJORS_ALL};
    if (args->operands.len > 0) {
        q->effects = effect_family(str_from(args->operands.items[0]));
        q->name = effects_plain_name(a, str_from(args->operands.items[0]));
    }
    if (!args_has(args, OPT_NODE))
        return OK;
    if (!node_major_parse(str_from(args->value[OPT_NODE]), &major))
        return error_set(why, ERR_USAGE, "--node %s: that major is not supported", args->value[OPT_NODE]);
    q->majors = node_major_bit(major);
    return OK;
}

static struct str data_path(struct arena *a, struct str folder, const char *name)
{
    struct strbuf path;

    strbuf_init(&path, a);
    strbuf_put(&path, folder);
    strbuf_put_c(&path, name);
    return strbuf_text(&path);
}

static enum err load(struct arena *a, struct effects_source *out, struct error *why)
{
    struct str data = {NULL, 0};
    enum err e = datadir_find(a, &data, why);

    if (e == OK)
        e = api_table_load(a, data_path(a, data, "/rules/effects").ptr, &out->table, why);
    if (e == OK)
        e = api_names_load(a, data_path(a, data, "/rules/members.tsv").ptr, &out->names, why);
    return e;
}

static void put_majors(struct strbuf *out, uint32_t majors)
{
    const char *between = "Node ";

    for (uint32_t i = 0; i < NODE_MAJOR_COUNT; i++) {
        if ((majors & node_major_bit((enum node_major)i)) == 0)
            continue;
        strbuf_printf(out, "%s%s", between, node_major_name((enum node_major)i));
        between = ", ";
    }
}

/* The majors that have the name, when the asked one has not. */
static uint32_t other_majors(struct arena *a, const struct effects_source *s, struct effects_query q)
{
    struct effects_entries entries = {0};
    uint32_t majors = 0;

    q.majors = NODE_MAJORS_ALL;
    effects_collect(a, s, &q, &entries);
    for (uint32_t i = 0; i < entries.len; i++)
        majors |= entries.items[i].row.majors;
    return majors;
}

static enum err nothing_found(struct arena *a, const struct args *args, const struct effects_source *s,
                              const struct effects_query *q, struct error *why)
{
    struct str near[NEAR_NAMES];
    uint32_t others = other_majors(a, s, *q);
    uint32_t count = effects_near(a, s, q->name, near, NEAR_NAMES);
    struct strbuf text;

    strbuf_init(&text, a);
    strbuf_put_c(&text, "nothing in ");
    put_majors(&text, q->majors);
    strbuf_printf(&text, " is called %s", args->operands.items[0]);
    if (others != 0) {
        strbuf_put_c(&text, "; it is in ");
        put_majors(&text, others);
    } else {
        for (uint32_t i = 0; i < count; i++)
            strbuf_printf(&text, "%s%.*s",
                          i == 0           ? "; did you mean "
                          : i + 1 == count ? " or "
                                           : ", ",
                          STR_ARG(near[i]));
        strbuf_put_c(&text, count > 0 ? "?" : ", and no effect has that name");
    }
    return error_set(why, ERR_NOT_FOUND, "%s", strbuf_text(&text).ptr);
}

static enum err answer(struct arena *a, const struct args *args, struct strbuf *out, struct error *why)
{
    struct effects_source source = {0};
    struct effects_entries entries = {0};
    struct effects_query q;
    enum err e = query_of(a, args, &q, why);

    if (e == OK)
        e = load(a, &source, why);
    if (e != OK)
        return e;
    effects_collect(a, &source, &q, &entries);
    if (entries.len == 0)
        return nothing_found(a, args, &source, &q, why);
    if (args_is(args, OPT_FORMAT, "json"))
        render_effects_json(out, &entries);
    else
        render_effects_text(out, &entries, q.majors, term_wants_color(args->value[OPT_COLOR], STDOUT_FILENO));
    return OK;
}

static int cmd_effects(const struct args *args)
{
    struct arena run = {0};
    struct error why = {0};
    struct strbuf out;
    int code = EXIT_NO_WORK;

    strbuf_init(&out, &run);
    code = answer(&run, args, &out, &why) == OK ? commands_print(&out, EXIT_PASSED) : commands_fail(&why);
    arena_reset(&run);
    return code;
}

const struct command command_effects = {
    .name = "effects",
    .operands = "[NAME]",
    .summary = "the effect tables: what each part of Node's interface may do",
    .details =
        "Prints the rows of the effect tables: all of them, or those of NAME: a module (fs), a member\n"
        "(fs.readFile, net.Socket.prototype.connect), a global or a part of the language (fetch,\n"
        "Date.prototype.getHours), an effect (net.connect) or a family of effects (net). What has no row of its\n"
        "own is answered by the row that stands behind \"by\".\n",
    .options = OPTION_BIT(OPT_NODE) | OPTION_BIT(OPT_FORMAT) | OPTION_BIT(OPT_COLOR),
    .max_operands = 1,
    .run = cmd_effects,
};
