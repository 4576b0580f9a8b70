// Before Linux 6.8 the verifier doesn't know the tag `arg:ctx`, by which it takes a global function's
// argument for the program's context: a copy of the function's types has the pointer that it does know,
// for each program by its own type. (Debian's libbpf doesn't do it yet.)
// RUN: %clang_bpf -c %s -o %t.o
// RUN: bpfreloc %t.o --target %testdata/6.1.0-56-amd64.btf.xz -o %t.image.o
// RUN: %python %S/Inputs/plan_as_text.py %t.image.o > %t.txt
// RUN: sed -n 's,^BTF ,,p' %t.txt | xxd -r -p > %t.btf
// RUN: (btfgen dump %t.btf && cat %t.txt) | FileCheck %s
// CHECK: FUNC 'takes' type_id=[[PROTO:[0-9]+]] linkage=global
// The kprobe's
// CHECK: FUNC_PROTO '(anon)' ret_type_id=[[INT:[0-9]+]] vlen=2
// CHECK-NEXT: 'number' type_id=[[INT]]
// CHECK-NEXT: 'context' type_id=[[REGISTERS:[0-9]+]]
// CHECK-NEXT: [[ONE:[0-9]+]]] FUNC 'takes' type_id={{[0-9]+}} linkage=global
// CHECK-NEXT: [[STRUCT:[0-9]+]]] STRUCT 'bpf_user_pt_regs_t' size=0 vlen=0
// CHECK-NEXT: [[[REGISTERS]]] PTR '(anon)' type_id=[[STRUCT]]
// CHECK-NEXT: DECL_TAG 'arg:ctx' type_id=[[ONE]] component_idx=1
// The raw tracepoint's
// CHECK-NEXT: FUNC_PROTO
// CHECK-NEXT: 'number' type_id=[[INT]]
// CHECK-NEXT: 'context' type_id=
// CHECK-NEXT: [[TWO:[0-9]+]]] FUNC 'takes'
// CHECK-NEXT: STRUCT 'bpf_raw_tracepoint_args'
// CHECK: program 'one'
// CHECK: function at {{[1-9][0-9]*}}: [[ONE]]{{$}}
// CHECK: program 'two'
// CHECK: function at {{[1-9][0-9]*}}: [[TWO]]{{$}}

// A kernel that knows the tag gets what the compiler wrote.
// RUN: %S/Inputs/same_as_libbpf %t.o %testdata/6.12.107+deb13-amd64.btf.xz
// RUN: %if bpf %{ bpfreloc %t.o --target /sys/kernel/btf/vmlinux -o %t.here.o && bpfload load %t.here.o --pin /sys/fs/bpf/btfkit_context && bpfload detach /sys/fs/bpf/btfkit_context %}

#define SEC(name) __attribute__((section(name), used))

int kept;
__attribute__((noinline)) int takes(int number, void *context __attribute__((btf_decl_tag("arg:ctx")))) {
  kept = number;
  return context ? number : 0;
}

SEC("kprobe/do_exit") int one(void *context) { return takes(1, context); }
SEC("raw_tp/sys_enter") int two(void *context) { return takes(2, context); }
SEC("license") char license_text[] = "GPL";
