// A helper that the kernel keeps for programs under the GPL, and a license that isn't there or another.
// RUN: %clangxx_btf -c %s -o %t.o 2>&1 | FileCheck %s --check-prefixes=CHECK,NONE
// RUN: %clangxx_btf '-DTEXT="Proprietary"' -c %s -o %t.o 2>&1 | FileCheck %s --check-prefixes=CHECK,OTHER
// RUN: %clangxx_btf -Werror -fplugin-arg-btf-no-gpl-helper -c %s -o %t.o
// RUN: %clangxx_btf -Werror '-DTEXT="GPL"' -c %s -o %t.o
// RUN: %clangxx_btf -Werror '-DTEXT="Dual MIT/GPL"' -c %s -o %t.o
// A library has its license elsewhere, and not every helper is the GPL's.
// RUN: %clangxx_btf -Werror -DLIBRARY -c %s -o %t.o
// RUN: %clangxx_btf -Werror -DFREE -c %s -o %t.o
#include <btfkit/bpf.hpp>
#ifdef LIBRARY
#define PROGRAM extern "C"
#else
#define PROGRAM SEC("socket")
#endif
#ifdef FREE
PROGRAM int program(void*) { return btfkit::ktime_get_ns() + btfkit::get_smp_processor_id(); }
#else
PROGRAM int program(void*) {
  int value = 0;
  // NONE: gpl-helper.cpp:[[@LINE+2]]:{{[0-9]+}}: warning: the kernel lets only programs under a license compatible with the GPL call helper 113, bpf_probe_read_kernel, and this file names no license; {{.*}} [btf-gpl-helper]
  // OTHER: gpl-helper.cpp:[[@LINE+1]]:{{[0-9]+}}: warning: {{.*}} call helper 113, bpf_probe_read_kernel, and its license is 'Proprietary'
  btfkit::probe_read_kernel(&value, sizeof value, nullptr);
  // CHECK: gpl-helper.cpp:[[@LINE+1]]:{{[0-9]+}}: warning: {{.*}} call helper 6, bpf_trace_printk
  btfkit::trace_printk("%d", value);
  // CHECK: 2 warnings generated
  return 0;
}
#endif
#ifdef TEXT
LICENSE(TEXT);
#endif
