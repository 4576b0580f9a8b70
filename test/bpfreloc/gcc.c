// What gcc compiles: CO-RE relocations, but no func and line info, relocations of .BTF.ext of a type of
// their own; a char that is signed besides and a FUNC without a name, both of which the kernel refuses.
// RUN: bpf-gcc -O2 -gbtf -mco-re -c %s -o %t.o
// RUN: btfgen dump %t.o | FileCheck %s --check-prefix=CHAR
// CHAR: INT 'char' size=1 bits_offset=0 nr_bits=8 encoding=
// RUN: %S/Inputs/same_as_libbpf --differs signed-char --differs nameless-function %t.o %little_endian_kernels
// RUN: bpfreloc %t.o --target %testdata/6.12.107+deb13-amd64.btf.xz -o %t.image.o -v | FileCheck %s
// CHECK: tp_btf/sched_process_exec+{{.*}}: <byte_off> struct task_struct.real_parent:
// CHECK: tp_btf/sched_process_exec+{{.*}}: <byte_off> struct task_struct.pid:
// RUN: %if bpf %{ bpfreloc %t.o --target /sys/kernel/btf/vmlinux -o %t.here.o && bpfload load %t.here.o --pin /sys/fs/bpf/btfkit_gcc && bpfload detach /sys/fs/bpf/btfkit_gcc %}
// RUN: %if bpf %{ bpfload test-run %t.here.o --program returns --data-hex 00112233445566778899aabbccdd | FileCheck %s --check-prefix=RETURNS %}
// RETURNS: retval{{.*}} 22

typedef unsigned int u32;
typedef unsigned long long u64;
#define SEC(name) __attribute__((section(name), used))
#define NOINLINE __attribute__((noinline))
struct task_struct {
  int pid;
  int tgid;
  struct task_struct *real_parent;
} __attribute__((preserve_access_index));

struct {
  int (*type)[2];
  int (*max_entries)[4];
  u32 *key;
  u64 *value;
} counts SEC(".maps");
static void *(*lookup)(void *, const void *) = (void *)1;

const volatile u32 limit = 7;
u64 total;

static NOINLINE int three_times(int number) { return number * 3 + limit; }

SEC("tp_btf/sched_process_exec") int on_exec(u64 *context) {
  struct task_struct *task = (void *)context[0];
  u32 key = 0;
  u64 *value = lookup(&counts, &key);
  if (value) *value += three_times(task->pid + task->real_parent->tgid);
  total++;
  return 0;
}

SEC("socket") int returns(void *context) { return three_times(5); }

char license_text[] SEC("license") = "GPL";
