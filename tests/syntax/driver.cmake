# The parser as a server, for tests/suites/syntax.sh.
add_executable(syntax_dump "${PROJECT_SOURCE_DIR}/tests/syntax/syntax_dump.c")
set_target_properties(syntax_dump PROPERTIES C_STANDARD 11 C_STANDARD_REQUIRED ON C_EXTENSIONS OFF)
target_link_libraries(syntax_dump PRIVATE project_options ${CORDON_LAYERS})
