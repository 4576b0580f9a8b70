// DWARF speaks of the types that BTF has, and of no others: no using-declarations, declarations of
// static members, arguments of templates. It keeps the variables of functions.
// RUN: %clangxx_btf -Wno-unused -c %s -o %t.o
// RUN: llvm-dwarfdump --verify %t.o
// RUN: llvm-dwarfdump --debug-info %t.o | FileCheck %s --implicit-check-not=DW_TAG_imported \
// RUN:   --implicit-check-not=DW_AT_specification --implicit-check-not=DW_TAG_template --implicit-check-not=DW_AT_virtuality
namespace used { class part { public: int x; void method(); }; }
using used::part;
template <class T> T of_template = {};
class holder { public: static inline volatile int counter; virtual int call(int); };
// CHECK: DW_AT_name {{.*}}"unused_local"
int holder::call(int a) { int unused_local = a * 2; return counter; }
int use() { return of_template<used::part>.x; }
