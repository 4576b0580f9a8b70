// What bpfreloc can't settle yet is refused by a line that says what it is.
// DEFINE: %{compile} = %clang_bpf -c %s -o %t.o
// DEFINE: %{refuses} = %S/../Inputs/refuses %t.out bpfreloc -o %t.out %t.o --target %testdata/6.12.107+deb13-amd64.btf.xz
#define SEC(name) __attribute__((section(name), used))
#define UINT(name, value) int(*name)[value]


#if defined(JUMP_TABLE)
// RUN: %{compile} -mcpu=v4 -DJUMP_TABLE && %{refuses} | FileCheck %s --check-prefix=JUMP-TABLE
// JUMP-TABLE: .o: section 'socket': instruction {{[0-9]+}} of 'program': it is gotox, a jump by a table of section '.jumptables', which is not supported; compile with -fno-jump-tables
SEC("socket") int program(unsigned *context) {
  static void *table[] = {&&first, &&second, &&third};
  if (*context > 2) return 0;
  goto *table[*context];
first:
  return 1;
second:
  return 2;
third:
  return 3;
}
#elif defined(SECTION)
// RUN: %{compile} -DSECTION='"fentry.multi/f"' && %{refuses} | FileCheck %s --check-prefix=MULTI
// MULTI: program 'program': section 'fentry.multi/f': programs of this name are not supported
// RUN: %{compile} -DSECTION='"tp_btf"' && %{refuses} | FileCheck %s --check-prefix=NO-TARGET
// NO-TARGET: program 'program': section 'tp_btf': what to attach to is missing: 'tp_btf/NAME' expected
// RUN: %{compile} -DSECTION='"fentry/no_such_function"' && %{refuses} | FileCheck %s --check-prefix=WRONG-TARGET
// WRONG-TARGET: program 'program': the target has no FUNC 'no_such_function' to attach to
SEC(SECTION) int program(void *context) { return 0; }
#endif

SEC("license") char license_text[] = "GPL";
