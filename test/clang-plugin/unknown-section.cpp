// A section that no loader knows, and what was meant.
// RUN: %clangxx_btf -fdiagnostics-parseable-fixits -c %s -o %t.o 2>&1 | FileCheck %s
// RUN: %clangxx_btf -Werror -fplugin-arg-btf-no-unknown-section -c %s -o %t.o
#include <btfkit/bpf.hpp>
// CHECK: unknown-section.cpp:[[@LINE+2]]:6: warning: no program type has a section 'xpd'; did you mean 'xdp'? [btf-unknown-section]
// CHECK: fix-it:{{.*}}:{[[@LINE+1]]:6-[[@LINE+1]]:9}:"xdp"
SEC("xpd") int swapped(void*) { return 0; }
// CHECK: warning: no program type has a section 'tracpoint/sched/sched_switch'; did you mean 'tracepoint/sched/sched_switch'?
SEC("tracpoint/sched/sched_switch") int with_rest(void*) { return 0; }
// CHECK: warning: no program type has a section 'cgroup/conect4'; did you mean 'cgroup/connect4'?
// CHECK: fix-it:{{.*}}:{[[@LINE+1]]:25-[[@LINE+1]]:39}:"cgroup/connect4"
__attribute__((section("cgroup/conect4"))) int by_attribute(void*) { return 0; }
// CHECK: warning: no program type has a section '?fentri/f'; did you mean '?fentry/f'?
SEC("?fentri/f") int optional(void*) { return 0; }
// CHECK: warning: no program type has a section 'xdp_drop'; did you mean 'xdp'?
SEC("xdp_drop") int as_of_old(void*) { return 0; }
// CHECK: warning: no program type has a section 'my_hooks/first'; loaders know a program's type by it
SEC("my_hooks/first") int own(void*) { return 0; }
// CHECK: warning: loaders know no section 'licence' of variables; did you mean 'license'?
// CHECK: fix-it:{{.*}}:"license"
SEC("licence") char misspelt[] = "GPL";
// CHECK: warning: loaders know no section 'maps' of variables; did you mean '.maps'?
SEC("maps") int (*old_map)[1];
// CHECK: warning: loaders know no section 'maps/old' of variables; did you mean '.maps'?
SEC("maps/old") int (*older_map)[1];
// CHECK: warning: loaders know no section '.kconfg' of variables; did you mean '.kconfig'?
SEC(".kconfg") int configuration = 1;
// CHECK: warning: loaders know no section 'settings' of variables; sections of your own begin with '.data.', '.rodata.' or '.bss.'
SEC("settings") int setting = 1;
// CHECK: 11 warnings generated

SEC("prog") int of_iproute2(void*) { return 0; }
SEC("?xdp") int known(void*) { return 0; }
SEC(".text") int plain(void*) { return 0; }
SEC(".data.own") int data = 1;
SEC(".data.x") int short_name = 1;
SEC(".rodata.own") const volatile int constants = 1;
SEC(".bss.own") int zero;
SEC(".addr_space.1") int arena;
SEC(".struct_ops.link") int operations = 1;
SEC("version") int kernel_version = 1;
SEC("license") char license_text[] = "GPL";
extern int of_kernel __attribute__((section(".ksyms")));
int read() { return of_kernel; }
