#include "analyzer/verdict/package_diff.h"

#include <stdlib.h>

#include "analyzer/base/strbuf.h"
#include "rules/launch.h"

/* A package of one side under the name by which it is compared. */
struct named {
    struct str name;
    const struct diff_package *package;
};

VEC_TYPE(struct named, named_packages);

/* All that one side has under one name. */
struct group {
    struct effect_lines effects;
    struct effect_lines script_effects;
    uint32_t launch;             /* conditions that any of them needs; with LAUNCH_NONE_HELPS: more than can be named */
    struct diff_changes others;  /* scripts, what was not analysed; sorted, unique */
    struct diff_exports exports; /* sorted, unique */
    struct str versions;
    struct str last_version;
    struct str via;
    bool present;
};

/* ---- names ---- */

struct str diff_name(const struct report_package *record)
{
    struct str name = record->name;

    for (size_t at = 0; (at = str_find(record->path, STR("node_modules/"), at)) < record->path.len;) {
        at += sizeof("node_modules/") - 1;
        name = str_slice(record->path, at, record->path.len);
    }
    return name;
}

static int compare_named(const void *left, const void *right)
{
    const struct named *a = left;
    const struct named *b = right;
    int order = str_cmp(a->name, b->name);

    if (order == 0)
        order = str_cmp(a->package->record->version, b->package->record->version);
    return order == 0 ? str_cmp(a->package->record->path, b->package->record->path) : order;
}

static struct str name_of_subject(const struct diff_side *side)
{
    for (uint32_t i = 0; i < side->packages.len; i++)
        if (side->packages.items[i].subject)
            return diff_name(side->packages.items[i].record);
    return STR("");
}

static struct named_packages name_all(struct arena *a, const struct diff_side *side, struct str subject)
{
    struct named_packages named = {0};

    for (uint32_t i = 0; i < side->packages.len; i++) {
        const struct diff_package *package = &side->packages.items[i];
        bool renamed = package->subject && subject.len > 0;
        vec_push(a, &named, (struct named){renamed ? subject : diff_name(package->record), package});
    }
    if (named.len > 0)
        qsort(named.items, named.len, sizeof(*named.items), compare_named);
    return named;
}

/* ---- one name on one side ---- */

static int compare_changes(const void *left, const void *right)
{
    const struct diff_change *a = left;
    const struct diff_change *b = right;

    return a->kind != b->kind ? (int)a->kind - (int)b->kind : str_cmp(a->text, b->text);
}

static void add_others(struct arena *a, struct group *g, const struct diff_package *package)
{
    for (uint32_t i = 0; i < package->scripts.len; i++) {
        struct strbuf text;
        strbuf_init(&text, a);
        strbuf_put(&text, package->scripts.items[i].name);
        strbuf_put_c(&text, ": ");
        strbuf_put(&text, package->scripts.items[i].command);
        vec_push(a, &g->others, (struct diff_change){.kind = DIFF_SCRIPT, .text = strbuf_text(&text)});
    }
    if (package->not_analysed.len > 0)
        vec_push(a, &g->others, (struct diff_change){.kind = DIFF_NOT_ANALYSED, .text = package->not_analysed});
}

static void add_effects(struct arena *a, struct effect_lines *lines, struct str name,
                        const struct report_package *record)
{
    for (uint32_t i = 0; i < record->findings.len; i++)
        if (!record->findings.items[i].allowed)
            vec_push(a, lines, effect_line_of(a, name, &record->findings.items[i]));
}

/* What install scripts do counts as done by the package that has them, whoever's code it is. */
static void add_script_effects(struct arena *a, struct group *g, const struct named *named)
{
    for (uint32_t i = 0; i < named->package->scripts.len; i++) {
        const struct report *reach = named->package->scripts.items[i].reach;
        for (uint32_t p = 0; reach != NULL && p < reach->packages.len; p++)
            add_effects(a, &g->script_effects, named->name, &reach->packages.items[p]);
    }
}

