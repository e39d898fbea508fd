#include "cli/policy_answers.h"

#include "analyzer/base/datadir.h"
#include "analyzer/base/fsread.h"
#include "analyzer/base/limits.h"
#include "analyzer/package/path.h"
#include "analyzer/setting.h"

static enum err load_tables(struct arena *a, bool judging, struct answers *out, struct error *why)
{
    const struct api_table *table = NULL;
    struct digest digest = {0};
    struct str data = {0};
    enum err e = judging ? setting_load_table(a, &table, why) : datadir_find(a, &data, why);

    if (e != OK)
        return e;
    if (judging) {
        answers_set_table(out, table);
        return OK;
    }
    e = api_table_digest_folder(path_join(a, data, STR("rules/effects")).ptr, &digest);
    answers_set_digest(out, &digest);
    return e == OK ? OK : error_set(why, e, "the effect tables in %.*s cannot be read", STR_ARG(data));
}

enum err policy_answers_load(struct arena *a, const struct args *args, bool judging, struct policy_answers *out,
                             struct error *why)
{
    const char *file = args->value[OPT_POLICY];
    struct str text = {0};
    enum err e = OK;

    policy_default(&out->policy);
    if (file != NULL) {
        e = fs_read(a, file, LIMIT_MANIFEST_BYTES, &text, why);
        if (e == OK)
            e = policy_load(a, str_from(file), text, setting_today(a), &out->policy, why);
    }
    if (e == OK)
        e = answers_init(&out->answers, &out->policy, text, args_has(args, OPT_MAIN_ONLY), args_has(args, OPT_COMMANDS),
                         why);
    return e == OK ? load_tables(a, judging, &out->answers, why) : e;
}
