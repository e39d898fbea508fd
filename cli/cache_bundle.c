/* cordon cache export, import, keygen, and verify of a bundle: records that travel. */
#include <inttypes.h>
#include <string.h>

#include "cache/bundle.h"
#include "cache/key_file.h"
#include "cli/cache_action.h"
#include "cli/commands.h"
#include "cli/json_out.h"
#include "cli/quantity.h"
#include "cli/term.h"

static void bundle_report(struct cache_action *a, const char *done, const struct bundle_info *info)
{
    struct json_out j;

    if (!cache_action_wants_json(a)) {
        strbuf_printf(&a->out, "%" PRIu64 " records %s, ", info->records, done);
        quantity_put_bytes(&a->out, info->bytes);
        strbuf_printf(&a->out, ", number %" PRIu64, info->sequence);
        if (info->known > 0)
            strbuf_printf(&a->out, "; %" PRIu64 " were known", info->known);
        strbuf_put_char(&a->out, '\n');
        if (info->different > 0)
            strbuf_printf(&a->out,
                          "%" PRIu64
                          " of those differ from what this cache has, which was kept: one of the two is wrong\n",
                          info->different);
        return;
    }
    json_begin(&j, &a->out);
    json_object(&j, NULL);
    json_number(&j, "schema", 1);
    json_number(&j, "records", info->records);
    json_number(&j, "bytes", info->bytes);
    json_number(&j, "sequence", info->sequence);
    json_number(&j, "known", info->known);
    json_number(&j, "different", info->different);
    json_close_object(&j);
    json_end(&j);
}

static enum err public_key(const struct cache_action *a, struct public_key *key, struct error *why)
{
    if (!args_has(a->args, OPT_KEY))
        return error_set(why, ERR_USAGE, "name the public key of whoever you trust to have signed it: --key FILE");
    return key_file_public(a->args->value[OPT_KEY], key, why);
}

enum err cache_run_verify_bundle(struct cache_action *a, struct error *why)
{
    struct bundle_info info = {0};
    struct public_key key;
    enum err e = public_key(a, &key, why);

    if (e == OK)
        e = bundle_verify(cache_folder_fd(a->cache), a->file, &key, &info, why);
    if (e == OK)
        bundle_report(a, "good", &info);
    return e;
}

enum err cache_run_export(struct cache_action *a, struct error *why)
{
    struct bundle_info info = {0};
    struct secret_key key;
    enum err e = OK;

    if (!args_has(a->args, OPT_KEY))
        return error_set(why, ERR_USAGE,
                         "name the secret key to sign with: --key FILE (cordon cache keygen makes one)");
    e = key_file_secret(a->args->value[OPT_KEY], &key, why);
    if (e == OK)
        e = bundle_export(a->cache, a->file, &key, &info, why);
    explicit_bzero(&key, sizeof(key));
    if (e == OK && strcmp(a->file, "-") != 0)
        bundle_report(a, "exported", &info);
    return e;
}

enum err cache_run_import(struct cache_action *a, struct error *why)
{
    struct bundle_info info = {0};
    struct public_key key;
    enum err e = public_key(a, &key, why);

    if (e == OK)
        e = bundle_import(a->cache, a->file, &key, &info, why);
    if (e != OK)
        return e;
    bundle_report(a, "imported", &info);
    if (info.different > 0)
        a->code = EXIT_NOT_PASSED;
    return OK;
}

enum err cache_run_keygen(struct cache_action *a, struct error *why)
{
    enum err e = key_file_make(a->file, why);

    if (e != OK)
        return e;
    term_put(&a->out, str_from(a->file));
    strbuf_put_c(&a->out, " signs bundles and stays secret; give ");
    term_put(&a->out, str_from(a->file));
    strbuf_put_c(&a->out, ".pub to those who import them\n");
    return OK;
}
