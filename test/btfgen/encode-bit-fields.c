// Bit fields: data_bit_offset (DWARF 4 on), the older bit_offset, and the other byte order.
// RUN: gcc -g -gdwarf-5 -c %s -o %t.o && btfgen encode %t.o -o %t.btf
// RUN: bpftool btf dump file %t.btf format raw | FileCheck %s
// RUN: gcc -g -gdwarf-3 -gstrict-dwarf -c %s -o %t.o && btfgen encode %t.o -o %t.btf
// RUN: bpftool btf dump file %t.btf format raw | FileCheck %s
// RUN: %clang -g -gdwarf-2 -c %s -o %t.o && btfgen encode %t.o -o %t.btf
// RUN: bpftool btf dump file %t.btf format raw | FileCheck %s
// RUN: %clang -g -c %s -o %t.o && btfgen encode %t.o -o %t.btf
// RUN: bpftool btf dump file %t.btf format raw | FileCheck %s
// RUN: %clang --target=s390x-linux-gnu -g -c %s -o %t.o && btfgen encode %t.o -o %t.btf
// RUN: bpftool btf dump file %t.btf format raw | FileCheck %s
// RUN: %clang --target=s390x-linux-gnu -g -gdwarf-2 -c %s -o %t.o && btfgen encode %t.o -o %t.btf
// RUN: bpftool btf dump file %t.btf format raw | FileCheck %s

struct bits {
  int plain;
  unsigned a : 3;
  unsigned b : 10;
  int : 0;
  long long c : 40;
  enum { X } d : 2;
} bits;
// CHECK: STRUCT 'bits' size=16 vlen=5
// CHECK-NEXT: 'plain' type_id={{[0-9]+}} bits_offset=0{{$}}
// CHECK-NEXT: 'a' type_id={{[0-9]+}} bits_offset=32 bitfield_size=3
// CHECK-NEXT: 'b' type_id={{[0-9]+}} bits_offset=35 bitfield_size=10
// CHECK-NEXT: 'c' type_id={{[0-9]+}} bits_offset=64 bitfield_size=40
// CHECK-NEXT: 'd' type_id={{[0-9]+}} bits_offset=104 bitfield_size=2

struct __attribute__((packed)) crossing {
  unsigned a : 30;
  unsigned b : 5;
  char c;
} crossing;
// CHECK: STRUCT 'crossing' size=6 vlen=3
// CHECK-NEXT: 'a' type_id={{[0-9]+}} bits_offset=0 bitfield_size=30
// CHECK-NEXT: 'b' type_id={{[0-9]+}} bits_offset=30 bitfield_size=5
// CHECK-NEXT: 'c' type_id={{[0-9]+}} bits_offset=40

union either {
  unsigned a : 3;
  unsigned b : 20;
} either;
// CHECK: UNION 'either' size=4 vlen=2
// CHECK-NEXT: 'a' type_id={{[0-9]+}} bits_offset=0 bitfield_size=3
// CHECK-NEXT: 'b' type_id={{[0-9]+}} bits_offset=0 bitfield_size=20
