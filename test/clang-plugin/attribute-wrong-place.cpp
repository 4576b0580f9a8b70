// The attribute is for records.
// RUN: %clangxx_btf -c %s -o %t.o 2>&1 | FileCheck %s

// CHECK: [[@LINE+1]]:3: warning: '{{(btf::)?}}preserve_access_index' attribute only applies to classes, structs and unions
[[btf::preserve_access_index]] int number;
