// A map that loaders would refuse is diagnosed where it is defined.
// RUN: not %clangxx_btf -fdiagnostics-parseable-fixits -c %s -o %t.o 2>&1 | FileCheck %s
// RUN: %clangxx_btf -Werror -fplugin-arg-btf-no-map-definition -fplugin-arg-btf-no-map-incomplete -c %s -o %t.o
#include <btfkit/bpf.hpp>
// CHECK: map-definition.cpp:[[@LINE+1]]:{{[0-9]+}}: error: map 'number' is not a struct: loaders read what the map is from its members [btf-map-definition]
SEC(".maps") int number;
// CHECK: [[@LINE+1]]:{{[0-9]+}}: error: map 'untyped' has no type: a member 'int (*type)[BPF_MAP_TYPE_...]' is missing
struct { int* key; long* value; int (*max_entries)[1]; } untyped SEC(".maps");
struct {
  int (*type)[1];
  int* key;
  long* value;
  // CHECK: [[@LINE+2]]:9: error: map 'misspelt': no map has a member 'max_entires'; did you mean 'max_entries'?
  // CHECK: fix-it:{{.*}}:{[[@LINE+1]]:9-[[@LINE+1]]:20}:"max_entries"
  int (*max_entires)[8];
  // CHECK: [[@LINE+1]]:{{[0-9]+}}: error: map 'misspelt': no map has a member 'a_member_of_my_own'
  int (*a_member_of_my_own)[8];
  // CHECK: [[@LINE+1]]:{{[0-9]+}}: warning: map 'misspelt' has no size
} misspelt SEC(".maps");
struct {
  // CHECK: [[@LINE+1]]:{{[0-9]+}}: error: map 'by_value': 'type' is a number N, to be written as 'int (*type)[N]', not as 'int'
  int type;
  // CHECK: [[@LINE+1]]:{{[0-9]+}}: error: map 'by_value': 'key' is a pointer to the type that is meant, not a 'unsigned int'
  unsigned key;
} by_value SEC(".maps");
// CHECK: [[@LINE+1]]:{{[0-9]+}}: warning: map 'no_key' has no key: a map of this type needs a member 'key' or 'key_size' [btf-map-incomplete]
struct { int (*type)[1]; long* value; int (*max_entries)[1]; } no_key SEC(".maps");
// CHECK: [[@LINE+1]]:{{[0-9]+}}: warning: map 'no_value' has no value
struct { int (*type)[2]; int* key; int (*max_entries)[1]; } no_value SEC(".maps");
// CHECK: [[@LINE+1]]:{{[0-9]+}}: warning: map 'no_size' has no size
struct { int (*type)[27]; } no_size SEC(".maps");
// CHECK: [[@LINE+1]]:{{[0-9]+}}: warning: map 'zero' has no size
struct { int (*type)[27]; int (*max_entries)[0]; } zero SEC(".maps");
// CHECK: [[@LINE+1]]:{{[0-9]+}}: warning: map 'queue' has no value
struct { int (*type)[22]; int (*max_entries)[4]; } queue SEC(".maps");
template <int number> struct of_type { int (*type)[number]; };
struct holder {
  // CHECK: [[@LINE+1]]:{{[0-9]+}}: warning: map 'member' has no size
  SEC(".maps") static inline of_type<27> member;
};
void* use() { return &holder::member; }
// CHECK: 7 warnings and 6 errors generated
