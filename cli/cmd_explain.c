/* cordon explain: what a rule, an effect or a launch condition is about. */
#include <assert.h>
#include <string.h>
#include <unistd.h>

#include "analyzer/base/datadir.h"
#include "analyzer/base/fsread.h"
#include "analyzer/semantic/facts.h"
#include "cli/commands.h"
#include "cli/term.h"
#include "rules/effect.h"
#include "rules/launch.h"

enum { PAGE_BYTES_MAX = 1024 * 1024, LAUNCH_MAX = 32 };

struct explain {
    struct arena *arena;
    struct strbuf *out;
    bool color;
};

static void put_title(const struct explain *x, const char *title)
{
    term_style(x->out, x->color, STYLE_BOLD);
    strbuf_put_c(x->out, title);
    term_style(x->out, x->color, STYLE_PLAIN);
    strbuf_put_char(x->out, '\n');
}

static void put_field(const struct explain *x, const char *label, const char *value)
{
    if (*value != '\0' && strcmp(value, "-") != 0)
        strbuf_printf(x->out, "  %-16s%s\n", label, value);
}

static bool explain_amplifier(const struct explain *x, const char *name)
{
    for (uint32_t i = 0; i < AMPLIFIER_COUNT; i++) {
        const struct amplifier_info *info = amplifier_info((enum amplifier_kind)i);

        if (strcmp(info->rule, name) != 0)
            continue;
        put_title(x, info->rule);
        put_field(x, "what", info->message);
        put_field(x, "effect", info->effect);
        put_field(x, "closed by", info->closes);
        put_field(x, "needs also", info->paired);
        put_field(x, "what helps", info->fix);
        return true;
    }
    return false;
}

static bool explain_effect(const struct explain *x, const char *name)
{
    enum effect effect = EFFECT_COUNT;
    const struct effect_info *info = NULL;

    if (!effect_parse(str_from(name), &effect))
        return false;
    info = effect_info(effect);
    put_title(x, info->name);
    put_field(x, "what", info->meaning);
    put_field(x, "tier", tier_meaning(info->tier));
    put_field(x, "Capslock", info->capslock);
    put_field(x, "Deno", info->deno);
    put_field(x, "Node", info->node);
    strbuf_printf(x->out, "  what has it     cordon effects %s\n", info->name);
    return true;
}

static bool explain_launch(const struct explain *x, const char *name)
{
    uint32_t count = 0;
    const struct launch_info *infos = launch_all(&count);

    for (uint32_t i = 0; i < count; i++) {
        if (strcmp(infos[i].name, name) != 0)
            continue;
        put_title(x, infos[i].name);
        put_field(x, "Node's switch", infos[i].flag);
        put_field(x, "closes", infos[i].closes);
        put_field(x, "but", infos[i].leaves);
        return true;
    }
    return false;
}

/* A name that can be part of a path: letters, digits, dots and hyphens, and no dot in front. */
static bool is_plain(const char *name)
{
    return *name != '.' && strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789.-") == strlen(name);
}

/* The page about the rule, when somebody wrote one. */
static bool explain_page(const struct explain *x, const char *name)
{
    struct str data = {NULL, 0};
    struct str page = {NULL, 0};
    struct strbuf path;

    if (!is_plain(name) || datadir_find(x->arena, &data, NULL) != OK)
        return false;
    strbuf_init(&path, x->arena);
    strbuf_printf(&path, "%.*s/rules/explain/%s.md", STR_ARG(data), name);
    if (fs_read(x->arena, strbuf_text(&path).ptr, PAGE_BYTES_MAX, &page, NULL) != OK)
        return false;
    if (x->out->len > 0)
        strbuf_put_char(x->out, '\n');
    strbuf_put(x->out, page);
    return true;
}

