#include "cli/platform_option.h"

enum err platform_option(const struct args *args, struct platform *own, const struct platform **out, struct error *why)
{
    const char *word = args->value[OPT_PLATFORM];

    *out = args_is(args, OPT_PLATFORM, "all") ? NULL : own;
    *own = platform_here();
    if (word == NULL || *out == NULL)
        return OK;
    return platform_parse(str_from(word), own, why);
}
