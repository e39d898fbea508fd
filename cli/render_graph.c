#include "cli/render_graph.h"

#include <assert.h>
#include <stdlib.h>

#include "analyzer/base/jdoc.h"
#include "analyzer/semantic/placed.h"
#include "cli/dot.h"
#include "cli/term.h"

static const char *kind_name(enum import_kind kind)
{
    switch (kind) {
    case IMPORT_REQUIRE:
        return "require";
    case IMPORT_REQUIRE_RESOLVE:
        return "require.resolve";
    case IMPORT_STATIC:
        return "import";
    case IMPORT_REEXPORT:
        return "export";
    case IMPORT_DYNAMIC:
        return "import()";
    case IMPORT_KIND_COUNT:
        break;
    }
    assert(!"unreachable");
    return "";
}

static void put_member(struct strbuf *out, const char *key, struct str value)
{
    strbuf_printf(out, ",\"%s\":", key);
    jdoc_write_str(out, value);
}

static void put_missing(struct strbuf *out, const struct graph_missing *missing)
{
    strbuf_put_c(out, ",\"missing\":");
    for (uint32_t i = 0; i < missing->names.len; i++) {
        strbuf_put_c(out, i == 0 ? "[" : ",");
        jdoc_write_str(out, missing->names.items[i]);
    }
    strbuf_put_c(out, "]");
}

void render_graph_ndjson(struct strbuf *out, const struct import_graph *g)
{
    for (uint32_t i = 0; i < g->edges.len; i++) {
        const struct graph_edge *edge = &g->edges.items[i];

        strbuf_put_c(out, "{\"from\":");
        jdoc_write_str(out, g->files.items[edge->from].name);
        put_member(out, "kind", str_from(kind_name((enum import_kind)edge->kind)));
        put_member(out, "specifier", placed_shown(g->arena, sym_text(&g->texts, (sym){edge->specifier})));
        put_member(out, "resolved", edge->resolved);
        strbuf_printf(out, ",\"line\":%u,\"column\":%u", edge->line, edge->column);
        if (!edge->understood)
            put_member(out, "reason", edge->reason);
        if (edge->missing != NULL)
            put_missing(out, edge->missing);
        strbuf_put_c(out, "}\n");
    }
}

/* All imports from one package to one place. */
enum link_kind { LINK_PACKAGE, LINK_BUILTIN, LINK_NOWHERE };

struct link {
    const struct package *from;
    enum link_kind kind;
    const struct package *to; /* LINK_PACKAGE */
    struct str text;          /* "node:fs", or the specifier that leads nowhere */
    struct str code;          /* LINK_NOWHERE: "!MODULE_NOT_FOUND" */
    uint32_t count;
};

VEC_TYPE(struct link, links);
VEC_TYPE(const struct package *, package_list);

static int compare_packages(const struct package *a, const struct package *b)
{
    bool a_root = str_eq(a->path, STR("."));
    bool b_root = str_eq(b->path, STR("."));

    if (a == b)
        return 0;
    return a_root != b_root ? (a_root ? -1 : 1) : str_cmp(a->path, b->path);
}

static int compare_links(const void *left, const void *right)
{
    const struct link *a = left;
    const struct link *b = right;
    int order = compare_packages(a->from, b->from);

    if (order == 0)
        order = (int)a->kind - (int)b->kind;
    if (order == 0 && a->kind == LINK_PACKAGE)
        return compare_packages(a->to, b->to);
    if (order == 0)
        order = str_cmp(a->text, b->text);
    return order == 0 ? str_cmp(a->code, b->code) : order;
}

static struct link link_of(const struct import_graph *g, const struct graph_edge *edge)
{
    struct link link = {.from = g->files.items[edge->from].package, .count = 1};

    if (edge->to != GRAPH_NONE) {
        link.to = g->files.items[edge->to].package;
        return link;
    }
    link.kind = edge->builtin ? LINK_BUILTIN : LINK_NOWHERE;
    link.text = edge->builtin ? edge->resolved : placed_shown(g->arena, sym_text(&g->texts, (sym){edge->specifier}));
    link.code = edge->builtin ? (struct str){0} : edge->resolved;
    return link;
}

/* The graph's edges between different places, sorted, each once with its count. */
static struct links collapse(struct arena *a, const struct import_graph *g)
{
    struct links links = {0};
    uint32_t used = 0;

    for (uint32_t i = 0; i < g->edges.len; i++) {
        struct link link = link_of(g, &g->edges.items[i]);

        if (g->edges.items[i].kind == IMPORT_REQUIRE_RESOLVE)
            continue;
        if (link.kind != LINK_PACKAGE || link.to != link.from)
            vec_push(a, &links, link);
    }
    if (links.len > 1)
        qsort(links.items, links.len, sizeof(*links.items), compare_links);
    for (uint32_t i = 0; i < links.len; i++) {
        if (used > 0 && compare_links(&links.items[used - 1], &links.items[i]) == 0)
            links.items[used - 1].count++;
        else
            links.items[used++] = links.items[i];
    }
    links.len = used;
    return links;
}

