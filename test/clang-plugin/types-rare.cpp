// Types and members that are rare.
// RUN: %clangxx_btf -Wno-vla-cxx-extension -Wno-bitfield-width -fplugin-arg-btf-no-polymorphic -gtemplate-alias -c %s -o %t.o
// RUN: bpftool btf dump file %t.o format raw | FileCheck %s --check-prefixes=CHECK,ALIAS
// RUN: %clangxx_btf -Wno-vla-cxx-extension -Wno-bitfield-width -fplugin-arg-btf-no-polymorphic -gdwarf-4 -c %s -o %t.o
// RUN: bpftool btf dump file %t.o format raw | FileCheck %s
// RUN: llvm-objdump -dr %t.o | FileCheck %s --check-prefix=CODE
template <class T> using pointer = T*;
enum huge : unsigned __int128 { top };
struct base_with_padding { long number; char last; int : 3; };
struct sharing : base_with_padding { char last; char in_padding; };
struct empty {};
struct rare {
  pointer<int> alias;
  huge number;
  int few : 40;
  [[no_unique_address]] empty nothing;
  int last;
};
// CHECK: STRUCT 'rare' size=48 vlen=5
// CHECK-NEXT: 'alias' type_id={{[0-9]+}} bits_offset=0
// CHECK-NEXT: 'nothing' type_id={{[0-9]+}} bits_offset=0
// CHECK-NEXT: 'number' type_id=[[NUMBER:[0-9]+]] bits_offset=128
// CHECK-NEXT: 'few' type_id={{[0-9]+}} bits_offset=256 bitfield_size=32
// ALIAS: TYPEDEF 'pointer_int'
// CHECK: [[[NUMBER]]] INT 'unsigned __int128' size=16
// What the base needs, since the derived class uses its padding.
// CHECK: STRUCT 'sharing' size=[[#]] vlen=3
// CHECK-NEXT: '(anon)' type_id=[[BASE:[0-9]+]] bits_offset=0
// CHECK: [[[BASE]]] STRUCT '(anon)' size=9 vlen=2
// CHECK: ARRAY '(anon)' {{.*}} nr_elems=0
int use(rare* r, sharing* s) { return r->last + s->last; }
int variable(int n, int (*array)[n]) { return array[1][2]; }

struct [[btf::preserve_access_index]] with_static {
  static int count;
  int first;
  int : 5;
  int second;
};
// CODE-LABEL: <of_static>:
// CODE: struct with_static::second (0:1){{$}}
extern "C" int of_static(with_static* object) { return object->second; }
struct [[btf::preserve_access_index]] with_table { virtual int call() const { return first; } int first, second; };
// CODE-LABEL: <of_table>:
// CODE: struct with_table::second (0:2){{$}}
extern "C" int of_table(with_table* object) { return object->second; }
struct alignas(16) [[btf::preserve_access_index]] aligned { long x; unsigned a : 3; unsigned b : 5; };
// CODE-LABEL: <of_aligned>:
// CODE: struct aligned::b (0:2){{$}}
extern "C" int of_aligned(aligned* object) { return object->b; }
// A volatile bit field is read as often as it is written down.
struct [[btf::preserve_access_index]] device { unsigned a : 3; unsigned ready : 1; };
// CODE-LABEL: <twice>:
// CODE: <rshift_u64> {{.*}} struct device::ready
// CODE: <rshift_u64> {{.*}} struct device::ready
extern "C" int twice(volatile device* object) { (void)object->ready; return object->ready; }
