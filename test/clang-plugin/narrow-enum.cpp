// REQUIRES: bpf
// Where a member of a record is a bit field, the kernel takes enums in it for 32 bits wide and refuses
// one that is narrower at the record's end: that is a bit field in BTF, of all its bits. In records
// without bit fields it is an ordinary member, and in relocated ones, as loaders want it.
// RUN: %clangxx_btf -Werror -c %s -o %t.o
// RUN: %python %S/Inputs/btf_load.py %t.o
// RUN: bpftool btf dump file %t.o format raw | FileCheck %s
enum class small : unsigned char { a, b };
struct at_end { unsigned long long bits : 42; small first, last; };
// CHECK: STRUCT 'at_end' size=8 vlen=3
// CHECK-NEXT: 'bits' type_id={{[0-9]+}} bits_offset=0 bitfield_size=42
// CHECK-NEXT: 'first' type_id=[[SMALL:[0-9]+]] bits_offset=48 bitfield_size=8
// CHECK-NEXT: 'last' type_id=[[SMALL]] bits_offset=56 bitfield_size=8
at_end an_object;
// Code reads it as any other member.
// RUN: llvm-objdump -dr --no-show-raw-insn %t.o | FileCheck %s --check-prefix=OWN
// OWN-LABEL: <of_own>:
// OWN-NEXT: w0 = *(u8 *)(r1 + 0x7)
// OWN-NEXT: CO-RE <byte_off> {{.*}} struct at_end::last
extern "C" int of_own(at_end* o) { return static_cast<int>(*__builtin_preserve_access_index(&o->last)); }
struct with_room { small first; unsigned bits : 3; int last; };
// CHECK: STRUCT 'with_room' size=8 vlen=3
// CHECK-NEXT: 'first' type_id=[[SMALL]] bits_offset=0{{$}}
with_room another;
struct without { small first; };
// CHECK: STRUCT 'without' size=1 vlen=1
// CHECK-NEXT: 'first' type_id=[[SMALL]] bits_offset=0{{$}}
without a_third;

#ifdef RELOCATED
// RUN: %clangxx_btf -Werror -DRELOCATED -c %s -o %t.o
// RUN: bpftool btf dump file %t.o format raw | FileCheck %s --check-prefix=RELOCATED
// RUN: llvm-objdump -dr --no-show-raw-insn %t.o | FileCheck %s --check-prefix=CODE
struct [[btf::preserve_access_index]] relocated { unsigned bits : 3; small last; };
// RELOCATED: STRUCT 'relocated' size=4 vlen=2
// RELOCATED: 'last' type_id={{[0-9]+}} bits_offset=8{{$}}
// CODE-LABEL: <read>:
// CODE-NEXT: w0 = *(u8 *)(r1 + 0x1)
// CODE-NEXT: CO-RE <byte_off> {{.*}} struct relocated::last
extern "C" int read(relocated* r) { return static_cast<int>(r->last); }
// CODE-LABEL: <write>:
// CODE: CO-RE <byte_off> {{.*}} struct relocated::last
extern "C" void write(relocated* r) { r->last = small::b; }
#endif
