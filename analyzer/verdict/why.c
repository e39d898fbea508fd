#include "analyzer/verdict/why.h"

#include <stdlib.h>

#include "analyzer/base/strbuf.h"
#include "analyzer/verdict/min_cut.h"

struct asking {
    struct arena *arena;
    const struct report *report;
    const struct why_question *question;
    struct why *out;
    uint32_t nodes;  /* packages, or files of file_list */
    bool *is_target; /* by node */
    bool *is_start;  /* by node: it has an entry of the program */
};

/* ---- which packages and findings are meant ---- */

bool why_is_package(const struct report_package *package, struct str name)
{
    size_t at = package->name.len;

    if (str_eq(name, package->name) || str_eq(name, package->path) || str_eq(name, package->key))
        return true;
    return name.len == at + 1 + package->version.len && str_starts(name, package->name) && name.ptr[at] == '@' &&
           str_ends(name, package->version);
}

bool why_knows_package(const struct report *r, struct str name)
{
    for (uint32_t i = 0; i < r->packages.len; i++)
        if (why_is_package(&r->packages.items[i], name))
            return true;
    return false;
}

static bool is_meant(const struct why_question *q, const struct report_finding *finding)
{
    enum effect effect = EFFECT_COUNT;

    if (q->rule.len > 0)
        return str_eq(finding->rule, q->rule);
    if (!effect_parse(finding->effect, &effect) || (q->effects & effect_bit(effect)) == 0)
        return false;
    return q->argument.len == 0 || str_eq(q->argument, finding->argument);
}

/* ---- ways ---- */

static bool is_inside(struct str file, struct str folder)
{
    return str_eq(folder, STR(".")) || str_eq(file, folder) ||
           (str_starts(file, folder) && file.len > folder.len && file.ptr[folder.len] == '/');
}

static bool is_same_step(const struct report_step *a, const struct report_step *b)
{
    return a->line == b->line && a->column == b->column && str_eq(a->file, b->file);
}

/* The first step of the finding's way that is inside of its package, of those without one outside behind it. */
static uint32_t entered_at(const struct report_finding *finding, struct str folder)
{
    uint32_t at = finding->path.len;

    while (at > 0 && is_inside(finding->path.items[at - 1].file, folder))
        at--;
    return at;
}

/*
 * The way through `link`, then to the place of the finding: as far as it is known, the imports inside of the package,
 * else the place alone.
 */
static struct why_way way_through(struct asking *k, const struct report_link *link,
                                  const struct report_finding *finding, struct str folder)
{
    struct why_way way = {.through = link->from};
    uint32_t from = entered_at(finding, folder);
    const struct report_step *last = &link->path.items[link->path.len - 1];

    if (from == 0 || !is_same_step(&finding->path.items[from - 1], last))
        from = finding->path.len > 0 ? finding->path.len - 1 : 0;
    for (uint32_t i = 0; i < link->path.len; i++)
        vec_push(k->arena, &way.steps, link->path.items[i]);
    for (uint32_t i = from; i < finding->path.len; i++)
        vec_push(k->arena, &way.steps, finding->path.items[i]);
    return way;
}

static int compare_ways(const void *left, const void *right)
{
    const struct why_way *a = left;
    const struct why_way *b = right;

    if (a->steps.len != b->steps.len)
        return a->steps.len < b->steps.len ? -1 : 1;
    return a->through < b->through ? -1 : a->through > b->through;
}

static void find_ways(struct asking *k, uint32_t node, struct why_target *target)
{
    const struct report_package *package = &k->report->packages.items[target->package];
    const struct report_finding *finding = target->findings.items[0];
    struct str inside = target->file.len > 0 ? target->file : package->path;

    if (k->is_start[node])
        vec_push(k->arena, &target->ways, (struct why_way){.through = WHY_NONE, .steps = finding->path});
    for (uint32_t i = 0; i < k->report->links.len; i++) {
        const struct report_link *link = &k->report->links.items[i];
        if (link->to == node)
            vec_push(k->arena, &target->ways, way_through(k, link, finding, inside));
    }
    if (target->ways.len > 0)
        qsort(target->ways.items, target->ways.len, sizeof(*target->ways.items), compare_ways);
}

/* What is in no file of the program (a manifest) is part of it whatever is imported. */
static void add_target(struct asking *k, uint32_t node, struct why_target *target)
{
    if (node == WHY_NONE) {
        k->out->own = true;
    } else {
        find_ways(k, node, target);
        k->is_target[node] = true;
        k->out->own = k->out->own || k->is_start[node];
    }
    vec_push(k->arena, &k->out->targets, *target);
}

/* Where the finding is, relative to the root. */
static struct str file_of(const struct report_finding *finding)
{
    return finding->path.len == 0 ? finding->file : finding->path.items[finding->path.len - 1].file;
}

static int compare_files(const void *left, const void *right)
{
    const struct report_finding *const *a = left;
    const struct report_finding *const *b = right;
    int order = str_cmp(file_of(*a), file_of(*b));

    return order != 0 ? order : *a < *b ? -1 : *a > *b;
}

