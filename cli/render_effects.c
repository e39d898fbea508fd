#include "cli/render_effects.h"

#include <assert.h>

#include "cli/json_out.h"
#include "cli/term.h"

enum { NAME_WIDTH = 44 };

static const char *const way_names[] = {
    [API_WAY_LOAD] = "load",
    [API_WAY_GET] = "get",
    [API_WAY_CALL] = "call",
    [API_WAY_NEW] = "new",
    [API_WAY_NEW_WITH] = "new with an argument",
    [API_WAY_WRITE] = "write",
    [API_WAY_WRITES] = "write of members",
    [API_WAY_ENUMERATE] = "list",
    [API_WAY_OTHER] = "other members",
};

/* ---- text ---- */

static void put_major_names(struct strbuf *out, uint32_t majors)
{
    const char *between = "";

    for (uint32_t i = 0; i < NODE_MAJOR_COUNT; i++) {
        if ((majors & node_major_bit((enum node_major)i)) == 0)
            continue;
        strbuf_printf(out, "%s%s", between, node_major_name((enum node_major)i));
        between = ", ";
    }
}

/* Starts what stands in brackets behind an effect, or goes on in it. */
static void put_open(struct strbuf *out, bool *open)
{
    strbuf_put_c(out, *open ? "; " : " (");
    *open = true;
}

/* "argument 1 and 2": the arguments of a call that hold what the effect is about. Returns the fact after them. */
static uint32_t put_arguments(struct strbuf *out, const struct api_doing *does, uint32_t at, bool *open)
{
    enum effect effect = does->facts[at].effect;
    const char *between = "argument ";

    for (; at < does->count && does->facts[at].effect == effect; at++) {
        if (does->facts[at].detail != API_DETAIL_ARG)
            continue;
        if (between[0] == 'a')
            put_open(out, open);
        strbuf_printf(out, "%s%u", between, does->facts[at].index + 1);
        between = " and ";
    }
    return at;
}

static void put_options(struct strbuf *out, struct str options, bool *open)
{
    put_open(out, open);
    strbuf_put_c(out, "with option ");
    for (size_t i = 0; i < options.len; i++) {
        if (options.ptr[i] == '|')
            strbuf_put_c(out, " or ");
        else
            strbuf_put_char(out, options.ptr[i]);
    }
}

/* One effect with all that is known of it; returns the fact after it. */
static uint32_t put_effect(struct strbuf *out, const struct api_row_view *row, const struct api_doing *does,
                           uint32_t at)
{
    const struct api_fact *fact = &does->facts[at];
    bool open = false;

    strbuf_put_c(out, effect_name(fact->effect));
    if (fact->detail == API_DETAIL_TEXT) {
        strbuf_put_c(out, ":");
        term_put(out, fact->text);
        at++;
    } else {
        at = put_arguments(out, does, at, &open);
    }
    if (fact->detail == API_DETAIL_STEP) {
        put_open(out, &open);
        strbuf_put_c(out, "of that name");
    }
    if (fact->options.len > 0)
        put_options(out, fact->options, &open);
    if ((row->perhaps & effect_bit(fact->effect)) != 0) {
        put_open(out, &open);
        strbuf_put_c(out, "perhaps");
    }
    if (open)
        strbuf_put_c(out, ")");
    return at;
}

static void put_doing(struct strbuf *out, const struct api_row_view *row, enum api_way way)
{
    const struct api_doing *does = &row->does[way];
    const char *between = "";

    strbuf_printf(out, "  %s: ", way_names[way]);
    for (uint32_t i = 0; i < does->count;) {
        strbuf_put_c(out, between);
        i = put_effect(out, row, does, i);
        between = ", ";
    }
}

/* The numbers of arguments, counted from 1. */
static void put_numbers(struct strbuf *out, uint32_t bits)
{
    bool rest = (bits & API_ARGUMENTS_REST) != 0;
    const char *between = "argument ";

    bits &= ~API_ARGUMENTS_REST;
    for (uint32_t i = 0; bits >> i != 0; i++) {
        if ((bits >> i & 1) == 0)
            continue;
        strbuf_printf(out, "%s%u", between, i + 1);
        if (rest && (~bits >> i & ((1U << (API_ARGUMENTS - i)) - 1)) == 0) {
            strbuf_put_c(out, " and all behind it");
            return;
        }
        between = " and ";
    }
}

static void put_takes(struct strbuf *out, const struct api_arguments *takes)
{
    if (takes->callbacks != 0) {
        strbuf_put_c(out, "  calls ");
        put_numbers(out, takes->callbacks);
    }
    for (uint32_t i = 0; i < takes->option_count; i++) {
        const struct api_option *option = &takes->options[i];

        strbuf_put_c(out, "  calls ");
        for (size_t k = 0; k < option->names.len; k++)
            strbuf_put_c(out, option->names.ptr[k] == ' ' ? ", " : (const char[]){option->names.ptr[k], '\0'});
        strbuf_printf(out, " of argument %u%s", option->argument + 1, option->rest ? " and all behind it" : "");
    }
    if (takes->changes != 0) {
        strbuf_put_c(out, "  changes ");
        put_numbers(out, takes->changes);
    }
}

