#include "analyzer/summary/summary_codec.h"

#include <assert.h>
#include <string.h>

#include "analyzer/base/bytes.h"
#include "analyzer/semantic/module_entries.h"

/* Bytes of one item of each array; the grammar stands in summary.h. */
enum {
    SIZE_HEADER = 4 + 1 + 4 + 9 * 4 + 4,
    SIZE_TEXT = 4,
    SIZE_PATH = 1 + 4 + 4,
    SIZE_USE = 4 + 1 + 1 + 4 + 4 + 4 + 4 * USE_ARGS + 4,
    SIZE_AMPLIFIER = 5 * 4,
    SIZE_IMPORT = 4 + 1 + 1 + 4 + 4 + 4,
    SIZE_EXPORT = 3 * 4,
    SIZE_FUNCTION = 4 * 4,
    SIZE_CALL = 3 * 4,
    SIZE_ENTRY = 1 + 1 + 4 * 4,
};

enum {
    ALL_USE_FLAGS = USE_IN_TRY | USE_GUARDED | USE_SPREAD_ARGS | USE_ARGUMENT | USE_PERHAPS,
    ALL_IMPORT_FLAGS = IMPORT_TRY | IMPORT_TYPE_JSON | IMPORT_STAR | IMPORT_IF_BUILTIN | IMPORT_TYPE_OTHER,
    ALL_SUMMARY_FLAGS = SUMMARY_TOP_LEVEL_AWAIT | SUMMARY_STRICT | SUMMARY_NOT_UNDERSTOOD | SUMMARY_EXPORTS_OPAQUE,
};

/* ---- encoding ---- */

static void encode_header(const struct summary *s, struct strbuf *out)
{
    uint32_t text_bytes = 0;

    for (uint32_t i = 0; i < s->texts.texts.len; i++)
        text_bytes += (uint32_t)s->texts.texts.items[i].len;
    writer_u32(out, SUMMARY_FORMAT);
    writer_u8(out, (uint8_t)s->goal);
    writer_u32(out, s->flags);
    writer_u32(out, s->texts.texts.len);
    writer_u32(out, s->paths.len);
    writer_u32(out, s->uses.len);
    writer_u32(out, s->amplifiers.len);
    writer_u32(out, s->imports.len);
    writer_u32(out, s->exports.len);
    writer_u32(out, s->functions.len);
    writer_u32(out, s->calls.len);
    writer_u32(out, s->entries.len);
    writer_u32(out, text_bytes);
}

static void encode_texts(const struct summary *s, struct strbuf *out)
{
    for (uint32_t i = 0; i < s->texts.texts.len; i++)
        writer_u32(out, (uint32_t)s->texts.texts.items[i].len);
    for (uint32_t i = 0; i < s->texts.texts.len; i++)
        strbuf_put(out, s->texts.texts.items[i]);
}

static void encode_paths_and_uses(const struct summary *s, struct strbuf *out)
{
    for (uint32_t i = 0; i < s->paths.len; i++) {
        writer_u8(out, s->paths.items[i].step);
        writer_u32(out, s->paths.items[i].parent);
        writer_u32(out, s->paths.items[i].name);
    }
    for (uint32_t i = 0; i < s->uses.len; i++) {
        const struct use *use = &s->uses.items[i];
        writer_u32(out, use->path);
        writer_u8(out, use->op);
        writer_u8(out, use->flags);
        writer_u32(out, use->at);
        writer_u32(out, use->end);
        writer_u32(out, use->func);
        for (uint32_t k = 0; k < USE_ARGS; k++)
            writer_u32(out, use->arg[k]);
        writer_u32(out, use->options);
    }
}

static void encode_amplifiers_and_imports(const struct summary *s, struct strbuf *out)
{
    for (uint32_t i = 0; i < s->amplifiers.len; i++) {
        const struct amplifier *amplifier = &s->amplifiers.items[i];
        writer_u32(out, amplifier->kind);
        writer_u32(out, amplifier->at);
        writer_u32(out, amplifier->end);
        writer_u32(out, amplifier->func);
        writer_u32(out, amplifier->detail);
    }
    for (uint32_t i = 0; i < s->imports.len; i++) {
        const struct import *import = &s->imports.items[i];
        writer_u32(out, import->specifier);
        writer_u8(out, import->kind);
        writer_u8(out, import->flags);
        writer_u32(out, import->at);
        writer_u32(out, import->end);
        writer_u32(out, import->func);
    }
}

