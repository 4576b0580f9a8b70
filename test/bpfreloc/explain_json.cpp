// What explain says as JSON, of C++ and of both byte orders; it agrees with what bpfreloc does.
// RUN: %clangxx_btf -c %s -o %t.o
// RUN: bpfreloc explain %t.o --target %testdata/6.1.0-56-amd64.btf.xz %testdata/6.12.107+deb13-amd64.btf.xz --format json > %t.json; test $? = 3
// RUN: %python -m json.tool %t.json | FileCheck %s
// RUN: bpfreloc %t.o --target %testdata/6.12.107+deb13-amd64.btf.xz -o %t.image -v > %t.verbose
// RUN: %python %S/Inputs/explain_agrees.py %t.json 1 %t.verbose

// The same object twice gives the same bytes, and --failures the same relocations.
// RUN: bpfreloc explain %t.o --target %testdata/6.1.0-56-amd64.btf.xz %testdata/6.12.107+deb13-amd64.btf.xz --format json > %t.again || test $? = 3
// RUN: cmp %t.json %t.again
// RUN: bpfreloc explain %t.o --target %testdata/6.12.107+deb13-amd64.btf.xz --format json --failures > %t.failures || test $? = 3
// RUN: %python -m json.tool %t.failures | FileCheck %s --check-prefix=FAILURES
// FAILURES-NOT: "status": "moved"
// FAILURES: "index": 2
// FAILURES: "status": "poisoned"
// FAILURES: "moved": 1

// Big endian, for a kernel that is.
// RUN: %clangxx_btf --target=bpfeb -c %s -o %t.eb.o
// RUN: bpfreloc explain %t.eb.o --target %testdata/6.12.107+deb13-s390x.btf.xz --format json > %t.eb.json; test $? = 3
// RUN: bpfreloc %t.eb.o --target %testdata/6.12.107+deb13-s390x.btf.xz -o %t.eb.image -v > %t.eb.verbose
// RUN: %python %S/Inputs/explain_agrees.py %t.eb.json 0 %t.eb.verbose
// RUN: %python -m json.tool %t.eb.json | FileCheck %s --check-prefix=BIG
// BIG: "kernel": "6.12.107+deb13-s390x"
// BIG: "expression": "struct task_struct.state"
// BIG: "verdict": "guarded",
// BIG: "expression": "struct task_struct.state"
// BIG: "verdict": "reached",

// RUN: (bpfreloc explain %t.o --target %testdata/6.12.107+deb13-amd64.btf.xz --color always; test $? = 3) | FileCheck %s --check-prefix=COLOUR
// COLOUR: {{.\[1m.*\[1;31mpoisoned:.\[0m <byte_off>}}
// RUN: (bpfreloc explain %t.o --target %testdata/6.12.107+deb13-amd64.btf.xz; test $? = 3) | FileCheck %s --check-prefix=PLAIN
// PLAIN-NOT: {{\x1b}}
// PLAIN: 4 relocations

#define SEC(name) __attribute__((section(name), used))

namespace kernel {
struct [[clang::preserve_access_index]] task_struct {
  int pid;
  long state;
};
}  // namespace kernel

unsigned long sum;

// CHECK: "version": 1,
// CHECK-NEXT: "object": "{{.*}}.o",
// CHECK-NEXT: "targets": [
// CHECK: "target": "{{.*}}6.1.0-56-amd64.btf.xz",
// CHECK-NEXT: "kernel": "6.1.0-56-amd64",
// CHECK: "kernel": "6.12.107+deb13-amd64",
// CHECK-NEXT: "relocations": [
// CHECK: "index": 0,
// CHECK-NEXT: "section": "socket/guarded",
// CHECK-NEXT: "offset": 0,
// CHECK-NEXT: "function": "guarded",
// CHECK-NEXT: "kind": "byte_off",
// CHECK-NEXT: "source": {
// CHECK-NEXT: "file": "{{.*}}explain_json.cpp",
// CHECK-NEXT: "line": [[#@LINE+21]],
// CHECK-NEXT: "column": 15,
// CHECK-NEXT: "text": "{{ *}}sum = task->pid;"
// CHECK-NEXT: },
// CHECK-NEXT: "local": {
// CHECK-NEXT: "type": "struct task_struct",
// CHECK-NEXT: "path": "pid",
// CHECK-NEXT: "expression": "struct task_struct.pid",
// CHECK-NEXT: "value": 0
// CHECK-NEXT: },
// CHECK-NEXT: "target": {
// CHECK-NEXT: "type": "struct task_struct",
// CHECK-NEXT: "path": "pid",
// CHECK-NEXT: "expression": "struct task_struct.pid",
// CHECK-NEXT: "value": 2432
// CHECK-NEXT: },
// CHECK-NEXT: "module": "",
// CHECK-NEXT: "unit": "bytes",
// CHECK-NEXT: "widths": null,
// CHECK-NEXT: "status": "moved",
SEC("socket/guarded") extern "C" int guarded(kernel::task_struct* task) {
  sum = task->pid;
  if (__builtin_preserve_field_info(task->state, 2)) sum += task->state;
  return 0;
}

// CHECK: "status": "absent",
// CHECK: "index": 2,
// CHECK: "target": null,
// CHECK: "status": "poisoned",
// CHECK-NEXT: "why": "struct task_struct has no member 'state' in 6.12.107+deb13-amd64",
// CHECK-NEXT: "nearest": [
// CHECK-NEXT: "__state"{{$}}
// CHECK: "advice": "",
// CHECK-NEXT: "candidates": [
// CHECK-NEXT: {
// CHECK-NEXT: "type": "[{{[0-9]+}}] struct task_struct",
// CHECK-NEXT: "value": null,
// CHECK-NEXT: "why": "struct task_struct has no member 'state' in 6.12.107+deb13-amd64"
// CHECK: "reach": {
// CHECK-NEXT: "verdict": "guarded",
// CHECK-NEXT: "programs": [],
// CHECK-NEXT: "guards": [
// CHECK-NEXT: 1
// CHECK-NEXT: ],
// CHECK-NEXT: "variables": []
// CHECK: "advice": "guard it with an exists check",
// CHECK: "verdict": "reached",
// CHECK-NEXT: "programs": [
// CHECK-NEXT: "plain"
SEC("socket/plain") extern "C" int plain(kernel::task_struct* task) {
  sum = task->state;
  return 0;
}
// CHECK: "counts": {
// CHECK-NEXT: "same": 0,
// CHECK-NEXT: "moved": 1,
// CHECK-NEXT: "resized": 0,
// CHECK-NEXT: "changed": 0,
// CHECK-NEXT: "absent": 1,
// CHECK-NEXT: "poisoned": 2,
// CHECK-NEXT: "ambiguous": 0,
// CHECK-NEXT: "error": 0
// CHECK-NEXT: },
// CHECK-NEXT: "ok": false
