// What has the name of one of the standard library's tagged unions and consists of something else is
// described as the class it is.
// RUN: %clangxx_btf -c %s -o %t.o
// RUN: bpftool btf dump file %t.o format raw | FileCheck %s
namespace std {
template <class T> struct optional { union { char none; T value; } storage; bool has; int more; };
template <class T, class E> struct expected { bool has; union { T value; E error; } storage; };
}
struct empty {};
struct [[btf::tagged_union("tag")]] padded {
  int : 3;
  unsigned tag;
  union { int : 5; int first; long second; };
};
// CHECK-DAG: STRUCT 'std_optional_int' size=[[#]] vlen=3
int use(std::optional<int>* object) { return object->more; }
// CHECK-DAG: STRUCT 'std_expected_int_long' size=[[#]] vlen=2
int use(std::expected<int, long>* object) { return object->has; }
// CHECK-DAG: 'first' type_id=[[#]] bits_offset=0
// CHECK-DAG: 'second' type_id=[[#]] bits_offset=0
int use(padded* object) { return object->first; }