static void put_reference(struct strbuf *out, const char *what, struct str reference)
{
    if (reference.len == 0)
        return;
    strbuf_printf(out, "  %s ", what);
    term_put(out, reference);
}

static void put_ways(struct strbuf *out, const struct api_row_view *row)
{
    effect_set all = 0;

    for (uint32_t w = 0; w < API_WAYS; w++)
        all |= row->does[w].effects;
    put_reference(out, "same as", row->same);
    if (all == 0 && row->same.len == 0)
        strbuf_put_c(out, "  pure");
    for (uint32_t w = 0; w < API_WAYS; w++)
        if (row->does[w].effects != 0)
            put_doing(out, row, (enum api_way)w);
    put_reference(out, "gives", row->returns);
    put_takes(out, &row->takes);
}

static void put_remark(struct strbuf *out, const struct api_row_view *row, const char *what, struct str text,
                       bool color)
{
    if (text.len == 0)
        return;
    strbuf_printf(out, "%*s", (int)(2 * row->depth + 4), "");
    term_style(out, color, STYLE_DIM);
    strbuf_printf(out, "%s: ", what);
    term_put(out, text);
    term_style(out, color, STYLE_PLAIN);
    strbuf_put_char(out, '\n');
}

/* What members without a row of their own do with arguments. */
static void put_methods(struct strbuf *out, const struct api_row_view *row, uint32_t majors)
{
    for (uint32_t i = 0; i < row->method_count; i++) {
        const struct api_methods *one = &row->methods[i];

        if ((one->majors & majors) == 0)
            continue;
        strbuf_printf(out, "%*s%s ", (int)(2 * row->depth + 4), "", one->own ? "functions" : "methods");
        term_put(out, one->names);
        strbuf_put_char(out, ':');
        put_takes(out, &one->takes);
        if ((one->majors & majors) != majors) {
            strbuf_put_c(out, "  (Node ");
            put_major_names(out, one->majors & majors);
            strbuf_put_c(out, ")");
        }
        if (one->proof.len > 0) {
            strbuf_put_c(out, "  ");
            term_put(out, one->proof);
        }
        strbuf_put_char(out, '\n');
    }
}

static struct str proof_text(const struct effects_entry *entry)
{
    if (entry->row.proof.len > 0 || !entry->own)
        return entry->row.proof;
    switch (entry->row.how) {
    case API_PROOF_PROBE:
        return STR("probe: it runs in tests/effects/probes.txt");
    case API_PROOF_FUZZED:
        return STR("fuzz: tests/effects/truth.mjs calls it with many shapes of arguments");
    case API_PROOF_LISTED:
    case API_PROOF_EXPERIMENT:
    case API_PROOF_READING:
    case API_PROOF_DOCUMENTED:
    case API_PROOFS:
        return STR("");
    }
    assert(!"unreachable");
    return STR("");
}

static void put_entry(struct strbuf *out, const struct effects_entry *entry, uint32_t majors, bool color)
{
    const struct api_row_view *row = &entry->row;
    uint32_t width = term_width(row->name) + 2 * row->depth;

    strbuf_printf(out, "%*s", (int)(2 * row->depth), "");
    term_style(out, color, row->depth == 0 ? STYLE_BOLD : STYLE_PLAIN);
    term_put(out, row->name);
    term_style(out, color, STYLE_PLAIN);
    strbuf_printf(out, "%*s", (int)(width < NAME_WIDTH ? NAME_WIDTH - width : 0), "");
    put_ways(out, row);
    if (!entry->own && entry->answer.len > 0) {
        strbuf_put_c(out, "  by ");
        term_put(out, entry->answer);
    }
    if ((row->majors & majors) != majors) {
        strbuf_put_c(out, "  (Node ");
        put_major_names(out, row->majors & majors);
        strbuf_put_c(out, ")");
    }
    strbuf_put_char(out, '\n');
    put_methods(out, row, majors);
    put_remark(out, row, "note", row->note, color);
    put_remark(out, row, "proof", proof_text(entry), color);
}

void render_effects_text(struct strbuf *out, const struct effects_entries *entries, uint32_t majors, bool color)
{
    for (uint32_t i = 0; i < entries->len; i++)
        put_entry(out, &entries->items[i], majors, color);
}

/* ---- JSON ---- */

static void put_fact(struct json_out *j, const struct api_row_view *row, const char *way, const struct api_fact *fact)
{
    json_object(j, NULL);
    json_c(j, "way", way);
    json_c(j, "effect", effect_name(fact->effect));
    if (fact->detail == API_DETAIL_TEXT)
        json_str(j, "value", fact->text);
    if (fact->detail == API_DETAIL_ARG)
        json_number(j, "argument", fact->index);
    if (fact->detail == API_DETAIL_STEP)
        json_bool(j, "byName", true);
    if (fact->options.len > 0)
        json_str(j, "options", fact->options);
    json_bool(j, "perhaps", (row->perhaps & effect_bit(fact->effect)) != 0);
    json_close_object(j);
}

