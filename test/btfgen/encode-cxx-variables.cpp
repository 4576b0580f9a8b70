// Variables of C++, in namespaces and classes too, by the rules of C's: those of per-CPU sections, or
// with global_var of all. They go by their symbols' names.
// RUN: split-file %s %t
// RUN: g++ -std=c++20 -g -c %t/one.cpp -o %t.1.o && g++ -std=c++20 -g -c %t/two.cpp -o %t.2.o && gcc -g -c %t/three.c -o %t.3.o
// RUN: g++ %t.1.o %t.2.o %t.3.o -Wl,--unique=.data..percpu -o %t.gcc
// RUN: btfgen encode --btf_features=default,global_var %t.gcc -o %t.gcc.btf && btfgen dump %t.gcc.btf > %t.gcc.raw
// RUN: FileCheck %s --check-prefixes=CHECK,GCC < %t.gcc.raw
// RUN: FileCheck %s --check-prefix=ABSENT < %t.gcc.raw

// DWARF 5 of clang's has addresses in a table, DWARF 4 where they are used.
// RUN: %clangxx -std=c++20 -g -gdwarf-5 -c %t/one.cpp -o %t.1.o && %clangxx -std=c++20 -g -gdwarf-5 -c %t/two.cpp -o %t.2.o && %clang -g -gdwarf-5 -c %t/three.c -o %t.3.o
// RUN: g++ %t.1.o %t.2.o %t.3.o -Wl,--unique=.data..percpu -o %t.clang
// RUN: llvm-dwarfdump %t.clang | FileCheck %s --check-prefix=TABLE
// TABLE: DW_AT_location (DW_OP_addrx
// RUN: btfgen encode --btf_features=default,global_var %t.clang -o %t.clang.btf && btfgen dump %t.clang.btf > %t.clang.raw
// RUN: FileCheck %s --check-prefixes=CHECK,CLANG < %t.clang.raw
// RUN: FileCheck %s --check-prefix=ABSENT < %t.clang.raw
// RUN: %clangxx -std=c++20 -g -gdwarf-4 %t/one.cpp %t/two.cpp %t.3.o -Wl,--unique=.data..percpu -o %t.clang4
// RUN: btfgen encode --btf_features=default,global_var %t.clang4 -o %t.clang4.btf && btfgen dump %t.clang4.btf | FileCheck %s --check-prefixes=CHECK,CLANG
// RUN: btfgen encode --reader libdwarf --btf_features=default,global_var %t.clang -o %t.libdwarf.btf && cmp %t.clang.btf %t.libdwarf.btf

// Without global_var only per-CPU sections count.
// RUN: btfgen encode %t.gcc -o %t.few.btf && btfgen dump %t.few.btf | FileCheck %s --check-prefix=FEW
// FEW-NOT: VAR 'plain'
// FEW: VAR '_ZN2ns3cpuE' type_id={{[0-9]+}}, linkage=global
// FEW-NOT: VAR
// FEW: DATASEC '.data..percpu' size=4 vlen=1

// RUN: %if bpf %{ %tools/btf_load %t.gcc.btf && %tools/btf_load %t.clang.btf %}

// One DATASEC for what units in C and in C++ have in a section.
// CHECK-DAG: VAR 'in_c' type_id=[[#INT:]], linkage=global
// CHECK-DAG: VAR '_ZN2ns7counterE' type_id=[[#INT]], linkage=global
// CHECK-DAG: VAR '_ZN2ns6Holder6sharedE' type_id=[[#INT]], linkage=global
// CHECK-DAG: VAR '_ZN2ns6Holder10inline_oneE' type_id=[[#INT]], linkage=global
// CHECK-DAG: VAR '_ZN2ns4madeIsEE' type_id={{[0-9]+}}, linkage=global
// CHECK-DAG: VAR '_ZN2ns4onceE' type_id=[[#INT]], linkage=global
// gcc says no symbol of what other units don't see.
// GCC-DAG: VAR 'hidden' type_id={{[0-9]+}}, linkage=static
// CLANG-DAG: VAR '_ZN2nsL6hiddenE' type_id={{[0-9]+}}, linkage=static
// CHECK-DAG: VAR 'choice' type_id=[[#CHOICE:]], linkage=global
// CHECK-DAG: [[[#CHOICE]]] STRUCT 'std_variant_int_char'
// CHECK-DAG: VAR 'plain' type_id=[[#INT]], linkage=global
// CHECK-DAG: DATASEC '.data' size={{[0-9]+}} vlen=7
// CHECK-DAG: size=4 (VAR 'in_c')
// CHECK-DAG: DATASEC '.bss' size={{[0-9]+}} vlen=2

// ABSENT-NOT: DATASEC '.data'{{.*DATASEC '.data'}}
// ABSENT-NOT: per_thread
// ABSENT-NOT: 'local'
// ABSENT-NOT: kConst

//--- one.cpp
#include <variant>
namespace ns {
int counter = 3;
static long hidden = 7;
thread_local int per_thread;
__attribute__((section(".data..percpu"))) int cpu = 1;
template <typename T>
T made = T(5);
struct Holder {
  static int shared;
  static inline int inline_one = 4;
  static constexpr int kConst = 3;
  int x;
};
int Holder::shared = 9;
inline int once = 2;
}  // namespace ns
std::variant<int, char> choice;
extern "C" {
int plain;
}
int later(int);
int main() {
  static int local = 1;
  ++ns::per_thread;
  ++ns::hidden;
  return ns::counter + ns::made<short> + ++local + ns::Holder::inline_one + ns::once + later(1) +
         ns::Holder::kConst;
}
//--- two.cpp
namespace ns {
inline int once = 2;
}
int later(int x) { return x + ns::once; }
//--- three.c
int in_c = 3;
