// Variables of a relocatable object, whose sections have no addresses yet: each is in its own, at the offset that its
// symbol has there.
// RUN: gcc -O1 -g -fno-toplevel-reorder -c %s -o %t.gcc.o && %clang -O1 -g -c %s -o %t.clang.o
// RUN: gcc -O1 -g -gdwarf-4 -fno-toplevel-reorder -c %s -o %t.gcc4.o && gcc -O1 -g -fno-toplevel-reorder -x c++ -c %s -o %t.gxx.o
// RUN: %clang -O1 -g --target=i386-linux -c %s -o %t.i386.o && %clang -O1 -g --target=s390x-linux -c %s -o %t.s390x.o
// RUN: for o in gcc clang gcc4 gxx i386 s390x; do btfgen encode --strict --btf_features=default,global_var %t.$o.o -o %t.$o.btf && btfgen dump %t.$o.btf | FileCheck --check-prefixes=ALL,GLOBAL %s || exit 1; done
// RUN: for o in gcc clang gcc4 gxx i386 s390x; do btfgen encode --strict --reader=libdwarf --btf_features=default,global_var %t.$o.o -o %t.libdwarf && cmp %t.$o.btf %t.libdwarf || exit 1; done

// Per-CPU variables alone, as modules have them.
// RUN: for o in gcc clang gcc4 gxx i386 s390x; do btfgen encode --strict %t.$o.o -o %t.btf && btfgen dump %t.btf | FileCheck --check-prefixes=ALL %s --implicit-check-not="DATASEC '.data'" || exit 1; done

// ALL-DAG: VAR 'per_cpu_first' type_id={{[0-9]+}}, linkage=global
// ALL-DAG: VAR 'per_cpu_second' type_id={{[0-9]+}}, linkage=global
// GLOBAL: DATASEC '.data' size=8 vlen=2
// GLOBAL-NEXT: offset=0 size=4 (VAR 'first')
// GLOBAL-NEXT: offset=4 size=4 (VAR 'second')
// GLOBAL-DAG: DATASEC '.data..read_mostly' size=4 vlen=1
// GLOBAL-DAG: offset=0 size=4 (VAR 'rarely_written')
// GLOBAL-DAG: DATASEC '.bss' size=16 vlen=1
// GLOBAL-DAG: offset=0 size=16 (VAR 'zeros')
// ALL-DAG: DATASEC '.data..percpu' size=5 vlen=2
// ALL-DAG: offset=0 size=4 (VAR 'per_cpu_first')
// ALL-DAG: offset=4 size=1 (VAR 'per_cpu_second')

int first = 3;
int second = 4;
int zeros[4];
__attribute__((section(".data..read_mostly"))) int rarely_written = 1;
__attribute__((section(".data..percpu"))) int per_cpu_first = 1;
__attribute__((section(".data..percpu"))) char per_cpu_second = 1;
int f(int x) { return first + second + zeros[x] + rarely_written + per_cpu_first + per_cpu_second; }
