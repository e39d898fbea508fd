# The registry client as a filter, for tests/suites/registry.sh.
add_executable(registry_driver "${PROJECT_SOURCE_DIR}/tests/registry/registry_driver.c")
set_target_properties(registry_driver PROPERTIES C_STANDARD 11 C_STANDARD_REQUIRED ON C_EXTENSIONS OFF)
target_link_libraries(registry_driver PRIVATE project_options ${CORDON_LAYERS})
