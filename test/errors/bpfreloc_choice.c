// Programs that can't be chosen, or can't be left out.
// RUN: %clang_bpf -c %s -o %t.o
// DEFINE: %{refuses} = %S/../Inputs/refuses %t.out bpfreloc -o %t.out %t.o --target %testdata/6.12.107+deb13-amd64.btf.xz
#define SEC(name) __attribute__((section(name), used))

// RUN: %{refuses} --only nobody | FileCheck %s --check-prefix=NOBODY
// NOBODY: o: --only nobody: there is no program 'nobody'; the object has 'first', 'second', 'target'
// RUN: %{refuses} --only function | FileCheck %s --check-prefix=FUNCTION
// FUNCTION: o: --only function: there is no program 'function'; the object has
// RUN: %{refuses} | FileCheck %s --check-prefix=ALL
// ALL: o: all of its programs are left out; name those to load by --only or --struct-ops
// RUN: %{refuses} --only first --attach nobody=f | FileCheck %s --check-prefix=ATTACH-NOBODY
// ATTACH-NOBODY: o: --attach nobody=f: there is no program 'nobody'; the object has
// RUN: %{refuses} --only first --attach first= | FileCheck %s --check-prefix=NOTHING
// NOTHING: o: --attach first=: what to attach to is missing
// RUN: %{refuses} --only second --attach second=vfs_read | FileCheck %s --check-prefix=NO-BTF
// NO-BTF: o: program 'second': section 'socket': programs of this name attach to nothing that has BTF
// RUN: %{refuses} --only first --attach first=no_such_function | FileCheck %s --check-prefix=MISSING
// MISSING: o: program 'first': the target has no FUNC 'no_such_function' to attach to
// RUN: %{refuses} --only first | FileCheck %s --check-prefix=TAIL
// TAIL: o: program 'first': section 'fentry': what to attach to is missing: 'fentry/NAME' expected
// RUN: not bpfreloc -o %t.out %t.o --target %t.o --attach first 2>&1 | FileCheck %s --check-prefix=USAGE
// USAGE: bpfreloc: --attach: 'first' has no '='

// The array needs its program.
// RUN: %clang_bpf -DARRAY -c %s -o %t.o
// RUN: %{refuses} --only first --attach first=vfs_read | FileCheck %s --check-prefix=SLOT
// SLOT: o: section '.rel.maps': relocation [0]: map 'programs': values[1]: program 'target' is left out

__attribute__((noinline, used)) int function(void) { return 0; }
SEC("?fentry") int first(void *context) { return 0; }
SEC("?socket") int second(void *context) { return function(); }
SEC("?xdp") int target(void *context) { return 2; }

#ifdef ARRAY
struct {
  int (*type)[3];
  int (*key_size)[4];
  int (*value_size)[4];
  int (*max_entries)[2];
  int (*values[])(void *);
} programs SEC(".maps") = {.values = {[1] = (void *)&target}};
#endif

SEC("license") char license_text[] = "GPL";
