// REQUIRES: bpf
// Every kind of function and variable that C++ has gets a linkage and a name that loaders take: the
// program is loaded, and its answer is that of plain C++.
// RUN: for level in 1 2 3 s z; do %clangxx_btf -O$level -Wextra -Werror -c %s -o %t.o && bpfreloc %t.o --target /sys/kernel/btf/vmlinux -o %t.image.o && bpfload test-run %t.image.o | grep 'retval: 1122 ' && rm -f /sys/fs/bpf/btfkit_linkage && bpftool prog load %t.o /sys/fs/bpf/btfkit_linkage && rm /sys/fs/bpf/btfkit_linkage || exit 1; done
// RUN: %clangxx_btf -c %s -o %t.o
// RUN: llvm-readelf -sW %t.o | FileCheck %s
// RUN: bpftool btf dump file %t.o format raw | FileCheck %s --check-prefix=TYPES
// Two files that have the same inline functions, variables and maps are one program.
// RUN: %clangxx_btf -DSECOND -c %s -o %t.2.o
// RUN: bpftool gen object %t.both.o %t.o %t.2.o
// RUN: bpfreloc %t.both.o --target /sys/kernel/btf/vmlinux -o %t.image.o
// RUN: bpfload test-run %t.image.o --program program | grep 'retval: 1122 '
#include <btfkit/bpf.hpp>

#define KEEP [[gnu::noinline]]
#define OPAQUE asm volatile("")

namespace shared {
// CHECK-DAG: OBJECT {{ *}}WEAK {{.*}} inline_map{{$}}
// TYPES-DAG: VAR 'inline_map' {{.*}} linkage=global
SEC(".maps") inline btfkit::array_map<long, 1> inline_map;
// CHECK-DAG: OBJECT {{ *}}WEAK {{.*}} inline_counter{{$}}
inline long inline_counter = 1000;
KEEP inline int inline_function(int a) { OPAQUE; return a + 1; }
template <class T, int n> struct box {
  // CHECK-DAG: FUNC {{ *}}LOCAL {{.*}} _ZNK6shared3boxIiLi3EE3getEv{{$}}
  KEEP T get() const { OPAQUE; return value * n; }
  T value;
};
}  // namespace shared

#ifdef SECOND
SEC("xdp") int other_program(void*) { return shared::inline_function(shared::inline_counter); }
#else
namespace outer {
namespace {
// CHECK-DAG: OBJECT {{ *}}LOCAL {{.*}} hidden_variable{{$}}
volatile int hidden_variable = 2;
// CHECK-DAG: FUNC {{ *}}LOCAL {{.*}} _ZN5outer12_GLOBAL__N_115hidden_functionEi{{$}}
KEEP int hidden_function(int a) { OPAQUE; return a * 2; }
}  // namespace
// CHECK-DAG: OBJECT {{ *}}GLOBAL {{.*}} of_anonymous_type{{$}}
// TYPES-DAG: VAR 'of_anonymous_type' {{.*}} linkage=global
SEC(".maps") struct { int (*type)[2]; int* key; int* value; int (*max_entries)[1]; } of_anonymous_type;
static volatile int static_variable = 3;
struct holder {
  // CHECK-DAG: OBJECT {{ *}}GLOBAL {{.*}} member_map{{$}}
  static btfkit::array_map<int, 1> member_map;
  static int static_function(int a) { return a + static_variable; }
};
SEC(".maps") btfkit::array_map<int, 1> holder::member_map;
template <class T> T of_template = 10;
}  // namespace outer

// CHECK-DAG: FUNC {{ *}}GLOBAL {{.*}} overloaded{{$}}
extern "C" KEEP int overloaded(int a) { OPAQUE; return a; }
// CHECK-DAG: FUNC {{ *}}GLOBAL {{.*}} _Z10overloadedl{{$}}
// TYPES-DAG: FUNC '_Z10overloadedl' {{.*}} linkage=global
KEEP int overloaded(long a) { OPAQUE; return a + 1; }

KEEP static int next() {
  static int calls = 50;
  return ++calls;
}
template <int n> KEEP int next_of() {
  static int calls = n;
  return ++calls;
}

// CHECK-DAG: FUNC {{ *}}GLOBAL {{.*}} program{{$}}
SEC("syscall") int program(void*) {
  const int zero = 0;
  shared::inline_map.update(0, 1);
  long* in_map = shared::inline_map.lookup(0);
  int* in_member = outer::holder::member_map.lookup(0);
  int* in_anonymous = static_cast<int*>(btfkit::map_lookup_elem(&outer::of_anonymous_type, &zero));
  if (in_map == nullptr || in_member == nullptr || in_anonymous == nullptr) return -1;
  int sum = *in_map + *in_member + *in_anonymous;                       // 1
  sum += shared::inline_counter;                                        // 1001
  sum += shared::inline_function(3);                                    // 1005
  sum += shared::box<int, 3>{2}.get();                                  // 1011
  sum += outer::hidden_function(outer::hidden_variable);                // 1015
  sum += outer::holder::static_function(1);                             // 1019
  sum += outer::of_template<int>;                                       // 1029
  sum += overloaded(1) + overloaded(1L);                                // 1032
  sum += next();                                                        // 1083
  sum += next_of<7>() + next_of<30>();                                  // 1122
  return sum;
}
#endif
LICENSE("GPL");
