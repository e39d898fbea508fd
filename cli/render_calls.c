#include "cli/render_calls.h"

#include <stdlib.h>
#include <string.h>

#include "analyzer/base/jdoc.h"
#include "cli/dot.h"
#include "cli/term.h"

/* What is printed of a graph: files by name, and where the edges of each node begin. */
struct view {
    const struct call_graph *g;
    const uint32_t *files;      /* indices, sorted by name */
    const uint32_t *first_edge; /* by node, and one more */
    const uint32_t *first_node; /* by file */
    const uint32_t *last_node;
    const struct package *shown; /* whose functions text and DOT list */
};

struct named_file {
    struct str name;
    uint32_t index;
};

static int compare_files(const void *left, const void *right)
{
    const struct named_file *a = left;
    const struct named_file *b = right;
    int order = str_cmp(a->name, b->name);

    return order != 0 ? order : a->index < b->index ? -1 : 1;
}

static const struct graph_file *file_of(const struct call_graph *g, uint32_t node)
{
    return &g->imports->files.items[g->nodes.items[node].file];
}

static struct view view_of(struct arena *a, const struct call_graph *g)
{
    uint32_t count = g->imports->files.len;
    struct named_file *named = arena_array(a, count + 1, sizeof(*named));
    uint32_t *files = arena_array(a, count + 1, sizeof(*files));
    uint32_t *first_edge = arena_array(a, g->nodes.len + 2, sizeof(*first_edge));
    uint32_t *first_node = arena_array(a, count + 1, sizeof(*first_node));
    uint32_t *last_node = arena_array(a, count + 1, sizeof(*last_node));
    uint32_t at = 0;

    for (uint32_t i = 0; i < count; i++)
        named[i] = (struct named_file){g->imports->files.items[i].name, i};
    if (count > 1)
        qsort(named, count, sizeof(*named), compare_files);
    for (uint32_t i = 0; i < count; i++)
        files[i] = named[i].index;
    for (uint32_t i = 0; i < g->nodes.len; i++) {
        while (at < g->edges.len && g->edges.items[at].from < i)
            at++;
        first_edge[i] = at;
        if (i == 0 || g->nodes.items[i - 1].file != g->nodes.items[i].file)
            first_node[g->nodes.items[i].file] = i;
        last_node[g->nodes.items[i].file] = i + 1;
    }
    first_edge[g->nodes.len] = g->edges.len;
    return (struct view){g,          files,     first_edge,
                         first_node, last_node, count == 0 ? NULL : g->imports->files.items[0].package};
}

static bool is_top_level(const struct view *v, uint32_t node)
{
    return v->first_node[v->g->nodes.items[node].file] == node;
}

static void put_id(const struct view *v, struct strbuf *out, uint32_t node)
{
    const struct call_node *n = &v->g->nodes.items[node];

    strbuf_put(out, file_of(v->g, node)->name);
    if (!is_top_level(v, node))
        strbuf_printf(out, ":%u:%u", n->line, n->column);
}

static void put_id_member(struct arena *a, const struct view *v, struct strbuf *out, const char *key, uint32_t node)
{
    struct strbuf id;

    strbuf_init(&id, a);
    put_id(v, &id, node);
    strbuf_printf(out, "\"%s\":", key);
    jdoc_write_str(out, strbuf_text(&id));
}

void render_calls_ndjson(struct arena *a, struct strbuf *out, const struct call_graph *g)
{
    struct view v = view_of(a, g);

    for (uint32_t f = 0; f < g->imports->files.len; f++) {
        uint32_t file = v.files[f];

        for (uint32_t node = v.first_node[file]; node < v.last_node[file]; node++) {
            strbuf_put_char(out, '{');
            put_id_member(a, &v, out, "function", node);
            strbuf_put_c(out, ",\"name\":");
            jdoc_write_str(out, sym_text(&g->texts, (sym){g->nodes.items[node].name}));
            strbuf_put_c(out, g->nodes.items[node].implied ? ",\"implied\":true}\n" : "}\n");
            for (uint32_t i = v.first_edge[node]; i < v.first_edge[node + 1]; i++) {
                const struct call_edge *edge = &g->edges.items[i];

                strbuf_put_char(out, '{');
                put_id_member(a, &v, out, "from", node);
                strbuf_put_char(out, ',');
                put_id_member(a, &v, out, "to", edge->to);
                strbuf_printf(out, ",\"reason\":\"%s\",\"line\":%u,\"column\":%u}\n",
                              call_reason_name((enum call_reason)edge->reason), edge->line, edge->column);
            }
        }
    }
}

