// Names that C++ has and BTF hasn't, each as the scheme spells it (docs/cxx-names.md).
// RUN: %clangxx_btf -c %s -o %t.o
// RUN: bpftool btf dump file %t.o format raw | FileCheck %s
// RUN: %clangxx_btf -gsimple-template-names -c %s -o %t.o
// RUN: bpftool btf dump file %t.o format raw | FileCheck %s
template <class T> struct box { T* value; };
template <class T> struct of { char value; };
namespace a__ { struct b { int x; }; }
namespace { struct hidden { int x; }; }
struct größe { int x; };
namespace inner { struct part { int x; }; template <class T> struct [[btf::preserve_access_index]] kernels { T* value; int more; }; }
namespace deep { inline auto make() { struct local { int x; }; return local{}; } }
template <int...> struct numbers { int x; };
// CHECK-DAG: STRUCT 'of_int_rref' size=1
of<int&&> rvalue;
// CHECK-DAG: STRUCT 'of_int_ref' size=1
of<int&> lvalue;
// CHECK-DAG: STRUCT 'of_const_int_ptr' size=1
of<const int*> to_const;
// CHECK-DAG: STRUCT 'of_int_ptr_const' size=1
of<int* const> constant;
// No underscore joins others, which would make a flavor's mark.
// CHECK-DAG: STRUCT 'a__b' size=4
a__::b underscores;
// CHECK-DAG: STRUCT 'anonymous_namespace_hidden' size=4
hidden in_anonymous;
// CHECK-DAG: STRUCT 'gruc3ub6uc3u9fe' size=4
größe with_letters;
// CHECK-DAG: STRUCT 'local' size=4
decltype(deep::make()) in_function;
// CHECK-DAG: STRUCT 'kernels_inner_part' size=16
inner::kernels<inner::part>* of_kernel;
int use() { return of_kernel->more + *(volatile int*)&in_anonymous; }
// Two that are the same for longer than a name can be.
// CHECK-DAG: STRUCT 'numbers_100000_100001_{{[0-9_]+}}_[[FIRST:[0-9a-f]{16}]]' size=4
numbers<100000, 100001, 100002, 100003, 100004, 100005, 100006, 100007, 100008, 100009, 100010, 100011, 100012, 100013, 100014, 100015, 100016, 100017, 100018> long_name;
// CHECK-NOT: '{{.*}}_0000000000000000'
