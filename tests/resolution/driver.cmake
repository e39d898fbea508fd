# The resolver as a filter, for tests/suites/resolution.sh.
add_executable(resolve_driver "${PROJECT_SOURCE_DIR}/tests/resolution/resolve_driver.c")
set_target_properties(resolve_driver PROPERTIES C_STANDARD 11 C_STANDARD_REQUIRED ON C_EXTENSIONS OFF)
target_link_libraries(resolve_driver PRIVATE project_options ${CORDON_LAYERS})
