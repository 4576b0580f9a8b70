// [[btf::name]]: what each kind of declaration is called in BTF, and in relocations.
// RUN: %clangxx_btf -std=c++20 -Wall -Wextra -Werror -fplugin-arg-btf-no-context-name -c %s -o %t.o
// RUN: bpftool btf dump file %t.o format raw | FileCheck %s
// RUN: llvm-objdump -dr %t.o | FileCheck %s --check-prefix=CODE
// RUN: llvm-readelf -s %t.o | FileCheck %s --check-prefix=SYMBOLS
// No tag of the plugin's own is left.
// RUN: not grep btfkit: %t.o

// CHECK-DAG: STRUCT 'class' size=16 vlen=2
struct [[btf::name("class")]] class_;
struct [[btf::name("class")]] class_ {
  // CHECK-DAG: 'new' type_id={{[0-9]+}} bits_offset=0{{$}}
  const char* new_ [[btf::name("new")]];
  // CHECK-DAG: 'private' type_id={{[0-9]+}} bits_offset=64 bitfield_size=3
  int private_ [[btf::name("private")]] : 3;
};
// CHECK-DAG: UNION 'union.1' size=8 vlen=2
union [[btf::name("union.1")]] either {
  // CHECK-DAG: 'export' type_id={{[0-9]+}} bits_offset=0
  int export_ [[btf::name("export")]] [2];
  // CHECK-DAG: 'delete' type_id={{[0-9]+}} bits_offset=0
  int (*delete_ [[btf::name("delete")]])(int xor_ [[btf::name("xor")]]);
};
// CHECK-DAG: STRUCT 'empty' size=0 vlen=0
struct empty {
  char no_members [[btf::name("")]] [0];
};
static_assert(sizeof(empty) == 0);
// CHECK-DAG: STRUCT 'after_empty' size=4 vlen=2
struct after_empty {
  empty none;
  int number;
};

// CHECK-DAG: ENUM 'enum' encoding=SIGNED size=4 vlen=3
// CHECK-DAG: 'false' val=0
// CHECK-DAG: 'plain' val=1
// CHECK-DAG: 'true' val=-2
enum [[btf::name("enum")]] named { false_ [[btf::name("false")]], plain, true_ [[btf::name("true")]] = -2 };
// CHECK-DAG: ENUM '(anon)' encoding=UNSIGNED size=1 vlen=1
// CHECK-DAG: 'and' val=7
struct user {
  enum : unsigned char { and_ [[btf::name("and")]] = 7 } small;
};

// CHECK-DAG: TYPEDEF 'bool' type_id
typedef int bool_ [[btf::name("bool")]];
// CHECK-DAG: TYPEDEF 'wchar_t' type_id
using wchar [[btf::name("wchar_t")]] = unsigned short;

// CHECK-DAG: FUNC 'operator' type_id={{[0-9]+}} linkage=extern
extern "C" [[gnu::section(".ksyms"), gnu::weak]] int operator_ [[btf::name("operator")]] (int this_ [[btf::name("this")]]);

struct base {
  int class_ [[btf::name("class")]];
};
// A base's member that is called as one of the class is, in BTF: they don't become one struct.
// CHECK-DAG: STRUCT 'derived' size=8 vlen=2
struct derived : base {
  int other_class [[btf::name("class")]];
};

class_ object{};
either choice{};
after_empty last{};
named value = plain;
user small{user::and_};
bool_ yes = 1;
wchar wide = 2;
derived both{};

struct [[btf::preserve_access_index, btf::name("task_struct")]] task {
  task* parent_ [[btf::name("real_parent")]];
  int first_ [[btf::name("pid")]];
};

// CHECK-DAG: FUNC 'not' type_id=[[NOT:[0-9]+]] linkage=global
// CHECK-DAG: 'or' type_id
// SYMBOLS-DAG: FUNC    GLOBAL DEFAULT {{.*}} not{{$}}
// SYMBOLS-DAG: NOTYPE  WEAK   DEFAULT UND operator{{$}}
// CODE-LABEL: <not>:
// CODE-DAG: struct task_struct::real_parent (0:0)
// CODE-DAG: struct task_struct::pid (0:1)
// CODE-DAG: enum enum::true = -2
// CODE-DAG: enum enum::plain = 1
// CODE-DAG: R_BPF_64_32 operator
__attribute__((section("socket"), used)) long not_ [[btf::name("not")]] (task* or_ [[btf::name("or")]]) {
  return operator_(or_->parent_->first_) + __builtin_preserve_enum_value(*(named*)true_, 1) +
         __builtin_preserve_enum_value(*(named*)plain, 1);
}
