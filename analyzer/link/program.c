#include "analyzer/link/program.h"

#include <assert.h>

#include "analyzer/base/limits.h"
#include "analyzer/link/host_use.h"
#include "analyzer/link/import_edges.h"
#include "analyzer/link/import_problem.h"
#include "analyzer/link/link_names.h"
#include "analyzer/package/path.h"

/* Numbers of units as those of packages: there are fewer of these. */
enum { UNITS_BEHIND = 1 << 30 };

uint32_t program_text(struct program *p, struct str text)
{
    return sym_intern(&p->texts, text).i;
}

struct str program_text_of(const struct program *p, uint32_t text)
{
    return sym_text(&p->texts, (sym){text});
}

/* `path` as seen from `folder`, with ".." where it is not below it: no output depends on where the root is. */
static struct str relative_path(struct arena *a, struct str folder, struct str path)
{
    size_t common = 0; /* length of the common folders, without a slash at the end */
    struct strbuf out;

    for (size_t i = 0; i <= folder.len && i <= path.len; i++) {
        bool folder_ends = i == folder.len || folder.ptr[i] == '/';
        bool path_ends = i == path.len || path.ptr[i] == '/';
        if (folder_ends && path_ends)
            common = i;
        if (i == folder.len || i == path.len || folder.ptr[i] != path.ptr[i])
            break;
    }
    if (common == folder.len && common < path.len)
        return str_slice(path, common + 1, path.len);
    if (common == folder.len)
        return STR(".");
    strbuf_init(&out, a);
    for (size_t i = common; i < folder.len; i++)
        if (folder.ptr[i] == '/')
            strbuf_put_c(&out, out.len == 0 ? ".." : "/..");
    strbuf_put(&out, str_slice(path, common, path.len));
    return strbuf_text(&out);
}

struct str program_unit_path(const struct program *p, const struct unit *unit)
{
    return relative_path(p->arena, p->root, unit->path);
}

struct str program_unit_file(const struct program *p, const struct unit *unit)
{
    return relative_path(p->arena, p->packages.items[unit->package].folder, unit->path);
}

/* The folder that the root finds under `name`: the first one in its node_modules or those above it. */
static const struct package *installed_package(struct program *p, struct str name)
{
    struct str modules = path_join(p->arena, STR("node_modules"), name);
    struct str folder = p->root;
    struct str real = {0};

    for (;;) {
        struct str candidate = path_join(p->arena, folder, modules);
        if (file_tree_real(resolver_tree(p->resolver), candidate, &real) == PLACE_FOLDER)
            return package_of(resolver_packages(p->resolver), real);
        if (folder.len <= 1)
            return NULL;
        folder = path_folder(folder);
    }
}

static const struct policy_host *host_of(struct program *p, const struct package *package)
{
    for (uint32_t i = 0; i < p->hosts.len; i++) {
        struct host_package *host = &p->hosts.items[i];
        if (host->package != NULL && str_eq(host->package->folder, package->folder)) {
            if (!host->used)
                charge_host_pin(p, host);
            host->used = true;
            return host->host;
        }
    }
    return NULL;
}

uint32_t program_package(struct program *p, const struct package *package, struct str found_as, uint32_t parent)
{
    uint32_t index = 0;

    if (map_get(&p->package_index, package->index, &index))
        return index;
    index = p->packages.len;
    map_put(&p->package_index, package->index, index);
    vec_push(p->arena, &p->packages,
             (struct link_package){
                 .name = package->name.len > 0 ? package->name : path_name(package->folder),
                 .version = package->version,
                 .path = relative_path(p->arena, p->root, package->folder),
                 .folder = package->folder,
                 .found_as = str_dup(p->arena, found_as),
                 .parent = parent,
                 .host = parent == LINK_NONE ? NULL : host_of(p, package),
             });
    return index;
}

struct fixed_env policy_fixed_env(struct arena *a, const struct policy *policy)
{
    struct fixed_variable *items = arena_array(a, policy->env.len + 1, sizeof(*items));

    for (uint32_t i = 0; i < policy->env.len; i++)
        items[i] = (struct fixed_variable){policy->env.items[i].name, policy->env.items[i].value};
    return (struct fixed_env){items, policy->env.len};
}

struct program *program_new(struct arena *a, struct resolver *resolver, const struct api_table *table,
                            const struct policy *policy)
{
    struct program *p = arena_new(a, struct program);

    p->arena = a;
    p->resolver = resolver;
    p->table = table;
    p->policy = policy;
    p->charge = (struct charge_input){table, policy->majors};
    p->env = policy_fixed_env(a, policy);
    p->root = file_tree_root(resolver_tree(resolver));
    sym_table_init(&p->texts, a);
    map_init(&p->fact_index, a);
    map_init(&p->fact_names, a);
    map_init(&p->fact_kinds, a);
    map_init(&p->unit_index, a);
    map_init(&p->package_index, a);
    module_linker_init(&p->linker, a, resolver, table, &p->texts);
    for (uint32_t i = 0; i < policy->hosts.len; i++) {
        const struct policy_host *host = &policy->hosts.items[i];
        vec_push(a, &p->hosts, (struct host_package){.host = host, .package = installed_package(p, host->name)});
    }
    (void)program_package(p, package_root(resolver_packages(resolver)), STR(""), LINK_NONE);
    return p;
}

