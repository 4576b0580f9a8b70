// Maps are found by their plain names: static members, instances of variable templates. An inline
// one of several units is one map.
// RUN: %clangxx_btf -c %s -o %t.1.o
// RUN: %clangxx_btf -DOTHER -c %s -o %t.2.o
// RUN: llvm-readelf -sW %t.1.o | FileCheck %s
// RUN: bpftool gen object %t.o %t.1.o %t.2.o
// RUN: llvm-readelf -sW %t.o | FileCheck %s
#include <btfkit/bpf.hpp>
using namespace btfkit;

inline array_map<u64, 4> shared SEC(".maps");
struct holder {
  static inline array_map<u64, 1> member SEC(".maps");
};
template <u32 size> inline array_map<u64, size> sized SEC(".maps");
template <class T> struct of_template {
  static inline array_map<T, 1> counts SEC(".maps");
};

template <class Map> static u64 first(Map& map) {
  auto* value = map.lookup(0);
  return value == nullptr ? 0 : *value;
}
#ifdef OTHER
SEC("socket") int other(void*) { return first(shared) + first(holder::member); }
#else
SEC("socket") int program(void*) {
  return first(shared) + first(holder::member) + first(sized<4>) + first(sized<8>) +
         first(of_template<u32>::counts) + first(of_template<u64>::counts);
}
LICENSE("GPL");
#endif
// CHECK-DAG: OBJECT {{ *}}WEAK {{ *}}DEFAULT {{.*}} shared{{$}}
// CHECK-DAG: OBJECT {{ *}}WEAK {{ *}}DEFAULT {{.*}} member{{$}}
// CHECK-DAG: OBJECT {{ *}}WEAK {{ *}}DEFAULT {{.*}} sized_4{{$}}
// CHECK-DAG: OBJECT {{ *}}WEAK {{ *}}DEFAULT {{.*}} sized_8{{$}}
// CHECK-DAG: OBJECT {{ *}}WEAK {{ *}}DEFAULT {{.*}} counts{{$}}
// CHECK-DAG: OBJECT {{ *}}WEAK {{ *}}DEFAULT {{.*}} _ZN11of_templateI{{.}}E6countsE{{$}}
