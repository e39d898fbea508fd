/* fsread and datadir, in a folder of their own. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>

#include <cmocka.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "analyzer/base/datadir.h"
#include "analyzer/base/fsread.h"

static void write_file(const char *path, const char *bytes, size_t len)
{
    FILE *file = fopen(path, "wb");

    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, len, file), len);
    assert_int_equal(fclose(file), 0);
}

static void make_socket(const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

    (void)snprintf(address.sun_path, sizeof(address.sun_path), "%s", path);
    assert_int_equal(bind(fd, (const struct sockaddr *)&address, sizeof(address)), 0);
    assert_int_equal(close(fd), 0);
}

/* Makes a fresh folder with one of everything, and goes there. */
static int set_up(void **state)
{
    const char *tmp = getenv("TMPDIR");
    char *folder = NULL;

    assert_true(asprintf(&folder, "%s/fsread-XXXXXX", tmp != NULL ? tmp : "/tmp") > 0);
    assert_non_null(mkdtemp(folder));
    assert_int_equal(chdir(folder), 0);
    write_file("file", "a\0b\n", 4);
    write_file("empty", "", 0);
    assert_int_equal(mkdir("dir", 0755), 0);
    assert_int_equal(mkdir("dir/b", 0755), 0);
    write_file("dir/a", "x", 1);
    write_file("dir/\xff\n", "x", 1);
    assert_int_equal(symlink("a", "dir/link"), 0);
    assert_int_equal(symlink("nowhere", "dangling"), 0);
    assert_int_equal(symlink("file", "to-file"), 0);
    assert_int_equal(symlink("dir", "to-dir"), 0);
    assert_int_equal(symlink("loop-b", "loop-a"), 0);
    assert_int_equal(symlink("loop-a", "loop-b"), 0);
    assert_int_equal(mkfifo("fifo", 0644), 0);
    make_socket("socket");
    *state = folder;
    return 0;
}

static int tear_down(void **state)
{
    static const char *const names[] = {"file",     "empty",  "dir/b",    "dir/a",   "dir/\xff\n",
                                        "dir/link", "dir",    "dangling", "to-file", "to-dir",
                                        "loop-a",   "loop-b", "fifo",     "socket",  "made"};

    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        (void)remove(names[i]);
    assert_int_equal(chdir("/"), 0);
    assert_int_equal(rmdir(*state), 0);
    free(*state);
    return 0;
}

static void fs_kind_tells_what_is_there(void **state)
{
    static const struct {
        const char *path;
        enum fs_kind kind;
        enum fs_kind followed;
    } cases[] = {
        {"file", FS_FILE, FS_FILE},         {"dir", FS_DIR, FS_DIR},          {"nothing", FS_MISSING, FS_MISSING},
        {"file/x", FS_MISSING, FS_MISSING}, {"to-file", FS_LINK, FS_FILE},    {"to-dir", FS_LINK, FS_DIR},
        {"dangling", FS_LINK, FS_MISSING},  {"fifo", FS_OTHER, FS_OTHER},     {"socket", FS_OTHER, FS_OTHER},
        {"loop-a", FS_LINK, FS_OTHER},      {"loop-a/x", FS_OTHER, FS_OTHER}, {"", FS_MISSING, FS_MISSING},
        {"/dev/null", FS_OTHER, FS_OTHER},  {"dir/link", FS_LINK, FS_FILE},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        if (fs_kind(cases[i].path) != cases[i].kind || fs_kind_followed(cases[i].path) != cases[i].followed)
            fail_msg("%s is %d and %d", cases[i].path, (int)fs_kind(cases[i].path),
                     (int)fs_kind_followed(cases[i].path));
    }
}

static void fs_read_gives_every_byte(void **state)
{
    struct arena a = {0};
    struct str text = STR("before");

    (void)state;
    assert_int_equal(fs_read(&a, "file", 4, &text, NULL), OK);
    assert_true(str_eq(text, STR("a\0b\n")));
    assert_int_equal(text.ptr[text.len], '\0');
    assert_int_equal(fs_read(&a, "empty", 0, &text, NULL), OK);
    assert_int_equal(text.len, 0);
    arena_reset(&a);
}

static void fs_read_refuses_what_is_no_readable_file(void **state)
{
    static const struct {
        const char *path;
        enum err code;
    } cases[] = {
        {"nothing", ERR_NOT_FOUND},
        {"file/x", ERR_NOT_FOUND},
        {"dir", ERR_IO},
        {"to-file", ERR_IO},
        {"dangling", ERR_IO},
        {"loop-a", ERR_IO},
        {"fifo", ERR_IO},
        {"socket", ERR_IO},
        {"loop-a/x", ERR_IO},
        {"/dev/null", ERR_IO},
        {"/dev/zero", ERR_IO},
        {"", ERR_NOT_FOUND},
        /* A regular file by its mode whose bytes nobody can read, not even root. */
        {"/proc/self/mem", ERR_IO},
        /* Longer than its size says, as a file that grows while it is read. */
        {"/proc/self/status", ERR_IO},
    };
    struct arena a = {0};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct str text = STR("untouched");
        struct error why = {0};

        if (fs_read(&a, cases[i].path, 1000, &text, &why) != cases[i].code)
            fail_msg("%s: code %d, %s", cases[i].path, (int)why.code, why.text);
        assert_true(str_eq(text, STR("untouched")));
        assert_true(strlen(why.text) > 0);
    }
    arena_reset(&a);
}