static void put_effect_names(struct json_out *j, const char *key, effect_set effects)
{
    json_array(j, key);
    for (uint32_t e = 0; e < EFFECT_COUNT; e++)
        if ((effects & effect_bit((enum effect)e)) != 0)
            json_c(j, NULL, effect_name((enum effect)e));
    json_close_array(j);
}

static const char *const way_keys[] = {
    [API_WAY_LOAD] = "load",        [API_WAY_GET] = "get",
    [API_WAY_CALL] = "call",        [API_WAY_NEW] = "new",
    [API_WAY_NEW_WITH] = "newWith", [API_WAY_WRITE] = "write",
    [API_WAY_WRITES] = "writes",    [API_WAY_ENUMERATE] = "enumerate",
    [API_WAY_OTHER] = "other",
};

static void put_json_ways(struct json_out *j, const struct api_row_view *row)
{
    for (uint32_t w = 0; w < API_WAYS; w++)
        put_effect_names(j, way_keys[w], row->does[w].effects);
    json_array(j, "facts");
    for (uint32_t w = 0; w < API_WAYS; w++)
        for (uint32_t i = 0; i < row->does[w].count; i++)
            put_fact(j, row, way_keys[w], &row->does[w].facts[i]);
    json_close_array(j);
}

/* As the tables have them: indices, the last one a text with a plus when it stands for all behind it too. */
static void put_indices(struct json_out *j, const char *key, uint32_t bits)
{
    uint32_t rest = bits & API_ARGUMENTS_REST;

    bits &= ~API_ARGUMENTS_REST;
    json_array(j, key);
    for (uint32_t i = 0; bits >> i != 0; i++) {
        if ((bits >> i & 1) == 0)
            continue;
        if (rest != 0 && (~bits >> i & ((1U << (API_ARGUMENTS - i)) - 1)) == 0) {
            json_c(j, NULL, (const char[]){(char)('0' + i), '+', '\0'});
            break;
        }
        json_number(j, NULL, i);
    }
    json_close_array(j);
}

static void put_words(struct json_out *j, const char *key, struct str words)
{
    json_array(j, key);
    for (size_t at = 0; at < words.len;) {
        size_t end = str_find(words, STR(" "), at);

        json_str(j, NULL, str_slice(words, at, end));
        at = end + 1;
    }
    json_close_array(j);
}

static void put_json_takes(struct json_out *j, const struct api_arguments *takes)
{
    put_indices(j, "callbacks", takes->callbacks);
    json_object(j, "options");
    for (uint32_t i = 0; i < takes->option_count; i++) {
        const struct api_option *option = &takes->options[i];

        put_words(j, (const char[]){(char)('0' + option->argument), option->rest ? '+' : '\0', '\0'}, option->names);
    }
    json_close_object(j);
    put_indices(j, "changes", takes->changes);
}

static void put_json_majors(struct json_out *j, uint32_t majors)
{
    json_array(j, "node");
    for (uint32_t i = 0; i < NODE_MAJOR_COUNT; i++)
        if ((majors & node_major_bit((enum node_major)i)) != 0)
            json_c(j, NULL, node_major_name((enum node_major)i));
    json_close_array(j);
}

static void put_json_methods(struct json_out *j, const struct api_row_view *row)
{
    json_array(j, "methods");
    for (uint32_t i = 0; i < row->method_count; i++) {
        const struct api_methods *one = &row->methods[i];

        json_object(j, NULL);
        put_words(j, "names", one->names);
        json_bool(j, "own", one->own);
        put_json_majors(j, one->majors);
        put_json_takes(j, &one->takes);
        json_str(j, "proof", one->proof);
        json_close_object(j);
    }
    json_close_array(j);
}

static void put_json_entry(struct json_out *j, const struct effects_entry *entry)
{
    const struct api_row_view *row = &entry->row;

    json_object(j, NULL);
    json_str(j, "name", row->name);
    json_str(j, "file", row->file);
    json_str(j, "by", entry->answer);
    put_json_majors(j, row->majors);
    put_json_ways(j, row);
    put_json_takes(j, &row->takes);
    put_json_methods(j, row);
    json_bool(j, "callable", row->callable);
    json_bool(j, "intrinsic", row->intrinsic);
    json_bool(j, "absent", row->absent);
    json_str(j, "same", row->same);
    json_str(j, "returns", row->returns);
    json_str(j, "note", row->note);
    json_str(j, "proof", row->proof);
    json_c(j, "how", entry->own ? api_proof_name(row->how) : "");
    json_close_object(j);
}

void render_effects_json(struct strbuf *out, const struct effects_entries *entries)
{
    struct json_out j;

    json_begin(&j, out);
    json_array(&j, NULL);
    for (uint32_t i = 0; i < entries->len; i++)
        put_json_entry(&j, &entries->items[i]);
    json_close_array(&j);
    json_end(&j);
}
