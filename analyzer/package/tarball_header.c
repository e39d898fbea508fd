#include "analyzer/package/tarball_header.h"

#include <assert.h>

#include "analyzer/base/strbuf.h"
#include "analyzer/base/vec.h"

/* Fields of a header: first byte and length, POSIX pax(1), "ustar Interchange Format". */
struct field {
    uint32_t at;
    uint32_t len;
};

static const struct field name_field = {0, 100};
static const struct field size_field = {124, 12};
static const struct field sum_field = {148, 8};
static const struct field magic_field = {257, 8};
static const struct field prefix_field = {345, 155};
/* The end of the prefix is where some packers write two times, behind a NUL that ends it (node-tar, "xstar"). */
static const struct field short_prefix_field = {345, 131};
static const struct field times_field = {476, 24};
enum { TYPE_AT = 156 };

static struct str field_of(struct str block, struct field f)
{
    return str_slice(block, f.at, f.at + f.len);
}

static bool is_zero(struct str bytes)
{
    for (size_t i = 0; i < bytes.len; i++)
        if (bytes.ptr[i] != '\0')
            return false;
    return true;
}

bool tar_block_is_zero(struct str block)
{
    return is_zero(block);
}

/*
 * An octal number: spaces, digits, then only spaces and NULs. Readers disagree on signs, on other endings and on base
 * 256.
 */
static bool read_octal(struct str field, uint64_t *out)
{
    uint64_t value = 0;
    size_t at = 0;
    size_t first = 0;

    while (at < field.len && field.ptr[at] == ' ')
        at++;
    first = at;
    while (at < field.len && field.ptr[at] >= '0' && field.ptr[at] <= '7')
        value = value << 3 | (uint64_t)(field.ptr[at++] - '0'); /* twelve digits at most: no overflow */
    if (at == first)
        return false;
    for (; at < field.len; at++)
        if (field.ptr[at] != ' ' && field.ptr[at] != '\0')
            return false;
    *out = value;
    return true;
}

/* A text up to its first NUL; false when something else follows that. */
static bool read_text(struct str field, struct str *out)
{
    size_t len = 0;

    while (len < field.len && field.ptr[len] != '\0')
        len++;
    *out = str_slice(field, 0, len);
    return is_zero(str_slice(field, len, field.len));
}

/* Two octal numbers, or nothing. */
static bool are_times(struct str field)
{
    for (size_t i = 0; i < field.len; i++)
        if (field.ptr[i] != '\0' && field.ptr[i] != ' ' && (field.ptr[i] < '0' || field.ptr[i] > '7'))
            return false;
    return true;
}

static bool read_prefix(struct str block, struct str *prefix)
{
    return read_text(field_of(block, prefix_field), prefix) ||
           (read_text(field_of(block, short_prefix_field), prefix) && prefix->len < short_prefix_field.len &&
            are_times(field_of(block, times_field)));
}

/* The sum of all bytes, those of the sum itself taken as spaces. */
static uint64_t sum_of(struct str block)
{
    uint64_t sum = 0;

    for (size_t i = 0; i < block.len; i++)
        sum += i >= sum_field.at && i < sum_field.at + sum_field.len ? ' ' : (unsigned char)block.ptr[i];
    return sum;
}

/* Where magic says ustar the prefix belongs to the name; elsewhere the same bytes are something else, and must be 0. */
static const char *read_path(struct arena *a, struct str block, struct str *path)
{
    struct str magic = field_of(block, magic_field);
    bool is_ustar = str_starts(magic, STR("ustar\0"));
    struct str prefix = {0};
    struct str name = {0};
    struct strbuf joined;

    if (!read_text(field_of(block, name_field), &name))
        return "has bytes after the end of its name";
    *path = name;
    if (!is_ustar && !is_zero(magic) && !str_eq(magic, STR("ustar  \0")))
        return "has a header of an unknown kind";
    if (!is_ustar)
        return is_zero(field_of(block, prefix_field)) ? NULL : "has fields of GNU tar in its header";
    if (!read_prefix(block, &prefix))
        return "has bytes after the end of its prefix";
    if (prefix.len == 0)
        return NULL;
    strbuf_init(&joined, a);
    strbuf_put(&joined, prefix);
    strbuf_put_char(&joined, '/');
    strbuf_put(&joined, name);
    *path = strbuf_text(&joined);
    return NULL;
}

