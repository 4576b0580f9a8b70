// Each diagnostic has a name at its end, by which an option turns it off.
// RUN: not %clangxx_btf -c %s -o %t.o 2>&1 | FileCheck %s
// RUN: %clangxx_btf -Werror -fplugin-arg-btf-no-virtual-base -fplugin-arg-btf-no-polymorphic \
// RUN:   -fplugin-arg-btf-no-indirect-call -c %s -o %t.o
// Warnings heed -Werror and -w.
// RUN: %clangxx_btf -fplugin-arg-btf-no-virtual-base -fplugin-arg-btf-no-indirect-call -c %s -o %t.o
// RUN: not %clangxx_btf -Werror -fplugin-arg-btf-no-virtual-base -fplugin-arg-btf-no-indirect-call -c %s -o %t.o 2>&1 | FileCheck %s --check-prefix=ERROR
// ERROR: error: {{.*}} has virtual functions{{.*}} [btf-polymorphic]
// RUN: %clangxx_btf -w -fplugin-arg-btf-no-virtual-base -fplugin-arg-btf-no-indirect-call -c %s -o %t.o 2>&1 | FileCheck %s --check-prefix=IGNORED --allow-empty
// IGNORED-NOT: warning
// RUN: not %clangxx_btf -fplugin-arg-btf-no-such-thing -c %s -o %t.2.o 2>&1 | FileCheck %s --check-prefix=UNKNOWN
// UNKNOWN: error: libbtfplugin: unknown option '-fplugin-arg-btf-no-such-thing'
struct [[btf::preserve_access_index]] base { int id; };
// CHECK: [[@LINE+2]]:{{[0-9]+}}: error: virtual base 'base' of 'derived': members of a virtual base can't be relocated [btf-virtual-base]
// CHECK-NEXT: struct {{.*}} derived : virtual base
struct [[btf::preserve_access_index]] derived : virtual base {
  // CHECK: [[@LINE-1]]:{{[0-9]+}}: warning: {{.*}} has virtual functions{{.*}} [btf-polymorphic]
  virtual int call();
};
int call(int (*function)()) { return function(); }
