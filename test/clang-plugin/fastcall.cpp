// bpf_fastcall, which clang has in C only: the call keeps the registers that it has no parameters in.
// clang has the attribute since version 20.
// UNSUPPORTED: clang-19
// RUN: %clangxx_btf -Wextra -Werror -S -emit-llvm -o - %s | FileCheck %s

// CHECK-DAG: call{{.*}}@fast({{.*}}) #[[CALL:[0-9]+]]
// CHECK-DAG: attributes #[[CALL]] = { {{.*}}"bpf_fastcall"
extern "C" [[clang::bpf_fastcall]] [[gnu::section(".ksyms"), gnu::weak]] int fast(int);

extern "C" int use(int number) { return fast(number) + number; }
