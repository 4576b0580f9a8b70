// Tags in the debug info of C++, as the clang plugin leaves them, become decl tags and type tags.
// RUN: %clangxx_btf -c %s -o %t.o && btfgen encode %t.o -o %t.btf && btfgen dump %t.btf > %t.raw
// RUN: FileCheck %s < %t.raw
// The types have the tags that the plugin's own BTF has.
// RUN: btfgen dump %t.o | grep -o "_TAG '[^']*'.*component_idx.*" | sed 's/type_id=[0-9]*//' | grep -v a_variable | sort > %t.plugin
// RUN: grep -o "_TAG '[^']*'.*component_idx.*" %t.raw | sed 's/type_id=[0-9]*//' | sort | diff %t.plugin -
// RUN: btfgen encode --btf_features=var,float %t.o -o %t.none.btf && btfgen dump %t.none.btf | FileCheck %s --check-prefix=NONE
// NONE-NOT: TAG
// RUN: %if bpf %{ %tools/btf_load %t.btf %}

struct [[btf::decl_tag("a_struct")]] Tagged {
  int first;
  [[btf::decl_tag("second_member")]] int second;
  int* pointer [[btf::type_tag("kptr")]];
};
struct Base {
  int before;
  [[btf::decl_tag("of_a_base")]] int tagged;
};
// The members of a base come first, whatever they are in the source.
struct Derived : Base, Tagged {
  [[btf::decl_tag("own")]] int more;
};
typedef int number [[btf::decl_tag("a_typedef")]];
[[gnu::used]] Derived both;
[[btf::decl_tag("a_variable")]] int variable;
extern "C" [[btf::decl_tag("a_function"), gnu::noinline]] int work(
    Tagged* t, int n [[btf::decl_tag("an_argument")]]) {
  return t->second + n;
}
number use(number n) { return n + variable; }

// CHECK-DAG: [[[#TAGGED:]]] STRUCT 'Tagged' size=16 vlen=3
// CHECK-DAG: 'pointer' type_id=[[#POINTER:]] bits_offset=64
// CHECK-DAG: [[[#POINTER]]] PTR '(anon)' type_id=[[#TAG:]]
// CHECK-DAG: [[[#TAG]]] TYPE_TAG 'kptr' type_id=[[#INT:]]
// CHECK-DAG: [[[#INT]]] INT 'int'
// CHECK-DAG: DECL_TAG 'a_struct' type_id=[[#TAGGED]] component_idx=-1
// CHECK-DAG: DECL_TAG 'second_member' type_id=[[#TAGGED]] component_idx=1
// CHECK-DAG: [[[#DERIVED:]]] STRUCT 'Derived' size=32 vlen=6
// CHECK-DAG: DECL_TAG 'of_a_base' type_id=[[#DERIVED]] component_idx=1
// CHECK-DAG: DECL_TAG 'second_member' type_id=[[#DERIVED]] component_idx=3
// CHECK-DAG: DECL_TAG 'own' type_id=[[#DERIVED]] component_idx=5
// CHECK-DAG: [[[#NUMBER:]]] TYPEDEF 'number' type_id=[[#INT]]
// CHECK-DAG: DECL_TAG 'a_typedef' type_id=[[#NUMBER]] component_idx=-1
// CHECK-DAG: [[[#WORK:]]] FUNC 'work'
// CHECK-DAG: DECL_TAG 'a_function' type_id=[[#WORK]] component_idx=-1
// CHECK-DAG: DECL_TAG 'an_argument' type_id=[[#WORK]] component_idx=1
