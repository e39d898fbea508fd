#include "analyzer/package/tarball.h"

#include <assert.h>
#include <stdlib.h>

#include "analyzer/base/limits.h"
#include "analyzer/base/map.h"
#include "analyzer/base/name_fold.h"
#include "analyzer/base/strbuf.h"
#include "analyzer/base/sym.h"
#include "analyzer/base/utf8.h"
#include "analyzer/package/gunzip.h"
#include "analyzer/package/path.h"
#include "analyzer/package/tarball_header.h"

/* Linux: NAME_MAX and PATH_MAX with its NUL. Longer names cannot be written. */
enum { ENTRY_NAME_BYTES = 255, ENTRY_PATH_BYTES = 4096 };

/* What stands at a path of the archive. */
enum occupant { OCCUPIED_FOLDER, OCCUPIED_FILE };

/* An archive being read. */
struct tar_reader {
    struct arena *arena;  /* what is kept */
    struct arena scratch; /* until the archive is read */
    struct str tar;
    size_t at;
    bool ended;         /* the end marker was there */
    struct tar_pax pax; /* of the entry that comes next */
    uint32_t entries;
    struct str root; /* the root segment of all entries, once there was one */
    bool has_root;
    struct sym_table paths;  /* every file and folder, as spelled */
    struct sym_table folded; /* the same as careless file systems see them */
    struct map spelling;     /* symbol of `folded` -> symbol of `paths` */
    struct map occupants;    /* symbol of `paths` -> enum occupant */
    struct map files;        /* symbol of `paths` -> index in the archive's files */
    struct tarball *out;
    struct tarball_refusal *refusal;
    enum tarball_outcome outcome;
};

/* The archive is refused; always false, so that it can be returned. */
static bool refuse(struct tar_reader *r, enum tarball_outcome outcome, struct str entry, const char *reason)
{
    r->outcome = outcome;
    r->refusal->entry = str_dup(r->arena, entry);
    r->refusal->reason = str_dup(r->arena, str_from(reason));
    return false;
}

static bool refuse_odd(struct tar_reader *r, struct str entry, const char *reason)
{
    return refuse(r, TARBALL_NOT_CANONICAL, entry, reason);
}

/* --- names --- */

static bool is_drive(struct str segment)
{
    char letter = segment.len > 1 && segment.ptr[1] == ':' ? (char)(segment.ptr[0] | 0x20) : '\0';

    return letter >= 'a' && letter <= 'z';
}

/* What is wrong with one segment of a path, or NULL. "." is not given. */
static const char *segment_trouble(struct str segment)
{
    if (segment.len == 0)
        return "has an empty segment in its path";
    if (str_eq(segment, STR("..")))
        return "climbs out of its folder";
    if (is_drive(segment))
        return "names a drive";
    if (segment.len > ENTRY_NAME_BYTES)
        return "has a name of more than 255 bytes";
    return NULL;
}

static const char *text_trouble(struct str path)
{
    if (path.len == 0)
        return "has no name";
    if (path.len >= ENTRY_PATH_BYTES)
        return "has a path of more than 4,095 bytes";
    if (str_has_nul(path))
        return "has a NUL in its path";
    if (!utf8_valid(path))
        return "has a path that is not UTF-8";
    if (str_find(path, STR("\\"), 0) < path.len)
        return "has a backslash in its path";
    if (path.ptr[0] == '/')
        return "has an absolute path";
    return NULL;
}

/*
 * `raw` without its root segment, "." segments and, for a folder, the slash at the end: empty for the root itself.
 * NULL, or why it is refused.
 */
static const char *clean_path(struct tar_reader *r, struct str raw, bool folder, struct str *root, struct str *path)
{
    const char *reason = text_trouble(raw);
    struct strbuf clean;

    if (reason != NULL)
        return reason;
    if (folder && str_ends(raw, STR("/")))
        raw = str_slice(raw, 0, raw.len - 1);
    strbuf_init(&clean, &r->scratch);
    for (size_t at = 0, end = 0; at <= raw.len; at = end + 1) {
        struct str segment;
        end = str_find(raw, STR("/"), at);
        segment = str_slice(raw, at, end);
        reason = str_eq(segment, STR(".")) ? NULL : segment_trouble(segment);
        if (reason != NULL)
            return reason;
        if (at == 0)
            *root = segment;
        else if (!str_eq(segment, STR(".")))
            strbuf_printf(&clean, "%s%.*s", clean.len > 0 ? "/" : "", STR_ARG(segment));
    }
    *path = strbuf_text(&clean);
    if (!folder && path->len == 0)
        return "stands outside the root folder";
    return NULL;
}

