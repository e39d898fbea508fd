#include "analyzer/audit_project.h"

#include <string.h>

#include "analyzer/audit_fetch.h"
#include "analyzer/audit_installed.h"
#include "analyzer/base/fsread.h"
#include "analyzer/base/map.h"
#include "analyzer/base/strbuf.h"
#include "analyzer/base/sym.h"
#include "analyzer/package/manifest.h"
#include "analyzer/package/path.h"
#include "npm/lock.h"

/* A project being looked at. */
struct project {
    struct arena *run;
    const struct audit_request *request;
    struct str root;
    struct lock lock;
    struct lock_walk walk;
    bool *left_out;   /* by package of the lock file: an installation has no need of it */
    uint32_t *places; /* by package of the lock file: its place, or LOCK_NONE */
    struct audit_input *out;
    struct error *why;
};

static struct str sentence(struct project *p, const char *format, struct str text)
{
    struct strbuf out;

    strbuf_init(&out, p->run);
    strbuf_printf(&out, format, STR_ARG(text));
    return strbuf_text(&out);
}

/* The workspace that -w names, by its folder or its name; LOCK_NONE for all. */
static enum err find_workspace(struct project *p, uint32_t *out)
{
    struct str wanted = str_from(p->request->workspace == NULL ? "" : p->request->workspace);

    *out = LOCK_NONE;
    if (p->request->workspace == NULL)
        return OK;
    for (uint32_t i = 0; i < p->lock.packages.len; i++) {
        const struct lock_package *package = &p->lock.packages.items[i];
        if (package->start && (str_eq(package->name, wanted) || str_eq(package->place, wanted))) {
            *out = i;
            return OK;
        }
    }
    return error_set(p->why, ERR_USAGE, "%.*s has no workspace %.*s", STR_ARG(p->lock.file), STR_ARG(wanted));
}

/* The names of the packages that bring `package` in, from what the project depends on. */
static void add_via(struct project *p, uint32_t package, struct audit_place *place)
{
    for (uint32_t i = p->walk.parent[package]; i != LOCK_NONE; i = p->walk.parent[i]) {
        const struct lock_package *parent = &p->lock.packages.items[i];
        if (!parent->start || parent->place.len > 0)
            vec_push(p->run, &place->via, parent->name);
    }
    for (uint32_t i = 0; i < place->via.len / 2; i++) {
        struct str swap = place->via.items[i];
        place->via.items[i] = place->via.items[place->via.len - 1 - i];
        place->via.items[place->via.len - 1 - i] = swap;
    }
}

/* Lists what the project needs: everything but the project itself and its workspaces. */
static void list_places(struct project *p)
{
    bool all = p->request->workspace == NULL && !p->request->omit_dev;

    p->places = arena_array(p->run, p->lock.packages.len, sizeof(*p->places));
    for (uint32_t i = 0; i < p->lock.packages.len; i++) {
        const struct lock_package *package = &p->lock.packages.items[i];
        struct audit_place place = {.name = package->name,
                                    .version = package->version,
                                    .integrity = package->integrity,
                                    .dev = p->walk.reached[i] && !p->walk.production[i],
                                    .optional = package->optional,
                                    .left_out = p->left_out[i],
                                    .prepared = package->source == LOCK_OTHER};
        p->places[i] = LOCK_NONE;
        if (package->start || (!all && !p->walk.reached[i]))
            continue;
        p->places[i] = p->out->places.len;
        place.folder = path_resolve(p->run, p->root, package->place);
        add_via(p, i, &place);
        vec_push(p->run, &p->out->places, place);
    }
}

/* --- as it is installed --- */

static enum err disagree(struct project *p, struct str what, const char *how, struct str with)
{
    return error_set(p->why, ERR_FORMAT, "%.*s disagrees with what is installed: %.*s %s%.*s; install again",
                     STR_ARG(p->lock.file), STR_ARG(what), how, STR_ARG(with));
}