static int compare_listed(const void *left, const void *right)
{
    return compare_packages(*(const struct package *const *)left, *(const struct package *const *)right);
}

/* The packages of all files, sorted by path, each once. */
static struct package_list packages_of(struct arena *a, const struct import_graph *g)
{
    struct package_list list = {0};
    uint32_t used = 0;

    for (uint32_t i = 0; i < g->files.len; i++)
        vec_push(a, &list, g->files.items[i].package);
    if (list.len > 1)
        qsort(list.items, list.len, sizeof(*list.items), compare_listed);
    for (uint32_t i = 0; i < list.len; i++)
        if (used == 0 || list.items[used - 1] != list.items[i])
            list.items[used++] = list.items[i];
    list.len = used;
    return list;
}

/* "express 4.18.2" */
static void put_package_name(struct strbuf *out, const struct package *package)
{
    struct str name = package->installed.len > 0 ? package->installed : package->name;

    term_put(out, name.len > 0 ? name : package->path);
    if (package->version.len > 0) {
        strbuf_put_char(out, ' ');
        term_put(out, package->version);
    }
}

static void put_link(struct strbuf *out, const struct link *link, bool color)
{
    strbuf_put_c(out, "  ");
    switch (link->kind) {
    case LINK_PACKAGE:
        put_package_name(out, link->to);
        term_style(out, color, STYLE_DIM);
        strbuf_put_c(out, "  ");
        term_put(out, link->to->path);
        break;
    case LINK_BUILTIN:
        term_put(out, link->text);
        term_style(out, color, STYLE_DIM);
        break;
    case LINK_NOWHERE:
        term_style(out, color, STYLE_DOUBT);
        term_put(out, link->text);
        strbuf_put_c(out, "  ");
        term_put(out, link->code);
        break;
    }
    if (link->count > 1)
        strbuf_printf(out, "  (%u imports)", link->count);
    term_style(out, color, STYLE_PLAIN);
    strbuf_put_char(out, '\n');
}

static uint32_t files_of(const struct import_graph *g, const struct package *package)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < g->files.len; i++)
        count += g->files.items[i].package == package;
    return count;
}

static void put_package(struct strbuf *out, const struct import_graph *g, const struct package *package, bool color)
{
    uint32_t files = files_of(g, package);

    term_style(out, color, STYLE_BOLD);
    put_package_name(out, package);
    term_style(out, color, STYLE_PLAIN);
    strbuf_put_c(out, "  ");
    term_put(out, package->path);
    strbuf_printf(out, "  %u file%s\n", files, files == 1 ? "" : "s");
}

void render_graph_text(struct arena *a, struct strbuf *out, const struct import_graph *g, bool color)
{
    struct package_list packages = packages_of(a, g);
    struct links links = collapse(a, g);
    uint32_t at = 0;

    for (uint32_t i = 0; i < packages.len; i++) {
        put_package(out, g, packages.items[i], color);
        while (at < links.len && links.items[at].from == packages.items[i])
            put_link(out, &links.items[at++], color);
    }
    strbuf_printf(out, "%u packages, %u files, %u imports, Node %s\n", packages.len, g->files.len, g->edges.len,
                  node_major_name(g->major));
}

/* The box of a package: its name, version, and what of Node it imports. */
static void put_node(struct arena *a, struct strbuf *out, const struct package *package, const struct links *links,
                     uint32_t *at)
{
    struct strbuf name;
    bool first = true;

    strbuf_init(&name, a);
    put_package_name(&name, package);
    strbuf_printf(out, "  p%u [label=\"", package->index);
    dot_put(a, out, strbuf_text(&name));
    for (; *at < links->len && links->items[*at].from == package; (*at)++) {
        if (links->items[*at].kind != LINK_BUILTIN)
            continue;
        strbuf_put_c(out, first ? "\\n" : ", ");
        dot_put(a, out, links->items[*at].text);
        first = false;
    }
    strbuf_printf(out, "\"%s];\n", first ? "" : ", style=filled, fillcolor=\"#fdebd0\"");
}

void render_graph_dot(struct arena *a, struct strbuf *out, const struct import_graph *g)
{
    struct package_list packages = packages_of(a, g);
    struct links links = collapse(a, g);
    uint32_t at = 0;

    strbuf_put_c(out, "digraph imports {\n  rankdir=LR;\n  node [shape=box, fontname=\"sans-serif\", fontsize=10];\n"
                      "  edge [color=\"#888888\"];\n");
    for (uint32_t i = 0; i < packages.len; i++)
        put_node(a, out, packages.items[i], &links, &at);
    for (uint32_t i = 0; i < links.len; i++)
        if (links.items[i].kind == LINK_PACKAGE)
            strbuf_printf(out, "  p%u -> p%u;\n", links.items[i].from->index, links.items[i].to->index);
    strbuf_put_c(out, "}\n");
}
