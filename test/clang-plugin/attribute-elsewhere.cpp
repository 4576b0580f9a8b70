// On another target the plugin changes nothing, and the attribute is ignored as ever.
// RUN: %clangxx -std=gnu++23 -O2 -S -emit-llvm %s -o %t.without.ll 2> /dev/null
// RUN: %clangxx -std=gnu++23 -O2 -S -emit-llvm -fplugin=%plugin %s -o %t.with.ll 2> %t.log
// RUN: cmp %t.without.ll %t.with.ll
// RUN: FileCheck %s < %t.log

// CHECK: warning: {{.*}}'preserve_access_index' {{.*}}ignored
struct __attribute__((preserve_access_index)) record { int x, y; };
int read(record* object) { return object->y; }
