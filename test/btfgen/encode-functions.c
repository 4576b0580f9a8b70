// Functions: those with code, static ones too, with the names of their parameters.
// RUN: gcc -O2 -g -c %s -o %t.o && btfgen encode %t.o -o %t.btf
// RUN: bpftool btf dump file %t.btf format raw | FileCheck --implicit-check-not=FUNC %s
// RUN: %clang -O2 -g -c %s -o %t.o && btfgen encode %t.o -o %t.btf
// RUN: bpftool btf dump file %t.btf format raw | FileCheck --implicit-check-not=FUNC %s

int declared(int);
static inline int inlined(int x) { return 2 * x; }
__attribute__((noinline, used)) static int internal(int number, char *text) {
  return declared(number) + text[0];
}
int external(int count, ...) { return internal(inlined(count), "text") + 1; }
// Inlined below and there as a function of its own: its parameters are in the abstract copy.
int both(int first, int second) { return declared(first) - second; }
void nothing(void) { declared(both(1, 2)); }

// CHECK-DAG: [[#INT:]]] INT 'int'
// CHECK-DAG: [[#CHAR:]]] INT 'char'
// CHECK-DAG: [[#TEXT:]]] PTR '(anon)' type_id=[[#CHAR]]
// CHECK-DAG: FUNC 'internal' type_id=[[#INTERNAL:]] linkage=static
// CHECK-DAG: [[[#INTERNAL]]] FUNC_PROTO '(anon)' ret_type_id=[[#INT]] vlen=2{{[[:space:]]+}}'number' type_id=[[#INT]]{{[[:space:]]+}}'text' type_id=[[#TEXT]]
// CHECK-DAG: FUNC 'external' type_id=[[#EXTERNAL:]] linkage=static
// CHECK-DAG: [[[#EXTERNAL]]] FUNC_PROTO '(anon)' ret_type_id=[[#INT]] vlen=2{{[[:space:]]+}}'count' type_id=[[#INT]]{{[[:space:]]+}}'(anon)' type_id=0
// CHECK-DAG: FUNC 'both' type_id=[[#BOTH:]] linkage=static
// CHECK-DAG: [[[#BOTH]]] FUNC_PROTO '(anon)' ret_type_id=[[#INT]] vlen=2{{[[:space:]]+}}'first' type_id=[[#INT]]{{[[:space:]]+}}'second' type_id=[[#INT]]
// CHECK-DAG: FUNC 'nothing' type_id=[[#NOTHING:]] linkage=static
// CHECK-DAG: [[[#NOTHING]]] FUNC_PROTO '(anon)' ret_type_id=0 vlen=0