static void encode_shape(const struct summary *s, struct strbuf *out)
{
    for (uint32_t i = 0; i < s->exports.len; i++) {
        writer_u32(out, s->exports.items[i].name);
        writer_u32(out, s->exports.items[i].at);
        writer_u32(out, s->exports.items[i].func);
    }
    for (uint32_t i = 0; i < s->functions.len; i++) {
        writer_u32(out, s->functions.items[i].name);
        writer_u32(out, s->functions.items[i].at);
        writer_u32(out, s->functions.items[i].end);
        writer_u32(out, s->functions.items[i].parent);
    }
    for (uint32_t i = 0; i < s->calls.len; i++) {
        writer_u32(out, s->calls.items[i].caller);
        writer_u32(out, s->calls.items[i].callee);
        writer_u32(out, s->calls.items[i].at);
    }
}

void summary_encode_entry(const struct module_entry *entry, struct strbuf *out)
{
    writer_u8(out, entry->kind);
    writer_u8(out, entry->lexers);
    writer_u32(out, entry->name);
    writer_u32(out, entry->imported);
    writer_u32(out, entry->specifier);
    writer_u32(out, entry->at);
}

static void encode_entries(const struct summary *s, struct strbuf *out)
{
    for (uint32_t i = 0; i < s->entries.len; i++)
        summary_encode_entry(&s->entries.items[i], out);
}

void summary_encode(const struct summary *s, struct strbuf *out)
{
    encode_header(s, out);
    encode_texts(s, out);
    encode_paths_and_uses(s, out);
    encode_amplifiers_and_imports(s, out);
    encode_shape(s, out);
    encode_entries(s, out);
}

/* ---- decoding ---- */

/* A summary being decoded; `next` walks over the fixed-size items, whose total size was checked. */
struct decoder {
    struct arena *arena;
    struct summary *s;
    const unsigned char *next;
    uint32_t text_bytes;
    uint32_t count_texts;
    uint32_t count_paths;
    uint32_t count_uses;
    uint32_t count_amplifiers;
    uint32_t count_imports;
    uint32_t count_exports;
    uint32_t count_functions;
    uint32_t count_calls;
    uint32_t count_entries;
};

static uint8_t take_u8(struct decoder *d)
{
    return *d->next++;
}

