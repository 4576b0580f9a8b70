// Templates: inherited members of instances, CRTP, functions over any type.
// RUN: %clangxx_btf -c %s -o %t.o
// RUN: llvm-objdump -dr %t.o | FileCheck %s

struct [[btf::preserve_access_index]] base { int b0, b1; };
template <class T> struct [[btf::preserve_access_index]] box : base {
  T value;
  constexpr T sum() const { return value + b1; }
};
template <class Derived> struct [[btf::preserve_access_index]] crtp {
  int counter;
  int limit() { return static_cast<Derived*>(this)->max; }
};
struct [[btf::preserve_access_index]] limited : crtp<limited> { int max; };
template <class T> int any(T* object) { return object->b1; }

// CHECK-LABEL: <instance>:
// CHECK-DAG: struct box_long::value (0:2){{$}}
// CHECK-DAG: struct box_long::b1 (0:1){{$}}
extern "C" long instance(box<long>* object) { return object->sum(); }
// CHECK-LABEL: <through_template>:
// CHECK: struct box_int::b1 (0:1){{$}}
extern "C" int through_template(box<int>* object) { return any(object); }
// CHECK-LABEL: <curious>:
// CHECK-DAG: struct limited::max (0:1){{$}}
// CHECK-DAG: struct limited::counter (0:0){{$}}
extern "C" int curious(limited* object) { return object->limit() + object->counter; }

// Lambdas in what clang instantiates last: static members and variable templates.
struct [[btf::preserve_access_index]] behind { long s; };
struct [[btf::preserve_access_index]] two_bases : base, behind { int own; };
template <class T> struct lazy { static inline auto reader = [](T* t) { return t->b1; }; };
template <class T> auto generic = [](T* t) { return t->b1 + t->s; };
// CHECK-LABEL: <by_static_member>:
// CHECK: struct two_bases::b1 (0:1){{$}}
extern "C" int by_static_member(two_bases* object) { return lazy<two_bases>::reader(object); }
// CHECK-LABEL: <by_variable_template>:
// CHECK-DAG: struct two_bases::b1 (0:1){{$}}
// CHECK-DAG: struct two_bases::s (0:2){{$}}
extern "C" int by_variable_template(two_bases* object) { return generic<two_bases>(object); }

// Constant evaluation sees the same functions.
constexpr int evaluated() {
  // (With a warning: the variable has the layout of this program, which is wanted here.)
  box<int> local{{1, 2}, 3};
  return local.sum() + local.b1;
}
static_assert(evaluated() == 7);