/* npm's lock files say where each package is: it must be there, in the version they say. */
static enum err match_place(struct project *p, struct manifests *manifests, const struct lock_package *package,
                            struct audit_place *place)
{
    const struct manifest *manifest = manifest_of(manifests, place->folder);

    if (file_tree_kind(p->out->tree, place->folder) != PLACE_FOLDER) {
        if (!package->optional && !place->left_out)
            return disagree(p, package->place, "is missing", (struct str){0});
        if (!place->left_out)
            place->not_analysed = STR("it is optional and not installed here");
        return OK;
    }
    place->left_out = false; /* what is there can be loaded */
    if (manifest->state == MANIFEST_READ && package->version.len > 0 && !str_eq(manifest->version, package->version))
        return disagree(p, package->place, "is version ", manifest->version);
    return OK;
}

/* Of what the lock file does not know there may be more on disk: it can be loaded like the rest. */
static void add_extraneous(struct project *p, const struct installed_packages *installed, const bool *matched)
{
    for (uint32_t i = 0; i < installed->len; i++) {
        const struct installed_package *found = &installed->items[i];
        struct strbuf text;
        if (matched[i])
            continue;
        strbuf_init(&text, p->run);
        strbuf_printf(&text, "%.*s is installed, but not in %.*s",
                      STR_ARG(file_tree_relative(p->out->tree, found->folder)), STR_ARG(p->lock.file));
        vec_push(p->run, &p->out->warnings, (struct report_note){strbuf_text(&text)});
        vec_push(p->run, &p->out->places,
                 (struct audit_place){.folder = found->folder, .name = found->name, .version = found->version});
    }
}

/* The folders in which npm's lock file has the packages. */
static enum err match_npm(struct project *p, const struct installed_packages *installed)
{
    struct manifests *manifests = manifests_new(p->run, p->out->tree);
    bool *matched = arena_array(p->run, installed->len, sizeof(*matched));
    struct sym_table folders;
    struct map known;
    uint32_t ignored = 0;
    bool all = p->request->workspace == NULL && !p->request->omit_dev;

    sym_table_init(&folders, p->run);
    map_init(&known, p->run);
    for (uint32_t i = 0; i < p->lock.packages.len; i++) {
        const struct lock_package *package = &p->lock.packages.items[i];
        struct str folder = path_resolve(p->run, p->root, package->place);
        enum err e = OK;
        map_put(&known, sym_intern(&folders, folder).i, 1);
        if (p->places[i] != LOCK_NONE)
            e = match_place(p, manifests, package, &p->out->places.items[p->places[i]]);
        if (e != OK)
            return e;
    }
    for (uint32_t i = 0; i < installed->len; i++)
        matched[i] = !all || map_get(&known, sym_intern(&folders, installed->items[i].folder).i, &ignored);
    add_extraneous(p, installed, matched);
    return OK;
}

/* The place is the folder: what is there can be loaded, whatever platform it is for. */
static void take_folder(struct audit_place *place, struct str folder)
{
    place->folder = folder;
    place->left_out = false;
}

/* Others say only what is installed: one folder, or several, with its name and version. */
static enum err match_others(struct project *p, const struct installed_packages *installed)
{
    bool *matched = arena_array(p->run, installed->len, sizeof(*matched));
    bool all = p->request->workspace == NULL && !p->request->omit_dev;

    for (uint32_t i = 0; i < p->lock.packages.len; i++) {
        const struct lock_package *package = &p->lock.packages.items[i];
        bool found = false;
        for (uint32_t k = 0; k < installed->len; k++) {
            const struct installed_package *other = &installed->items[k];
            if (!str_eq(other->name, package->name) || !str_eq(other->version, package->version) || matched[k])
                continue;
            matched[k] = true;
            if (p->places[i] != LOCK_NONE && !found)
                take_folder(&p->out->places.items[p->places[i]], other->folder);
            else if (p->places[i] != LOCK_NONE) { /* hoisted to several folders */
                struct audit_place copy = p->out->places.items[p->places[i]];
                copy.folder = other->folder;
                vec_push(p->run, &p->out->places, copy);
            }
            found = true;
        }
        if (found || p->places[i] == LOCK_NONE || p->left_out[i])
            continue;
        if (!package->optional && package->source == LOCK_REGISTRY && p->lock.format != LOCK_PNPM &&
            p->lock.format != LOCK_YARN_BERRY)
            return disagree(p, sentence(p, "%.*s", package->name), "is missing in version ", package->version);
        p->out->places.items[p->places[i]].not_analysed = STR("it is not installed here");
    }
    for (uint32_t i = 0; i < installed->len && !all; i++)
        matched[i] = true;
    add_extraneous(p, installed, matched);
    return OK;
}

