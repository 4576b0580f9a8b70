// Variables of the kernel's configuration: a map of their values, frozen, as libbpf makes it.
// RUN: mkdir -p %t
// RUN: printf 'CONFIG_A=y\nCONFIG_B=m\n# CONFIG_N is not set\nCONFIG_NO=n\nCONFIG_C=m\nCONFIG_HZ=250\nCONFIG_HEX=0xfedcba9876543210\nCONFIG_BELOW=-2\nCONFIG_OCTAL=010\nCONFIG_NAME="(none)"\nCONFIG_HZ=100\n' > %t/config
// RUN: %clang_bpf -c %s -o %t/config.o
// RUN: %S/Inputs/same_as_libbpf --kconfig %t/config --version 6.1.192 %t/config.o %little_endian_kernels

// By alignment, size and name. What is weak and not there is 0; of equal names the first counts.
// DEFINE: %{kernel} = %testdata/6.12.107+deb13-amd64.btf.xz
// RUN: bpfreloc %t/config.o --target %{kernel} --kconfig %t/config --kernel-version 6.1.192 -o %t/image.o
// RUN: bpfload inspect %t/image.o | FileCheck %s --check-prefix=MAP
// MAP: map 0 'config.kconfig': array
// MAP-NEXT: BTF types: key 0, value {{[1-9]}}
// MAP-NEXT: data: 46 bytes: 10 32 54 76 98 ba dc fe 00 00 00 00 00 00 00 00 02 00 00 00 fa 00 00 00 c0 01 06 00 08 00 00 00 01 fe 6d 00 00 01 28 6e 6f 6e 65 29 00 00
// MAP-NEXT: frozen
// RUN: btfgen dump %t/image.o | FileCheck %s --check-prefix=IMAGE
// IMAGE: VAR 'CONFIG_HZ' {{.*}} linkage=extern

// The file may be compressed.
// RUN: gzip -kf %t/config && xz -kf %t/config
// RUN: bpfreloc %t/config.o --target %{kernel} --kconfig %t/config.gz --kernel-version 6.1.192 -o %t/gz.image.o
// RUN: bpfreloc %t/config.o --target %{kernel} --kconfig %t/config.xz --kernel-version 6.1.192 -o %t/xz.image.o
// RUN: cmp %t/image.o %t/gz.image.o && cmp %t/image.o %t/xz.image.o
// Or in a kernel.
// RUN: (echo kernel; printf '\0IKCFG_ST'; cat %t/config.gz; printf 'IKCFG_ED\0') > %t/vmlinux
// RUN: bpfreloc %t/config.o --target %{kernel} --kconfig %t/vmlinux --kernel-version 6.1.192 -o %t/in.image.o
// RUN: cmp %t/image.o %t/in.image.o

// A text that is too long is cut, with a warning.
// RUN: sed 's/(none)/0123456789/' %t/config > %t/long
// RUN: %S/Inputs/same_as_libbpf --kconfig %t/long --version 6.1.255 %t/config.o %{kernel}
// RUN: bpfreloc %t/config.o --target %{kernel} --kconfig %t/long --kernel-version 6.1.192 -o %t/cut.image.o 2>&1 | FileCheck %s --check-prefix=CUT
// CUT: bpfreloc: warning: {{.*}}long: 'CONFIG_NAME' is "0123456789", cut to 7 characters

// In the other byte order.
// RUN: %clang -target bpfeb -g -O2 -c %s -o %t/big.o
// RUN: bpfreloc %t/big.o --target %testdata/6.12.107+deb13-s390x.btf.xz --kconfig %t/config --kernel-version 6.1.192 -o %t/big.image.o
// RUN: od -An -v -tx1 -w16 %t/big.image.o | tr -d ' \n' | FileCheck %s --check-prefix=BIG
// BIG: fedcba9876543210000000000000000000000002000000fa000601c00008000001fe6d0000

// It runs; the running kernel says which version it is.
// RUN: %if bpf %{ bpfreloc %t/config.o --target /sys/kernel/btf/vmlinux --kconfig %t/config -o %t/here.image.o && bpfload test-run %t/here.image.o --program program --data-hex 00112233445566778899aabbccdd | FileCheck %s --check-prefix=RETURNS %}
// RETURNS: retval{{.*}} 0

#define SEC(name) __attribute__((section(name), used))
#define KCONFIG __attribute__((section(".kconfig")))
#define WEAK __attribute__((weak))
typedef unsigned long long u64;
enum libbpf_tristate { TRI_NO, TRI_YES, TRI_MODULE };

extern int LINUX_KERNEL_VERSION KCONFIG;
extern _Bool LINUX_HAS_BPF_COOKIE KCONFIG;
extern short LINUX_OF_THE_FUTURE KCONFIG WEAK;
extern _Bool CONFIG_A KCONFIG;
extern enum libbpf_tristate CONFIG_B KCONFIG;
extern _Bool CONFIG_N KCONFIG WEAK;
extern const _Bool CONFIG_NO KCONFIG;
extern char CONFIG_C KCONFIG;
extern const volatile int CONFIG_HZ KCONFIG;
extern u64 CONFIG_HEX KCONFIG;
extern signed char CONFIG_BELOW KCONFIG;
extern unsigned short CONFIG_OCTAL KCONFIG;
extern char CONFIG_NAME[8] KCONFIG;
extern u64 CONFIG_NONE KCONFIG WEAK;

SEC("socket") int program(void *context) {
  if (LINUX_KERNEL_VERSION < 0x50000) return 1;
  if (!LINUX_HAS_BPF_COOKIE || LINUX_OF_THE_FUTURE) return 2;
  if (!CONFIG_A || CONFIG_B != TRI_MODULE || CONFIG_N || CONFIG_NO) return 3;
  if (CONFIG_C != 'm' || CONFIG_HZ != 250 || CONFIG_HEX != 0xfedcba9876543210) return 4;
  if (CONFIG_BELOW != -2 || CONFIG_OCTAL != 8 || CONFIG_NONE) return 5;
  return CONFIG_NAME[1] != 'n' || CONFIG_NAME[6];
}
SEC("license") char license_text[] = "GPL";
