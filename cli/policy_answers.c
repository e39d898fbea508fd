#include "cli/policy_answers.h"

#include "analyzer/base/fsread.h"
#include "analyzer/base/limits.h"
#include "analyzer/setting.h"

enum err policy_answers_load(struct arena *a, const struct args *args, struct policy_answers *out, struct error *why)
{
    const char *file = args->value[OPT_POLICY];
    const struct api_table *table = NULL;
    struct str text = {0};
    enum err e = setting_load_table(a, &table, why);

    policy_default(&out->policy);
    if (e == OK && file != NULL) {
        e = fs_read(a, file, LIMIT_MANIFEST_BYTES, &text, why);
        if (e == OK)
            e = policy_load(a, str_from(file), text, setting_today(a), &out->policy, why);
    }
    if (e == OK)
        e = answers_init(&out->answers, table, &out->policy, text, args_has(args, OPT_MAIN_ONLY), why);
    return e;
}