static enum err find_installed(struct project *p)
{
    struct installed_packages installed = {0};
    enum err e = OK;

    p->out->source = "installation";
    p->out->tree = file_tree_new(p->run, file_tree_disk(), p->root);
    e = installed_packages_find(p->run, p->out->tree, &installed, p->why);
    if (e != OK)
        return e;
    if (p->lock.file.len == 0) {
        add_extraneous(p, &installed, arena_array(p->run, installed.len, sizeof(bool)));
        p->out->warnings.len = 0;
        vec_push(p->run, &p->out->warnings,
                 (struct report_note){STR("there is no lock file: the packages are those that are installed, and who "
                                          "needs them is not known")});
        return OK;
    }
    return p->lock.format == LOCK_NPM ? match_npm(p, &installed) : match_others(p, &installed);
}

/* --- as the registry has it --- */

static bool is_wanted(const struct project *p, uint32_t package)
{
    return p->places[package] != LOCK_NONE && !p->left_out[package] &&
           p->lock.packages.items[package].source == LOCK_REGISTRY;
}

/* Mounts what came, or says why it did not; of an optional package that is no error. */
static enum err receive(struct project *p, struct tarball_tree *files, uint32_t package, struct registry_tarball *got)
{
    struct audit_place *place = &p->out->places.items[p->places[package]];

    place->integrity = got->integrity;
    if (got->e == OK)
        return audit_mount(p->run, files, got->bytes, place, p->why);
    if (place->optional) {
        place->not_analysed = str_dup(p->run, str_from(got->why.text));
        return OK;
    }
    *p->why = got->why;
    return got->e;
}

static enum err fetch_all(struct project *p, struct tarball_tree *files)
{
    struct registry *registry = NULL;
    VEC(struct registry_wish) wishes = {0};
    VEC(uint32_t) which = {0};
    struct registry_tarball *got = NULL;
    enum err e = audit_registry(p->run, p->root, &registry, p->why);

    if (e != OK)
        return e;
    for (uint32_t i = 0; i < p->lock.packages.len; i++) {
        const struct lock_package *package = &p->lock.packages.items[i];
        if (!is_wanted(p, i))
            continue;
        vec_push(p->run, &wishes,
                 (struct registry_wish){package->name, package->version, package->integrity, package->resolved});
        vec_push(p->run, &which, i);
    }
    got = arena_array(p->run, wishes.len, sizeof(*got));
    registry_fetch(registry, wishes.items, wishes.len, got);
    registry_free(registry);
    for (uint32_t i = 0; e == OK && i < which.len; i++)
        e = receive(p, files, which.items[i], &got[i]);
    return e;
}

static void refuse_others(struct project *p)
{
    for (uint32_t i = 0; i < p->lock.packages.len; i++) {
        const struct lock_package *package = &p->lock.packages.items[i];
        if (p->places[i] != LOCK_NONE && package->source == LOCK_OTHER)
            p->out->places.items[p->places[i]].not_analysed =
                sentence(p, "it comes from no registry (%.*s): install the project, and audit that", package->resolved);
    }
}

