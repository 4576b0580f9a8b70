// freplace programs that no function can be found for.
// DEFINE: %{compile} = %clang_bpf -Wno-unused-function -c %s -o %t.o
// DEFINE: %{refuses} = %S/../Inputs/refuses %t.out bpfreloc -o %t.out %t.o --target %testdata/6.12.107+deb13-amd64.btf.xz
// RUN: %clang_bpf -DTARGET -c %s -o %t.target.o
#define SEC(name) __attribute__((section(name), used))
struct xdp_md { unsigned data, data_end; };
struct __sk_buff { unsigned len; };
#ifdef TARGET
__attribute__((noinline)) int decide(struct xdp_md *context) { return 2; }
__attribute__((noinline)) static int hidden(struct xdp_md *context) {
  int verdict = 2;
  asm volatile("" : "+r"(verdict));
  return verdict;
}
SEC("xdp") int target(struct xdp_md *context) { return decide(context) + hidden(context); }
#else
#ifndef SECTION
#define SECTION "freplace/decide"
#endif
#ifndef PROTOTYPE
#define PROTOTYPE int drop(struct xdp_md *context)
#endif
SEC(SECTION) PROTOTYPE { return 0; }
#endif
SEC("license") char license_text[] = "GPL";

// RUN: %{compile} && bpfreloc %t.o --target %testdata/6.12.107+deb13-amd64.btf.xz --replaces drop=%t.target.o -o %t.out
// RUN: %{refuses} --replaces nobody=%t.target.o | FileCheck %s --check-prefix=NOBODY
// NOBODY: .o: --replaces nobody={{.*}}.target.o: there is no program 'nobody'
// RUN: %{refuses} --replaces drop=%t.none.o | FileCheck %s --check-prefix=NO-FILE
// NO-FILE: .o: --replaces drop={{.*}}.none.o: {{.*}}.none.o: No such file or directory
// RUN: %{refuses} --replaces drop=%t.target.o:nothing | FileCheck %s --check-prefix=NOTHING
// NOTHING: .o: --replaces drop={{.*}}.target.o:nothing: {{.*}}.target.o: it has no function 'nothing'
// RUN: %{refuses} --replaces drop=%t.target.o:hidden | FileCheck %s --check-prefix=STATIC
// STATIC: .o: --replaces drop={{.*}}.target.o:hidden: {{.*}}.target.o: function 'hidden' is static; only a global one can be replaced
// RUN: %{compile} -DSECTION='"freplace"' && %{refuses} --replaces drop=%t.target.o | FileCheck %s --check-prefix=WHICH
// WHICH: .o: --replaces drop={{.*}}.target.o: which function is missing: behind ':', or as section 'freplace/FUNCTION'
// RUN: %{compile} -DSECTION='"xdp"' && %{refuses} --replaces drop=%t.target.o | FileCheck %s --check-prefix=OTHER
// OTHER: .o: --replaces drop={{.*}}.target.o: 'drop' is a program of section 'xdp', not 'freplace'
// RUN: %{compile} '-DPROTOTYPE=int drop(struct xdp_md *context, int more)' && %{refuses} --replaces drop=%t.target.o | FileCheck %s --check-prefix=COUNT
// COUNT: .o: program 'drop': it has 2 parameters, 'decide' has 1
// RUN: %{compile} '-DPROTOTYPE=int drop(struct __sk_buff *context)' && %{refuses} --replaces drop=%t.target.o | FileCheck %s --check-prefix=CONTEXT
// CONTEXT: .o: program 'drop': its parameter 1 is a pointer to [{{[0-9]+}}] STRUCT '__sk_buff', that of 'decide' is a pointer to [{{[0-9]+}}] STRUCT 'xdp_md'
// RUN: %{compile} '-DPROTOTYPE=long drop(struct xdp_md *context)' && %{refuses} --replaces drop=%t.target.o | FileCheck %s --check-prefix=RESULT
// RESULT: .o: program 'drop': its result is [{{[0-9]+}}] INT 'long', that of 'decide' is [{{[0-9]+}}] INT 'int'
// RUN: echo no > %t.no.o && %{compile} && %{refuses} --replaces drop=%t.no.o | FileCheck %s --check-prefix=NO-OBJECT
// NO-OBJECT: .o: --replaces drop={{.*}}.no.o: {{.*}}.no.o: {{.*}}ELF
