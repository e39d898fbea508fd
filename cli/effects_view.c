#include "cli/effects_view.h"

#include "analyzer/base/arena.h"
#include "analyzer/base/strbuf.h"
#include "analyzer/base/sym.h"
#include "cli/nearest.h"

/* ---- names ---- */

static struct str without_prefixes(struct str name)
{
    static const struct str prefixes[] = {STR_INIT("node:"), STR_INIT("globalThis."), STR_INIT("global.")};

    for (size_t i = 0; i < ARRAY_LEN(prefixes); i++)
        if (str_starts(name, prefixes[i]) && name.len > prefixes[i].len)
            name = str_slice(name, prefixes[i].len, name.len);
    return name;
}

struct str effects_plain_name(struct arena *a, struct str name)
{
    static const struct str symbol = STR_INIT("[Symbol.");
    struct strbuf out;

    name = without_prefixes(name);
    if (str_ends(name, STR("()")))
        name = str_slice(name, 0, name.len - STR("()").len);
    strbuf_init(&out, a);
    for (size_t i = 0; i < name.len; i++) {
        struct str rest = str_slice(name, i, name.len);

        if (name.ptr[i] == '#' && i > 0) {
            strbuf_put_c(&out, ".prototype.");
        } else if (str_starts(rest, symbol) && str_ends(name, STR("]"))) {
            strbuf_put_c(&out, ".@@");
            strbuf_put(&out, str_slice(rest, symbol.len, rest.len - 1));
            break;
        } else {
            strbuf_put_char(&out, name.ptr[i]);
        }
    }
    return strbuf_text(&out);
}

/* True for what is called `name` and for everything in it. */
static bool is_in(struct str row, struct str name)
{
    return str_starts(row, name) && (row.len == name.len || row.ptr[name.len] == '.' || row.ptr[name.len] == '/');
}

/* ---- rows ---- */

static effect_set all_of(const struct api_row_view *row)
{
    effect_set all = 0;

    for (uint32_t w = 0; w < API_WAYS; w++)
        all |= row->does[w].effects;
    return all;
}

static bool is_asked(const struct effects_query *q, const struct api_row_view *row)
{
    if ((row->majors & q->majors) == 0)
        return false;
    return q->name.len == 0 || (q->effects & all_of(row)) != 0 || is_in(without_prefixes(row->name), q->name);
}

static void collect_rows(struct arena *a, const struct effects_source *s, const struct effects_query *q,
                         struct effects_entries *out)
{
    for (uint32_t i = 0; i < api_table_rows(s->table); i++) {
        struct effects_entry entry = {.own = true};

        api_table_row(s->table, i, &entry.row);
        if (is_asked(q, &entry.row))
            vec_push(a, out, entry);
    }
}

/* ---- names without a row ---- */

static void ask(struct arena *a, const struct effects_source *s, const struct api_path *path, enum api_op op,
                enum api_way way, struct effects_entry *out)
{
    struct api_answer answer;
    struct api_fact *facts = NULL;

    api_table_ask(s->table, path, op, out->row.majors, &answer);
    facts = arena_array(a, answer.count + 1, sizeof(*facts));
    for (uint32_t i = 0; i < answer.count; i++)
        facts[i] = answer.facts[i];
    out->row.does[way] = (struct api_doing){answer.effects != 0, answer.effects, facts, answer.count};
    out->row.perhaps |= answer.effects & ~answer.certain;
    out->row.note = answer.known ? answer.note : STR("");
    out->row.proof = answer.known ? answer.proof : STR("");
    out->answer = answer.row;
}

/* What the tables say about a name that has no row. */
static void answer_name(struct arena *a, const struct effects_source *s, enum api_root root, struct str name,
                        bool function, uint32_t majors, struct effects_entry *out)
{
    struct api_path path = api_name_path(a, root, name);

    *out = (struct effects_entry){.row = {.name = name, .majors = majors, .callable = function}};
    ask(a, s, &path, API_OP_READ, API_WAY_GET, out);
    if (!function)
        return;
    ask(a, s, &path, API_OP_CALL, API_WAY_CALL, out);
    (void)api_table_takes(s->table, &path, majors, &out->row.takes);
}

/* A module is asked about its members; what is below them is asked by the member's name. */
static bool wants_names(const struct effects_source *s, const struct effects_query *q)
{
    if (q->effects != 0 || q->name.len == 0)
        return false;
    return str_find(q->name, STR("."), 0) < q->name.len || api_table_builtin(s->table, q->name, q->majors) == 0;
}

