// Methods and functions of a base, called for a derived object: the root is the derived type, and
// the base can be anywhere in it.
// RUN: %clangxx_btf -c %s -o %t.o
// RUN: llvm-objdump -dr %t.o | FileCheck %s
// RUN: %clangxx_btf -O0 -c %s -o %t.0.o
// RUN: llvm-objdump -dr %t.0.o | FileCheck %s --check-prefix=UNOPTIMISED
// RUN: not %clangxx_btf -DERRORS -c %s -o %t.o 2>&1 | FileCheck %s --check-prefix=ERRORS

struct [[btf::preserve_access_index]] ids {
  int pid, tgid;
  int get() const { return pid; }
  int& reference() { return tgid; }
  int both() const { return get() + tgid; }
  int out_of_line() const;
  [[gnu::noinline]] int called(int more) { return pid + more; }
  int operator[](int i) const { return pid + i; }
  template <class T> T generic(T more) { return tgid + more; }
};
struct [[btf::preserve_access_index]] middle : ids { int m; int through() { return both() + m; } };
struct large { long numbers[3]; };
struct [[btf::preserve_access_index]] second {
  long s;
  long get_s() const { return s; }
#ifdef __OPTIMIZE__
  large returns() const { return {{s, s, s}}; }
#endif
  long passed() { return given(this); }
  static long given(second* object) { return object->s; }
};
struct [[btf::preserve_access_index]] derived : middle, second { int own() { return get() + get_s(); } };
int ids::out_of_line() const { return pid; }
static int function(const ids* a, const second& b) { return a->get() + b.s; }
static int reassigned(ids* object) { object = object + 1; return object->tgid; }
template <class D> struct [[btf::preserve_access_index]] crtp {
  int id;
  int get() { return static_cast<D*>(this)->value + id; }
};
struct [[btf::preserve_access_index]] user : crtp<user> { int value; };

// A copy leaves the method as it is.
// CHECK-LABEL: <_ZNK3ids11out_of_lineEv>:
// CHECK: struct ids::pid (0:0){{$}}

// UNOPTIMISED: struct derived::pid (0:0)
// UNOPTIMISED: struct derived::s (0:3)
// CHECK-LABEL: <method>:
// CHECK: struct derived::pid (0:0){{$}}
extern "C" int method(derived* d) { return d->get(); }
// CHECK-LABEL: <written>:
// CHECK: struct derived::tgid (0:1){{$}}
extern "C" void written(derived& d) { d.reference() = 3; }
// CHECK-LABEL: <nested>:
// CHECK-DAG: struct derived::pid (0:0){{$}}
// CHECK-DAG: struct derived::tgid (0:1){{$}}
// CHECK-DAG: struct derived::m (0:2){{$}}
extern "C" int nested(derived* d) { return d->through(); }
// CHECK-LABEL: <defined_later>:
// CHECK: struct derived::pid (0:0){{$}}
extern "C" int defined_later(const derived* d) { return d->out_of_line(); }
// CHECK-LABEL: <subscript>:
// CHECK: struct derived::pid (0:0){{$}}
extern "C" int subscript(derived* d) { return (*d)[3]; }
// CHECK-LABEL: <instance>:
// CHECK: struct derived::tgid (0:1){{$}}
extern "C" long instance(derived* d) { return d->generic(2l); }
extern "C" int not_inlined(derived* d) { return d->called(4); }
// CHECK-LABEL: <elsewhere>:
// CHECK: struct derived::s (0:3){{$}}
extern "C" long elsewhere(derived* d) { return d->get_s(); }
// CHECK-LABEL: <large_result>:
// CHECK: struct derived::s (0:3){{$}}
#ifdef __OPTIMIZE__
extern "C" long large_result(derived* d) { return d->returns().numbers[1]; }
#endif
// CHECK-LABEL: <passed_on>:
// CHECK: struct derived::s (0:3){{$}}
extern "C" long passed_on(derived* d) { return d->passed(); }
// CHECK-LABEL: <own>:
// CHECK-DAG: struct derived::pid (0:0){{$}}
// CHECK-DAG: struct derived::s (0:3){{$}}
extern "C" int own(derived* d) { return d->own(); }
// CHECK-LABEL: <two_arguments>:
// CHECK-DAG: struct derived::pid (0:0){{$}}
// CHECK-DAG: struct derived::s (0:3){{$}}
extern "C" int two_arguments(derived* d) { return function(d, *d); }
// CHECK-LABEL: <generic_lambda>:
// CHECK: struct derived::tgid (0:1){{$}}
extern "C" int generic_lambda(derived* d) { return [](ids* object) { return object->tgid; }(d); }
// CHECK-LABEL: <other_object>:
// CHECK: struct ids::tgid (0:1){{$}}
extern "C" int other_object(derived* d) { return reassigned(d); }
// CHECK-LABEL: <crtp_method>:
// CHECK-DAG: struct user::value (0:1){{$}}
// CHECK-DAG: struct user::id (0:0){{$}}
extern "C" int crtp_method(user* u) { return u->get(); }
// CHECK-LABEL: <of_the_base>:
// CHECK: struct ids::pid (0:0){{$}}
extern "C" int of_the_base(ids* i) { return i->get(); }
// CHECK-LABEL: <_ZN3ids6calledEi_for_derived>:
// CHECK: struct derived::pid (0:0){{$}}

#ifdef ERRORS
struct [[btf::preserve_access_index]] third {
  long t;
  // ERRORS-DAG: [[@LINE+1]]:{{[0-9]+}}: error: a base of 'holder' can't be used by itself here: its offset of 8 bytes is this program's
  third* self() { return this; }
  // ERRORS-DAG: [[@LINE+1]]:{{[0-9]+}}: error: a base of 'holder' can't be used by itself here
  long captured() { return [this] { return t; }(); }
  long declared();
};
struct [[btf::preserve_access_index]] holder : ids, third {};
extern "C" third* escapes(holder* h) { return h->self(); }
extern "C" long in_lambda(holder* h) { return h->captured(); }
// ERRORS-DAG: [[@LINE+1]]:{{[0-9]+}}: error: a base of 'holder' can't be used by itself here
extern "C" long not_defined(holder* h) { return h->declared(); }
#endif
