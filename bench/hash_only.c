/* hash_only: reads the files that standard input names, one a line, and digests each. */
#include "analyzer/base/digest.h"
#include "bench/file_list.h"

static void hash(void *payload, struct str bytes)
{
    unsigned char *all = payload;
    struct digest digest = digest_of(bytes);

    *all ^= digest.bytes[0]; /* so that nothing can be left out */
}

int main(void)
{
    unsigned char all = 0;
    int failed = file_list_each(hash, &all);

    (void)printf("%02x\n", all);
    return failed == 0 ? 0 : 3;
}