static void add_package(struct arena *a, struct group *g, struct strbuf *versions, const struct named *named)
{
    const struct report_package *record = named->package->record;

    if (!str_eq(record->version, g->last_version)) /* they are sorted */
        strbuf_printf(versions, "%s%.*s", versions->len > 0 ? ", " : "", STR_ARG(record->version));
    g->last_version = record->version;
    if (g->via.len == 0)
        g->via = named->package->via;
    add_effects(a, &g->effects, named->name, record);
    add_script_effects(a, g, named);
    add_others(a, g, named->package);
    g->launch |= named->package->launch;
    for (uint32_t i = 0; i < named->package->exports.len; i++)
        vec_push(a, &g->exports, named->package->exports.items[i]);
    g->present = true;
}

static void drop_repeated(struct diff_changes *changes)
{
    uint32_t kept = 0;

    if (changes->len > 0)
        qsort(changes->items, changes->len, sizeof(*changes->items), compare_changes);
    for (uint32_t i = 0; i < changes->len; i++)
        if (kept == 0 || compare_changes(&changes->items[kept - 1], &changes->items[i]) != 0)
            changes->items[kept++] = changes->items[i];
    changes->len = kept;
}

/* ---- exports ---- */

static int compare_exports(const void *left, const void *right)
{
    const struct diff_export *a = left;
    const struct diff_export *b = right;
    int order = str_cmp(a->subpath, b->subpath);

    if (order == 0)
        order = (int)b->load - (int)a->load;
    return order == 0 ? str_cmp(a->name, b->name) : order;
}

static void add_lines(struct arena *a, struct diff_export *out, const struct diff_export *more)
{
    for (uint32_t i = 0; i < more->effects.len; i++)
        vec_push(a, &out->effects, more->effects.items[i]);
    out->launch |= more->launch;
}

/* One export of several copies, or of what require and import give, does what any of them does. */
static void unite_exports(struct arena *a, struct diff_exports *exports)
{
    uint32_t kept = 0;

    if (exports->len > 0)
        qsort(exports->items, exports->len, sizeof(*exports->items), compare_exports);
    for (uint32_t i = 0; i < exports->len; i++) {
        if (kept > 0 && compare_exports(&exports->items[kept - 1], &exports->items[i]) == 0)
            add_lines(a, &exports->items[kept - 1], &exports->items[i]);
        else
            exports->items[kept++] = exports->items[i];
    }
    exports->len = kept;
    for (uint32_t i = 0; i < kept; i++)
        effect_lines_reduce(&exports->items[i].effects);
}

static bool find_export(const struct diff_exports *in, struct str subpath, struct str name, bool load,
                        struct diff_export *out)
{
    const struct diff_export key = {.subpath = subpath, .name = name, .load = load};
    const struct diff_export *found =
        in->len == 0 ? NULL : bsearch(&key, in->items, in->len, sizeof(*in->items), compare_exports);

    if (found != NULL)
        *out = *found;
    return found != NULL;
}

/* All exports of the subpath as one, `load` with what loading does; false when there is none. */
static bool unite_subpath(struct arena *a, const struct diff_exports *in, struct str subpath, bool load,
                          struct diff_export *out)
{
    bool any = false;

    *out = (struct diff_export){.subpath = subpath};
    for (uint32_t i = 0; i < in->len; i++) {
        if ((in->items[i].load && !load) || !str_eq(in->items[i].subpath, subpath))
            continue;
        add_lines(a, out, &in->items[i]);
        any = true;
    }
    effect_lines_reduce(&out->effects);
    return any;
}

/*
 * What the other side has for the export: the same one; where exports are not told apart on one side, all of the
 * other's. Loading may seem to do what only exports do, when they are handed on: so all of the subpath counts for it.
 */
static bool counterpart(struct arena *a, const struct diff_exports *in, const struct diff_export *of,
                        struct diff_export *out)
{
    bool whole = of->name.len == 0 || str_eq(of->name, STR("*"));

    if (of->load)
        return unite_subpath(a, in, of->subpath, true, out);
    if (find_export(in, of->subpath, of->name, false, out) || find_export(in, of->subpath, STR("*"), false, out))
        return true;
    return whole ? unite_subpath(a, in, of->subpath, false, out) : find_export(in, of->subpath, STR(""), false, out);
}

/* Takes the packages called `name`, which come next. */
static void take_group(struct arena *a, const struct named_packages *all, uint32_t *at, struct str name,
                       struct group *out)
{
    struct strbuf versions;

