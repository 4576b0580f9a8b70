// All indices of an element of an array of arrays are in the relocation; clang's C has the first only,
// and with a second index of 0 another member altogether.
// RUN: %clangxx_btf -c %s -o %t.o
// RUN: llvm-objdump -dr %t.o | FileCheck %s
struct [[btf::preserve_access_index]] page { int order; int flags; };
struct [[btf::preserve_access_index]] zone {
  int id;
  page pages[2][3];
  page deep[2][3][4];
  short counts[2][3];
};
// CHECK-LABEL: <first>:
// CHECK: struct zone::pages[1][0].flags (0:1:1:0:1){{$}}
extern "C" int first(zone* z) { return z->pages[1][0].flags; }
// CHECK-LABEL: <later>:
// CHECK: struct zone::pages[1][2].flags (0:1:1:2:1){{$}}
extern "C" int later(zone* z) { return z->pages[1][2].flags; }
// CHECK-LABEL: <three>:
// CHECK: struct zone::deep[1][0][3].order (0:2:1:0:3:0){{$}}
extern "C" int three(zone* z) { return z->deep[1][0][3].order; }
// CHECK-LABEL: <by_reference>:
// CHECK: struct zone::pages[1] (0:1:1){{$}}
extern "C" const page* by_reference(zone* z) {
  const auto& row = z->pages[1];
  return row;
}
// Numbers are as large everywhere: the first index is enough, as in C.
// CHECK-LABEL: <numbers>:
// CHECK: struct zone::counts[1] (0:3:1){{$}}
extern "C" short numbers(zone* z) { return z->counts[1][2]; }
