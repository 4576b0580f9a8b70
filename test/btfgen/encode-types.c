// Every kind of C type, from both compilers and both DWARF versions.
// RUN: gcc -g -gdwarf-4 -c %s -o %t.gcc4.o && btfgen encode %t.gcc4.o -o %t.gcc4.btf
// RUN: gcc -g -gdwarf-5 -c %s -o %t.gcc5.o && btfgen encode %t.gcc5.o -o %t.gcc5.btf
// RUN: %clang -g -gdwarf-4 -c %s -o %t.clang4.o && btfgen encode %t.clang4.o -o %t.clang4.btf
// RUN: %clang -g -gdwarf-5 -c %s -o %t.clang5.o && btfgen encode %t.clang5.o -o %t.clang5.btf
// RUN: bpftool btf dump file %t.gcc4.btf format raw | FileCheck %s
// RUN: bpftool btf dump file %t.gcc5.btf format raw | FileCheck %s
// RUN: bpftool btf dump file %t.clang4.btf format raw | FileCheck %s
// RUN: bpftool btf dump file %t.clang5.btf format raw | FileCheck %s

// CHECK-DAG: [[#INT:]]] INT 'int' size=4 bits_offset=0 nr_bits=32 encoding=SIGNED
// CHECK-DAG: [[#CHAR:]]] INT 'char' size=1 bits_offset=0 nr_bits=8 encoding=SIGNED
// CHECK-DAG: [[#BOOL:]]] INT '_Bool' size=1 bits_offset=0 nr_bits=8 encoding=BOOL
// CHECK-DAG: INT '__int128' size=16 bits_offset=0 nr_bits=128 encoding=SIGNED
// CHECK-DAG: [[#FLOAT:]]] FLOAT 'float' size=4
// CHECK-DAG: FLOAT 'long double' size=16

struct declared;
struct list {
  struct list *next, **prev;
};
// CHECK-DAG: [[#LIST:]]] STRUCT 'list' size=16 vlen=2{{[[:space:]]+}}'next' type_id=[[#PLIST:]] bits_offset=0{{[[:space:]]+}}'prev' type_id=[[#PPLIST:]] bits_offset=64
// CHECK-DAG: [[[#PLIST]]] PTR '(anon)' type_id=[[#LIST]]
// CHECK-DAG: [[[#PPLIST]]] PTR '(anon)' type_id=[[#PLIST]]
// CHECK-DAG: FWD 'declared' fwd_kind=struct

struct all {
  struct declared *declared;
  const volatile char *qualified;
  int *restrict restricted;
  int matrix[2][3];
  _Atomic int atomic;
  union {
    int i;
    float f;
  };
  _Bool boolean;
  int flexible[];
};
// CHECK-DAG: STRUCT 'all' size=64 vlen=8{{[[:space:]]+}}'declared' type_id={{[0-9]+}} bits_offset=0{{[[:space:]]+}}'qualified' type_id={{[0-9]+}} bits_offset=64{{[[:space:]]+}}'restricted' type_id=[[#RESTRICT:]] bits_offset=128{{[[:space:]]+}}'matrix' type_id=[[#MATRIX:]] bits_offset=192{{[[:space:]]+}}'atomic' type_id=[[#INT]] bits_offset=384{{[[:space:]]+}}'(anon)' type_id=[[#UNION:]] bits_offset=416{{[[:space:]]+}}'boolean' type_id=[[#BOOL]] bits_offset=448{{[[:space:]]+}}'flexible' type_id=[[#FLEXIBLE:]] bits_offset=480
// CHECK-DAG: [[[#RESTRICT]]] RESTRICT '(anon)' type_id=
// CHECK-DAG: [[[#MATRIX]]] ARRAY '(anon)' type_id=[[#INT]] index_type_id={{[0-9]+}} nr_elems=6
// CHECK-DAG: [[[#UNION]]] UNION '(anon)' size=4 vlen=2{{[[:space:]]+}}'i' type_id=[[#INT]] bits_offset=0{{[[:space:]]+}}'f' type_id=[[#FLOAT]] bits_offset=0
// CHECK-DAG: [[[#FLEXIBLE]]] ARRAY '(anon)' type_id=[[#INT]] index_type_id={{[0-9]+}} nr_elems=0

enum plain { A, B = 255 };
enum negative { C = -1, D };
enum wide { E = 1ull << 40 };
enum __attribute__((packed)) small { F = 255 };
// CHECK-DAG: ENUM 'plain' encoding=UNSIGNED size=4 vlen=2{{[[:space:]]+}}'A' val=0{{[[:space:]]+}}'B' val=255
// CHECK-DAG: ENUM 'negative' encoding=SIGNED size=4 vlen=2{{[[:space:]]+}}'C' val=-1{{[[:space:]]+}}'D' val=0
// CHECK-DAG: ENUM64 'wide' encoding=UNSIGNED size=8 vlen=1{{[[:space:]]+}}'E' val=1099511627776
// CHECK-DAG: ENUM 'small' encoding=UNSIGNED size=1 vlen=1{{[[:space:]]+}}'F' val=255

typedef int (*callback)(const struct all *, ...);
// CHECK-DAG: TYPEDEF 'callback' type_id=[[#PCALLBACK:]]
// CHECK-DAG: [[[#PCALLBACK]]] PTR '(anon)' type_id=[[#CALLBACK:]]
// CHECK-DAG: [[[#CALLBACK]]] FUNC_PROTO '(anon)' ret_type_id=[[#INT]] vlen=2{{[[:space:]]+}}'(anon)' type_id={{[0-9]+}}{{[[:space:]]+}}'(anon)' type_id=0

callback used;
struct list head;
enum plain plain;
enum negative negative;
enum wide wide;
enum small small;
__int128 large;
long double extended;
int with_int;
