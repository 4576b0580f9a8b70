// What bpfreloc can't settle yet is refused by a line that says what it is.
// DEFINE: %{compile} = %clang_bpf -c %s -o %t.o
// DEFINE: %{refuses} = %S/../Inputs/refuses %t.out bpfreloc -o %t.out %t.o --target %testdata/6.12.107+deb13-amd64.btf.xz
#define SEC(name) __attribute__((section(name), used))
#define UINT(name, value) int(*name)[value]


#if defined(SECTION)
// RUN: %{compile} -DSECTION='"struct_ops/init"' && %{refuses} | FileCheck %s --check-prefix=STRUCT-OPS
// STRUCT-OPS: program 'program': section 'struct_ops/init': programs of this name are not supported
// RUN: %{compile} -DSECTION='"freplace/f"' && %{refuses} | FileCheck %s --check-prefix=FREPLACE
// FREPLACE: program 'program': section 'freplace/f': programs of this name are not supported
// RUN: %{compile} -DSECTION='"tp_btf"' && %{refuses} | FileCheck %s --check-prefix=NO-TARGET
// NO-TARGET: program 'program': section 'tp_btf': what to attach to is missing: 'tp_btf/NAME' expected
// RUN: %{compile} -DSECTION='"fentry/no_such_function"' && %{refuses} | FileCheck %s --check-prefix=WRONG-TARGET
// WRONG-TARGET: program 'program': the target has no FUNC 'no_such_function' to attach to
SEC(SECTION) int program(void *context) { return 0; }
#endif

SEC("license") char license_text[] = "GPL";