const char *tar_header_read(struct arena *a, struct str block, struct tar_header *out)
{
    const char *reason = NULL;
    uint64_t sum = 0;

    assert(block.len == TAR_BLOCK);
    *out = (struct tar_header){.type = block.ptr[TYPE_AT]};
    reason = read_path(a, block, &out->path);
    if (!read_octal(field_of(block, sum_field), &sum) || sum != sum_of(block))
        return "has a wrong header checksum";
    if (reason != NULL)
        return reason;
    if (!read_octal(field_of(block, size_field), &out->size))
        return "has a size that is no plain octal number";
    return NULL;
}

/* --- pax --- */

/*
 * Records that say nothing about which bytes become which file. Others (sparse files, links, character sets) are
 * honoured by some readers only.
 */
static bool is_harmless(struct str key)
{
    static const struct str keys[] = {STR_INIT("mtime"),      STR_INIT("atime"),       STR_INIT("ctime"),
                                      STR_INIT("uid"),        STR_INIT("gid"),         STR_INIT("uname"),
                                      STR_INIT("gname"),      STR_INIT("comment"),     STR_INIT("SCHILY.dev"),
                                      STR_INIT("SCHILY.ino"), STR_INIT("SCHILY.nlink")};
    static const struct str families[] = {STR_INIT("SCHILY.xattr."), STR_INIT("LIBARCHIVE.xattr."),
                                          STR_INIT("LIBARCHIVE.creationtime"), STR_INIT("NODETAR.")};

    for (size_t i = 0; i < ARRAY_LEN(keys); i++)
        if (str_eq(key, keys[i]))
            return true;
    for (size_t i = 0; i < ARRAY_LEN(families); i++)
        if (str_starts(key, families[i]))
            return true;
    return false;
}

static bool read_decimal(struct str text, uint64_t *out)
{
    uint64_t value = 0;

    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] < '0' || text.ptr[i] > '9' || value > UINT32_MAX)
            return false;
        value = 10 * value + (uint64_t)(text.ptr[i] - '0');
    }
    *out = value;
    return text.len > 0;
}

/* "27 path=package/index.js\n": takes one record off `rest`. */
static bool next_record(struct str *rest, struct str *key, struct str *value)
{
    size_t space = str_find(*rest, STR(" "), 0);
    size_t equals = 0;
    uint64_t len = 0;

    if (space == rest->len || rest->ptr[0] == '0' || !read_decimal(str_slice(*rest, 0, space), &len))
        return false;
    if (len > rest->len || len < space + 2 || rest->ptr[len - 1] != '\n')
        return false;
    equals = str_find(str_slice(*rest, 0, len), STR("="), space + 1);
    if (equals == len)
        return false;
    *key = str_slice(*rest, space + 1, equals);
    *value = str_slice(*rest, equals + 1, len - 1);
    *rest = str_slice(*rest, len, rest->len);
    return key->len > 0;
}

static const char *take_record(struct str key, struct str value, struct tar_pax *out)
{
    if (str_eq(key, STR("path"))) {
        out->path = value;
        return value.len > 0 ? NULL : "has an empty path in its pax header";
    }
    if (str_eq(key, STR("size"))) {
        out->has_size = true;
        return read_decimal(value, &out->size) ? NULL : "has a size that is no plain number in its pax header";
    }
    return is_harmless(key) ? NULL : "has a pax record that readers take differently";
}

const char *tar_pax_read(struct arena *a, struct str records, bool global, struct tar_pax *out)
{
    VEC(struct str) keys = {0};
    struct str key = {0};
    struct str value = {0};

    *out = (struct tar_pax){.present = true};
    while (records.len > 0) {
        const char *reason = NULL;
        if (!next_record(&records, &key, &value))
            return "has a pax header that is not well-formed";
        if (global && !str_eq(key, STR("comment")))
            return "has a pax header for all entries";
        for (uint32_t i = 0; i < keys.len; i++)
            if (str_eq(keys.items[i], key))
                return "has a pax record twice";
        vec_push(a, &keys, key);
        reason = take_record(key, value, out);
        if (reason != NULL)
            return reason;
    }
    return NULL;
}
