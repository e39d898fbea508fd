# One line per unit test program; its source is tests/unit/<name>.c.
cordon_unit_test(test_arena)
cordon_unit_test(test_bytes)
cordon_unit_test(test_digest)
cordon_unit_test(test_fsread)
cordon_unit_test(test_jdoc)
cordon_unit_test(test_tables)
cordon_unit_test(test_text)
