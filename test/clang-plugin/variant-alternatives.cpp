// Alternatives of all kinds; a type that is there twice gets two names.
// RUN: %clangxx_btf %libstdcxx -c %s -o %t.o
// RUN: bpftool btf dump file %t.o format raw | FileCheck %s
#include <array>
#include <variant>
namespace ns { struct Second { char c[3]; }; }
enum class Color : unsigned char { red, green };
using inner = std::variant<std::monostate, long>;

// CHECK: STRUCT 'std_variant_std_monostate_int_ptr_ns_Second_Color_int_int_const_char_ptr_std_array_int_4_std_variant_std_monostate_long' size=24 vlen=1
// CHECK: UNION '(anon)' size=24 vlen=10
// CHECK-NEXT: '(anon)' type_id
// CHECK-NEXT: 'std_monostate' type_id
// CHECK-NEXT: 'int_ptr' type_id
// CHECK-NEXT: 'ns_Second' type_id
// CHECK-NEXT: 'Color' type_id
// CHECK-NEXT: 'int' type_id=[[INT:[0-9]+]]
// CHECK-NEXT: 'int_5' type_id=[[INT]]
// CHECK-NEXT: 'const_char_ptr' type_id
// CHECK-NEXT: 'std_array_int_4' type_id
// CHECK-NEXT: 'std_variant_std_monostate_long' type_id=[[INNER:[0-9]+]]
// CHECK: [[[INNER]]] STRUCT 'std_variant_std_monostate_long' size=16 vlen=1
struct holder {
  std::variant<std::monostate, int*, ns::Second, Color, int, int, const char*,
               std::array<int, 4>, inner> v;
};
unsigned index(holder* h) { return h->v.index(); }
// A constant pointer is not a pointer to a constant.
// CHECK: STRUCT 'std_variant_const_long_ptr_long_ptr_const'
// CHECK: UNION '(anon)' size=16 vlen=3
// CHECK-NEXT: '(anon)' type_id
// CHECK-NEXT: 'const_long_ptr' type_id
// CHECK-NEXT: 'long_ptr_const' type_id
std::variant<const long*, long* const> pointers;
