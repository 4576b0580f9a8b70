// Types that C doesn't have.
// RUN: %clangxx_btf -c %s -o %t.o
// RUN: bpftool btf dump file %t.o format raw | FileCheck %s
// RUN: bpftool btf dump file %t.o format raw | FileCheck %s --check-prefix=NAMES

using small = unsigned char;
enum class typed : small { one = 1, big = 255 };
enum class wide : unsigned long long { top = 0xffffffffffffffff };
enum opaque : short;
struct target { int t; int f(int); };

struct all {
  int& reference;
  int&& rvalue;
  decltype(nullptr) null;
  int target::*data_pointer;
  int (target::*function_pointer)(int);
  char8_t c8;
  char16_t c16;
  char32_t c32;
  wchar_t wide_char;
  bool flag;
  typed small_enum;
  wide big_enum;
  opaque opaque_enum;
  void (*any)(...);
  void (*nothing)();
  _Complex float complex;
  bool bit : 1;
  int : 3;
  int bits : 5;
  int grid[2][3];
};
// CHECK: STRUCT 'all' size=[[#]] vlen=19
// CHECK-NEXT: 'reference' type_id=[[INT_PTR:[0-9]+]] bits_offset=0
// CHECK-NEXT: 'rvalue' type_id=[[INT_PTR]] bits_offset=64
// CHECK-NEXT: 'null' type_id=[[VOID_PTR:[0-9]+]] bits_offset=128
// CHECK-NEXT: 'data_pointer' type_id=[[LONG:[0-9]+]] bits_offset=192
// CHECK-NEXT: 'function_pointer' type_id=[[PAIR:[0-9]+]] bits_offset=256
// CHECK-NEXT: 'c8' type_id=[[C8:[0-9]+]] bits_offset=384
// CHECK-NEXT: 'c16' type_id=[[C16:[0-9]+]] bits_offset=400
// CHECK-NEXT: 'c32' type_id=[[C32:[0-9]+]] bits_offset=416
// CHECK-NEXT: 'wide_char'
// CHECK-NEXT: 'flag'
// CHECK-NEXT: 'small_enum' type_id=[[SMALL:[0-9]+]]
// CHECK-NEXT: 'big_enum' type_id=[[BIG:[0-9]+]]
// CHECK-NEXT: 'opaque_enum' type_id=[[OPAQUE:[0-9]+]]
// CHECK-NEXT: 'any' type_id=[[ANY:[0-9]+]]
// CHECK-NEXT: 'nothing' type_id=[[NOTHING:[0-9]+]]
// CHECK-NEXT: 'complex' type_id=[[COMPLEX:[0-9]+]]
// CHECK-NEXT: 'bit' {{.*}} bitfield_size=1
// CHECK-NEXT: 'bits' {{.*}} bitfield_size=5
// CHECK-NEXT: 'grid'
// CHECK-DAG: [[[VOID_PTR]]] PTR '(anon)' type_id=0
// CHECK-DAG: [[[LONG]]] INT 'long' size=8
// CHECK-DAG: [[[PAIR]]] STRUCT '(anon)' size=16 vlen=2
// CHECK-DAG: [[[C8]]] INT 'char8_t' size=1 bits_offset=0 nr_bits=8 encoding=(none)
// CHECK-DAG: [[[C16]]] INT 'char16_t' size=2
// CHECK-DAG: [[[C32]]] INT 'char32_t' size=4
// CHECK-DAG: [[[SMALL]]] ENUM 'typed' encoding=UNSIGNED size=1 vlen=2
// CHECK-DAG: [[[BIG]]] ENUM64 'wide' encoding=UNSIGNED size=8 vlen=1
// CHECK-DAG: [[[OPAQUE]]] ENUM 'opaque' encoding={{[A-Z]+}} size=2 vlen=0
// CHECK-DAG: [[[COMPLEX]]] ARRAY '(anon)' type_id={{[0-9]+}} index_type_id={{[0-9]+}} nr_elems=8
// NAMES-NOT: {{'[^']*[^A-Za-z0-9_.() '][^']*'}}
int use(all* a) { return a->reference + __builtin_memcmp(a, a + 1, 1); }