    *out = (struct group){0};
    strbuf_init(&versions, a);
    for (; *at < all->len && str_eq(all->items[*at].name, name); (*at)++)
        add_package(a, out, &versions, &all->items[*at]);
    out->versions = strbuf_text(&versions);
    effect_lines_reduce(&out->effects);
    effect_lines_reduce(&out->script_effects);
    drop_repeated(&out->others);
    unite_exports(a, &out->exports);
}

/* ---- the difference ---- */

/* True when one of the (at most two) lines from `at` on that are of effect `effect` implies the line. */
static bool is_implied_at(const struct effect_lines *had, uint32_t at, struct str effect,
                          const struct effect_line *line)
{
    for (uint32_t k = at; k < had->len && str_eq(had->items[k].effect, effect); k++)
        if (effect_line_implies(&had->items[k], line))
            return true;
    return false;
}

/*
 * What `have` has of effects that `had` does not imply. Both are sorted, and a line is implied by one of the same
 * effect or of that without an argument.
 */
static void compare_effects(struct arena *a, enum diff_kind kind, const struct effect_lines *have,
                            const struct effect_lines *had, struct diff_changes *out)
{
    uint32_t bare = 0; /* the first line of `had` that is not before the effect without its argument */
    uint32_t same = 0; /* the first one that is not before the effect */

    for (uint32_t i = 0; i < have->len; i++) {
        const struct effect_line *line = &have->items[i];
        struct str name = str_slice(line->effect, 0, str_find(line->effect, STR(":"), 0));
        while (bare < had->len && str_cmp(had->items[bare].effect, name) < 0)
            bare++;
        while (same < had->len && str_cmp(had->items[same].effect, line->effect) < 0)
            same++;
        if (!is_implied_at(had, bare, name, line) && !is_implied_at(had, same, line->effect, line))
            vec_push(a, out, (struct diff_change){kind, line->effect, line->unproven, line->finding});
    }
}

static void compare_both(struct arena *a, const struct group *have, const struct group *had, struct diff_changes *out)
{
    compare_effects(a, DIFF_EFFECT, &have->effects, &had->effects, out);
    compare_effects(a, DIFF_SCRIPT_EFFECT, &have->script_effects, &had->script_effects, out);
}

/* Conditions that `have` needs and `had` does not: none when `had` was beyond all conditions, which is worse. */
static void compare_conditions(struct arena *a, uint32_t have, uint32_t had, struct diff_changes *out)
{
    uint32_t count = 0;
    const struct launch_info *infos = launch_all(&count);

    for (uint32_t i = 0; i < count; i++)
        if (((have | had) & LAUNCH_NONE_HELPS) == 0 && (have & ~had & (uint32_t)infos[i].bit) != 0)
            vec_push(a, out, (struct diff_change){.kind = DIFF_CONDITION, .text = str_from(infos[i].name)});
}

static void compare_others(struct arena *a, const struct diff_changes *have, const struct diff_changes *had,
                           struct diff_changes *out)
{
    for (uint32_t i = 0, k = 0; i < have->len; i++) {
        while (k < had->len && compare_changes(&had->items[k], &have->items[i]) < 0)
            k++;
        if (k == had->len || compare_changes(&had->items[k], &have->items[i]) != 0)
            vec_push(a, out, have->items[i]);
    }
}

/* What `have` does that `had` does not; either may be an export that is not there. */
static void compare_export(struct arena *a, const struct diff_export *have, const struct diff_export *had,
                           struct diff_changes *out)
{
    compare_effects(a, DIFF_EFFECT, &have->effects, &had->effects, out);
    compare_conditions(a, have->launch, had->launch, out);
}

static void add_export(struct arena *a, const struct diff_export *is, const struct group *before,
                       const struct group *after, struct diff_entry *entry)
{
    struct diff_export_change change = {.subpath = is->subpath, .name = is->name, .load = is->load};
    struct diff_export was = {0};
    struct diff_export now = {0};

    change.is_new = !counterpart(a, &before->exports, is, &was);
    compare_export(a, is, &was, &change.gains);
    if (find_export(&before->exports, is->subpath, is->name, is->load, &was) &&
        counterpart(a, &after->exports, &was, &now))
        compare_export(a, &was, &now, &change.losses);
    if (change.gains.len > 0 || change.losses.len > 0)
        vec_push(a, &entry->exports, change);
    entry->gained = entry->gained || (change.gains.len > 0 && !change.is_new);
    entry->lost = entry->lost || change.losses.len > 0;
}