/* Files rules/explain/NAME.md, as far as no other list has NAME. */
static void list_pages(const struct explain *x)
{
    struct str data = {NULL, 0};
    struct fs_entries entries = {0};
    struct strbuf path;

    if (datadir_find(x->arena, &data, NULL) != OK)
        return;
    strbuf_init(&path, x->arena);
    strbuf_printf(&path, "%.*s/rules/explain", STR_ARG(data));
    if (fs_list(x->arena, strbuf_text(&path).ptr, PAGE_BYTES_MAX, &entries, NULL) != OK)
        return;
    strbuf_put_char(x->out, '\n');
    put_title(x, "Pages");
    for (uint32_t i = 0; i < entries.len; i++)
        if (str_ends(entries.items[i].name, STR(".md")))
            strbuf_printf(x->out, "  %.*s\n", (int)entries.items[i].name.len - 3, entries.items[i].name.ptr);
}

static void list_all(const struct explain *x)
{
    uint32_t count = 0;
    const struct launch_info *infos = launch_all(&count);

    put_title(x, "Rules");
    for (uint32_t i = 0; i < AMPLIFIER_COUNT; i++) {
        const struct amplifier_info *info = amplifier_info((enum amplifier_kind)i);

        strbuf_printf(x->out, "  %-32s %s\n", info->rule, info->message);
    }
    strbuf_put_char(x->out, '\n');
    put_title(x, "Effects");
    for (uint32_t i = 0; i < EFFECT_COUNT; i++)
        strbuf_printf(x->out, "  %s  %-22s %s\n", tier_name(effect_tier((enum effect)i)), effect_name((enum effect)i),
                      effect_info((enum effect)i)->meaning);
    strbuf_put_char(x->out, '\n');
    put_title(x, "Launch conditions");
    for (uint32_t i = 0; i < count; i++)
        strbuf_printf(x->out, "  %-20s closes %s\n", infos[i].name, infos[i].closes);
    list_pages(x);
}

static const char *nearest_rule(const char *name)
{
    const char *names[AMPLIFIER_COUNT + EFFECT_COUNT + LAUNCH_MAX];
    uint32_t launches = 0;
    const struct launch_info *infos = launch_all(&launches);

    assert(launches <= LAUNCH_MAX);
    for (uint32_t i = 0; i < AMPLIFIER_COUNT; i++)
        names[i] = amplifier_info((enum amplifier_kind)i)->rule;
    for (uint32_t i = 0; i < EFFECT_COUNT; i++)
        names[AMPLIFIER_COUNT + i] = effect_name((enum effect)i);
    for (uint32_t i = 0; i < launches; i++)
        names[AMPLIFIER_COUNT + EFFECT_COUNT + i] = infos[i].name;
    return args_nearest(name, names, AMPLIFIER_COUNT + EFFECT_COUNT + launches);
}

static void explain(const struct explain *x, const char *name, struct error *why)
{
    bool known = explain_amplifier(x, name) || explain_effect(x, name) || explain_launch(x, name);
    const char *nearest = NULL;

    if (explain_page(x, name) || known)
        return;
    nearest = nearest_rule(name);
    if (nearest != NULL)
        (void)error_set(why, ERR_USAGE, "there is no rule %s; did you mean %s?", name, nearest);
    else
        (void)error_set(why, ERR_USAGE, "there is no rule %s; cordon explain lists them", name);
}

static int cmd_explain(const struct args *args)
{
    struct arena run = {0};
    struct error why = {0};
    struct strbuf out;
    struct explain x = {
        .arena = &run,
        .out = &out,
        .color = term_wants_color(args->value[OPT_COLOR], STDOUT_FILENO),
    };
    int code = EXIT_NO_WORK;

    strbuf_init(&out, &run);
    if (args->operands.len > 0)
        explain(&x, args->operands.items[0], &why);
    else
        list_all(&x);
    code = why.code == OK ? commands_print(&out, EXIT_PASSED) : commands_fail(&why);
    arena_reset(&run);
    return code;
}

const struct command command_explain = {
    .name = "explain",
    .operands = "[RULE]",
    .summary = "what a rule means and how to satisfy it",
    .details = "Explains a rule of a finding (amplifier.direct-eval), an effect (fs.read) or a launch condition\n"
               "(no-eval); without RULE, lists them.\n",
    .options = OPTION_BIT(OPT_COLOR),
    .max_operands = 1,
    .run = cmd_explain,
};
