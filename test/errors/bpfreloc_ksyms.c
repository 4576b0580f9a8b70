// Kernel symbols that the target lacks, or has as something else.
// DEFINE: %{compile} = %clang_bpf -c %s -o %t.o
// DEFINE: %{refuses} = %S/../Inputs/refuses %t.out bpfreloc -o %t.out %t.o --target %testdata/6.12.107+deb13-amd64.btf.xz
#define KSYM __attribute__((section(".ksyms")))
#define PROGRAM(value) __attribute__((section("tc"), used)) int program(void *context) { return value; }

#if defined(FUNCTION)
// RUN: %{compile} -DFUNCTION && %{refuses} | FileCheck %s --check-prefix=FUNCTION
// FUNCTION: bpfreloc: {{.*}}.o: .ksyms: the target has no FUNC 'no_such_function'
extern int no_such_function(void) KSYM;
PROGRAM(no_such_function())

#elif defined(PARAMETERS)
// RUN: %{compile} -DPARAMETERS && %{refuses} | FileCheck %s --check-prefix=PARAMETERS
// PARAMETERS: .ksyms: 'bpf_rcu_read_lock' has other parameters than [{{[0-9]+}}] FUNC 'bpf_rcu_read_lock' of the target
extern int bpf_rcu_read_lock(int) KSYM;
PROGRAM(bpf_rcu_read_lock(1))

#elif defined(VARIABLE)
// RUN: %{compile} -DVARIABLE && %{refuses} | FileCheck %s --check-prefix=VARIABLE
// VARIABLE: .ksyms: the target has no VAR 'no_such_variable'
extern const int no_such_variable KSYM;
PROGRAM(no_such_variable)

#elif defined(TYPE)
// RUN: %{compile} -DTYPE && %{refuses} | FileCheck %s --check-prefix=TYPE
// TYPE: .ksyms: 'runqueues' is [{{[0-9]+}}] INT 'int', but [{{[0-9]+}}] STRUCT 'rq' in the target
extern const int runqueues KSYM __attribute__((weak));
PROGRAM(runqueues)

#elif defined(BARE)
// RUN: %{compile} -DBARE && %{refuses} | FileCheck %s --check-prefix=BARE
// BARE: section 'tc': instruction {{[0-9]}} of 'program': 'nowhere' is not in the object, nor in .ksyms or .kconfig of its BTF
extern int nowhere;
PROGRAM(nowhere)
#endif

__attribute__((section("license"), used)) char license_text[] = "GPL";