/* What stands inside another package's archive is there when that was read. */
static void find_bundled(struct project *p)
{
    for (uint32_t i = 0; i < p->lock.packages.len; i++) {
        struct audit_place *place = p->places[i] == LOCK_NONE ? NULL : &p->out->places.items[p->places[i]];
        if (place != NULL && p->lock.packages.items[i].source == LOCK_BUNDLED &&
            file_tree_kind(p->out->tree, place->folder) != PLACE_FOLDER)
            place->not_analysed = STR("it is not in the archive that the lock file says bundles it");
    }
}

static enum err find_fetched(struct project *p)
{
    struct file_tree_source *disk = arena_new(p->run, struct file_tree_source);
    struct tarball_tree *files = NULL;
    enum err e = OK;

    *disk = file_tree_disk();
    files = tarball_tree_new(p->run, disk);
    p->out->source = "registry";
    e = fetch_all(p, files);
    if (e != OK)
        return e;
    for (uint32_t i = 0; i < p->lock.links.len; i++) {
        const struct lock_link *link = &p->lock.links.items[i];
        tarball_tree_add_link(files, path_resolve(p->run, p->root, link->place),
                              path_resolve(p->run, p->root, p->lock.packages.items[link->to].place));
    }
    p->out->tree = file_tree_new(p->run, tarball_tree_source(files), p->root);
    refuse_others(p);
    find_bundled(p);
    return OK;
}

/* Reads the lock file, and lists what the request asks for. */
static enum err read_project(struct project *p, struct str lock)
{
    uint32_t from = LOCK_NONE;
    enum err e = lock_read(p->run, p->root, lock, &p->lock, p->why);

    if (e == OK)
        e = find_workspace(p, &from);
    if (e != OK)
        return e;
    p->walk = lock_reach(p->run, &p->lock, from, p->request->omit_dev);
    p->left_out = p->request->platform == NULL ? arena_array(p->run, p->lock.packages.len, sizeof(bool))
                                               : lock_left_out(p->run, &p->lock, p->request->platform);
    list_places(p);
    return OK;
}

/* Takes those that are left out from the places; the numbers of places change. */
static void drop_left_out(struct project *p)
{
    struct audit_input *out = p->out;
    uint32_t kept = 0;

    for (uint32_t i = 0; i < out->places.len; i++) {
        const struct audit_place *place = &out->places.items[i];
        if (!place->left_out) {
            out->places.items[kept++] = *place;
            continue;
        }
        vec_push(p->run, &out->left_out,
                 (struct audit_left_out){place->name, place->version,
                                         str_slice(place->folder, p->root.len + (p->root.len > 1), place->folder.len)});
    }
    out->places.len = kept;
}

enum err audit_project_list(struct arena *run, const struct audit_request *request, struct str root, struct str lock,
                            struct audit_input *out, struct error *why)
{
    struct project p = {.run = run, .request = request, .root = root, .out = out, .why = why};
    enum err e = read_project(&p, lock);
    uint32_t kept = 0;

    if (e != OK)
        return e;
    refuse_others(&p);
    for (uint32_t i = 0; i < p.lock.packages.len; i++)
        if (p.places[i] != LOCK_NONE && p.lock.packages.items[i].source != LOCK_BUNDLED)
            out->places.items[kept++] = out->places.items[p.places[i]];
    out->places.len = kept;
    drop_left_out(&p);
    return OK;
}

enum err audit_project(struct arena *run, const struct audit_request *request, struct str root, struct str lock,
                       struct audit_input *out, struct error *why)
{
    struct project p = {.run = run, .request = request, .root = root, .out = out, .why = why};
    bool installed = fs_kind_followed(path_join(run, root, STR("node_modules")).ptr) == FS_DIR;
    enum err e = OK;

    out->subject = lock.len > 0 ? lock : STR("node_modules");
    if (lock.len == 0 && (request->workspace != NULL || request->omit_dev))
        return error_set(why, ERR_USAGE, "there is no lock file, so nobody knows what needs which package");
    if (lock.len > 0)
        e = read_project(&p, lock);
    if (e != OK)
        return e;
    e = installed ? find_installed(&p) : find_fetched(&p);
    if (e == OK)
        drop_left_out(&p);
    return e;
}
