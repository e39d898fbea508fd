# The resolver as a filter, for tests/suites/resolution.sh.
add_executable(resolve_driver "${PROJECT_SOURCE_DIR}/tests/resolution/resolve_driver.c")
set_target_properties(resolve_driver PROPERTIES C_STANDARD 11 C_STANDARD_REQUIRED ON C_EXTENSIONS OFF)
target_link_libraries(resolve_driver PRIVATE project_options ${CORDON_LAYERS})
# The lexer for names of CommonJS modules, for tests/resolution/cjs_names.mjs.
add_executable(cjs_driver "${PROJECT_SOURCE_DIR}/tests/resolution/cjs_driver.c")
set_target_properties(cjs_driver PROPERTIES C_STANDARD 11 C_STANDARD_REQUIRED ON C_EXTENSIONS OFF)
target_link_libraries(cjs_driver PRIVATE project_options ${CORDON_LAYERS})