/* The exports of a subpath that was not there, as one: nobody can have used them. */
static void add_new_subpath(struct arena *a, const struct diff_exports *exports, uint32_t *at, struct diff_entry *entry)
{
    struct diff_export all = {.subpath = exports->items[*at].subpath, .name = STR("*")};
    struct diff_export_change change = {.subpath = all.subpath, .name = all.name, .is_new = true};
    const struct diff_export none = {0};

    for (; *at < exports->len && str_eq(exports->items[*at].subpath, all.subpath); (*at)++)
        add_lines(a, &all, &exports->items[*at]);
    effect_lines_reduce(&all.effects);
    compare_export(a, &all, &none, &change.gains);
    if (change.gains.len > 0)
        vec_push(a, &entry->exports, change);
}

static bool has_subpath(const struct diff_exports *exports, struct str subpath)
{
    struct diff_export ignored = {0};

    return find_export(exports, subpath, STR(""), true, &ignored);
}

static void add_exports(struct arena *a, const struct group *before, const struct group *after,
                        struct diff_entry *entry)
{
    for (uint32_t i = 0; i < after->exports.len;) {
        if (has_subpath(&before->exports, after->exports.items[i].subpath))
            add_export(a, &after->exports.items[i++], before, after, entry);
        else
            add_new_subpath(a, &after->exports, &i, entry);
    }
}

static void add_entry(struct arena *a, struct package_diff *diff, struct str name, const struct group *before,
                      const struct group *after)
{
    struct diff_entry entry = {.name = name,
                               .before = before->versions,
                               .after = after->versions,
                               .was_there = before->present,
                               .is_there = after->present,
                               .via = after->via};

    compare_both(a, after, before, &entry.gains);
    compare_conditions(a, after->launch, before->launch, &entry.gains);
    compare_others(a, &after->others, &before->others, &entry.gains);
    compare_both(a, before, after, &entry.losses);
    compare_conditions(a, before->launch, after->launch, &entry.losses);
    compare_others(a, &before->others, &after->others, &entry.losses);
    entry.gained = entry.gains.len > 0;
    entry.lost = entry.losses.len > 0;
    if (before->present)
        add_exports(a, before, after, &entry);
    if (entry.was_there == entry.is_there && str_eq(entry.before, entry.after) && !entry.gained && !entry.lost &&
        entry.exports.len == 0)
        return;
    diff->gained += entry.gained;
    diff->lost += entry.lost;
    diff->added += !entry.was_there;
    diff->removed += !entry.is_there;
    vec_push(a, &diff->entries, entry);
}

static int rank_of(const struct diff_entry *entry)
{
    if (entry->gained)
        return 0;
    if (!entry->was_there)
        return 1;
    if (entry->lost)
        return 2;
    return entry->is_there ? 3 : 4;
}

static int compare_entries(const void *left, const void *right)
{
    const struct diff_entry *a = left;
    const struct diff_entry *b = right;
    int order = rank_of(a) - rank_of(b);

    return order == 0 ? str_cmp(a->name, b->name) : order;
}

void package_diff(struct arena *a, const struct diff_side *before, const struct diff_side *after,
                  struct package_diff *out)
{
    struct str subject = name_of_subject(after);
    struct named_packages old = name_all(a, before, subject);
    struct named_packages new = name_all(a, after, subject);
    uint32_t b = 0;
    uint32_t n = 0;

    *out = (struct package_diff){0};
    while (b < old.len || n < new.len) {
        struct str name = b == old.len ? new.items[n].name : old.items[b].name;
        struct group was;
        struct group is;
        if (n < new.len && str_cmp(new.items[n].name, name) < 0)
            name = new.items[n].name;
        take_group(a, &old, &b, name, &was);
        take_group(a, &new, &n, name, &is);
        add_entry(a, out, name, &was, &is);
    }
    if (out->entries.len > 0)
        qsort(out->entries.items, out->entries.len, sizeof(*out->entries.items), compare_entries);
}
