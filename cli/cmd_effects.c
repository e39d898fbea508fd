/* cordon effects: the effect tables, as they are asked by the analysis. */
#include <unistd.h>

#include "analyzer/base/datadir.h"
#include "cli/commands.h"
#include "cli/json_out.h"
#include "cli/term.h"
#include "rules/api_table.h"

struct query {
    struct str name;    /* empty = everything */
    effect_set effects; /* what the name stands for as an effect or a family; 0 when it is none */
    uint32_t majors;
};

/* What can be done with a row's thing, and the effects of that. */
struct way {
    const char *label;
    effect_set effects;
};

enum { WAYS = 6, NAME_WIDTH = 44 };

static void ways_of(const struct api_row_view *row, struct way out[WAYS])
{
    out[0] = (struct way){"load", row->load};
    out[1] = (struct way){"get", row->get};
    out[2] = (struct way){"call", row->call};
    out[3] = (struct way){"new", row->construct};
    out[4] = (struct way){"write", row->write};
    out[5] = (struct way){"other", row->otherwise};
}

static effect_set all_of(const struct api_row_view *row)
{
    struct way ways[WAYS];
    effect_set all = 0;

    ways_of(row, ways);
    for (size_t i = 0; i < WAYS; i++)
        all |= ways[i].effects;
    return all;
}

/* True for the row called `name` and for everything in it. */
static bool is_in(struct str row, struct str name)
{
    return str_starts(row, name) && (row.len == name.len || row.ptr[name.len] == '.' || row.ptr[name.len] == '/');
}

/* `node:fs` and `globalThis.fetch` are other words for `fs` and `fetch`. */
static struct str plain_name(struct str name)
{
    static const struct str prefixes[] = {STR_INIT("node:"), STR_INIT("globalThis.")};

    for (size_t i = 0; i < ARRAY_LEN(prefixes); i++)
        if (str_starts(name, prefixes[i]) && name.len > prefixes[i].len)
            return str_slice(name, prefixes[i].len, name.len);
    return name;
}

static bool is_asked(const struct query *q, const struct api_row_view *row)
{
    if ((row->majors & q->majors) == 0)
        return false;
    return q->name.len == 0 || (q->effects & all_of(row)) != 0 || is_in(plain_name(row->name), q->name);
}

static void put_effects(struct strbuf *out, effect_set effects)
{
    const char *between = "";

    for (uint32_t i = 0; i < EFFECT_COUNT; i++) {
        if ((effects & effect_bit((enum effect)i)) == 0)
            continue;
        strbuf_printf(out, "%s%s", between, effect_name((enum effect)i));
        between = ", ";
    }
}

static void put_majors(struct strbuf *out, uint32_t majors)
{
    const char *between = "  (Node ";

    for (uint32_t i = 0; i < NODE_MAJOR_COUNT; i++) {
        if ((majors & node_major_bit((enum node_major)i)) == 0)
            continue;
        strbuf_printf(out, "%s%s", between, node_major_name((enum node_major)i));
        between = ", ";
    }
    strbuf_put_c(out, ")");
}

static void put_row(struct strbuf *out, const struct query *q, const struct api_row_view *row, bool color)
{
    uint32_t indent = 2 * row->depth;
    uint32_t width = term_width(row->name) + indent;
    struct way ways[WAYS];

    strbuf_printf(out, "%*s", (int)indent, "");
    term_style(out, color, row->depth == 0 ? STYLE_BOLD : STYLE_PLAIN);
    term_put(out, row->name);
    term_style(out, color, STYLE_PLAIN);
    strbuf_printf(out, "%*s", (int)(width < NAME_WIDTH ? NAME_WIDTH - width : 0), "");
    ways_of(row, ways);
    if (row->same.len > 0) {
        strbuf_put_c(out, "  same as ");
        term_put(out, row->same);
    } else if (all_of(row) == 0) {
        strbuf_put_c(out, "  pure");
    }
    for (size_t i = 0; i < WAYS; i++) {
        if (ways[i].effects == 0)
            continue;
        strbuf_printf(out, "  %s: ", ways[i].label);
        put_effects(out, ways[i].effects);
    }
    if ((row->majors & q->majors) != q->majors)
        put_majors(out, row->majors);
    if (row->note.len > 0) {
        term_style(out, color, STYLE_DIM);
        strbuf_put_c(out, "  ");
        term_put(out, row->note);
        term_style(out, color, STYLE_PLAIN);
    }
    strbuf_put_char(out, '\n');
}

