// What an object asks of the kernel's configuration, and isn't there or doesn't fit.
// DEFINE: %{compile} = %clang_bpf -c %s -o %t.o
// DEFINE: %{refuses} = %S/../Inputs/refuses %t.out bpfreloc -o %t.out %t.o --target %testdata/6.12.107+deb13-amd64.btf.xz
// RUN: echo CONFIG_HZ=250 > %t.config
#define EXTERN __attribute__((section(".kconfig")))
#define PROGRAM(value) __attribute__((section("socket"), used)) int program(void *context) { return value; }

#if defined(VERSION)
// RUN: %{compile} -DVERSION && %{refuses} | FileCheck %s --check-prefix=VERSION
// VERSION: bpfreloc: {{.*}}.o: .kconfig: 'LINUX_KERNEL_VERSION': the target doesn't tell its version; --kernel-version does
// RUN: bash -c 'bpfreloc -o %t.out %t.o --target x --kernel-version 6.1 2> %t.usage; test $? = 2'
// RUN: FileCheck %s --check-prefix=USAGE --input-file=%t.usage
// USAGE: --kernel-version: '6.1' is not three numbers as 6.1.192
extern int LINUX_KERNEL_VERSION EXTERN;
PROGRAM(LINUX_KERNEL_VERSION)

#elif defined(UNKNOWN)
// RUN: %{compile} -DUNKNOWN && %S/../Inputs/refuses %t.out bpfreloc -o %t.out %t.o --target %testdata/6.12.107+deb13-amd64.btf.xz | FileCheck %s --check-prefix=UNKNOWN
// UNKNOWN: .kconfig: 'LINUX_OF_THE_FUTURE': nothing is known of such a variable; CONFIG_* expected
extern int LINUX_OF_THE_FUTURE EXTERN;
PROGRAM(LINUX_OF_THE_FUTURE)

#elif defined(TYPE)
// RUN: %{compile} -DTYPE && %{refuses} --kconfig %t.config | FileCheck %s --check-prefix=TYPE
// TYPE: .kconfig: 'CONFIG_HZ': no configuration value has its type
extern struct { int number; } CONFIG_HZ EXTERN;
PROGRAM(CONFIG_HZ.number)

#else
// RUN: %{compile} && %{refuses} | FileCheck %s --check-prefix=NO-FILE
// NO-FILE: .kconfig: 'CONFIG_HZ' is part of the kernel's configuration, which --kconfig names
// RUN: %{refuses} --kconfig %t.none | FileCheck %s --check-prefix=MISSING-FILE
// MISSING-FILE: .kconfig: {{.*}}.none: No such file or directory
// RUN: printf 'CONFIG_HZ=250\nCONFIG_NEXT' > %t.wrong
// RUN: %{refuses} --kconfig %t.wrong | FileCheck %s --check-prefix=WRONG-LINE
// WRONG-LINE: .kconfig: {{.*}}.wrong: line 2: 'CONFIG_NEXT' has no '='
// RUN: echo CONFIG_HZ=many > %t.many
// RUN: %{refuses} --kconfig %t.many | FileCheck %s --check-prefix=MISFIT
// MISFIT: .kconfig: {{.*}}.many: line 1: 'CONFIG_HZ' is many, which its type doesn't take: a number expected
// RUN: echo CONFIG_OTHER=y > %t.other
// RUN: %{refuses} --kconfig %t.other | FileCheck %s --check-prefix=STRONG
// STRONG: .kconfig: 'CONFIG_HZ' is not in {{.*}}.other, and not weak
// RUN: %{refuses} --kconfig %t.o | FileCheck %s --check-prefix=NOT-ONE
// NOT-ONE: .kconfig: {{.*}}.o: it is no kernel configuration, and no kernel that carries one (CONFIG_IKCONFIG)
// RUN: gzip -c %t.config | head -c 20 > %t.cut.gz
// RUN: %{refuses} --kconfig %t.cut.gz | FileCheck %s --check-prefix=CUT
// CUT: .kconfig: {{.*}}.cut.gz: gzip: the compressed data is truncated
extern int CONFIG_HZ EXTERN;
PROGRAM(CONFIG_HZ)
#endif

__attribute__((section("license"), used)) char license_text[] = "GPL";
