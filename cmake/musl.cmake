# A toolchain for the loader alone, static, with musl as its C library, for any machine that Debian has
# a cross compiler of:
#
#   cmake -S . -B build/static -DCMAKE_TOOLCHAIN_FILE=cmake/musl.cmake [-DBTFKIT_ARCHITECTURE=arm64]
#   cmake --build build/static --target bpfload
#
# The compiler is gcc's for glibc; of C++ the loader uses headers only, so that nothing of libstdc++ has
# to be there for musl. The packages are g++-TRIPLE and musl-dev; that one of another architecture, which
# can't be installed beside this one's, is unpacked anywhere and named by BTFKIT_MUSL_ROOT.
set(BTFKIT_ARCHITECTURE amd64 CACHE STRING "Debian's name of the architecture to build bpfload for")
set(BTFKIT_MUSL_ROOT "" CACHE PATH "Where the package musl-dev is unpacked; empty: it is installed")
set(BTFKIT_LOADER_ONLY ON)
list(APPEND CMAKE_TRY_COMPILE_PLATFORM_VARIABLES BTFKIT_ARCHITECTURE BTFKIT_MUSL_ROOT)

# Architecture, gcc's triple, musl's, and what CMake calls the processor.
set(amd64 x86_64-linux-gnu x86_64-linux-musl x86_64)
set(arm64 aarch64-linux-gnu aarch64-linux-musl aarch64)
set(armhf arm-linux-gnueabihf arm-linux-musleabihf arm)
set(riscv64 riscv64-linux-gnu riscv64-linux-musl riscv64)
set(s390x s390x-linux-gnu s390x-linux-musl s390x)
if(NOT DEFINED ${BTFKIT_ARCHITECTURE})
  message(FATAL_ERROR "BTFKIT_ARCHITECTURE=${BTFKIT_ARCHITECTURE} is none of amd64, arm64, armhf, riscv64, s390x")
endif()
list(GET ${BTFKIT_ARCHITECTURE} 0 triple)
list(GET ${BTFKIT_ARCHITECTURE} 1 musl_triple)
list(GET ${BTFKIT_ARCHITECTURE} 2 CMAKE_SYSTEM_PROCESSOR)
set(CMAKE_SYSTEM_NAME Linux)
find_program(BTFKIT_MUSL_C_COMPILER ${triple}-gcc REQUIRED)
find_program(BTFKIT_MUSL_CXX_COMPILER ${triple}-g++ REQUIRED)
set(CMAKE_C_COMPILER ${BTFKIT_MUSL_C_COMPILER})
set(CMAKE_CXX_COMPILER ${BTFKIT_MUSL_CXX_COMPILER})
# The archives hold what link-time optimisation reads.
find_program(CMAKE_AR ${triple}-gcc-ar REQUIRED)
find_program(CMAKE_RANLIB ${triple}-gcc-ranlib REQUIRED)
# Programs link only as below.
set(CMAKE_TRY_COMPILE_TARGET_TYPE STATIC_LIBRARY)

set(musl_include ${BTFKIT_MUSL_ROOT}/usr/include/${musl_triple})
set(musl_lib ${BTFKIT_MUSL_ROOT}/usr/lib/${musl_triple})
if(NOT EXISTS ${musl_lib}/libc.a)
  message(FATAL_ERROR "there is no ${musl_lib}/libc.a (Debian's package musl-dev of ${BTFKIT_ARCHITECTURE})")
endif()

# All of gcc's folders of headers but glibc's: those of C++, its own, and then the kernel's, which glibc
# has among its own.
execute_process(COMMAND ${CMAKE_CXX_COMPILER} -E -v -x c++ /dev/null
  OUTPUT_QUIET ERROR_VARIABLE gcc_says COMMAND_ERROR_IS_FATAL ANY)
string(REGEX MATCH "#include <\\.\\.\\.>[^\n]*\n(.*)End of search list" gcc_says "${gcc_says}")
string(REGEX MATCHALL "[^ \n]+" folders "${CMAKE_MATCH_1}")
set(cxx ${folders})
list(FILTER cxx INCLUDE REGEX "/c\\+\\+/")
set(own ${folders})
list(FILTER own INCLUDE REGEX "/gcc[^/]*/[^/]+/[0-9.]+/include$")
set(kernels ${CMAKE_BINARY_DIR}/kernel_headers)
if(NOT EXISTS ${kernels}/linux)
  file(MAKE_DIRECTORY ${kernels})
  foreach(name linux asm asm-generic)
    find_path(folder NAMES ${name}/types.h HINTS ${folders} NO_DEFAULT_PATH NO_CACHE REQUIRED)
    file(CREATE_LINK ${folder}/${name} ${kernels}/${name} SYMBOLIC)
    unset(folder)
  endforeach()
endif()
# Of libxxhash nothing is linked; its header is for any machine.
if(NOT EXISTS ${kernels}/xxhash.h)
  find_path(folder NAMES xxhash.h PATHS /usr/local/include /usr/include NO_DEFAULT_PATH NO_CACHE REQUIRED)
  file(CREATE_LINK ${folder}/xxhash.h ${kernels}/xxhash.h SYMBOLIC)
  unset(folder)
endif()
list(TRANSFORM cxx PREPEND "-isystem " OUTPUT_VARIABLE cxx)
list(JOIN cxx " " cxx)
set(rest "-isystem ${musl_include} -isystem ${own} -isystem ${kernels}")

# libstdc++'s headers ask which glibc there is.
set(not_glibc "'-D__GLIBC_PREREQ(major,minor)=0'")
set(CMAKE_C_FLAGS_INIT "-nostdinc ${rest}")
set(CMAKE_CXX_FLAGS_INIT "-nostdinc -nostdinc++ ${not_glibc} ${cxx} ${rest}")
set(size "-Os -DNDEBUG -fno-pie -flto -ffunction-sections -fdata-sections -fno-asynchronous-unwind-tables")
set(CMAKE_BUILD_TYPE MinSizeRel CACHE STRING "Build type")
set(CMAKE_C_FLAGS_MINSIZEREL ${size} CACHE STRING "")
set(CMAKE_CXX_FLAGS_MINSIZEREL ${size} CACHE STRING "")
set(CMAKE_EXE_LINKER_FLAGS_INIT
  "-static -no-pie -nostdlib -Wl,--gc-sections,--build-id=none -s ${musl_lib}/crt1.o ${musl_lib}/crti.o")
set(CMAKE_C_STANDARD_LIBRARIES "${musl_lib}/libc.a -lgcc ${musl_lib}/libc.a ${musl_lib}/crtn.o" CACHE STRING "")
