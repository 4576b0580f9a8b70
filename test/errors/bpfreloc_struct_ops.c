// struct_ops that can't be laid out for the target.
// DEFINE: %{compile} = %clang_bpf -Wno-unused-function -c %s -o %t.o
// DEFINE: %{refuses} = %S/../Inputs/refuses %t.out bpfreloc -o %t.out %t.o --target %testdata/6.12.107+deb13-amd64.btf.xz
#define SEC(name) __attribute__((section(name), used))
typedef unsigned u32;
struct sock;

#ifndef NAME
#define NAME tcp_congestion_ops
#endif
#ifndef MEMBERS
#define MEMBERS
#endif
#ifndef VALUES
#define VALUES
#endif
#ifndef SECTION
#define SECTION "struct_ops/one"
#endif
#ifndef PLACE
#define PLACE ".struct_ops"
#endif

struct NAME {
  char name[16];
  u32 (*ssthresh)(struct sock *sk);
  u32 (*undo_cwnd)(struct sock *sk);
  MEMBERS
};
int variable = 1;
SEC(SECTION) u32 one(void *context) { return 1; }
__attribute__((noinline)) u32 subprogram(void *context) { return variable; }

// RUN: %{compile} && bpfreloc %t.o --target %testdata/6.12.107+deb13-amd64.btf.xz -o %t.out
// RUN: %{compile} '-DMEMBERS=long none; struct { int a; } other;' && bpfreloc %t.o --target %testdata/6.12.107+deb13-amd64.btf.xz -o %t.out

// RUN: %{compile} -DNAME=no_such_ops && %{refuses} | FileCheck %s --check-prefix=UNKNOWN
// UNKNOWN: .o: struct_ops 'ops': the target knows no struct_ops 'no_such_ops': it has no STRUCT 'bpf_struct_ops_no_such_ops'
// RUN: %{compile} '-DMEMBERS=long none;' '-DVALUES=.none = 1,' && %{refuses} | FileCheck %s --check-prefix=NOT-ZERO
// NOT-ZERO: .o: struct_ops 'ops': member 'none': the target's [14440] STRUCT 'tcp_congestion_ops' has none, and it is not zero
// RUN: %{compile} '-DMEMBERS=u32 (*none)(void);' '-DVALUES=.none = (void *)one,' && %{refuses} | FileCheck %s --check-prefix=LACKS
// LACKS: .o: struct_ops 'ops': member 'none': the target's [14440] STRUCT 'tcp_congestion_ops' has none, and it is program 'one'
// RUN: %{compile} '-DMEMBERS=u32 *flags;' && %{refuses} | FileCheck %s --check-prefix=KIND
// KIND: .o: struct_ops 'ops': member 'flags': it is [{{[0-9]+}}] PTR '(anon)', but [{{[0-9]+}}] INT '{{.*}}' in the target
// RUN: %{compile} '-DMEMBERS=unsigned long flags;' && %{refuses} | FileCheck %s --check-prefix=SIZE
// SIZE: .o: struct_ops 'ops': member 'flags': it has 8 bytes, but 4 in the target
// RUN: %{compile} '-DMEMBERS=u32 flags : 3;' && %{refuses} | FileCheck %s --check-prefix=BITS
// BITS: .o: struct_ops 'ops': member 'flags': bit fields are not supported
// RUN: %{compile} '-DMEMBERS=void *owner;' '-DVALUES=.owner = (void *)5,' && %{refuses} | FileCheck %s --check-prefix=POINTER
// POINTER: .o: struct_ops 'ops': member 'owner': it is a pointer with a value that is no program
// RUN: %{compile} '-DMEMBERS=u32 (*owner)(void);' '-DVALUES=.owner = (void *)one,' && %{refuses} | FileCheck %s --check-prefix=NO-CALLBACK
// NO-CALLBACK: .o: struct_ops 'ops': member 'owner': it is no pointer to a function in the target
// RUN: %{compile} '-DVALUES=.undo_cwnd = (void *)one,' && %{refuses} | FileCheck %s --check-prefix=TWO
// TWO: .o: struct_ops 'ops': member 'undo_cwnd': program 'one' is used for two callbacks: 0 of type 14440 and 8 of type 14440

// RUN: %{compile} -DSECTION='"socket"' && %{refuses} | FileCheck %s --check-prefix=OTHER-TYPE
// OTHER-TYPE: .o: .struct_ops: section '.rel.struct_ops': relocation [0]: 'ops': member 'ssthresh': 'one' is not a program of section 'struct_ops'
// RUN: %{compile} '-DVALUES=.undo_cwnd = (void *)subprogram,' && %{refuses} | FileCheck %s --check-prefix=SUBPROGRAM
// SUBPROGRAM: .o: .struct_ops: section '.rel.struct_ops': relocation [1]: 'ops': member 'undo_cwnd': 'subprogram' is not a program of section 'struct_ops'
// RUN: %{compile} '-DMEMBERS=int *data;' '-DVALUES=.data = &variable,' && %{refuses} | FileCheck %s --check-prefix=DATA
// DATA: .o: .struct_ops: section '.rel.struct_ops': relocation [1]: 'ops': member 'data': it is no pointer to a function, but has 'variable'
// RUN: %{compile} -DNO_STRUCT && %{refuses} | FileCheck %s --check-prefix=NO-STRUCT
// NO-STRUCT: .o: .struct_ops: 'ops': it is not a struct with a name
// RUN: %{compile} -DPLACE='"?.struct_ops"' && %{refuses} | FileCheck %s --check-prefix=NONE-LEFT
// NONE-LEFT: .o: all of its programs are left out; name those to load by --only or --struct-ops
// RUN: %{compile} -DUNUSED && %{refuses} | FileCheck %s --check-prefix=UNUSED
// UNUSED: .o: program 'unused': no struct_ops that is created refers to it, so that nothing would call it
// RUN: %{compile} && %{refuses} --struct-ops nothing | FileCheck %s --check-prefix=NO-VARIABLE
// NO-VARIABLE: .o: --struct-ops nothing: there is no such variable
#ifdef NO_STRUCT
SEC(".struct_ops") int ops;
#else
SEC(PLACE) struct NAME ops = {.ssthresh = (void *)one, VALUES};
#endif
#ifdef UNUSED
SEC("struct_ops/unused") u32 unused(void *context) { return 1; }
#endif
SEC("license") char license_text[] = "GPL";
