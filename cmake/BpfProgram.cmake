# btfkit_bpf_program(NAME): compiles the folder's NAME.cpp for BPF with the plugin into NAME.bpf.o of
# its build folder, by the target NAME_bpf. NAME.bpf.sh beside it is the same command, for a shell in
# any folder. This file is installed, too: find_package(btfkit COMPONENTS plugin) has the function.
#
# BTFKIT_LLVM_VERSION, BTFKIT_PLUGIN_FILE and BTFKIT_BPF_INCLUDE_DIR, the folder of the headers for
# BPF programs, are set by then.
#
# BTFKIT_LIBSTDCXX_FLAGS is how a BPF program finds the host's libstdc++ headers. libstdc++ asks for a
# real machine's C headers, so the host's are named and its architecture macro is defined, which the
# BPF target doesn't do by itself.
find_program(BTFKIT_CLANGXX NAMES clang++-${BTFKIT_LLVM_VERSION}
  HINTS /usr/lib/llvm-${BTFKIT_LLVM_VERSION}/bin REQUIRED)
find_program(BTFKIT_GXX NAMES g++ REQUIRED)
execute_process(COMMAND ${BTFKIT_GXX} -dumpversion
  OUTPUT_VARIABLE gxx_version OUTPUT_STRIP_TRAILING_WHITESPACE)
execute_process(COMMAND ${BTFKIT_GXX} -dumpmachine
  OUTPUT_VARIABLE gxx_machine OUTPUT_STRIP_TRAILING_WHITESPACE)
string(REGEX MATCH "^[0-9]+" gxx_major "${gxx_version}")
string(REGEX MATCH "^[^-]+" gxx_arch "${gxx_machine}")
set(BTFKIT_LIBSTDCXX_FLAGS
  "-isystem /usr/include/c++/${gxx_major} -isystem /usr/include/${gxx_machine}/c++/${gxx_major} -isystem /usr/include/${gxx_machine} -D__${gxx_arch}__")

# libc++'s headers likewise; they are for clang 20 and later, and work with 19 after a warning. Which
# thread library there is they want to know although nothing of it is used.
set(BTFKIT_LIBCXX_FLAGS
  "-nostdinc++ -isystem /usr/lib/llvm-${BTFKIT_LLVM_VERSION}/include/c++/v1 -isystem /usr/include/${gxx_machine} -D__${gxx_arch}__ -D__linux__ -Wno-#warnings")

# The language flags of a BPF program: what the kernel has no run-time support for is off.
set(BTFKIT_BPF_FLAGS
  "-target bpf -g -O2 -std=gnu++23 -fno-exceptions -fno-rtti -fno-threadsafe-statics -fno-asynchronous-unwind-tables -Wall")

function(btfkit_bpf_program name)
  set(object ${CMAKE_CURRENT_BINARY_DIR}/${name}.bpf.o)
  separate_arguments(flags UNIX_COMMAND "${BTFKIT_BPF_FLAGS} ${BTFKIT_LIBSTDCXX_FLAGS}")
  add_custom_command(
    OUTPUT ${object}
    COMMAND ${BTFKIT_CLANGXX} ${flags} -fplugin=${BTFKIT_PLUGIN_FILE}
      -I${BTFKIT_BPF_INCLUDE_DIR}
      -MD -MF ${object}.d -MT ${object}
      -c ${CMAKE_CURRENT_SOURCE_DIR}/${name}.cpp -o ${object}
    DEPENDS ${name}.cpp ${BTFKIT_PLUGIN_FILE}
      $<$<TARGET_EXISTS:btfplugin-${BTFKIT_LLVM_VERSION}>:$<TARGET_FILE:btfplugin-${BTFKIT_LLVM_VERSION}>>
    DEPFILE ${object}.d
    COMMENT "Compiling ${name}.cpp for BPF"
    VERBATIM)
  file(GENERATE OUTPUT ${CMAKE_CURRENT_BINARY_DIR}/${name}.bpf.sh CONTENT
"clang++-${BTFKIT_LLVM_VERSION} ${BTFKIT_BPF_FLAGS} \\
  ${BTFKIT_LIBSTDCXX_FLAGS} \\
  -fplugin=${BTFKIT_PLUGIN_FILE} -I${BTFKIT_BPF_INCLUDE_DIR} \\
  -c ${CMAKE_CURRENT_SOURCE_DIR}/${name}.cpp -o ${name}.bpf.o
")
  add_custom_target(${name}_bpf ALL DEPENDS ${object})
endfunction()