/* Marks `path` as taken, perhaps again by the same thing; NULL, or why it cannot be. */
static const char *occupy(struct tar_reader *r, struct str path, enum occupant occupant)
{
    sym exact = sym_intern(&r->paths, path);
    sym folded = sym_intern(&r->folded, name_fold(&r->scratch, path));
    uint32_t known = 0;

    if (map_get(&r->spelling, folded.i, &known) && known != exact.i)
        return "differs from another entry only in case or Unicode form";
    map_put(&r->spelling, folded.i, exact.i);
    if (!map_get(&r->occupants, exact.i, &known)) {
        map_put(&r->occupants, exact.i, occupant);
        return NULL;
    }
    return known != (uint32_t)occupant ? "is a file and a folder" : NULL;
}

/* Marks `path` and the folders above it. */
static const char *occupy_way(struct tar_reader *r, struct str path, enum occupant occupant)
{
    const char *reason = NULL;

    for (size_t slash = str_find(path, STR("/"), 0); slash < path.len && reason == NULL;
         slash = str_find(path, STR("/"), slash + 1))
        reason = occupy(r, str_slice(path, 0, slash), OCCUPIED_FOLDER);
    return reason != NULL ? reason : occupy(r, path, occupant);
}

/* --- entries --- */

static bool take_root(struct tar_reader *r, struct str root, struct str raw)
{
    if (r->has_root && !str_eq(r->root, root))
        return refuse_odd(r, raw, "stands in another root folder than the entries before it");
    r->has_root = true;
    r->root = root;
    return true;
}

/* npm itself once packed the same file twice ("dist/x.js", "./dist/x.js"): with the same bytes nobody can disagree. */
static bool add_file(struct tar_reader *r, struct str raw, struct str path, struct str bytes)
{
    sym symbol = sym_intern(&r->paths, path);
    uint32_t known = 0;

    if (!map_get(&r->files, symbol.i, &known)) {
        map_put(&r->files, symbol.i, r->out->files.len);
        vec_push(r->arena, &r->out->files, (struct tarball_file){.path = str_dup(r->arena, path), .bytes = bytes});
        return true;
    }
    return str_eq(r->out->files.items[known].bytes, bytes) || refuse_odd(r, raw, "is there twice, and not the same");
}

static bool add_entry(struct tar_reader *r, struct str raw, bool folder, struct str bytes)
{
    struct str root = {0};
    struct str path = {0};
    const char *reason = clean_path(r, raw, folder, &root, &path);

    if (reason != NULL)
        return refuse_odd(r, raw, reason);
    if (!take_root(r, root, raw))
        return false;
    if (path.len == 0)
        return true;
    reason = occupy_way(r, path, folder ? OCCUPIED_FOLDER : OCCUPIED_FILE);
    if (reason != NULL)
        return refuse_odd(r, raw, reason);
    return folder || add_file(r, raw, path, bytes);
}

static const char *type_trouble(char type)
{
    switch (type) {
    case '1':
        return "is a hard link";
    case '2':
        return "is a symbolic link";
    case '3':
    case '4':
        return "is a device";
    case '6':
        return "is a pipe";
    case 'L':
    case 'K':
        return "has a long name as GNU tar writes it, not as pax does";
    default:
        return "is of a type that readers take differently";
    }
}

static bool take_pax(struct tar_reader *r, const struct tar_header *header, struct str bytes)
{
    bool global = header->type == 'g';
    struct tar_pax pax = {0};
    const char *reason = NULL;

    if (r->pax.present)
        return refuse_odd(r, header->path, "is a pax header after a pax header");
    reason = tar_pax_read(&r->scratch, bytes, global, &pax);
    if (reason != NULL)
        return refuse_odd(r, header->path, reason);
    if (!global)
        r->pax = pax;
    return true;
}

/* A file or folder, named and sized by its header or by the pax header before it. */
static bool take_entry(struct tar_reader *r, const struct tar_header *header, struct str bytes)
{
    struct tar_pax pax = r->pax;
    struct str path = pax.path.len > 0 ? pax.path : header->path;
    bool folder = header->type == '5';

    r->pax = (struct tar_pax){0};
    if (pax.has_size && pax.size != header->size)
        return refuse_odd(r, path, "has two sizes");
    if (folder && header->size != 0)
        return refuse_odd(r, path, "is a folder with a size");
    if (!folder && header->type != '0' && header->type != '\0')
        return refuse_odd(r, path, type_trouble(header->type));
    return add_entry(r, path, folder, bytes);
}

/* Two blocks of zeros, and nothing but zeros after them. */
static bool take_end(struct tar_reader *r)
{
    struct str rest = str_slice(r->tar, r->at, r->tar.len);

    if (r->pax.present)
        return refuse_odd(r, (struct str){0}, "a pax header without an entry");
    if (rest.len < (size_t)2 * TAR_BLOCK)
        return refuse_odd(r, (struct str){0}, "no end marker");
    if (!tar_block_is_zero(rest))
        return refuse_odd(r, (struct str){0}, "data after the end of the archive");
    r->ended = true;
    return true;
}

