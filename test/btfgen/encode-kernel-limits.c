// REQUIRES: bpf
// What C allows and the kernel refuses is bent until it fits, and told.
// RUN: gcc -g -c %s -o %t.o && btfgen encode %t.o -o %t.btf 2>&1 | FileCheck --check-prefix=WARNING %s
// RUN: bpftool btf dump file %t.btf format raw | FileCheck %s
// RUN: %tools/btf_load %t.btf
// RUN: not btfgen encode --strict %t.o -o %t.none 2>&1 | FileCheck --check-prefix=STRICT %s
// RUN: not test -e %t.none

struct __attribute__((packed)) unaligned {
  char c;
  double d;
} unaligned;
// WARNING-DAG: STRUCT 'unaligned': member 'd' is not aligned; it is encoded as bytes
// STRICT: encode-kernel-limits.c.tmp.o: {{.*}} (and {{[0-9]+}} more that can't be encoded)
// CHECK-DAG: STRUCT 'unaligned' size=9 vlen=2{{[[:space:]]+}}'c' type_id={{[0-9]+}} bits_offset=0{{[[:space:]]+}}'d' type_id=[[#BYTES:]] bits_offset=8
// CHECK-DAG: [[#BYTE:]]] INT 'unsigned char'
// CHECK-DAG: [[[#BYTES]]] ARRAY '(anon)' type_id=[[#BYTE]] index_type_id={{[0-9]+}} nr_elems=8

// A pointer to a function that passes an undefined struct by value.
struct incomplete;
void (*by_value)(struct incomplete);
// WARNING-DAG: FUNC_PROTO '(anon)': type {{.*}} FWD 'incomplete' of parameter 0 has no size

typedef void nothing;
nothing returns_nothing(void) {}
// CHECK-DAG: FUNC_PROTO '(anon)' ret_type_id=0 vlen=0

// BTF has no complex numbers.
// WARNING-DAG: (base_type): BTF has no complex numbers, a struct of that size stands for it
struct with_complex {
  _Complex double value;
} with_complex;
// CHECK-DAG: STRUCT 'with_complex' size=16 vlen=1{{[[:space:]]+}}'value' type_id=[[#COMPLEX:]] bits_offset=0
// CHECK-DAG: [[[#COMPLEX]]] STRUCT '(anon)' size=16 vlen=0
