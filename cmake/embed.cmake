# Makes a C file of texts: cmake -DOUT=x.c -DFOLDER=dir -DNAMES="a.css;a.js" -P embed.cmake. The text of "report.css" is
# `const struct str embedded_report_css`.
set(text "/* Made by cmake/embed.cmake. */\n#include \"cli/embedded.h\"\n")
foreach(name IN LISTS NAMES)
  file(READ "${FOLDER}/${name}" hex HEX)
  string(REGEX REPLACE "(..)" "0x\\1," bytes "${hex}")
  string(REGEX REPLACE "((0x..,){24})" "\\1\n" bytes "${bytes}")
  string(MAKE_C_IDENTIFIER "${name}" id)
  string(APPEND text "\nstatic const unsigned char bytes_${id}[] = {\n${bytes}0};\n"
    "const struct str embedded_${id} = {(const char *)bytes_${id}, sizeof(bytes_${id}) - 1};\n")
endforeach()
file(WRITE "${OUT}" "${text}")
