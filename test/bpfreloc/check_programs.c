// What `bpfreloc check` is told of programs is meant for the objects that have them; the images are
// those that `relocate` makes when it is told the same.
// DEFINE: %{compile} = %clang_bpf -c %s
// DEFINE: %{kernel} = %testdata/6.12.107+deb13-amd64.btf.xz
// RUN: rm -rf %t && mkdir %t && cp %{kernel} %t/k.btf
// RUN: %{compile} -DONE -o %t/one.o
// RUN: %{compile} -DOTHER -o %t/other.o
// RUN: %{compile} -DOPERATIONS -o %t/operations.o
// RUN: %{compile} -DREPLACING -o %t/replacing.o
// RUN: cd %t && bpfreloc check one.o other.o operations.o replacing.o -t k.btf -o images --only wanted --attach attached=vfs_read --only attached --struct-ops marked --replaces drop=other.o > verdicts && FileCheck %s < verdicts
// CHECK: ok: k.btf: one.o
// CHECK-NEXT: ok: k.btf: other.o
// CHECK-NEXT: ok: k.btf: operations.o
// CHECK-NEXT: ok: k.btf: replacing.o
// RUN: cd %t && bpfreloc one.o -t k.btf -o image --only wanted --only attached --attach attached=vfs_read && cmp image images/k.btf/one.o
// RUN: cd %t && bpfload inspect image | FileCheck %s --check-prefix=ONE --implicit-check-not=program
// ONE: program 0 'wanted'
// ONE: program 1 'attached'
// RUN: cd %t && bpfreloc other.o -t k.btf -o image && cmp image images/k.btf/other.o
// RUN: cd %t && bpfreloc operations.o -t k.btf -o image --struct-ops marked && cmp image images/k.btf/operations.o
// RUN: cd %t && bpfload inspect image | FileCheck %s --check-prefix=OPERATIONS
// OPERATIONS: 'marked': struct_ops
// RUN: cd %t && bpfreloc replacing.o -t k.btf -o image --replaces drop=other.o && cmp image images/k.btf/replacing.o

// Two may have it.
// RUN: cd %t && cp one.o two.o && bpfreloc check one.o two.o -t k.btf -o images --only wanted && cmp images/k.btf/one.o images/k.btf/two.o
// What is wrong with an object stays its own.
// RUN: cd %t && not bpfreloc check one.o other.o -t k.btf --attach decider=vfs_read --only wanted | FileCheck %s --check-prefix=FAILS
// FAILS: ok: k.btf: one.o
// FAILS-NEXT: fails: k.btf: other.o: program 'decider': section 'xdp': programs of this name attach to nothing that has BTF

// What no object has is a mistake.
// DEFINE: %{refuses} = %S/../Inputs/refuses none bpfreloc check one.o operations.o -t k.btf
// RUN: cd %t && %{refuses} --only nobody | FileCheck %s --check-prefix=ONLY
// ONLY: bpfreloc: --only nobody: none of the objects has a program 'nobody'
// RUN: cd %t && %{refuses} --attach nobody=vfs_read | FileCheck %s --check-prefix=ATTACH
// ATTACH: bpfreloc: --attach nobody=vfs_read: none of the objects has a program 'nobody'
// RUN: cd %t && %{refuses} --struct-ops wanted | FileCheck %s --check-prefix=STRUCT-OPS
// STRUCT-OPS: bpfreloc: --struct-ops wanted: none of the objects has a struct_ops variable 'wanted'
// RUN: cd %t && %{refuses} --replaces drop=other.o | FileCheck %s --check-prefix=REPLACES
// REPLACES: bpfreloc: --replaces drop=other.o: none of the objects has a program 'drop'
// RUN: cd %t && bpfreloc check one.o -t k.btf --attach wanted > out 2>&1; test $? = 2
// RUN: FileCheck %s --check-prefix=USAGE < %t/out
// USAGE: bpfreloc: --attach: 'wanted' has no '='

#define SEC(name) __attribute__((section(name), used))
#if defined(ONE)
SEC("?socket") int wanted(void *context) { return 1; }
SEC("?fentry") int attached(void *context) { return 0; }
SEC("xdp") int unwanted(void *context) { return 2; }
#elif defined(OTHER)
struct xdp_md { unsigned data, data_end; };
__attribute__((noinline)) int decide(struct xdp_md *context) {
  int verdict = 2;
  asm volatile("" : "+r"(verdict));
  return verdict;
}
SEC("xdp") int decider(struct xdp_md *context) { return decide(context); }
#elif defined(OPERATIONS)
struct tcp_congestion_ops { unsigned (*ssthresh)(void *sk); char name[16]; };
SEC("struct_ops/threshold") unsigned threshold(void *context) { return 10; }
SEC("?.struct_ops.link") struct tcp_congestion_ops marked = {(void *)threshold, "btfkit_marked"};
#else
struct xdp_md { unsigned data, data_end; };
SEC("freplace/decide") int drop(struct xdp_md *context) { return 1; }
#endif
SEC("license") char license_text[] = "GPL";
