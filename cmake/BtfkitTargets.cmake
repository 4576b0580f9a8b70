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

# btfkit_prefer_archive(NAME SHARED_TARGET)
# Sets NAME to a target like SHARED_TARGET, but with BTFKIT_STATIC_LIBRARIES an executable is linked
# to the archive libNAME.a, if there is one. The plugin isn't: it shares libraries with clang. Not
# for libelf and libdwarf, which are LGPL, nor for what those need themselves.
function(btfkit_prefer_archive name shared)
  set(${name} ${shared} PARENT_SCOPE)
  if(NOT BTFKIT_STATIC_LIBRARIES)
    return()
  endif()
  find_library(BTFKIT_ARCHIVE_${name} lib${name}.a)
  mark_as_advanced(BTFKIT_ARCHIVE_${name})
  if(NOT BTFKIT_ARCHIVE_${name})
    message(STATUS "There is no lib${name}.a; the shared library is used")
    return()
  endif()
  add_library(btfkit_${name} INTERFACE)
  target_link_libraries(btfkit_${name} INTERFACE
    $<IF:$<STREQUAL:$<TARGET_PROPERTY:TYPE>,EXECUTABLE>,${BTFKIT_ARCHIVE_${name}},${shared}>)
  target_include_directories(btfkit_${name} INTERFACE
    $<TARGET_PROPERTY:${shared},INTERFACE_INCLUDE_DIRECTORIES>)
  set(${name} btfkit_${name} PARENT_SCOPE)
endfunction()

# btfkit_export_only(LIBRARY MAP)
# Makes of a shared library what distributions expect: a SONAME, and no symbols but those of its
# version script.
function(btfkit_export_only library map)
  set_target_properties(${library} PROPERTIES
    VERSION ${PROJECT_VERSION}
    SOVERSION 0
    C_VISIBILITY_PRESET hidden
    CXX_VISIBILITY_PRESET hidden
    VISIBILITY_INLINES_HIDDEN ON
    LINK_DEPENDS ${map}
    LIBRARY_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/lib)
  target_link_options(${library} PRIVATE
    -Wl,--version-script=${map} -Wl,--as-needed)
endfunction()

# btfkit_command(NAME SOURCES ... PRIVATE dep...)
# A command that users run; all of them land in <build>/bin.
function(btfkit_command name)
  cmake_parse_arguments(ARG "" "" "SOURCES;PRIVATE" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE btfkit_warnings ${ARG_PRIVATE})
  target_compile_definitions(${name} PRIVATE BTFKIT_VERSION="${PROJECT_VERSION}")
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)
  if(BTFKIT_STATIC_LIBRARIES)
    # Of libstdc++ most is not needed.
    target_link_options(${name} PRIVATE
      $<$<LINK_LANGUAGE:CXX>:-static-libstdc++ -static-libgcc -Wl,--gc-sections>)
  endif()
endfunction()
