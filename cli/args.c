#include "cli/args.h"

#include <assert.h>
#include <string.h>

#include "cli/nearest.h"

static const struct option_info infos[] = {
#define X(id, letter, name, value, choices, help) {letter, name, value, choices, help},
#include "cli/option.def"
#undef X
};

static bool takes_value(const struct option_info *info)
{
    return info->value[0] != '\0';
}

static bool is_allowed(const struct command *command, uint32_t option)
{
    return option == OPT_HELP || (command->options & OPTION_BIT(option)) != 0;
}

/* --- "did you mean" --- */

const char *args_nearest(const char *word, const char *const *names, uint32_t count)
{
    const char *nearest = NULL;
    size_t len = strlen(word);
    uint32_t best = nearest_limit(len);

    if (len == 0 || len >= NEAREST_MAX)
        return NULL;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t edits = strlen(names[i]) < NEAREST_MAX ? nearest_edits(str_from(word), str_from(names[i])) : best;

        if (edits < best || (edits == 0 && best == 0)) {
            best = edits;
            nearest = names[i];
        }
    }
    return nearest;
}

/* --- parsing --- */

struct parse {
    struct arena *arena;
    int count;
    char **words;
    int at;
    struct args *out;
    struct error *why;
};

static enum err unknown_option(const struct parse *p, const char *word)
{
    const char *names[OPT_COUNT];
    const char *nearest = NULL;
    uint32_t count = 0;

    for (uint32_t i = 0; i < OPT_COUNT; i++)
        if (is_allowed(p->out->command, i))
            names[count++] = infos[i].name;
    nearest = word[0] == '-' && word[1] == '-' ? args_nearest(word + 2, names, count) : NULL;
    if (nearest != NULL)
        return error_set(p->why, ERR_USAGE, "%s has no option %s; did you mean --%s?", p->out->command->name, word,
                         nearest);
    return error_set(p->why, ERR_USAGE, "%s has no option %s; see cordon %s --help", p->out->command->name, word,
                     p->out->command->name);
}

static bool is_choice(const char *choices, const char *value)
{
    size_t len = strlen(value);

    for (const char *at = choices; *at != '\0'; at += strcspn(at, "|") + (at[strcspn(at, "|")] == '|')) {
        if (strcspn(at, "|") == len && memcmp(at, value, len) == 0)
            return true;
    }
    return *choices == '\0';
}

/* Keeps the option; `attached` is the value that stood in the same word, or NULL. */
static enum err take_option(struct parse *p, uint32_t option, const char *attached)
{
    const struct option_info *info = &infos[option];
    const char *value = "";

    if (!takes_value(info) && attached != NULL)
        return error_set(p->why, ERR_USAGE, "--%s takes no value", info->name);
    if (takes_value(info)) {
        value = attached;
        if (value == NULL && p->at < p->count)
            value = p->words[p->at++];
        if (value == NULL || *value == '\0')
            return error_set(p->why, ERR_USAGE, "--%s needs a value: %s", info->name,
                             *info->choices != '\0' ? info->choices : info->value);
        if (!is_choice(info->choices, value))
            return error_set(p->why, ERR_USAGE, "--%s is %s, not %s", info->name, info->choices, value);
    }
    if (p->out->value[option] != NULL && takes_value(info))
        return error_set(p->why, ERR_USAGE, "--%s is given twice", info->name);
    p->out->value[option] = value;
    return OK;
}

static enum err parse_long(struct parse *p, const char *word)
{
    const char *name = word + 2;
    size_t len = strcspn(name, "=");

    for (uint32_t i = 0; i < OPT_COUNT; i++) {
        if (is_allowed(p->out->command, i) && strlen(infos[i].name) == len && memcmp(infos[i].name, name, len) == 0)
            return take_option(p, i, name[len] == '=' ? name + len + 1 : NULL);
    }
    return unknown_option(p, word);
}

static enum err parse_short(struct parse *p, const char *word)
{
    for (uint32_t i = 0; i < OPT_COUNT; i++) {
        if (is_allowed(p->out->command, i) && infos[i].letter == word[1])
            return take_option(p, i, word[2] != '\0' ? word + 2 : NULL);
    }
    return unknown_option(p, word);
}

static enum err check_operands(const struct parse *p)
{
    const struct command *command = p->out->command;

