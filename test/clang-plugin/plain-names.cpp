// Loaders know programs, maps and variables by their plain names; two of one name are an error.
// RUN: %clangxx_btf -c %s -o %t.o
// RUN: llvm-readelf -sW %t.o | FileCheck %s
// RUN: not %clangxx_btf -DCOLLISION -c %s -o %t.collision.o 2>&1 | FileCheck %s --check-prefix=COLLISION
#include <btfkit/bpf.hpp>

namespace one {
SEC(".maps") struct {
  int (*type)[1];
  int* key;
  int* value;
  int (*max_entries)[3];
} of_anonymous_type;
SEC(".maps") btfkit::hash_map<int, int, 4> map;
int counter = 1;
// CHECK-DAG: GLOBAL {{.*}} of_anonymous_type{{$}}
// CHECK-DAG: GLOBAL {{.*}} map{{$}}
// CHECK-DAG: GLOBAL {{.*}} counter{{$}}
namespace {
// CHECK-DAG: GLOBAL {{.*}} program{{$}}
SEC("xdp") int program(void*) { return counter; }
}  // namespace
}  // namespace one

#ifdef COLLISION
namespace two {
// COLLISION-DAG: [[@LINE+1]]:{{[0-9]+}}: error: {{.*}}two programs would be called 'program'
SEC("xdp") int program(void*) { return 2; }
// COLLISION-DAG: [[@LINE+1]]:{{[0-9]+}}: error: two maps would be called 'map': loaders know names without namespaces
SEC(".maps") btfkit::hash_map<int, int, 4> map;
// COLLISION-DAG: [[@LINE+1]]:{{[0-9]+}}: error: two variables would be called 'counter'
int counter = 2;
}  // namespace two
#endif
