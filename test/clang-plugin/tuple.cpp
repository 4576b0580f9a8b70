// REQUIRES: bpf
// The bases of a tuple all have a member of the same name. They stand side by side, since the kernel
// follows nested types to a depth of 32 only.
// RUN: %clangxx_btf %libstdcxx -c %s -o %t.o
// RUN: bpftool btf dump file %t.o format raw | FileCheck %s
// RUN: python3 %S/Inputs/btf_load.py %t.o
#include <tuple>
#include <utility>

template <unsigned long... i> auto many(std::index_sequence<i...>) -> std::tuple<decltype(i)...>;
using forty = decltype(many(std::make_index_sequence<40>()));

// CHECK: STRUCT 'std_tuple_int_char_long' size=16 vlen=3
// CHECK-NEXT: '_M_head_impl' type_id={{[0-9]+}} bits_offset=0
// CHECK-NEXT: '(anon)' type_id=[[CHAR:[0-9]+]] bits_offset=64
// CHECK-NEXT: '(anon)' type_id=[[INT:[0-9]+]] bits_offset=96
// CHECK: [[[CHAR]]] STRUCT '(anon)' size=1 vlen=1
// CHECK-NEXT: '_M_head_impl' type_id={{[0-9]+}} bits_offset=0
// CHECK: [[[INT]]] STRUCT '(anon)' size=4 vlen=1
int small(std::tuple<int, char, long>* t) { return std::get<0>(*t); }
// CHECK: STRUCT 'std_tuple_unsigned_long_{{.*}}' size=320 vlen=40
unsigned long large(forty* t) { return std::get<7>(*t); }
