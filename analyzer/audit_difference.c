#include "analyzer/audit_difference.h"

#include <stdlib.h>
#include <string.h>

#include "analyzer/audit_exports.h"
#include "analyzer/base/strbuf.h"
#include "analyzer/link/content_digest.h"
#include "analyzer/package/path.h"

enum { SIDES = 2 };

/* A package of a side, for finding those whose content is not the same on both. */
struct version {
    struct str name;
    struct digest content;
    bool known; /* its content; a folder with links in it has none */
    uint32_t side;
    uint32_t index;
};

VEC_TYPE(struct version, versions);

struct comparison {
    struct arena *run;
    const struct audit *audits[SIDES];
    bool alone;          /* one package on each side: two versions of one, whatever their names */
    bool *wanted[SIDES]; /* by package: its content is not that of the other side */
    struct diff_exports *exports[SIDES];
};

/* ---- whose exports are looked at ---- */

static void add_version(struct comparison *c, struct versions *out, uint32_t side, uint32_t index)
{
    const struct audit_package *package = &c->audits[side]->packages.items[index];
    struct file_tree *tree = resolver_tree(c->audits[side]->resolver);
    struct version version = {.side = side, .index = index};

    if (package->not_analysed.len > 0)
        return;
    if (!c->alone)
        version.name = diff_name(&package->all.record);
    version.known = content_digest(tree, path_resolve(c->run, file_tree_root(tree), package->all.record.path),
                                   &version.content, NULL) == OK;
    vec_push(c->run, out, version);
}

static int compare_versions(const void *left, const void *right)
{
    const struct version *a = left;
    const struct version *b = right;
    int order = str_cmp(a->name, b->name);

    if (order == 0)
        order = (int)a->known - (int)b->known;
    if (order == 0)
        order = memcmp(a->content.bytes, b->content.bytes, sizeof(a->content.bytes));
    if (order == 0)
        order = (int)a->side - (int)b->side;
    return order == 0 ? (a->index < b->index ? -1 : 1) : order;
}

static bool same_content(const struct version *a, const struct version *b)
{
    return a->known && b->known && memcmp(a->content.bytes, b->content.bytes, sizeof(a->content.bytes)) == 0;
}

/* True when every content among these, which have one name, is on both sides. */
static bool is_same(const struct version *items, uint32_t count)
{
    for (uint32_t from = 0, to = 0; from < count; from = to) {
        uint32_t sides = 0;
        for (; to < count && (to == from || same_content(&items[from], &items[to])); to++)
            sides |= 1U << items[to].side;
        if (sides != (1U << SIDES) - 1)
            return false;
    }
    return true;
}

static bool on_both_sides(const struct version *items, uint32_t count)
{
    uint32_t sides = 0;

    for (uint32_t i = 0; i < count; i++)
        sides |= 1U << items[i].side;
    return sides == (1U << SIDES) - 1;
}

static void choose(struct comparison *c)
{
    struct versions all = {0};

    for (uint32_t side = 0; side < SIDES; side++) {
        c->wanted[side] = arena_array(c->run, c->audits[side]->packages.len + 1, sizeof(**c->wanted));
        c->exports[side] = arena_array(c->run, c->audits[side]->packages.len + 1, sizeof(**c->exports));
        for (uint32_t i = 0; i < c->audits[side]->packages.len; i++)
            add_version(c, &all, side, i);
    }
    if (all.len > 0)
        qsort(all.items, all.len, sizeof(*all.items), compare_versions);
    for (uint32_t from = 0, to = 0; from < all.len; from = to) {
        while (to < all.len && str_eq(all.items[to].name, all.items[from].name))
            to++;
        if (!on_both_sides(&all.items[from], to - from) || is_same(&all.items[from], to - from))
            continue;
        for (uint32_t i = from; i < to; i++)
            c->wanted[all.items[i].side][all.items[i].index] = true;
    }
}

/* ---- sides ---- */

static struct str via_of(struct arena *a, const struct audit_package *package)
{
    struct strbuf text;

    strbuf_init(&text, a);
    for (uint32_t i = 0; i < package->via.len; i++) {
        strbuf_put_c(&text, i > 0 ? " > " : "");
        strbuf_put(&text, package->via.items[i]);
    }
    return strbuf_text(&text);
}

static void fill_side(const struct comparison *c, uint32_t side, struct diff_side *out)
{
    const struct audit *audit = c->audits[side];

    for (uint32_t i = 0; i < audit->packages.len; i++) {
        const struct audit_package *package = &audit->packages.items[i];
        struct diff_package one = {.record = &package->all.record,
                                   .subject = c->alone,
                                   .via = via_of(c->run, package),
                                   .not_analysed = package->not_analysed,
                                   .launch = package->all.unknown ? LAUNCH_NONE_HELPS : package->all.launch,
                                   .exports = c->exports[side][i]};
        for (uint32_t k = 0; k < package->scripts.len; k++) {
            const struct audit_script *script = &package->scripts.items[k];
            if (script->install)
                vec_push(c->run, &one.scripts, (struct diff_script){script->name, script->command, script->reach});
        }
        vec_push(c->run, &out->packages, one);
    }
}

enum err audit_difference(struct arena *run, const struct analysis_request *what, const struct audit *before,
                          const struct audit *after, struct package_diff *out, struct error *why)
{
    struct comparison c = {.run = run, .audits = {before, after}};
    struct diff_side sides[SIDES] = {0};
    enum err e = OK;

    c.alone = before->packages.len == 1 && after->packages.len == 1;
    choose(&c);
    for (uint32_t side = 0; side < SIDES && e == OK; side++)
        e = audit_exports(run, c.audits[side], what, c.wanted[side], c.exports[side], why);
    if (e != OK)
        return e;
    for (uint32_t side = 0; side < SIDES; side++)
        fill_side(&c, side, &sides[side]);
    package_diff(run, &sides[0], &sides[1], out);
    return OK;
}