bool program_is_builtin(void *payload, struct str specifier, enum node_major major)
{
    const struct api_table *const *table = payload;

    return api_table_builtin(*table, specifier, node_major_bit(major)) != 0;
}

uint32_t program_unit(struct program *p, const struct unit *unit)
{
    uint32_t path = program_text(p, unit->path);
    uint32_t index = 0;

    if (map_get(&p->unit_index, map_pair(path, unit->goal), &index))
        return index;
    if (p->units.len >= LIMIT_PROGRAM_FILES)
        return LINK_NONE;
    index = p->units.len;
    map_put(&p->unit_index, map_pair(path, unit->goal), index);
    vec_push(p->arena, &p->units, *unit);
    p->units.items[index].path = str_dup(p->arena, unit->path);
    p->packages.items[unit->package].files++;
    p->packages.items[unit->package].code += unit->kind == UNIT_CODE;
    return index;
}

/*
 * An entry's package. One that stands in the root's own node_modules is granted effects like any dependency
 * of the root; how others would be found is not known, so only "*" can name them.
 */
static uint32_t entry_package(struct program *p, const struct package *package)
{
    struct str direct = path_join(p->arena, path_join(p->arena, p->root, STR("node_modules")), package->installed);
    bool is_direct = package->installed.len > 0 && str_eq(package->folder, direct);
    uint32_t index = program_package(p, package, is_direct ? package->installed : STR(""), 0);

    /* What the program starts with is what is judged, whatever the policy calls it. */
    p->packages.items[index].host = NULL;
    return index;
}

void program_add_entry(struct program *p, const struct package *package, struct str label,
                       const struct resolution *found)
{
    bool is_file = found->outcome == RESOLVED_FILE;
    uint32_t owner = entry_package(p, is_file ? found->package : package);
    struct unit unit = {.path = found->path,
                        .package = owner,
                        .kind = (uint8_t)import_unit_kind(found->format),
                        .goal = (uint8_t)import_goal(found->format),
                        .entry = true,
                        .from = LINK_NONE};

    assert(p->accepted == 0);
    if (is_file)
        import_charge_entry(p, program_unit(p, &unit), found);
    else
        import_problem_entry(p, owner, label, found);
}

/* The number that `m` gives to `key`, a new one if need be. */
static uint32_t number_of(struct map *m, uint64_t key)
{
    uint32_t number = m->len;

    if (!map_get(m, key, &number))
        map_put(m, key, number);
    return number;
}

static void count_place(struct fact *known, const struct fact *fact, bool is_new)
{
    if (!is_new && (known->last.unit != fact->unit || known->last.line != fact->place.line ||
                    known->last.column != fact->place.column))
        known->more++;
    known->last.unit = fact->unit;
    known->last.line = fact->place.line;
    known->last.column = fact->place.column;
}

/* Of what the places are folded into one fact. */
static uint32_t folded_in(const struct program *p, const struct fact *fact)
{
    if (!p->by_file || fact->unit == LINK_NONE)
        return fact->package;
    return UNITS_BEHIND + fact->unit;
}

struct fact *program_add_fact(struct program *p, const struct fact *fact, bool *is_new)
{
    uint32_t what = number_of(&p->fact_names, map_pair(fact->rule, fact->argument));
    uint32_t how = fact->effect << 16 | fact->closes << 8 | fact->certainty;
    uint32_t known = p->fact_index.len;
    uint32_t index = 0;

    assert(fact->effect <= EFFECT_COUNT && fact->closes <= UINT8_MAX);
    /* In steps, because a key has 64 bits; one number per fact, in order, so the last map's are indices. */
    index = number_of(&p->fact_index, map_pair(folded_in(p, fact), number_of(&p->fact_kinds, map_pair(what, how))));
    *is_new = index == known;
    if (*is_new)
        vec_push(p->arena, &p->facts, *fact);
    count_place(&p->facts.items[index], fact, *is_new);
    return &p->facts.items[index];
}

static void accept_unreadable(struct program *p, uint32_t unit, struct str reason)
{
    struct fact fact = {.package = p->units.items[unit].package,
                        .unit = unit,
                        .rule = program_text(p, STR("resolve.unreadable")),
                        .effect = FACT_NO_EFFECT,
                        .argument = program_text(p, program_unit_file(p, &p->units.items[unit])),
                        .text = program_text(p, reason),
                        .message = program_text(p, reason),
                        .certainty = POSSIBLE};
    bool is_new = false;

    p->units.items[unit].state = UNIT_UNREADABLE;
    (void)program_add_fact(p, &fact, &is_new);
}

void program_accept(struct program *p, struct arena *scratch, const struct unit_result *result)
{
    uint32_t unit = p->accepted++;
    struct unit *u = &p->units.items[unit];

    if (u->kind != UNIT_CODE)
        return;
    if (result->facts == NULL) {
        accept_unreadable(p, unit, result->reason);
        return;
    }
    u->digest = result->digest;
    u->state = result->parsed ? UNIT_PARSED : UNIT_CACHED;
    p->packages.items[u->package].parsed += result->parsed;
    import_edges_add(p, scratch, unit, result);
    link_names_add(p, scratch, unit, result);
}
