// What bpfreloc can't settle yet is refused by a line that says what it is.
// DEFINE: %{compile} = %clang_bpf -c %s -o %t.o
// DEFINE: %{refuses} = %S/../Inputs/refuses %t.out bpfreloc -o %t.out %t.o --target %testdata/6.12.107+deb13-amd64.btf.xz
#define SEC(name) __attribute__((section(name), used))
#define UINT(name, value) int(*name)[value]

#if defined(LEGACY)
// RUN: %{compile} -DLEGACY && %{refuses} | FileCheck %s --check-prefix=LEGACY
// LEGACY: section 'maps': legacy map definitions are not supported; declare maps in section .maps
struct { unsigned type, key_size, value_size, max_entries, map_flags; } map SEC("maps") = {2, 4, 4, 1, 0};
SEC("socket") int program(void *context) { return ((long (*)(void *, void *))2)(&map, 0); }

#elif defined(INNER)
// RUN: %{compile} -DINNER && %{refuses} | FileCheck %s --check-prefix=INNER
// INNER: .maps: map 'outer': member 'values': maps in maps and program arrays with contents are not supported yet
struct inner { UINT(type, 2); UINT(max_entries, 1); int *key, *value; };
struct { UINT(type, 12); UINT(max_entries, 1); UINT(key_size, 4); struct inner *values[]; } outer SEC(".maps");
SEC("socket") int program(void *context) { return (long)&outer != 0; }

#elif defined(SECTION)
// RUN: %{compile} -DSECTION='"struct_ops/init"' && %{refuses} | FileCheck %s --check-prefix=STRUCT-OPS
// STRUCT-OPS: program 'program': section 'struct_ops/init': programs of this name are not supported
// RUN: %{compile} -DSECTION='"freplace/f"' && %{refuses} | FileCheck %s --check-prefix=FREPLACE
// FREPLACE: program 'program': section 'freplace/f': programs of this name are not supported
// RUN: %{compile} -DSECTION='"?socket"' && %{refuses} | FileCheck %s --check-prefix=OPTIONAL
// OPTIONAL: program 'program': section '?socket': programs of this name are not supported
// RUN: %{compile} -DSECTION='"tp_btf"' && %{refuses} | FileCheck %s --check-prefix=NO-TARGET
// NO-TARGET: program 'program': section 'tp_btf': what to attach to is missing: 'tp_btf/NAME' expected
// RUN: %{compile} -DSECTION='"fentry/no_such_function"' && %{refuses} | FileCheck %s --check-prefix=WRONG-TARGET
// WRONG-TARGET: program 'program': the target has no FUNC 'no_such_function' to attach to
SEC(SECTION) int program(void *context) { return 0; }
#endif

SEC("license") char license_text[] = "GPL";
