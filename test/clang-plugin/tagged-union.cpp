// [[btf::tagged_union]]: what its alternatives are called and hold, where the tag isn't at offset 0,
// where there are other members, and in templates, derived classes and nested ones.
// RUN: %clangxx_btf %libstdcxx -c %s -o %t.o
// RUN: bpftool btf dump file %t.o format raw | FileCheck %s
#include <array>
#include <optional>

// An integer has no names for its values: those of the members. A named type is a value in its
// alternative, a class of the tagged union's own is the alternative itself.
struct point { int x, y; };
struct [[btf::tagged_union("which")]] integer {
  unsigned char which;
  struct own { short a, b; };
  union { point at; own mine; const char* text_ [[btf::name("text")]]; std::array<int, 2> two; void (*call)(int); };
};
// CHECK-DAG: STRUCT 'at' size=16 vlen=1{{$}}
// CHECK-DAG: STRUCT 'mine' size=16 vlen=2{{$}}
// CHECK-DAG: 'b' type_id={{[0-9]+}} bits_offset=80
// CHECK-DAG: STRUCT 'text' size=16 vlen=1{{$}}
// CHECK-DAG: STRUCT 'two' size=16 vlen=1{{$}}
// CHECK-DAG: STRUCT 'call' size=16 vlen=1{{$}}
// CHECK-DAG: INT 'unsigned char' size=1 bits_offset=0 nr_bits=8 encoding=(none)
integer an_integer;

// Values out of order, one twice, one without data, and given names: the members have the names of
// their enumerators.
enum sparse_kind { high = 900, none [[btf::name("None")]] = 1, low = -3, lowest = low };
struct [[btf::tagged_union("kind")]] sparse {
  int before;
  sparse_kind kind;
  union { long high; int low; } value;
  int after;
};
// CHECK-DAG: STRUCT 'sparse' size=24 vlen=3{{$}}
// CHECK-DAG: 'before' type_id={{[0-9]+}} bits_offset=0
// CHECK-DAG: '(anon)' type_id={{[0-9]+}} bits_offset=32
// CHECK-DAG: 'after' type_id={{[0-9]+}} bits_offset=128
// CHECK-DAG: UNION '(anon)' size=12 vlen=4{{$}}
// CHECK-DAG: STRUCT 'low' size=12 vlen=1{{$}}
// CHECK-DAG: STRUCT 'None' size=12 vlen=0{{$}}
// CHECK-DAG: STRUCT 'high' size=12 vlen=1{{$}}
sparse a_sparse;

// The tag behind the union.
struct [[btf::tagged_union("tag")]] behind {
  union { long number; char letters[12]; };
  enum { a_number, some_letters } tag;
};
// CHECK-DAG: STRUCT 'behind' size=24 vlen=1{{$}}
// CHECK-DAG: STRUCT '(anon)' size=24 vlen=1{{$}}
// CHECK-DAG: '(anon)' type_id={{[0-9]+}} bits_offset=128
// CHECK-DAG: STRUCT 'a_number' size=24 vlen=1{{$}}
// CHECK-DAG: STRUCT 'some_letters' size=24 vlen=1{{$}}
behind a_behind;

template <class A, class B>
class [[btf::tagged_union("is_b")]] either {
  bool is_b = false;
  union { A a; B b; };
 public:
  either() : a() {}
  ~either() {}
};
struct not_trivial { not_trivial() : value(1) {} ~not_trivial() {} long value; };
// CHECK-DAG: STRUCT 'either_not_trivial_std_optional_int' size=16 vlen=1{{$}}
// CHECK-DAG: STRUCT 'a' size=16 vlen=1{{$}}
// CHECK-DAG: STRUCT 'b' size=16 vlen=1{{$}}
// CHECK-DAG: INT 'bool' size=1 bits_offset=0 nr_bits=8 encoding=BOOL
[[gnu::used]] void destroy(either<not_trivial, std::optional<int>>* object) { object->~either(); }

// A template's own scoped enum; a class of its own in each instance.
template <class T>
struct [[btf::tagged_union("tag")]] scoped {
  enum class kind { one, many } tag;
  union { T single; struct { T* from; unsigned count; } several; };
};
// CHECK-DAG: STRUCT 'scoped_long' size=24 vlen=1{{$}}
// CHECK-DAG: STRUCT 'one' size=24 vlen=1{{$}}
// CHECK-DAG: STRUCT 'many' size=24 vlen=2{{$}}
// CHECK-DAG: 'count' type_id={{[0-9]+}} bits_offset=128
scoped<long> a_scoped;

// Flattened into a derived class, beside its other base and its own members; a tagged union in one.
struct header { long serial; };
struct derived : header, integer { int more; };
struct [[btf::tagged_union("tag")]] nested { short tag; union { integer inner; int other; }; };
// CHECK-DAG: STRUCT 'derived' size=32 vlen=3{{$}}
// CHECK-DAG: 'serial' type_id={{[0-9]+}} bits_offset=0
// CHECK-DAG: '(anon)' type_id={{[0-9]+}} bits_offset=64
// CHECK-DAG: 'more' type_id={{[0-9]+}} bits_offset=192
// CHECK-DAG: STRUCT 'nested' size=24 vlen=1{{$}}
// CHECK-DAG: STRUCT 'inner' size=24 vlen=1{{$}}
derived a_derived;
nested a_nested;
// CHECK-NOT: btfkit
