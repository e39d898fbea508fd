#include "analyzer/semantic/facts.h"

#include <assert.h>

#include "analyzer/base/compiler.h"

static const struct amplifier_info infos[] = {
#define X(id, name, effect, closes, paired, message, fix) {name, effect, closes, paired, message, fix},
#include "analyzer/semantic/amplifier.def"
#undef X
};

const struct amplifier_info *amplifier_info(enum amplifier_kind kind)
{
    assert((size_t)kind < ARRAY_LEN(infos));
    return &infos[kind];
}