/* A function as a person names it. */
static void put_function(const struct view *v, struct strbuf *out, uint32_t node)
{
    struct str name = sym_text(&v->g->texts, (sym){v->g->nodes.items[node].name});

    if (is_top_level(v, node))
        strbuf_put_c(out, "(top level)");
    else if (name.len > 0)
        term_put(out, name);
    else
        strbuf_printf(out, "(function at %u:%u)", v->g->nodes.items[node].line, v->g->nodes.items[node].column);
}

static void put_package_name(struct strbuf *out, const struct package *package)
{
    struct str name = package->installed.len > 0 ? package->installed : package->name;

    term_put(out, name.len > 0 ? name : package->path);
}

/* Many functions of one name are one line: nobody reads forty `toString`. */
enum { CALLEES_SHOWN = 12 };

static void put_callees(struct arena *a, const struct view *v, struct strbuf *out, uint32_t node, bool color)
{
    const struct call_graph *g = v->g;
    bool *seen = arena_array(a, g->nodes.len + 1, sizeof(*seen));
    uint32_t shown = 0;
    uint32_t more = 0;

    for (uint32_t i = v->first_edge[node]; i < v->first_edge[node + 1]; i++) {
        const struct call_edge *edge = &g->edges.items[i];

        if (seen[edge->to])
            continue;
        seen[edge->to] = true;
        if (shown++ >= CALLEES_SHOWN) {
            more++;
            continue;
        }
        strbuf_put_c(out, "    ");
        put_function(v, out, edge->to);
        term_style(out, color, STYLE_DIM);
        strbuf_put_c(out, "  ");
        if (file_of(g, edge->to)->package != v->shown) {
            put_package_name(out, file_of(g, edge->to)->package);
            strbuf_put_c(out, "  ");
        } else if (g->nodes.items[edge->to].file != g->nodes.items[node].file) {
            term_put(out, file_of(g, edge->to)->name);
            strbuf_put_c(out, "  ");
        }
        strbuf_printf(out, "%u:%u  %s", edge->line, edge->column, call_reason_name((enum call_reason)edge->reason));
        term_style(out, color, STYLE_PLAIN);
        strbuf_put_char(out, '\n');
    }
    if (more > 0)
        strbuf_printf(out, "    and %u more\n", more);
}

/* How many functions and calls a package has, and which packages it calls. */
static void put_other(struct arena *a, const struct view *v, struct strbuf *out, const struct package *package,
                      bool color)
{
    const struct call_graph *g = v->g;
    uint32_t functions = 0;
    uint32_t inside = 0;
    VEC(const struct package *) called = {0};

    for (uint32_t i = 0; i < g->nodes.len; i++)
        functions += file_of(g, i)->package == package;
    for (uint32_t i = 0; i < g->edges.len; i++) {
        const struct package *to = file_of(g, g->edges.items[i].to)->package;
        bool known = to == package;

        if (file_of(g, g->edges.items[i].from)->package != package)
            continue;
        inside += known;
        for (uint32_t k = 0; k < called.len && !known; k++)
            known = called.items[k] == to;
        if (!known)
            vec_push(a, &called, to);
    }
    term_style(out, color, STYLE_BOLD);
    put_package_name(out, package);
    term_style(out, color, STYLE_PLAIN);
    strbuf_put_c(out, "  ");
    term_put(out, package->path);
    strbuf_printf(out, "  %u function%s, %u call%s inside", functions, functions == 1 ? "" : "s", inside,
                  inside == 1 ? "" : "s");
    for (uint32_t k = 0; k < called.len; k++) {
        strbuf_put_c(out, k == 0 ? ", calls " : ", ");
        put_package_name(out, called.items[k]);
    }
    strbuf_put_char(out, '\n');
}

