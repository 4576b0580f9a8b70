# How a folder becomes a target. Each folder keeps its public headers in
# include/<folder>/ and everything else to itself, so that a folder can include
# another one's headers only by linking to it: the arrows of docs/design.md are
# what the linker lines say, and nothing else compiles.

# Warnings for all code of the project; vendored and system headers are not touched.
add_library(btfkit_warnings INTERFACE)
target_compile_options(btfkit_warnings INTERFACE
  -Wall -Wextra -Wswitch -Werror=switch -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual
  -Werror=return-type $<$<BOOL:${BTFKIT_WERROR}>:-Werror>)

# gcc 12 reports a free of the stack for the destructor of an inlined std::expected of a vector.
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  target_compile_options(btfkit_warnings INTERFACE -Wno-free-nonheap-object)
endif()

# btfkit_library(NAME SOURCES ... PUBLIC dep... PRIVATE dep...)
# The static library of one folder.
function(btfkit_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES;PUBLIC;PRIVATE" ${ARGN})
  add_library(${name} STATIC ${ARG_SOURCES})
  target_include_directories(${name} PUBLIC ${CMAKE_CURRENT_SOURCE_DIR}/include)
  target_link_libraries(${name} PUBLIC ${ARG_PUBLIC} PRIVATE btfkit_warnings ${ARG_PRIVATE})
endfunction()

# btfkit_command(NAME SOURCES ... PRIVATE dep...)
# A command that users run; all of them land in <build>/bin.
function(btfkit_command name)
  cmake_parse_arguments(ARG "" "" "SOURCES;PRIVATE" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE btfkit_warnings ${ARG_PRIVATE})
  target_compile_definitions(${name} PRIVATE BTFKIT_VERSION="${PROJECT_VERSION}")
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)
endfunction()
