/*
 * args.h - command lines, declared once: parsing, --help and completion come from the same tables.
 */
#ifndef CORDON_CLI_ARGS_H
#define CORDON_CLI_ARGS_H

#include <stdbool.h>
#include <stdint.h>

#include "analyzer/base/err.h"
#include "analyzer/base/strbuf.h"
#include "analyzer/base/vec.h"

enum option {
#define X(id, letter, name, value, choices, help) id,
#include "cli/option.def"
#undef X
    OPT_COUNT
};

/* Of a set of options. */
#define OPTION_BIT(option) ((uint64_t)1 << (option))
_Static_assert(OPT_COUNT <= 64, "a set of options is one 64-bit number");

/* An option as option.def has it: letter is 0 for none, texts are empty for none. */
struct option_info {
    char letter;
    const char *name;
    const char *value;   /* the placeholder of its value */
    const char *choices; /* the values that it may have, separated by '|' */
    const char *help;
};

struct args;

struct command {
    const char *name;
    const char *operands; /* for help: "[DIR|ENTRY]" */
    const char *summary;  /* a line of the list of commands */
    const char *details;  /* a paragraph, lines ended by '\n' */
    uint64_t options;     /* set of OPTION_BIT; --help belongs to every command */
    uint32_t min_operands;
    uint32_t max_operands;
    int (*run)(const struct args *args); /* the exit code */
};

struct args {
    const struct command *command;
    const char *value[OPT_COUNT]; /* NULL when the option was not given; "" when it has no value */
    VEC(const char *) operands;
};

/*
 * The arguments after the command's name; operands live in `a`. ERR_USAGE with one sentence, which
 * names the nearest option when one is unknown. `--` ends the options.
 */
enum err args_parse(struct arena *a, const struct command *command, int count, char **words, struct args *out,
                    struct error *why) NODISCARD;

static inline bool args_has(const struct args *args, enum option option)
{
    return args->value[option] != NULL;
}

/* True when the option was given with exactly this value. */
bool args_is(const struct args *args, enum option option, const char *value);
/* The value as a number in [min, max], or `otherwise` when the option was not given. */
enum err args_number(const struct args *args, enum option option, uint32_t min, uint32_t max, uint32_t otherwise,
                     uint32_t *out, struct error *why) NODISCARD;

/* The one of `names` that is nearest to `word`, for "did you mean"; NULL when none is near. */
const char *args_nearest(const char *word, const char *const *names, uint32_t count);

/* Help for a command. */
void args_help(struct strbuf *out, const struct command *command);
/* True when the command has the option; then `*out` is all about it. */
bool args_option_of(const struct command *command, uint32_t option, struct option_info *out);

#endif