static void put_shown(struct arena *a, const struct view *v, struct strbuf *out, uint32_t file, bool color)
{
    term_style(out, color, STYLE_BOLD);
    term_put(out, v->g->imports->files.items[file].name);
    term_style(out, color, STYLE_PLAIN);
    strbuf_put_char(out, '\n');
    for (uint32_t node = v->first_node[file]; node < v->last_node[file]; node++) {
        struct arena scratch = {0};

        strbuf_put_c(out, "  ");
        put_function(v, out, node);
        if (!is_top_level(v, node))
            strbuf_printf(out, "  %u:%u", v->g->nodes.items[node].line, v->g->nodes.items[node].column);
        strbuf_put_char(out, '\n');
        put_callees(&scratch, v, out, node, color);
        arena_reset(&scratch);
    }
    (void)a;
}

void render_calls_text(struct arena *a, struct strbuf *out, const struct call_graph *g, bool color)
{
    struct view v = view_of(a, g);
    VEC(const struct package *) others = {0};

    for (uint32_t f = 0; f < g->imports->files.len; f++) {
        const struct package *package = g->imports->files.items[v.files[f]].package;
        bool known = package == v.shown;

        if (known && v.last_node[v.files[f]] > 0)
            put_shown(a, &v, out, v.files[f], color);
        for (uint32_t k = 0; k < others.len && !known; k++)
            known = others.items[k] == package;
        if (!known)
            vec_push(a, &others, package);
    }
    for (uint32_t k = 0; k < others.len; k++)
        put_other(a, &v, out, others.items[k], color);
    strbuf_printf(out, "%u functions, %u calls, %u of them to functions of the program with %.1f each, Node %s\n",
                  g->nodes.len, g->sites, g->resolved, g->resolved == 0 ? 0 : (double)g->callees / g->resolved,
                  node_major_name(g->imports->major));
}

static void put_dot_file(struct arena *a, const struct view *v, struct strbuf *out, uint32_t file)
{
    strbuf_printf(out, "  subgraph cluster%u {\n    color=\"#bbbbbb\"; label=\"", file);
    dot_put(a, out, v->g->imports->files.items[file].name);
    strbuf_put_c(out, "\";\n");
    for (uint32_t node = v->first_node[file]; node < v->last_node[file]; node++) {
        struct strbuf name;

        strbuf_init(&name, a);
        put_function(v, &name, node);
        strbuf_printf(out, "    f%u [label=\"", node);
        dot_put(a, out, strbuf_text(&name));
        strbuf_put_c(out, "\"];\n");
    }
    strbuf_put_c(out, "  }\n");
}

/* A call that is certain is drawn in full; one found by a name or a value that flows far is dashed. */
static const char *line_style(enum call_reason reason)
{
    return reason == CALL_DIRECT || reason == CALL_IMPORT ? "" : " [style=dashed]";
}

void render_calls_dot(struct arena *a, struct strbuf *out, const struct call_graph *g)
{
    struct view v = view_of(a, g);
    struct map seen;
    uint32_t before = 0;

    map_init(&seen, a);
    strbuf_put_c(out, "digraph calls {\n  rankdir=LR;\n  node [shape=box, fontname=\"sans-serif\", fontsize=10];\n"
                      "  edge [color=\"#888888\"];\n  fontname=\"sans-serif\"; fontsize=10;\n");
    for (uint32_t f = 0; f < g->imports->files.len; f++)
        if (g->imports->files.items[v.files[f]].package == v.shown)
            put_dot_file(a, &v, out, v.files[f]);
    for (uint32_t i = 0; i < g->edges.len; i++) {
        const struct call_edge *edge = &g->edges.items[i];
        const struct package *to = file_of(g, edge->to)->package;
        bool other = to != NULL && to != v.shown;
        uint32_t target = other ? to->index : edge->to;
        uint64_t key = (uint64_t)other << 63 | (uint64_t)edge->from << 32 | target;
        uint64_t box = (uint64_t)1 << 62 | target;

        if (file_of(g, edge->from)->package != v.shown || map_get(&seen, key, &before))
            continue;
        map_put(&seen, key, 1);
        if (other && !map_get(&seen, box, &before)) {
            struct strbuf name;

            map_put(&seen, box, 1);
            strbuf_init(&name, a);
            put_package_name(&name, to);
            strbuf_printf(out, "  p%u [style=filled, fillcolor=\"#eaf2f8\", label=\"", target);
            dot_put(a, out, strbuf_text(&name));
            strbuf_put_c(out, "\"];\n");
        }
        strbuf_printf(out, "  f%u -> %s%u%s;\n", edge->from, other ? "p" : "f", target,
                      line_style((enum call_reason)edge->reason));
    }
    strbuf_put_c(out, "}\n");
}
