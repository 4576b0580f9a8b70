// A type that is asked about is the kernel's, and named as the kernel does.
// RUN: %clangxx_btf -c %s -o %t.o
// RUN: llvm-objdump -dr %t.o | FileCheck %s
// RUN: bpftool btf dump file %t.o format raw | FileCheck %s --check-prefix=BTF

namespace kernel {
enum state { idle, running = 7 };
enum class wide : unsigned long long { big = 0x123456789 };
struct sock { int number; };
typedef struct { int first, second; } __attribute__((preserve_access_index)) anonymous_t;
typedef sock sock_t;
enum class mode { user [[btf::name("USER_MODE")]] = 3 };
struct own { int number; };
enum only_in_array { none };
struct [[btf::preserve_access_index]] other { only_in_array each[4]; enum inside { some } now; int last; };
}  // namespace kernel

// CHECK-LABEL: <questions>:
// CHECK: <enumval_value> [{{[0-9]+}}] enum state::running = 7
// CHECK: <enumval_exists> [{{[0-9]+}}] enum wide::big = 4886718345
// CHECK: <type_size> [{{[0-9]+}}] struct sock{{$}}
// CHECK: <target_type_id> [{{[0-9]+}}] struct sock{{$}}
extern "C" long questions(kernel::sock* sock) {
  long sum = __builtin_preserve_enum_value(*(kernel::state*)kernel::running, 1);
  asm volatile("" : "+r"(sum));
  sum += __builtin_preserve_enum_value(*(kernel::wide*)kernel::wide::big, 0);
  asm volatile("" : "+r"(sum));
  sum += __builtin_preserve_type_info(*sock, 1);
  asm volatile("" : "+r"(sum));
  return sum + __builtin_btf_type_id(*sock, 1);
}
// CHECK-LABEL: <of_typedef>:
// CHECK: <byte_off> [{{[0-9]+}}] typedef anonymous_t::second (0:1){{$}}
extern "C" int of_typedef(kernel::anonymous_t* object) { return object->second; }
// CHECK-LABEL: <more_questions>:
// CHECK: <enumval_value> [{{[0-9]+}}] enum mode::USER_MODE = 3
// CHECK: <type_exists> [{{[0-9]+}}] typedef sock_t{{$}}
// The program's own type keeps its own name.
// CHECK: <local_type_id> [{{[0-9]+}}] struct kernel_own{{$}}
extern "C" long more_questions(kernel::sock_t* sock, kernel::own* own) {
  long sum = __builtin_preserve_enum_value(*(kernel::mode*)kernel::mode::user, 1);
  asm volatile("" : "+r"(sum));
  sum += __builtin_preserve_type_info(*sock, 0);
  asm volatile("" : "+r"(sum));
  return sum + __builtin_btf_type_id(*own, 0);
}
// Enums of a relocated type's members are the kernel's, also in arrays, and those that it declares.
// BTF-DAG: ENUM 'only_in_array'
// BTF-DAG: ENUM 'inside'
extern "C" int of_array(kernel::other* object, kernel::other::inside) { return object->last; }
