// For a kernel that lacks kinds of BTF, helpers or a map's flag, the plan has what libbpf falls back to
// when such a kernel refuses them. What a kernel knows is told by the names in its BTF.
// RUN: rm -rf %t && mkdir %t
// RUN: %clang_bpf -mcpu=v3 -c %s -o %t/o.o
// DEFINE: %{since} =
// DEFINE: %{kernel} = %clang -g -c -DKERNEL %{since} %s -o %t/k.o && btfgen encode %t/k.o -o %t/kernel.btf
// A part of its BTF tells it, too.
// DEFINE: %{smaller} = %S/../btfgen/Inputs/min_for_bpfreloc %t/o.o %t/kernel.btf
// DEFINE: %{types} = %python %S/Inputs/plan_as_text.py %t/image.o | sed -n 's,^BTF ,,p' | xxd -r -p > %t/plan.btf && btfgen dump %t/plan.btf
// DEFINE: %{same} = %S/Inputs/same_as_libbpf

// Before 6.0
// REDEFINE: %{since} = -DLOOP
// RUN: %{kernel}
// RUN: %{smaller}
// RUN: %{same} --without ENUM64 %t/o.o %t/kernel.btf
// Before 5.13
// REDEFINE: %{since} = -DJIFFIES
// RUN: %{kernel}
// RUN: %{smaller}
// RUN: %{same} --without ENUM64 --without TYPE_TAG --without DECL_TAG --without FLOAT %t/o.o %t/kernel.btf
// RUN: bpfreloc %t/o.o --target %t/kernel.btf -o %t/image.o
// RUN: %{types} | FileCheck %s --check-prefixes=OLD,GLOBAL
// Before 5.5
// REDEFINE: %{since} = -DSTORAGE
// RUN: %{kernel}
// RUN: %{smaller}
// RUN: %{same} --without ENUM64 --without TYPE_TAG --without DECL_TAG --without FLOAT --without GLOBAL_FUNC --without PROBE_READ_KERNEL --without MMAPABLE %t/o.o %t/kernel.btf
// RUN: bpfreloc %t/o.o --target %t/kernel.btf -o %t/image.o
// RUN: %{types} | FileCheck %s --check-prefixes=OLD,STATIC
// RUN: bpfload inspect %t/image.o | FileCheck %s --check-prefix=HELPERS
// HELPERS: map 0 'o.data': {{.*}} flags 0x0{{$}}
// HELPERS-DAG: 85 00 00 00 04 00 00 00
// HELPERS-DAG: 85 00 00 00 2d 00 00 00
// Before 5.2
// REDEFINE: %{since} = -DMESSAGE
// RUN: %{kernel}
// RUN: %{smaller}
// RUN: %{same} --without ENUM64 --without TYPE_TAG --without DECL_TAG --without FLOAT --without GLOBAL_FUNC --without PROBE_READ_KERNEL --without MMAPABLE --without VAR --without DATASEC %t/o.o %t/kernel.btf
// Before 5.0
// REDEFINE: %{since} = -DLOOKUP
// RUN: %{kernel}
// RUN: %{smaller}
// RUN: %{same} --without ENUM64 --without TYPE_TAG --without DECL_TAG --without FLOAT --without GLOBAL_FUNC --without PROBE_READ_KERNEL --without MMAPABLE --without VAR --without DATASEC --without FUNC --without FUNC_PROTO %t/o.o %t/kernel.btf

// The version that the user gives counts where the BTF shows nothing; without either all is there.
// REDEFINE: %{since} = -DNOTHING
// RUN: %{kernel}
// RUN: %{smaller}
// RUN: %{same} %t/o.o %t/kernel.btf
// RUN: bpfreloc %t/o.o --target %t/kernel.btf --kernel-version 5.4.0 -o %t/image.o
// RUN: %{types} | FileCheck %s --check-prefixes=OLD,STATIC
// RUN: bpfreloc %t/o.o --target %t/kernel.btf --kernel-version 5.12.19 -o %t/image.o
// RUN: %{types} | FileCheck %s --check-prefixes=OLD,GLOBAL
// RUN: bpfreloc %t/o.o --target %t/kernel.btf --kernel-version 6.12.0 -o %t/image.o
// RUN: %{types} | FileCheck %s --check-prefix=NEW

// What the user says counts for a part as it does for the whole.
// RUN: btfgen min --for %t/o.o %t/kernel.btf -o %t/min.btf
// RUN: for version in 5.4.0 5.12.19; do for kernel in kernel min; do bpfreloc %t/o.o --target %t/$kernel.btf --kernel-version $version -o %t/$kernel.o || exit 1; done; cmp %t/kernel.o %t/min.o || exit 1; done

// OLD-DAG: STRUCT '(anon)' size=8 vlen=0
// OLD-DAG: UNION 'wide' size=8 vlen=1
// OLD-DAG: INT 'tagged' size=1 {{.*}} nr_bits=8
// GLOBAL-DAG: FUNC 'program' {{.*}} linkage=global
// STATIC-DAG: FUNC 'program' {{.*}} linkage=static
// OLD-DAG: INT 'enum64_placeholder' size=1
// NEW-DAG: FLOAT 'double' size=8
// NEW-DAG: ENUM64 'wide'
// NEW-DAG: DECL_TAG 'tagged'

#ifdef KERNEL
enum bpf_func_id {
  BPF_FUNC_none,
#ifndef NOTHING
  BPF_FUNC_map_lookup_elem,
#endif
#if defined(MESSAGE) || defined(STORAGE) || defined(JIFFIES) || defined(LOOP)
  BPF_FUNC_msg_pop_data,
#endif
#if defined(STORAGE) || defined(JIFFIES) || defined(LOOP)
  BPF_FUNC_sk_storage_get,
#endif
#if defined(JIFFIES) || defined(LOOP)
  BPF_FUNC_probe_read_kernel,
  BPF_FUNC_jiffies64,
#endif
#ifdef LOOP
  BPF_FUNC_for_each_map_elem,
  BPF_FUNC_trace_vprintk,
  BPF_FUNC_loop,
#endif
} helper;
long number;
#else

#define SEC(name) __attribute__((section(name), used))
#define TAGGED __attribute__((btf_decl_tag("tagged")))

static long (*probe_read_kernel)(void *to, unsigned size, const void *from) = (void *)113;
static long (*probe_read_user_str)(void *to, unsigned size, const void *from) = (void *)114;

enum wide { WIDE = 1ull << 40 };
enum negative { NEGATIVE = -1 };
struct all {
  enum wide wide;
  enum negative negative;
  double floating;
  int __attribute__((btf_type_tag("user"))) * pointer;
} data = {WIDE, NEGATIVE, 0, 0};
static volatile TAGGED int constant = 3;

__attribute__((noinline)) TAGGED int function(int number) { return number + constant; }

SEC("socket") int program(void *context) {
  char text[8];
  probe_read_kernel(text, sizeof text, context);
  probe_read_user_str(text, sizeof text, context);
  return function(text[0]) + data.negative;
}

SEC("license") char license_text[] = "GPL";
#endif
