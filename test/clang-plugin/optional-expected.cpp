// std::optional and std::expected, of libstdc++ and of libc++: two alternatives each, in the order of
// the tag, which is at its true offset.
// RUN: %clangxx_btf %libstdcxx -c %s -o %t.o
// RUN: bpftool btf dump file %t.o format raw | FileCheck %s
// RUN: %clangxx_btf %libcxx -c %s -o %t.libcxx.o
// RUN: bpftool btf dump file %t.libcxx.o format raw | sed 's/std__1_/std_/g' | FileCheck %s
#include <expected>
#include <optional>
#include <variant>
struct first { unsigned a; int b; };
struct not_trivial { not_trivial() : value(1) {} ~not_trivial() {} long value; };

// CHECK-DAG: STRUCT 'std_optional_first' size=12 vlen=1
// CHECK-DAG: UNION '(anon)' size=12 vlen=3
// CHECK-DAG: STRUCT 'nullopt' size=12 vlen=0
// CHECK-DAG: INT 'bool' size=1 bits_offset=0 nr_bits=8 encoding=BOOL
// CHECK-DAG: '(anon)' type_id={{[0-9]+}} bits_offset=64
// CHECK-DAG: 'value' type_id=[[FIRST:[0-9]+]] bits_offset=0
// CHECK-DAG: [[[FIRST]]] STRUCT 'first' size=8
[[gnu::used]] bool has(std::optional<first>* o) { return o->has_value(); }
// CHECK-DAG: STRUCT 'std_expected_char_short' size=4 vlen=1
// CHECK-DAG: UNION '(anon)' size=4 vlen=3
// CHECK-DAG: 'error' type_id=[[SHORT:[0-9]+]] bits_offset=0
// CHECK-DAG: [[[SHORT]]] INT 'short'
// CHECK-DAG: 'value' type_id=[[CHAR:[0-9]+]] bits_offset=0
// CHECK-DAG: [[[CHAR]]] INT 'char'
// CHECK-DAG: '(anon)' type_id={{[0-9]+}} bits_offset=16
[[gnu::used]] bool has(std::expected<char, short>* e) { return e->has_value(); }
// CHECK-DAG: STRUCT 'std_expected_void_long' size=16 vlen=1
// CHECK-DAG: STRUCT 'value' size=16 vlen=0
[[gnu::used]] bool has(std::expected<void, long>* e) { return e->has_value(); }
// CHECK-DAG: STRUCT 'std_optional_not_trivial' size=16 vlen=1
// CHECK-DAG: STRUCT 'std_variant_std_monostate_not_trivial' size=16 vlen=1
// CHECK-DAG: STRUCT 'std_optional_std_variant_int_long' size=24 vlen=1
[[gnu::used]] bool has(std::optional<not_trivial>* o) { return o->has_value(); }
[[gnu::used]] bool has(std::variant<std::monostate, not_trivial>* v) { return v->index() == 1; }
[[gnu::used]] bool has(std::optional<std::variant<int, long>>* o) { return o->has_value(); }
// CHECK-NOT: _M_
// CHECK-NOT: engaged
// CHECK-NOT: __has_val
// CHECK-NOT: btfkit