/* The bytes of an entry of `size` bytes, up to whose padding `at` moves; false when the archive has not as many. */
static bool take_bytes(struct tar_reader *r, uint64_t size, struct str *bytes)
{
    uint64_t left = r->tar.len - r->at;
    uint64_t padded = (size + TAR_BLOCK - 1) / TAR_BLOCK * TAR_BLOCK; /* sizes have 36 bits */

    if (padded > left)
        return false;
    *bytes = str_slice(r->tar, r->at, r->at + (size_t)size);
    r->at += (size_t)padded;
    return true;
}

/* The entry, pax header or end at `at`. */
static bool take_next(struct tar_reader *r)
{
    struct tar_header header = {0};
    struct str block = {0};
    struct str bytes = {0};
    const char *reason = NULL;

    if (r->tar.len - r->at < TAR_BLOCK)
        return refuse(r, TARBALL_TRUNCATED, (struct str){0}, "the archive has no end");
    block = str_slice(r->tar, r->at, r->at + TAR_BLOCK);
    if (tar_block_is_zero(block))
        return take_end(r);
    r->at += TAR_BLOCK;
    reason = tar_header_read(&r->scratch, block, &header);
    if (reason != NULL)
        return refuse_odd(r, header.path, reason);
    if (++r->entries > LIMIT_ARCHIVE_ENTRIES)
        return refuse(r, TARBALL_LIMIT, header.path, "is one entry more than the limit");
    if (!take_bytes(r, header.size, &bytes))
        return refuse(r, TARBALL_TRUNCATED, header.path, "is cut short");
    if (header.type != 'x' && header.type != 'g')
        return take_entry(r, &header, bytes);
    if (header.size > LIMIT_ARCHIVE_PAX_BYTES)
        return refuse(r, TARBALL_LIMIT, header.path, "has a pax header of more than 64 KiB");
    return take_pax(r, &header, bytes);
}

static bool unpack(struct tar_reader *r, struct str archive)
{
    const char *reason = NULL;

    if (archive.len > LIMIT_ARCHIVE_BYTES)
        return refuse(r, TARBALL_LIMIT, (struct str){0}, "the archive is larger than 256 MiB");
    switch (gunzip(r->arena, archive, LIMIT_ARCHIVE_UNPACKED, &r->tar, &reason)) {
    case GUNZIP_OK:
        return true;
    case GUNZIP_TRUNCATED:
        return refuse(r, TARBALL_TRUNCATED, (struct str){0}, reason);
    case GUNZIP_ODD:
        return refuse_odd(r, (struct str){0}, reason);
    case GUNZIP_LIMIT:
        return refuse(r, TARBALL_LIMIT, (struct str){0}, reason);
    }
    assert(!"unreachable");
    return false;
}

static int compare_files(const void *left, const void *right)
{
    const struct tarball_file *a = left;
    const struct tarball_file *b = right;

    return str_cmp(a->path, b->path);
}

enum tarball_outcome tarball_read(struct arena *a, struct str archive, struct tarball *out,
                                  struct tarball_refusal *refusal)
{
    struct tar_reader r = {.arena = a, .out = out, .refusal = refusal};
    bool good = false;

    *out = (struct tarball){0};
    *refusal = (struct tarball_refusal){0};
    sym_table_init(&r.paths, &r.scratch);
    sym_table_init(&r.folded, &r.scratch);
    map_init(&r.spelling, &r.scratch);
    map_init(&r.occupants, &r.scratch);
    map_init(&r.files, &r.scratch);
    good = unpack(&r, archive);
    while (good && !r.ended)
        good = take_next(&r);
    if (good && out->files.len == 0)
        good = refuse_odd(&r, (struct str){0}, "an archive without a file");
    if (!good)
        *out = (struct tarball){0};
    if (out->files.len > 1)
        qsort(out->files.items, out->files.len, sizeof(*out->files.items), compare_files);
    arena_reset(&r.scratch);
    return r.outcome;
}

const char *tarball_rule(enum tarball_outcome outcome)
{
    switch (outcome) {
    case TARBALL_NOT_CANONICAL:
        return "archive.not-canonical";
    case TARBALL_LIMIT:
        return "limit.archive";
    case TARBALL_OK:
    case TARBALL_TRUNCATED:
        return NULL;
    }
    assert(!"unreachable");
    return NULL;
}

const struct tarball_file *tarball_find(const struct tarball *t, struct str path)
{
    const struct tarball_file key = {.path = path};

    if (t->files.len == 0)
        return NULL;
    return bsearch(&key, t->files.items, t->files.len, sizeof(key), compare_files);
}

struct str tarball_npm_path(struct arena *a, const struct tarball *t, const struct tarball_file *file)
{
    size_t slash = str_find_last(file->path, '/');
    size_t start = slash == file->path.len ? 0 : slash + 1;
    struct strbuf renamed;

    if (!str_eq(str_slice(file->path, start, file->path.len), STR(".gitignore")))
        return file->path;
    strbuf_init(&renamed, a);
    strbuf_put(&renamed, str_slice(file->path, 0, start));
    strbuf_put_c(&renamed, ".npmignore");
    return tarball_find(t, strbuf_text(&renamed)) != NULL ? (struct str){0} : strbuf_text(&renamed);
}
