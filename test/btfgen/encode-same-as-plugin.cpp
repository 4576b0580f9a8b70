// One C++ source, compiled for BPF by the clang plugin and for this machine by gcc and clang: btfgen
// makes the same types of the compilers' DWARF as the plugin makes.
// RUN: %clangxx_btf %libstdcxx -c %s -o %t.plugin.o
// RUN: btfgen dump %t.plugin.o | %python %S/Inputs/type_shapes.py Everything > %t.plugin
// RUN: FileCheck %s < %t.plugin

// From the debug info that the plugin leaves, which on clang 22 has variant parts.
// RUN: llvm-dwarfdump %t.plugin.o | FileCheck %s --check-prefix=PART
// RUN: btfgen encode %t.plugin.o -o %t.own.btf
// RUN: btfgen dump %t.own.btf | %python %S/Inputs/type_shapes.py Everything | diff %t.plugin -

// RUN: %clangxx -std=gnu++23 -g -fstandalone-debug -c %s -o %t.clang.o && btfgen encode %t.clang.o -o %t.clang.btf
// RUN: btfgen dump %t.clang.btf | %python %S/Inputs/type_shapes.py Everything | diff %t.plugin -
// RUN: %clangxx -std=gnu++23 -g -gdwarf-4 -fstandalone-debug -c %s -o %t.clang4.o && btfgen encode %t.clang4.o -o %t.clang4.btf
// RUN: btfgen dump %t.clang4.btf | %python %S/Inputs/type_shapes.py Everything | diff %t.plugin -
// gcc spells some names in another way, inside of others, too, and a virtual table's functions take
// what they like.
// RUN: echo 's/long unsigned int/unsigned long/; s/\(long\|short\)[ _]int/\1/g; s/variant_long_const_ptr/variant_const_long_ptr/' > %t.gcc.sed
// RUN: g++ -std=gnu++23 -g -c %s -o %t.gcc.o && btfgen encode %t.gcc.o -o %t.gcc.btf
// RUN: btfgen dump %t.gcc.btf | sed -f %t.gcc.sed | %python %S/Inputs/type_shapes.py Everything | sed 's/PTR PTR (void)/PTR PTR ()/' | diff %t.plugin -
// RUN: g++ -std=gnu++23 -g -gdwarf-4 -c %s -o %t.gcc4.o && btfgen encode %t.gcc4.o -o %t.gcc4.btf
// RUN: btfgen dump %t.gcc4.btf | sed -f %t.gcc.sed | %python %S/Inputs/type_shapes.py Everything | sed 's/PTR PTR (void)/PTR PTR ()/' | diff %t.plugin -

// Of type units the standard library's classes are the same, not every typedef in them.
// RUN: g++ -std=gnu++23 -g -fdebug-types-section -c %s -o %t.units.o && btfgen encode %t.units.o -o %t.units.btf
// RUN: btfgen dump %t.units.btf | sed -f %t.gcc.sed | %python %S/Inputs/type_shapes.py Everything | FileCheck %s

// libc++
// RUN: %clangxx_btf %libcxx -c %s -o %t.libcxx.plugin.o
// RUN: btfgen dump %t.libcxx.plugin.o | %python %S/Inputs/type_shapes.py Everything > %t.libcxx.plugin
// RUN: %clangxx -std=gnu++23 -stdlib=libc++ -g -fstandalone-debug -c %s -o %t.libcxx.o && btfgen encode %t.libcxx.o -o %t.libcxx.btf
// RUN: btfgen dump %t.libcxx.btf | %python %S/Inputs/type_shapes.py Everything | diff %t.libcxx.plugin -
// RUN: sed 's/std__1_/std_/g' %t.libcxx.plugin | FileCheck %s --check-prefix=LIBCXX
// LIBCXX-DAG: {{^}}std_variant_First_unsigned_int: STRUCT size=12 { (anon) @0 UNION size=12 { (anon) @0 STRUCT size=12 { (anon) @64 INT unsigned int {{.*}} }; First @0 STRUCT First; unsigned_int @0 INT unsigned int {{.*}} } }
// LIBCXX-DAG: {{^}}std_optional_long: {{.*}} value @0 INT long
// LIBCXX-DAG: {{^}}std_expected_void_short: {{.*}} error @0 INT short

#include <array>
#include <cstdint>
#include <expected>
#include <optional>
#include <span>
#include <tuple>
#include <utility>
#include <variant>

struct First {
  unsigned a;
  int b;
};
struct NotTrivial {
  NotTrivial();
  ~NotTrivial();
  long value;
};
namespace ns {
inline namespace v1 {
struct Second {
  char c[3];
};
enum class Color : unsigned char { red, green = 7 };
enum Plain { zero, minus = -1 };
template <typename T, int N>
struct Table {
  T values[N];
  Second second;
};
class Hidden {
  int x : 3;
  unsigned y : 5;
  static int shared;
  Color color;

 public:
  int method(int) const;
};
}  // namespace v1
}  // namespace ns
struct A {
  int a;
  short x;
};
struct B {
  long b;
  short x;
};
struct Empty {};
struct Derived : A, B, Empty {
  int own;
};
struct DerivedVariant : std::variant<int, First> {
  char more;
};
struct Virtual {
  virtual ~Virtual() {}
  int v;
};

// CHECK-DAG: {{^}}std_variant_First_unsigned_int: STRUCT size=12 { (anon) @0 UNION size=12 { (anon) @0 STRUCT size=12 { (anon) @64 INT unsigned char {{.*}} }; First @0 STRUCT First; unsigned_int @0 INT unsigned int {{.*}} } }
// CHECK-DAG: {{^}}std_optional_long: STRUCT size=16 { (anon) @0 UNION size=16 { (anon) @0 STRUCT size=16 { (anon) @64 INT bool {{.*}} }; nullopt @0 STRUCT nullopt; value @0 INT long {{.*}} } }
// CHECK-DAG: {{^}}std_expected_void_short: STRUCT size=4 {{.*}} error @0 INT short {{.*}} value @0 STRUCT value }
// PART: DW_TAG_variant_part
struct Everything {
  std::variant<First, unsigned> two;
  std::variant<std::monostate, int*, ns::Second, ns::Color, int, int, First*, std::array<int, 4>,
               std::variant<char, long>> many;
  std::variant<const long*, long* const> pointers;
  std::optional<long> maybe;
  std::optional<NotTrivial> maybe_object;
  std::optional<std::variant<int, long>> maybe_one;
  std::expected<char, short> good_or_bad;
  std::expected<void, short> nothing_or_bad;
  DerivedVariant derived_variant;
  ns::Table<int, 4> table;
  ns::Color color;
  ns::Plain plain;
  ns::Hidden hidden;
  Derived derived;
  Virtual polymorphic;
  std::tuple<int, char, std::tuple<int, int>> tuple;
  std::pair<bool, std::array<short, 2>> pair;
  std::span<int> span;
  int First::*data;
  int (ns::Hidden::*code)(int) const;
  int& reference;
  int&& temporary;
  decltype(nullptr) null;
  char8_t c8;
  char16_t c16;
  char32_t c32;
  wchar_t wide;
  __int128 big;
  union {
    int i;
    unsigned u;
  };
  struct {
    int inside;
  } unnamed;
  int (*function)(First&, const char*);
  Everything* next;
};
long use(Everything* all) { return all->two.index() + all->maybe.has_value(); }
