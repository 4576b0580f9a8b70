# BTFKIT_LIBSTDCXX_FLAGS: how a BPF program finds the host's libstdc++ headers.
# libstdc++ asks for a real machine's C headers, so the host's are named and its
# architecture macro is defined, which the BPF target doesn't do by itself.
execute_process(
  COMMAND g++ -dumpfullversion -dumpversion OUTPUT_VARIABLE gxx_version OUTPUT_STRIP_TRAILING_WHITESPACE)
string(REGEX MATCH "^[0-9]+" gxx_major "${gxx_version}")
execute_process(COMMAND g++ -dumpmachine OUTPUT_VARIABLE gxx_machine OUTPUT_STRIP_TRAILING_WHITESPACE)
string(REGEX REPLACE "-.*" "" gxx_arch "${gxx_machine}")
set(BTFKIT_LIBSTDCXX_FLAGS
  "-isystem /usr/include/c++/${gxx_major} -isystem /usr/include/${gxx_machine}/c++/${gxx_major} -isystem /usr/include/${gxx_machine} -D__${gxx_arch}__")