static uint32_t take_u32(struct decoder *d)
{
    const unsigned char *p = d->next;

    d->next += 4;
    return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

/* A symbol of the record's texts, or SUMMARY_NONE. */
static bool is_symbol(const struct decoder *d, uint32_t symbol)
{
    return symbol < d->count_texts || symbol == SUMMARY_NONE;
}

/* Function 0, the top level, exists even where no function was recorded. */
static bool is_function(const struct decoder *d, uint32_t function)
{
    return function < d->count_functions || function == 0;
}

/*
 * Reads the counts and compares the record's size with what they announce, exactly: no later read
 * can leave the record. The sum of nine products of 32-bit numbers cannot overflow 64 bits.
 */
static bool decode_header(struct decoder *d, struct str bytes)
{
    uint64_t size = SIZE_HEADER;
    uint32_t goal = 0;

    if (bytes.len < SIZE_HEADER || take_u32(d) != SUMMARY_FORMAT)
        return false;
    goal = take_u8(d);
    d->s->flags = take_u32(d);
    d->count_texts = take_u32(d);
    d->count_paths = take_u32(d);
    d->count_uses = take_u32(d);
    d->count_amplifiers = take_u32(d);
    d->count_imports = take_u32(d);
    d->count_exports = take_u32(d);
    d->count_functions = take_u32(d);
    d->count_calls = take_u32(d);
    d->count_entries = take_u32(d);
    d->text_bytes = take_u32(d);
    size += (uint64_t)d->count_texts * SIZE_TEXT + d->text_bytes + (uint64_t)d->count_paths * SIZE_PATH;
    size += (uint64_t)d->count_uses * SIZE_USE + (uint64_t)d->count_amplifiers * SIZE_AMPLIFIER;
    size += (uint64_t)d->count_imports * SIZE_IMPORT + (uint64_t)d->count_exports * SIZE_EXPORT;
    size += (uint64_t)d->count_functions * SIZE_FUNCTION + (uint64_t)d->count_calls * SIZE_CALL;
    size += (uint64_t)d->count_entries * SIZE_ENTRY;
    d->s->goal = (enum goal)goal;
    return size == bytes.len && (d->s->flags & ~(uint32_t)ALL_SUMMARY_FLAGS) == 0 && d->count_texts > 0 &&
           (goal == GOAL_COMMONJS || goal == GOAL_MODULE || goal == GOAL_SCRIPT);
}

/* The texts borrow the record's bytes; symbol 0 is the empty text. */
static bool decode_texts(struct decoder *d)
{
    struct str *items = arena_array(d->arena, d->count_texts, sizeof(*items));
    const char *text = (const char *)d->next + (size_t)d->count_texts * SIZE_TEXT;
    uint64_t left = d->text_bytes;

    for (uint32_t i = 0; i < d->count_texts; i++) {
        uint32_t len = take_u32(d);
        if (len > left || (i == 0 && len != 0))
            return false;
        items[i] = (struct str){text, len};
        text += len;
        left -= len;
    }
    d->next += d->text_bytes;
    d->s->texts.arena = d->arena;
    d->s->texts.texts.items = items;
    d->s->texts.texts.len = d->count_texts;
    d->s->texts.texts.cap = d->count_texts;
    return left == 0;
}

static bool path_is_sound(const struct decoder *d, uint32_t index, const struct path *p)
{
    if (p->step >= PATH_STEP_COUNT || !is_symbol(d, p->name))
        return false;
    switch ((enum path_step)p->step) {
    case PATH_GLOBAL:
    case PATH_MODULE:
    case PATH_CJS:
    case PATH_INTRINSIC:
        return p->parent == SUMMARY_NONE && p->name != SUMMARY_NONE;
    case PATH_GLOBAL_OBJECT:
    case PATH_SLOPPY_THIS:
    case PATH_IMPORT_META:
        return p->parent == SUMMARY_NONE;
    case PATH_STEP_MEMBER:
        return p->parent < index && p->name != SUMMARY_NONE;
    case PATH_STEP_ANY:
    case PATH_STEP_SYMBOL:
    case PATH_STEP_CALL:
    case PATH_STEP_NEW:
        return p->parent < index;
    case PATH_STEP_COUNT:
        break;
    }
    return false;
}

static bool decode_paths(struct decoder *d)
{
    struct path *items = arena_array(d->arena, d->count_paths, sizeof(*items));

    for (uint32_t i = 0; i < d->count_paths; i++) {
        items[i].step = take_u8(d);
        items[i].parent = take_u32(d);
        items[i].name = take_u32(d);
        if (!path_is_sound(d, i, &items[i]))
            return false;
    }
    d->s->paths.items = items;
    d->s->paths.len = d->count_paths;
    d->s->paths.cap = d->count_paths;
    return true;
}

static bool use_is_sound(const struct decoder *d, const struct use *use)
{
    for (uint32_t k = 0; k < USE_ARGS; k++)
        if (!is_symbol(d, use->arg[k]))
            return false;
    return is_symbol(d, use->options) && use->path < d->count_paths && use->op < USE_OP_COUNT &&
           (use->flags & ~ALL_USE_FLAGS) == 0 && use->at <= use->end && is_function(d, use->func);
}

static bool decode_uses(struct decoder *d)
{
    struct use *items = arena_array(d->arena, d->count_uses, sizeof(*items));

    for (uint32_t i = 0; i < d->count_uses; i++) {
        items[i].path = take_u32(d);
        items[i].op = take_u8(d);
        items[i].flags = take_u8(d);
        items[i].at = take_u32(d);
        items[i].end = take_u32(d);
        items[i].func = take_u32(d);
        for (uint32_t k = 0; k < USE_ARGS; k++)
            items[i].arg[k] = take_u32(d);
        items[i].options = take_u32(d);
        if (!use_is_sound(d, &items[i]))
            return false;
    }
    d->s->uses.items = items;
    d->s->uses.len = d->count_uses;
    d->s->uses.cap = d->count_uses;
    return true;
}

static bool decode_amplifiers(struct decoder *d)
{
    struct amplifier *items = arena_array(d->arena, d->count_amplifiers, sizeof(*items));

    for (uint32_t i = 0; i < d->count_amplifiers; i++) {
        items[i].kind = take_u32(d);
        items[i].at = take_u32(d);
        items[i].end = take_u32(d);
        items[i].func = take_u32(d);
        items[i].detail = take_u32(d);
        if (items[i].kind >= AMPLIFIER_COUNT || items[i].at > items[i].end || !is_function(d, items[i].func) ||
            !is_symbol(d, items[i].detail))
            return false;
    }
    d->s->amplifiers.items = items;
    d->s->amplifiers.len = d->count_amplifiers;
    d->s->amplifiers.cap = d->count_amplifiers;
    return true;
}

static bool decode_imports(struct decoder *d)
{
    struct import *items = arena_array(d->arena, d->count_imports, sizeof(*items));

    for (uint32_t i = 0; i < d->count_imports; i++) {
        items[i].specifier = take_u32(d);
        items[i].kind = take_u8(d);
        items[i].flags = take_u8(d);
        items[i].at = take_u32(d);
        items[i].end = take_u32(d);
        items[i].func = take_u32(d);
        if (items[i].specifier >= d->count_texts || items[i].kind >= IMPORT_KIND_COUNT ||
            (items[i].flags & ~ALL_IMPORT_FLAGS) != 0 || items[i].at > items[i].end || !is_function(d, items[i].func))
            return false;
    }
    d->s->imports.items = items;
    d->s->imports.len = d->count_imports;
    d->s->imports.cap = d->count_imports;
    return true;
}

static bool decode_exports(struct decoder *d)
{
    struct export *items = arena_array(d->arena, d->count_exports, sizeof(*items));

    for (uint32_t i = 0; i < d->count_exports; i++) {
        items[i].name = take_u32(d);
        items[i].at = take_u32(d);
        items[i].func = take_u32(d);
        if (items[i].name >= d->count_texts || (items[i].func != SUMMARY_NONE && !is_function(d, items[i].func)))
            return false;
    }
    d->s->exports.items = items;
    d->s->exports.len = d->count_exports;
    d->s->exports.cap = d->count_exports;
    return true;
}

static bool decode_functions(struct decoder *d)
{
    struct function *items = arena_array(d->arena, d->count_functions, sizeof(*items));

    for (uint32_t i = 0; i < d->count_functions; i++) {
        items[i].name = take_u32(d);
        items[i].at = take_u32(d);
        items[i].end = take_u32(d);
        items[i].parent = take_u32(d);
        if (items[i].name >= d->count_texts || items[i].at > items[i].end ||
            (i == 0) != (items[i].parent == SUMMARY_NONE) || (i > 0 && items[i].parent >= d->count_functions))
            return false;
    }
    d->s->functions.items = items;
    d->s->functions.len = d->count_functions;
    d->s->functions.cap = d->count_functions;
    return true;
}

static bool decode_calls(struct decoder *d)
{
    struct call *items = arena_array(d->arena, d->count_calls, sizeof(*items));

    for (uint32_t i = 0; i < d->count_calls; i++) {
        items[i].caller = take_u32(d);
        items[i].callee = take_u32(d);
        items[i].at = take_u32(d);
        if (!is_function(d, items[i].caller) || !is_function(d, items[i].callee))
            return false;
    }
    d->s->calls.items = items;
    d->s->calls.len = d->count_calls;
    d->s->calls.cap = d->count_calls;
    return true;
}

static bool decode_entries(struct decoder *d)
{
    struct module_entry *items = arena_array(d->arena, d->count_entries, sizeof(*items));

    for (uint32_t i = 0; i < d->count_entries; i++) {
        items[i].kind = take_u8(d);
        items[i].lexers = take_u8(d);
        items[i].name = take_u32(d);
        items[i].imported = take_u32(d);
        items[i].specifier = take_u32(d);
        items[i].at = take_u32(d);
        if (!module_entry_is_sound(&items[i]) || !is_symbol(d, items[i].name) || !is_symbol(d, items[i].imported) ||
            !is_symbol(d, items[i].specifier))
            return false;
    }
    d->s->entries.items = items;
    d->s->entries.len = d->count_entries;
    d->s->entries.cap = d->count_entries;
    return true;
}

struct summary *summary_decode(struct arena *a, struct str bytes)
{
    struct decoder d = {.arena = a, .s = arena_new(a, struct summary), .next = (const unsigned char *)bytes.ptr};

    if (!decode_header(&d, bytes) || !decode_texts(&d) || !decode_paths(&d) || !decode_uses(&d) ||
        !decode_amplifiers(&d) || !decode_imports(&d) || !decode_exports(&d) || !decode_functions(&d) ||
        !decode_calls(&d) || !decode_entries(&d))
        return NULL;
    return d.s;
}