static void fs_read_reports_a_file_without_permission(void **state)
{
    struct arena a = {0};
    struct str text;
    struct error why = {0};

    (void)state;
    assert_int_equal(chmod("file", 0), 0);
    if (access("file", R_OK) != 0)
        assert_int_equal(fs_read(&a, "file", 1000, &text, &why), ERR_IO);
    assert_int_equal(chmod("file", 0644), 0);
    arena_reset(&a);
}

static void fs_read_stops_at_the_limit_before_it_allocates(void **state)
{
    struct arena a = {0};
    struct str text;
    struct error why = {0};
    int fd = open("made", O_CREAT | O_WRONLY | O_CLOEXEC, 0644);

    (void)state;
    assert_int_equal(fs_read(&a, "file", 3, &text, &why), ERR_LIMIT);
    assert_int_equal(ftruncate(fd, (off_t)1 << 40), 0);
    assert_int_equal(close(fd), 0);
    assert_int_equal(fs_read(&a, "made", 1 << 20, &text, NULL), ERR_LIMIT);
    assert_int_equal(a.used, 0);
    assert_int_equal(remove("made"), 0);
}

static void fs_list_sorts_by_bytes(void **state)
{
    static const struct {
        const char *name;
        enum fs_kind kind;
    } expected[] = {{"a", FS_FILE}, {"b", FS_DIR}, {"link", FS_LINK}, {"\xff\n", FS_FILE}};
    struct arena a = {0};
    struct fs_entries entries = {0};

    (void)state;
    assert_int_equal(fs_list(&a, "dir", 4, &entries, NULL), OK);
    assert_int_equal(entries.len, ARRAY_LEN(expected));
    for (uint32_t i = 0; i < entries.len; i++) {
        assert_true(str_eq(entries.items[i].name, str_from(expected[i].name)));
        assert_int_equal(entries.items[i].kind, expected[i].kind);
    }
    assert_int_equal(fs_list(&a, "dir/b", 4, &entries, NULL), OK);
    assert_int_equal(entries.len, 0);
    arena_reset(&a);
}

static void fs_list_refuses_what_is_no_folder_and_too_many(void **state)
{
    static const char *const paths[] = {"file", "nothing", "to-dir", "loop-a", "fifo"};
    struct arena a = {0};
    struct fs_entries entries = {0};
    struct error why = {0};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(paths); i++)
        assert_int_not_equal(fs_list(&a, paths[i], 100, &entries, NULL), OK);
    assert_int_equal(fs_list(&a, "dir", 3, &entries, &why), ERR_LIMIT);
    assert_int_equal(entries.len, 0);
    arena_reset(&a);
}

static void fs_realpath_follows_links_and_refuses_loops(void **state)
{
    struct arena a = {0};
    struct str plain;
    struct str linked;
    struct error why = {0};

    (void)state;
    assert_int_equal(fs_realpath(&a, "dir/a", &plain, NULL), OK);
    assert_int_equal(fs_realpath(&a, "./to-dir/../to-dir/link", &linked, NULL), OK);
    assert_true(str_eq(plain, linked));
    assert_int_equal(plain.ptr[0], '/');
    assert_int_equal(fs_realpath(&a, "nothing", &plain, NULL), ERR_NOT_FOUND);
    assert_int_equal(fs_realpath(&a, "dangling", &plain, NULL), ERR_NOT_FOUND);
    assert_int_equal(fs_realpath(&a, "loop-a", &plain, &why), ERR_IO);
    arena_reset(&a);
}

static void datadir_is_the_one_that_the_environment_names(void **state)
{
    struct arena a = {0};
    struct str folder;
    struct error why = {0};

    (void)state;
    assert_int_equal(setenv("CORDON_DATA", "nothing", 1), 0);
    assert_int_equal(datadir_find(&a, &folder, &why), ERR_NOT_FOUND);
    assert_non_null(strstr(why.text, "CORDON_DATA"));
    assert_int_equal(mkdir("made", 0755), 0);
    assert_int_equal(mkdir("made/rules", 0755), 0);
    assert_int_equal(setenv("CORDON_DATA", "made", 1), 0);
    assert_int_equal(datadir_find(&a, &folder, NULL), OK);
    assert_true(str_eq(folder, STR("made")));
    assert_int_equal(rmdir("made/rules"), 0);
    assert_int_equal(unsetenv("CORDON_DATA"), 0);
    arena_reset(&a);
}

static void datadir_of_a_build_tree_is_the_source_tree(void **state)
{
    struct arena a = {0};
    struct str folder;

    (void)state;
    assert_int_equal(datadir_find(&a, &folder, NULL), OK);
    assert_true(str_eq(folder, STR(CORDON_ROOT)));
    arena_reset(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fs_kind_tells_what_is_there),
        cmocka_unit_test(fs_read_gives_every_byte),
        cmocka_unit_test(fs_read_refuses_what_is_no_readable_file),
        cmocka_unit_test(fs_read_reports_a_file_without_permission),
        cmocka_unit_test(fs_read_stops_at_the_limit_before_it_allocates),
        cmocka_unit_test(fs_list_sorts_by_bytes),
        cmocka_unit_test(fs_list_refuses_what_is_no_folder_and_too_many),
        cmocka_unit_test(fs_realpath_follows_links_and_refuses_loops),
        cmocka_unit_test(datadir_is_the_one_that_the_environment_names),
        cmocka_unit_test(datadir_of_a_build_tree_is_the_source_tree),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