static void collect_names(struct arena *a, const struct effects_source *s, const struct effects_query *q,
                          struct effects_entries *out)
{
    struct sym_table seen;
    sym found = {0};

    sym_table_init(&seen, a);
    for (uint32_t i = 0; i < out->len; i++)
        (void)sym_intern(&seen, out->items[i].row.name);
    for (uint32_t i = 0; i < s->names.len; i++) {
        const struct api_name *name = &s->names.items[i];
        struct effects_entry entry;

        if ((name->majors & q->majors) == 0 || !is_in(name->print, q->name) || sym_find(&seen, name->print, &found))
            continue;
        answer_name(a, s, name->root, name->print, name->function, name->majors & q->majors, &entry);
        vec_push(a, out, entry);
    }
}

/* The recording says nothing of what is in some objects: streams, storages, the environment. */
static bool is_listed(const struct effects_source *s, struct str object)
{
    for (uint32_t i = 0; i < s->names.len; i++)
        if (s->names.items[i].print.len > object.len && is_in(s->names.items[i].print, object))
            return true;
    return false;
}

/* A name that no Node lists when the tables answer it all the same: by another name of its, or as a member of such an
 * object. */
static void collect_unlisted(struct arena *a, const struct effects_source *s, const struct effects_query *q,
                             struct effects_entries *out)
{
    static const enum api_root roots[] = {API_MODULE, API_GLOBAL, API_CJS};
    size_t dot = str_find_last(q->name, '.');

    for (size_t i = 0; i < ARRAY_LEN(roots); i++) {
        struct api_path path = api_name_path(a, roots[i], q->name);
        struct effects_entry entry;
        struct api_answer answer;

        api_table_ask(s->table, &path, API_OP_READ, q->majors, &answer);
        if (path.count == 0 || answer.row.len == 0 || (!answer.known && is_listed(s, str_slice(q->name, 0, dot))))
            continue;
        answer_name(a, s, roots[i], q->name, true, q->majors, &entry);
        vec_push(a, out, entry);
        return;
    }
}

void effects_collect(struct arena *a, const struct effects_source *s, const struct effects_query *q,
                     struct effects_entries *out)
{
    collect_rows(a, s, q, out);
    if (wants_names(s, q))
        collect_names(a, s, q, out);
    if (out->len == 0 && q->effects == 0)
        collect_unlisted(a, s, q, out);
}

/* ---- what may have been meant ---- */

struct near {
    struct str name;
    uint32_t edits;
};

/* Keeps `list` sorted by edits, at most `max` long, each name once. */
static void keep_near(struct near *list, uint32_t *count, uint32_t max, struct near one)
{
    uint32_t at = *count;

    for (uint32_t i = 0; i < *count; i++)
        if (str_eq(list[i].name, one.name))
            return;
    if (at == max && list[at - 1].edits <= one.edits)
        return;
    if (at == max)
        at--;
    else
        ++*count;
    for (; at > 0 && list[at - 1].edits > one.edits; at--)
        list[at] = list[at - 1];
    list[at] = one;
}

/* "readFile" means "fs.readFile"; else what is few edits away. */
static uint32_t edits_to(struct str wanted, struct str name)
{
    if (name.len > wanted.len && str_ends(name, wanted) && name.ptr[name.len - wanted.len - 1] == '.')
        return 0;
    if (name.len >= NEAREST_MAX || name.len + 2 < wanted.len || wanted.len + 2 < name.len)
        return UINT32_MAX;
    return nearest_edits(wanted, name);
}

uint32_t effects_near(struct arena *a, const struct effects_source *s, struct str name, struct str *out, uint32_t max)
{
    struct near *list = arena_array(a, max, sizeof(*list));
    uint32_t limit = nearest_limit(name.len);
    uint32_t count = 0;

    if (name.len == 0 || name.len >= NEAREST_MAX)
        return 0;
    for (uint32_t i = 0; i < s->names.len; i++) {
        struct near one = {s->names.items[i].print, edits_to(name, s->names.items[i].print)};

        if (one.edits < limit)
            keep_near(list, &count, max, one);
    }
    while (count > 0 && list[count - 1].edits > list[0].edits + 1)
        count--;
    for (uint32_t i = 0; i < count; i++)
        out[i] = list[i].name;
    return count;
}
