/* What matters first comes first. */
#include <stdlib.h>

#include "analyzer/audit.h"

/* What runs by itself comes first, then what escapes or may do anything, then the rest by its tier. */
static int weight(const struct audit_package *package)
{
    if (package->scripts.len > 0)
        return 100;
    if (package->imported.tier == TIER_X)
        return 50;
    if (package->native.len > 0)
        return 45;
    return package->imported.unknown ? 40 : (int)package->imported.tier;
}

static int compare_packages(const void *left, const void *right)
{
    const struct audit_package *a = left;
    const struct audit_package *b = right;
    int order = weight(b) - weight(a);

    if (order == 0)
        order = (int)b->all.tier - (int)a->all.tier;
    if (order == 0)
        order = str_cmp(a->all.record.name, b->all.record.name);
    if (order == 0)
        order = str_cmp(a->all.record.version, b->all.record.version);
    return order == 0 ? str_cmp(a->all.record.path, b->all.record.path) : order;
}

void audit_sort(struct audit *audit)
{
    if (audit->packages.len > 1)
        qsort(audit->packages.items, audit->packages.len, sizeof(*audit->packages.items), compare_packages);
}