static void put_json_row(struct json_out *j, const struct api_row_view *row)
{
    struct way ways[WAYS];

    json_object(j, NULL);
    json_str(j, "name", row->name);
    json_str(j, "file", row->file);
    json_array(j, "node");
    for (uint32_t i = 0; i < NODE_MAJOR_COUNT; i++)
        if ((row->majors & node_major_bit((enum node_major)i)) != 0)
            json_c(j, NULL, node_major_name((enum node_major)i));
    json_close_array(j);
    ways_of(row, ways);
    for (size_t i = 0; i < WAYS; i++) {
        json_array(j, ways[i].label);
        for (uint32_t e = 0; e < EFFECT_COUNT; e++)
            if ((ways[i].effects & effect_bit((enum effect)e)) != 0)
                json_c(j, NULL, effect_name((enum effect)e));
        json_close_array(j);
    }
    json_bool(j, "intrinsic", row->intrinsic);
    json_str(j, "same", row->same);
    json_str(j, "returns", row->returns);
    json_str(j, "note", row->note);
    json_str(j, "proof", row->proof);
    json_close_object(j);
}

/* Prints what was asked for; `*found` says how many rows that were. */
static void render(struct strbuf *out, const struct args *args, const struct api_table *table, const struct query *q,
                   uint32_t *found)
{
    bool color = term_wants_color(args->value[OPT_COLOR], STDOUT_FILENO);
    bool json = args_is(args, OPT_FORMAT, "json");
    struct api_row_view row;
    struct json_out j;

    if (json) {
        json_begin(&j, out);
        json_array(&j, NULL);
    }
    *found = 0;
    for (uint32_t i = 0; i < api_table_rows(table); i++) {
        api_table_row(table, i, &row);
        if (!is_asked(q, &row))
            continue;
        ++*found;
        if (json)
            put_json_row(&j, &row);
        else
            put_row(out, q, &row, color);
    }
    if (json) {
        json_close_array(&j);
        json_end(&j);
    }
}

static enum err query_of(const struct args *args, struct query *q, struct error *why)
{
    enum node_major major = NODE_MAJOR_COUNT;

    *q = (struct query){.majors = NODE_MAJORS_ALL};
    if (args->operands.len > 0) {
        q->effects = effect_family(str_from(args->operands.items[0]));
        q->name = plain_name(str_from(args->operands.items[0]));
    }
    if (!args_has(args, OPT_NODE))
        return OK;
    if (!node_major_parse(str_from(args->value[OPT_NODE]), &major))
        return error_set(why, ERR_USAGE, "--node %s: that major is not supported", args->value[OPT_NODE]);
    q->majors = node_major_bit(major);
    return OK;
}

static enum err load_table(struct arena *a, const struct api_table **out, struct error *why)
{
    struct str data = {NULL, 0};
    struct strbuf folder;
    enum err e = datadir_find(a, &data, why);

    if (e != OK)
        return e;
    strbuf_init(&folder, a);
    strbuf_put(&folder, data);
    strbuf_put_c(&folder, "/rules/effects");
    return api_table_load(a, strbuf_text(&folder).ptr, out, why);
}

static int cmd_effects(const struct args *args)
{
    struct arena run = {0};
    const struct api_table *table = NULL;
    struct error why = {0};
    struct strbuf out;
    struct query q;
    uint32_t found = 0;
    int code = EXIT_NO_WORK;

    strbuf_init(&out, &run);
    if (query_of(args, &q, &why) == OK && load_table(&run, &table, &why) == OK) {
        render(&out, args, table, &q, &found);
        if (found == 0)
            (void)error_set(&why, ERR_NOT_FOUND, "nothing in the effect tables is called %s", args->operands.items[0]);
    }
    code = why.code == OK ? commands_print(&out, EXIT_PASSED) : commands_fail(&why);
    arena_reset(&run);
    return code;
}

const struct command command_effects = {
    .name = "effects",
    .operands = "[NAME]",
    .summary = "the effect tables: what each part of Node's interface may do",
    .details = "Prints the rows of the effect tables: all of them, or those of NAME: a module (fs), a member\n"
               "(fs.readFile), a global (fetch), an effect (net.connect) or a family of effects (net).\n",
    .options = OPTION_BIT(OPT_NODE) | OPTION_BIT(OPT_FORMAT) | OPTION_BIT(OPT_COLOR),
    .max_operands = 1,
    .run = cmd_effects,
};
