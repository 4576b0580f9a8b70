// C++ as BTF: bases flattened, methods and static members dropped, names spelled as identifiers.
// RUN: g++ -std=c++20 -g -c %s -o %t.gcc.o && btfgen encode %t.gcc.o -o %t.gcc.btf
// RUN: bpftool btf dump file %t.gcc.btf format raw | FileCheck %s
// RUN: g++ -std=c++20 -g -gdwarf-4 -c %s -o %t.gcc4.o && btfgen encode %t.gcc4.o -o %t.gcc4.btf
// RUN: bpftool btf dump file %t.gcc4.btf format raw | FileCheck %s
// RUN: g++ -std=c++20 -g -fdebug-types-section -c %s -o %t.units.o && btfgen encode %t.units.o -o %t.units.btf
// RUN: bpftool btf dump file %t.units.btf format raw | FileCheck %s
// RUN: %clangxx -std=c++20 -g -c %s -o %t.clang.o && btfgen encode %t.clang.o -o %t.clang.btf
// RUN: bpftool btf dump file %t.clang.btf format raw | FileCheck %s
// RUN: %clangxx -std=c++20 -g -gdwarf-4 -c %s -o %t.clang4.o && btfgen encode %t.clang4.o -o %t.clang4.btf
// RUN: bpftool btf dump file %t.clang4.btf format raw | FileCheck %s

namespace ns {
inline namespace v1 {
enum class Color : unsigned char { kRed, kBlue = 255 };
struct Outer {
  struct Inner {
    char c;
  } inner;
  Color color;
  static int shared;
  int method(int) const;
};
int Outer::method(int x) const { return x + inner.c; }
template <typename T, int N>
struct Array {
  T values[N];
};
}  // namespace v1
}  // namespace ns
ns::Outer outer;
ns::Array<const char *, 4> array;
// CHECK-DAG: STRUCT 'ns_v1_Outer' size=2 vlen=2{{[[:space:]]+}}'inner' type_id=[[#INNER:]] bits_offset=0{{[[:space:]]+}}'color' type_id=[[#COLOR:]] bits_offset=8
// CHECK-DAG: [[[#INNER]]] STRUCT 'ns_v1_Outer_Inner' size=1 vlen=1
// CHECK-DAG: [[[#COLOR]]] ENUM 'ns_v1_Color' encoding=UNSIGNED size=1 vlen=2{{[[:space:]]+}}'kRed' val=0{{[[:space:]]+}}'kBlue' val=255
// CHECK-DAG: STRUCT 'ns_v1_Array_{{char_const_ptr|const_char_ptr}}_4' size=32 vlen=1
// CHECK-DAG: FUNC '_ZNK2ns2v15Outer6methodEi' type_id=[[#METHOD:]] linkage=static
// CHECK-DAG: [[[#METHOD]]] FUNC_PROTO '(anon)' ret_type_id={{[0-9]+}} vlen=2{{[[:space:]]+}}'this' type_id={{[0-9]+}}{{[[:space:]]+}}'x' type_id={{[0-9]+}}

namespace {
struct Hidden {
  int x;
} hidden;
}  // namespace
int use() { return hidden.x; }
// CHECK-DAG: STRUCT 'anonymous_namespace_Hidden' size=4 vlen=1

struct A {
  virtual ~A();
  int a;
};
A::~A() {}
struct B {
  int b;
};
struct Empty {};
struct C : B, A, Empty {
  int c;
} c;
// CHECK-DAG: STRUCT 'C' size=24 vlen=4{{[[:space:]]+}}'_vptr_A' type_id={{[0-9]+}} bits_offset=0{{[[:space:]]+}}'a' type_id={{[0-9]+}} bits_offset=64{{[[:space:]]+}}'b' type_id={{[0-9]+}} bits_offset=96{{[[:space:]]+}}'c' type_id={{[0-9]+}} bits_offset=128

struct D : B {
  int b;
} d;
// CHECK-DAG: STRUCT 'D' size=8 vlen=2{{[[:space:]]+}}'(anon)' type_id=[[#BASE:]] bits_offset=0{{[[:space:]]+}}'b' type_id=[[#INT:]] bits_offset=32
// CHECK-DAG: [[[#BASE]]] STRUCT '(anon)' size=4 vlen=1{{[[:space:]]+}}'b' type_id=[[#INT]] bits_offset=0

struct V : virtual B {
  int v;
} v;
// CHECK-DAG: STRUCT 'V' size=16 vlen=2{{[[:space:]]+}}'_vptr_V' type_id={{[0-9]+}} bits_offset=0{{[[:space:]]+}}'v' type_id={{[0-9]+}} bits_offset=64

struct Odd {
  int B::*data;
  int (B::*code)(int);
  int &reference;
  int &&temporary;
  decltype(nullptr) null;
  char8_t c8;
  char32_t c32;
  union {
    int i;
    float f;
  };
};
int touch(Odd *odd) { return odd->i; }
// CHECK-DAG: STRUCT 'Odd' size=64 vlen=8{{[[:space:]]+}}'data' type_id=[[#LONG:]] bits_offset=0{{[[:space:]]+}}'code' type_id=[[#PAIR:]] bits_offset=64{{[[:space:]]+}}'reference' type_id=[[#PINT:]] bits_offset=192{{[[:space:]]+}}'temporary' type_id={{[0-9]+}} bits_offset=256{{[[:space:]]+}}'null' type_id=[[#PVOID:]] bits_offset=320
// CHECK-DAG: [[[#LONG]]] INT 'long' size=8 bits_offset=0 nr_bits=64 encoding=SIGNED
// CHECK-DAG: [[[#PAIR]]] STRUCT '(anon)' size=16 vlen=2{{[[:space:]]+}}'ptr' type_id=[[#LONG]] bits_offset=0{{[[:space:]]+}}'adj' type_id=[[#LONG]] bits_offset=64
// CHECK-DAG: [[[#PINT]]] PTR '(anon)' type_id=[[#INT]]
// CHECK-DAG: [[[#PVOID]]] PTR '(anon)' type_id=0
// CHECK-DAG: INT 'char8_t' size=1 bits_offset=0 nr_bits=8 encoding=(none)
// CHECK-DAG: INT 'char32_t' size=4 bits_offset=0 nr_bits=32 encoding=(none)

extern "C" int plain(int, int named) { return named; }
// CHECK-DAG: FUNC 'plain' type_id=[[#PLAIN:]] linkage=static
// CHECK-DAG: [[[#PLAIN]]] FUNC_PROTO '(anon)' ret_type_id=[[#INT]] vlen=2{{[[:space:]]+}}'arg1' type_id=[[#INT]]{{[[:space:]]+}}'named' type_id=[[#INT]]
