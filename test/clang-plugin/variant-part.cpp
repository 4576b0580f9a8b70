// REQUIRES: clang-22
// Debug info has a genuine variant part, with the tag's values. (clang 19 makes no BTF of one, so
// there the debug info has a union as well.)
// RUN: %clangxx_btf %libstdcxx -c %s -o %t.o
// RUN: llvm-dwarfdump --verify %t.o
// RUN: llvm-dwarfdump --name=shape --show-children %t.o | FileCheck %s
// RUN: llvm-dwarfdump --name=std_variant_int_long --show-children %t.o | FileCheck %s --check-prefix=VARIANT
#include <variant>
struct [[btf::tagged_union("tag")]] shape {
  enum class kind : int { circle = 7, square = -2 } tag;
  union { float circle, square; };
} a_shape;
// CHECK: DW_TAG_structure_type
// CHECK: DW_AT_name ("shape")
// CHECK: DW_TAG_variant_part
// CHECK-NEXT: DW_AT_discr ([[TAG:0x[0-9a-f]+]])
// CHECK: [[TAG]]: DW_TAG_member
// CHECK-NEXT: DW_AT_type ({{.*}} "int")
// CHECK: DW_AT_data_member_location (0x00)
// CHECK: DW_TAG_variant
// CHECK-NEXT: DW_AT_discr_value (0xfe)
// CHECK: DW_AT_name ("square")
// CHECK-NEXT: DW_AT_type ({{.*}} "shape::square")
// CHECK: DW_TAG_variant
// CHECK-NEXT: DW_AT_discr_value (0x07)
// CHECK: DW_AT_name ("circle")
std::variant<int, long> a_variant;
// VARIANT: DW_TAG_variant_part
// VARIANT-NEXT: DW_AT_discr ([[TAG:0x[0-9a-f]+]])
// VARIANT: [[TAG]]: DW_TAG_member
// VARIANT-NEXT: DW_AT_type ({{.*}} "structure ")
// VARIANT: DW_TAG_variant
// VARIANT-NEXT: DW_AT_discr_value (0x00)
// VARIANT: DW_AT_name ("int")
// VARIANT: DW_TAG_variant
// VARIANT-NEXT: DW_AT_discr_value (0x01)
// VARIANT: DW_AT_name ("long")