/* A target for each file of the package's findings. */
static void add_files(struct asking *k, const struct why_target *package)
{
    const struct report_finding **found = package->findings.items;

    qsort(found, package->findings.len, sizeof(*found), compare_files);
    for (uint32_t i = 0; i < package->findings.len;) {
        struct why_target target = {.package = package->package, .file = file_of(found[i])};
        for (; i < package->findings.len && str_eq(file_of(found[i]), target.file); i++)
            vec_push(k->arena, &target.findings, found[i]);
        if (k->question->file.len == 0 || str_eq(k->question->file, target.file))
            add_target(k, report_file(k->report, target.file), &target);
    }
}

static void find_targets(struct asking *k)
{
    for (uint32_t p = 0; p < k->report->packages.len; p++) {
        const struct report_package *package = &k->report->packages.items[p];
        struct why_target target = {.package = p};
        if (k->question->package.len > 0 && !why_is_package(package, k->question->package))
            continue;
        for (uint32_t i = 0; i < package->findings.len; i++)
            if (is_meant(k->question, &package->findings.items[i]))
                vec_push(k->arena, &target.findings, &package->findings.items[i]);
        if (target.findings.len == 0)
            continue;
        if (k->question->by_file)
            add_files(k, &target);
        else
            add_target(k, p, &target);
    }
}

/* The package that holds the file: the one with the longest path; or the file itself. */
static void mark_start(struct asking *k, struct str entry)
{
    uint32_t best = k->question->by_file ? report_file(k->report, entry) : WHY_NONE;

    for (uint32_t i = 0; !k->question->by_file && i < k->report->packages.len; i++) {
        struct str path = k->report->packages.items[i].path;
        bool longer = best == WHY_NONE || path.len > k->report->packages.items[best].path.len ||
                      str_eq(k->report->packages.items[best].path, STR("."));
        if (is_inside(entry, path) && longer)
            best = i;
    }
    if (best != WHY_NONE)
        k->is_start[best] = true;
}

/* ---- cuts ---- */

/* A package's, or file's, way in (2p) and out (2p + 1); then the start of the program, and its end at the effect. */
static uint32_t way_in(uint32_t package)
{
    return 2 * package;
}

static uint32_t way_out(uint32_t package)
{
    return 2 * package + 1;
}

/*
 * Cuts either imports or packages. Edge i is package i's passage from in to out, edge packages + i link i; behind them
 * are those of starts and targets, which nothing cuts.
 */
static void find_cut(struct asking *k, bool imports, struct why_cut *out)
{
    const struct report *r = k->report;
    uint32_t packages = k->nodes;
    uint32_t source = 2 * packages;
    uint32_t sink = source + 1;
    struct cut_edge *edges = arena_array(k->arena, 3 * (size_t)packages + r->links.len, sizeof(*edges));
    bool *in_cut = NULL;
    uint32_t count = 0;

    for (uint32_t i = 0; i < packages; i++)
        edges[count++] = (struct cut_edge){way_in(i), way_out(i), imports || k->is_start[i] ? CUT_NEVER : 1};
    for (uint32_t i = 0; i < r->links.len; i++)
        edges[count++] =
            (struct cut_edge){way_out(r->links.items[i].from), way_in(r->links.items[i].to), imports ? 1 : CUT_NEVER};
    for (uint32_t i = 0; i < packages; i++) {
        if (k->is_start[i])
            edges[count++] = (struct cut_edge){source, way_in(i), CUT_NEVER};
        if (k->is_target[i])
            edges[count++] = (struct cut_edge){way_out(i), sink, CUT_NEVER};
    }
    in_cut = arena_array(k->arena, count + 1, sizeof(*in_cut));
    out->possible = min_cut(k->arena, sink + 1, edges, count, source, sink, WHY_CUT_MAX, in_cut) <= WHY_CUT_MAX;
    for (uint32_t i = 0; i < packages + r->links.len; i++) {
        if (in_cut[i] && i < packages)
            vec_push(k->arena, &out->packages, i);
        else if (in_cut[i])
            vec_push(k->arena, &out->links, i - packages);
    }
}

void why_answer(struct arena *a, const struct report *r, const struct why_question *question, struct why *out)
{
    struct asking k = {.arena = a, .report = r, .question = question, .out = out};

    *out = (struct why){.by_file = question->by_file};
    k.nodes = question->by_file ? r->file_list.len : r->packages.len;
    k.is_target = arena_array(a, k.nodes, sizeof(*k.is_target));
    k.is_start = arena_array(a, k.nodes, sizeof(*k.is_start));
    for (uint32_t i = 0; i < r->entries.len; i++)
        mark_start(&k, r->entries.items[i]);
    find_targets(&k);
    if (out->targets.len == 0 || out->own)
        return;
    find_cut(&k, true, &out->imports);
    find_cut(&k, false, &out->packages);
}
