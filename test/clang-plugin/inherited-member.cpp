// A member of a base is relocated against the type that the source names, with its bases flattened.
// RUN: %clangxx_btf -Werror -c %s -o %t.o
// RUN: llvm-objdump -dr %t.o | FileCheck %s
// RUN: bpftool btf dump file %t.o format raw | FileCheck %s --check-prefix=BTF

struct [[btf::preserve_access_index]] task_ids {
  int pid;
  int tgid;
};
class [[btf::preserve_access_index]] task_struct : public task_ids {
 public:
  long state;
};

// Of a base without members nothing is said.
struct nothing {};
struct [[btf::preserve_access_index]] with_nothing : nothing { int member; };

// CHECK-LABEL: <own>:
// CHECK: <byte_off> [[[#]]] struct task_struct::state (0:2){{$}}
// CHECK-NOT: CO-RE
extern "C" long own(task_struct* task) { return task->state; }

// CHECK-LABEL: <inherited>:
// CHECK: <byte_off> [[[#]]] struct task_struct::tgid (0:1){{$}}
// CHECK-NOT: CO-RE
extern "C" int inherited(task_struct* task) { return task->tgid; }

// CHECK-LABEL: <by_reference>:
// CHECK: <byte_off> [[[#]]] struct task_struct::tgid (0:1){{$}}
extern "C" int by_reference(const task_struct& task) { return task.tgid; }

// CHECK-LABEL: <written>:
// CHECK: *(u32 *)(r1 + 0x4) = w2
// CHECK-NEXT: <byte_off> [[[#]]] struct task_struct::tgid (0:1){{$}}
extern "C" void written(task_struct* task, int to) { task->tgid = to; }

// CHECK-LABEL: <element>:
// CHECK: <byte_off> [[[#]]] struct task_struct::[2].tgid (2:1){{$}}
extern "C" int element(task_struct* tasks) { return tasks[2].tgid; }

// BTF: STRUCT 'task_struct' size=16 vlen=3
// BTF-NEXT: 'pid' type_id=[[INT:[0-9]+]] bits_offset=0
// BTF-NEXT: 'tgid' type_id=[[INT]] bits_offset=32
// BTF-NEXT: 'state' type_id={{[0-9]+}} bits_offset=64
// BTF-NOT: 'task_ids'
// BTF-NOT: btfkit
