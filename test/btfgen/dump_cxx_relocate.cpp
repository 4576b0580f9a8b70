// A program that is written with vmlinux.hpp of one kernel reads members that C++ has no name for:
// their relocations name the kernel's members, and libbpf and bpfreloc find them in other kernels.
// The programs are never called: their contexts are what is to be relocated.
// RUN: mkdir -p %t
// RUN: btfgen dump --format c++ %testdata/6.12.107+deb13-amd64.btf.xz -o %t/vmlinux.hpp
// RUN: %clangxx_btf -Wextra -Werror -fplugin-arg-btf-no-context-name -I%t -c %s -o %t.o
// RUN: %S/../bpfreloc/Inputs/same_as_libbpf %t.o %little_endian_kernels | FileCheck %s --check-prefix=SAME
// RUN: bpfreloc %t.o --target %testdata/6.1.0-56-amd64.btf.xz -o %t.image.o -v | FileCheck %s

// SAME: 6.1.0-56-amd64.btf.xz: [[N:[0-9]+]] instructions and {{[0-9]+}} maps are the same
// SAME: 6.12.107+deb13-amd64.btf.xz: [[N]] instructions and {{[0-9]+}} maps are the same
// SAME: 6.12.107+deb13-cloud-arm64.btf.xz: [[N]] instructions and {{[0-9]+}} maps are the same

// Big endian, on the kernel's own header and on another one's.
// RUN: mkdir -p %t/s390x
// RUN: btfgen dump --format c++ %testdata/6.12.107+deb13-s390x.btf.xz -o %t/s390x/vmlinux.hpp
// RUN: %clangxx_btf -target bpfeb -Wextra -Werror -fplugin-arg-btf-no-context-name -I%t/s390x -c %s -o %t.own.o
// RUN: bpfreloc %t.own.o --target %testdata/6.12.107+deb13-s390x.btf.xz -o %t.own.image.o -v | FileCheck %s --check-prefix=BIG
// RUN: %clangxx_btf -target bpfeb -Wextra -Werror -fplugin-arg-btf-no-context-name -I%t -c %s -o %t.foreign.o
// RUN: bpfreloc %t.foreign.o --target %testdata/6.12.107+deb13-s390x.btf.xz -o %t.foreign.image.o -v | FileCheck %s --check-prefix=BIG

#include <vmlinux.hpp>
#include <btfkit/bpf.hpp>

using btfkit::read_kernel;

// CHECK-DAG: <byte_off> struct device.class:
// CHECK-DAG: <byte_off> struct class.name: 0 -> 0
// BIG-DAG: <byte_off> struct device.class:
// BIG-DAG: <byte_off> struct class.name:
SEC("socket") long classes(device* it) {
  const class_* type = read_kernel(&it->class_);
  return reinterpret_cast<long>(read_kernel(&type->name));
}

// CHECK-DAG: <byte_off> struct page{{.*}}.private:
// CHECK-DAG: <byte_off> struct trace_event_raw_file_check_and_advance_wb_err.new:
// CHECK-DAG: <byte_off> struct kobj_type.namespace:
// CHECK-DAG: <byte_off> struct fib_rules_ops.delete:
// CHECK-DAG: <byte_off> struct shash_alg.export:
// BIG-DAG: <byte_off> struct page{{.*}}.private:
// BIG-DAG: <byte_off> struct kobj_type.namespace:
SEC("socket") long members(page* it) { return static_cast<long>(read_kernel(&it->private_)); }
SEC("socket") long members2(trace_event_raw_file_check_and_advance_wb_err* it) {
  return static_cast<long>(read_kernel(&it->new_));
}
SEC("socket") long members3(kobj_type* it) { return reinterpret_cast<long>(read_kernel(&it->namespace_)); }
SEC("socket") long members4(fib_rules_ops* it) { return reinterpret_cast<long>(read_kernel(&it->delete_)); }
SEC("socket") long members5(shash_alg* it) { return reinterpret_cast<long>(read_kernel(&it->export_)); }

// Questions about types and enumerators.
// CHECK-DAG: <type_size> struct class: 
// CHECK-DAG: <byte_sz> struct device.class: 8 -> 8
SEC("socket") long questions(device* it) {
  return static_cast<long>(__builtin_preserve_type_info(*static_cast<class_*>(nullptr), 1)) +
         BTFKIT_FIELD_SIZE(it->class_);
}

LICENSE("GPL");
