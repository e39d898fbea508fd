# One line per unit test program; its source is tests/unit/<name>.c.
