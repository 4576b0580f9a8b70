// Several bases, several levels and empty bases: fields are in the order of their offsets.
// RUN: %clangxx_btf -c %s -o %t.o
// RUN: llvm-objdump -dr %t.o | FileCheck %s
// RUN: bpftool btf dump file %t.o format raw | FileCheck %s --check-prefix=BTF

struct empty {};
struct [[btf::preserve_access_index]] first { int a0, a1; };
struct [[btf::preserve_access_index]] middle : first { int m; };
struct [[btf::preserve_access_index]] second { long s; };
struct [[btf::preserve_access_index]] derived : empty, middle, second {
  int d;
  static int not_a_field;
};

// CHECK-LABEL: <level_two>:
// CHECK: struct derived::a1 (0:1){{$}}
extern "C" int level_two(derived* object) { return object->a1; }
// CHECK-LABEL: <level_one>:
// CHECK: struct derived::m (0:2){{$}}
extern "C" int level_one(derived* object) { return object->m; }
// CHECK-LABEL: <second_base>:
// CHECK: r0 = *(u64 *)(r1 + 0x10)
// CHECK-NEXT: struct derived::s (0:3){{$}}
extern "C" long second_base(derived* object) { return object->s; }
// CHECK-LABEL: <qualified>:
// CHECK: struct derived::a0 (0:0){{$}}
extern "C" int qualified(derived* object) { return object->middle::a0; }

// BTF: STRUCT 'derived' size=32 vlen=5
// BTF-NEXT: 'a0' {{.*}} bits_offset=0
// BTF-NEXT: 'a1' {{.*}} bits_offset=32
// BTF-NEXT: 'm' {{.*}} bits_offset=64
// BTF-NEXT: 's' {{.*}} bits_offset=128
// BTF-NEXT: 'd' {{.*}} bits_offset=192
