// Each of pahole's features that Debian's version has, on and off, from both compilers: the same
// types and variables as pahole's. Then what newer ones add.
// DEFINE: %{link} = -no-pie -nostdlib -fuse-ld=bfd -Wl,-e,0,-T,%S/Inputs/per_cpu.ld
// RUN: gcc -gdwarf-4 %{link} %s -o %t.gcc4 && gcc -gdwarf-5 %{link} %s -o %t.gcc5
// RUN: %clang -gdwarf-4 %{link} %s -o %t.clang4 && %clang -gdwarf-5 %{link} %s -o %t.clang5
// RUN: bash %S/Inputs/as_pahole %t.gcc4 %t.gcc5 %t.clang4 %t.clang5

// What pahole encodes without options.
// RUN: btfgen --btf_encode_detached=%t.btf %t.clang5 && btfgen dump %t.btf | FileCheck --check-prefix=PLAIN %s
// PLAIN-DAG: INT 'float' size=4
// PLAIN-DAG: ENUM64 'wide'
// PLAIN-DAG: TYPE_TAG 'user'
// PLAIN-DAG: DECL_TAG 'tagged'
// PLAIN-DAG: '__reserved1'
// PLAIN-DAG: VAR 'first' {{.*}} linkage=global
// PLAIN-DAG: VAR 'counter' {{.*}} linkage=static
// PLAIN-DAG: DATASEC '.data..percpu'

// Nothing but what a list names.
// RUN: btfgen -J --btf_features= --btf_encode_detached=%t.none %t.clang5
// RUN: btfgen dump %t.none | FileCheck --check-prefix=NONE --implicit-check-not={{TAG\|VAR\|DATASEC\|FLOAT\|ENUM64}} %s
// NONE-DAG: INT 'float' size=4
// NONE-DAG: ENUM 'wide' encoding=UNSIGNED size=8 vlen=2
// RUN: btfgen -J --btf_features=float,enum64 --btf_encode_detached=%t.two %t.clang5
// RUN: btfgen dump %t.two | FileCheck --check-prefix=TWO --implicit-check-not={{TAG\|VAR\|DATASEC}} %s
// TWO-DAG: FLOAT 'float' size=4
// TWO-DAG: ENUM64 'wide'

// Without enum64 enumerations that differ in upper halves alone are one.
// RUN: btfgen dump %t.two | grep -c kMask | FileCheck --check-prefix=MASKS %s
// RUN: btfgen dump %t.none | grep -c kMask | FileCheck --check-prefix=MASK %s
// MASKS: {{^2$}}
// MASK: {{^1$}}

// `default` and +; what isn't known is passed over; a second list adds to the first.
// RUN: for list in default, default,nonsense, +, +nonsense, default; do btfgen -J --btf_features=${list%,} --btf_encode_detached=%t.list %t.clang5 && btfgen dump %t.list | FileCheck --check-prefix=DEFAULT --implicit-check-not=global_ %s || exit 1; done
// RUN: btfgen -J --btf_features=float --btf_features=var,enum64,decl_tag,type_tag --btf_encode_detached=%t.sum %t.clang5
// RUN: cmp %t.sum %t.list
// RUN: btfgen encode --btf_features=default,layout -o %t.encode %t.clang5
// RUN: btfgen -J --btf_features=+layout --btf_encode_detached=%t.layout %t.clang5 && cmp %t.encode %t.layout
// DEFAULT-DAG: FLOAT 'float' size=4
// DEFAULT-DAG: ENUM64 'wide'
// DEFAULT-DAG: TYPE_TAG 'user'
// DEFAULT-DAG: DECL_TAG 'tagged'
// DEFAULT-DAG: VAR 'first'

// The options work in their order: a list undoes what came before.
// RUN: btfgen -J --btf_gen_floats --btf_features=enum64 --btf_encode_detached=%t.order %t.clang5
// RUN: btfgen dump %t.order | FileCheck --check-prefix=UNDONE %s
// UNDONE: INT 'float'
// RUN: btfgen -J --btf_features=enum64 --btf_gen_floats --btf_encode_detached=%t.order %t.clang5
// RUN: cmp %t.order %t.two

// Variables of all sections.
// RUN: btfgen -J --btf_features=global_var --btf_encode_detached=%t.global %t.clang5 && btfgen dump %t.global | FileCheck --check-prefix=GLOBAL %s
// GLOBAL-DAG: VAR 'global_one'
// GLOBAL-DAG: VAR 'global_zero'
// GLOBAL-DAG: DATASEC '.data'
// GLOBAL-DAG: DATASEC '.bss'

// Fields of this prefix have no other name.
// RUN: btfgen -J --kabi_prefix=__reserved --btf_encode_detached=%t.kabi %t.clang5 && btfgen dump %t.kabi | FileCheck --check-prefix=KABI %s
// KABI: '__reserved' type_id
// KABI-NEXT: '__reserved' type_id

// The header has room for the place of a layout section, as libbpf 1.8 writes it; with `layout`
// there is one.
// RUN: od -An -tx4 -j4 -N4 %t.btf | FileCheck --check-prefix=LENGTH %s
// RUN: od -An -tx4 -j24 -N8 %t.btf | FileCheck --check-prefix=EMPTY %s
// RUN: od -An -tx4 -j28 -N4 %t.layout | FileCheck --check-prefix=LAYOUT %s
// LENGTH: 00000020
// EMPTY: 00000000 00000000
// LAYOUT: 00000050

#ifdef __clang__
#define TYPE_TAG __attribute__((btf_type_tag("user")))
#define DECL_TAG __attribute__((btf_decl_tag("tagged")))
#else
#define TYPE_TAG
#define DECL_TAG
#endif
#define PER_CPU __attribute__((section(".data..percpu"), used))

enum wide { kSmall = 1, kLarge = 0x123456789a };
enum narrow { kMinus = -1, kPlus };
typedef int number DECL_TAG;
struct item {
  float ratio;
  enum wide wide;
  enum narrow narrow;
  number TYPE_TAG *text;
  int field DECL_TAG;
  long __reserved1;
  long __reserved2_used;
} DECL_TAG;

PER_CPU int first = 1;
PER_CPU struct item items[2] = {{1}};
static PER_CPU long counter = 3;
int global_one = 1;
int global_zero;
// In the scope of a prototype, where one name may be there twice.
PER_CPU void (*take_one)(enum { kMask = 0x100000001 });
PER_CPU void (*take_two)(enum { kMask = 0x200000001 });