    if (args_has(p->out, OPT_HELP))
        return OK;
    if (p->out->operands.len < command->min_operands)
        return error_set(p->why, ERR_USAGE, "%s needs %s; see cordon %s --help", command->name, command->operands,
                         command->name);
    if (p->out->operands.len > command->max_operands)
        return error_set(p->why, ERR_USAGE, "%s does not know what to do with %s; see cordon %s --help", command->name,
                         p->out->operands.items[command->max_operands], command->name);
    return OK;
}

enum err args_parse(struct arena *a, const struct command *command, int count, char **words, struct args *out,
                    struct error *why)
{
    struct parse p = {.arena = a, .count = count, .words = words, .out = out, .why = why};
    bool only_operands = false;
    enum err e = OK;

    memset(out, 0, sizeof(*out));
    out->command = command;
    while (e == OK && p.at < count) {
        const char *word = words[p.at++];

        if (only_operands || word[0] != '-' || word[1] == '\0')
            vec_push(a, &out->operands, word);
        else if (strcmp(word, "--") == 0)
            only_operands = true;
        else if (word[1] == '-')
            e = parse_long(&p, word);
        else
            e = parse_short(&p, word);
    }
    return e == OK ? check_operands(&p) : e;
}

bool args_is(const struct args *args, enum option option, const char *value)
{
    return args->value[option] != NULL && strcmp(args->value[option], value) == 0;
}

enum err args_number(const struct args *args, enum option option, uint32_t min, uint32_t max, uint32_t otherwise,
                     uint32_t *out, struct error *why)
{
    const char *text = args->value[option];
    uint64_t value = 0;

    assert(min <= max);
    if (text == NULL) {
        *out = otherwise;
        return OK;
    }
    for (const char *at = text; *at != '\0'; at++) {
        if (*at < '0' || *at > '9' || value > max)
            return error_set(why, ERR_USAGE, "--%s is a number from %u to %u, not %s", infos[option].name, min, max,
                             text);
        value = 10 * value + (uint64_t)(*at - '0');
    }
    if (value < min || value > max)
        return error_set(why, ERR_USAGE, "--%s is a number from %u to %u, not %s", infos[option].name, min, max, text);
    *out = (uint32_t)value;
    return OK;
}

/* --- help --- */

enum { HELP_COLUMN = 26, HELP_WIDTH = 100 };

/* `text` from column HELP_COLUMN on, broken between words. */
static void put_wrapped(struct strbuf *out, const char *text, size_t column)
{
    while (*text != '\0') {
        size_t len = strcspn(text, " ");

        if (column > HELP_COLUMN && column + 1 + len > HELP_WIDTH) {
            strbuf_printf(out, "\n%*s", HELP_COLUMN, "");
            column = HELP_COLUMN;
        } else if (column > HELP_COLUMN) {
            strbuf_put_char(out, ' ');
            column++;
        }
        strbuf_put(out, (struct str){text, len});
        column += len;
        text += len + strspn(text + len, " ");
    }
    strbuf_put_char(out, '\n');
}

static void help_option(struct strbuf *out, const struct option_info *info)
{
    size_t start = out->len;
    size_t column = 0;

    if (info->letter != 0)
        strbuf_printf(out, "  -%c, --%s", info->letter, info->name);
    else
        strbuf_printf(out, "      --%s", info->name);
    if (takes_value(info))
        strbuf_printf(out, " %s", *info->choices != '\0' ? info->choices : info->value);
    column = out->len - start;
    if (column + 2 > HELP_COLUMN) {
        strbuf_put_char(out, '\n');
        column = 0;
    }
    strbuf_printf(out, "%*s", (int)(HELP_COLUMN - column), "");
    put_wrapped(out, info->help, HELP_COLUMN);
}

void args_help(struct strbuf *out, const struct command *command)
{
    strbuf_printf(out, "usage: cordon %s [OPTION...]%s%s\n\n%s\n", command->name, *command->operands != '\0' ? " " : "",
                  command->operands, command->details);
    for (uint32_t i = 0; i < OPT_COUNT; i++)
        if (is_allowed(command, i))
            help_option(out, &infos[i]);
}

bool args_option_of(const struct command *command, uint32_t option, struct option_info *out)
{
    if (option >= OPT_COUNT || !is_allowed(command, option))
        return false;
    *out = infos[option];
    return true;
}
