// REQUIRES: bpf
// What the kernel's own features read in BTF is there from C++ as from C: the running kernel loads a
// program for each.
// RUN: mkdir -p %t
// RUN: printf '%%064d' 0 > %t/packet
// RUN: btfgen dump --format c++ /sys/kernel/btf/vmlinux -o %t/vmlinux.hpp
// RUN: rm -rf /sys/fs/bpf/btfkit_features
// RUN: for level in 1 2 3 z; do %clangxx_btf -O$level -Werror -I%t -c %s -o %t.o && bpftool prog loadall %t.o /sys/fs/bpf/btfkit_features && bpftool prog run pinned /sys/fs/bpf/btfkit_features/iterator data_in %t/packet | grep 'value: 150,' && bpftool prog run pinned /sys/fs/bpf/btfkit_features/lock data_in %t/packet | grep 'value: 8,' && bpftool prog run pinned /sys/fs/bpf/btfkit_features/list_of_entries data_in %t/packet | grep 'value: 5,' && rm -r /sys/fs/bpf/btfkit_features || exit 1; done
// RUN: %clangxx_btf -I%t -c %s -o %t.o
// RUN: bpftool btf dump file %t.o format raw | FileCheck %s
#include <vmlinux.hpp>
#include <btfkit/bpf.hpp>

// Helpers by number (enum bpf_func_id of linux/bpf.h).
#define HELPER(name, number, ...) inline const auto name = reinterpret_cast<__VA_ARGS__>(number##UL)
HELPER(spin_lock, 93, long (*)(bpf_spin_lock*));
HELPER(spin_unlock, 94, long (*)(bpf_spin_lock*));
HELPER(timer_init, 169, long (*)(bpf_timer*, void*, u64));
HELPER(timer_set_callback, 170, long (*)(bpf_timer*, void*));
HELPER(timer_start, 171, long (*)(bpf_timer*, u64, u64));
HELPER(kptr_xchg, 194, void* (*)(void*, void*));
HELPER(ringbuf_reserve_dynptr, 198, long (*)(void*, u32, u64, bpf_dynptr*));
HELPER(ringbuf_submit_dynptr, 199, void (*)(bpf_dynptr*, u64));
HELPER(dynptr_write, 202, long (*)(const bpf_dynptr*, u32, void*, u32, u64));
#define KPTR(kind) __attribute__((btf_type_tag(kind)))

namespace program {

// Kernel pointers in maps.
struct counter { u64 hits; };
struct pointers {
  task_struct* owned [[btf::type_tag("kptr")]];
  task_struct KPTR("kptr_untrusted")* seen;
  counter* per_cpu [[btf::type_tag("percpu_kptr")]];
  counter* local [[btf::type_tag("kptr")]];
};
SEC(".maps") btfkit::array_map<pointers, 1> kept;

// CHECK-DAG: TYPE_TAG 'kptr_untrusted' type_id=[[TASK:[0-9]+]]
// CHECK-DAG: TYPE_TAG 'kptr' type_id=[[TASK]]
// CHECK-DAG: [[[TASK]]] STRUCT 'task_struct'
// CHECK-DAG: TYPE_TAG 'percpu_kptr' type_id=[[COUNTER:[0-9]+]]
// CHECK-DAG: TYPE_TAG 'kptr' type_id=[[COUNTER]]
// CHECK-DAG: [[[COUNTER]]] STRUCT 'program_counter'
SEC("tp_btf/sched_process_exec") int kernel_pointers(u64* context) {
  pointers* here = kept.lookup(0);
  if (here == nullptr) return 0;
  auto* task = reinterpret_cast<task_struct*>(context[0]);
  here->seen = task;
  task_struct* mine = bpf_task_acquire(task);
  if (mine == nullptr) return 0;
  auto* old = static_cast<task_struct*>(kptr_xchg(&here->owned, mine));
  if (old != nullptr) bpf_task_release(old);
  return 0;
}
SEC("tc") int allocated(__sk_buff*) {
  pointers* here = kept.lookup(0);
  if (here == nullptr) return 0;
  auto* made = static_cast<counter*>(
      bpf_obj_new_impl(__builtin_btf_type_id(*static_cast<counter*>(nullptr), 0), nullptr));
  if (made == nullptr) return 0;
  made->hits = 1;
  made = static_cast<counter*>(kptr_xchg(&here->local, made));
  if (made != nullptr) bpf_obj_drop_impl(made, nullptr);
  return 0;
}

// A lock and a timer in a map's value.
struct guarded { bpf_spin_lock lock; int number; };
struct timed { bpf_timer timer; u64 runs; };
SEC(".maps") btfkit::array_map<guarded, 1> locked;
SEC(".maps") btfkit::array_map<timed, 1> timers;
SEC("tc") int lock(__sk_buff*) {
  guarded* here = locked.lookup(0);
  if (here == nullptr) return 0;
  spin_lock(&here->lock);
  const int number = here->number += 8;
  spin_unlock(&here->lock);
  return number;
}
static int on_timer(void*, int*, timed* here) {
  ++here->runs;
  return 0;
}
SEC("tc") int timer(__sk_buff*) {
  timed* here = timers.lookup(0);
  if (here == nullptr || timer_init(&here->timer, &timers, 1) != 0) return 0;
  timer_set_callback(&here->timer, reinterpret_cast<void*>(on_timer));
  timer_start(&here->timer, 1000, 0);
  return 0;
}

SEC(".maps") btfkit::ringbuf<4096> events;
SEC("tc") int dynptr(__sk_buff*) {
  bpf_dynptr room;
  u64 value = 5;
  ringbuf_reserve_dynptr(&events, sizeof value, 0, &room);
  dynptr_write(&room, 0, &value, sizeof value, 0);
  ringbuf_submit_dynptr(&room, 0);
  return 0;
}

// Lists and trees of objects that the program owns.
struct [[btf::name("entry")]] entry { bpf_list_node in_list; u64 number; };
struct leaf { u64 key; bpf_rb_node in_tree; };
#define PRIVATE [[gnu::section(".data.A"), gnu::visibility("hidden"), gnu::aligned(8)]]
PRIVATE bpf_spin_lock structures_lock;
PRIVATE bpf_list_head list [[btf::decl_tag("contains:entry:in_list")]];
PRIVATE bpf_rb_root tree [[btf::decl_tag("contains:program_leaf:in_tree")]];
// CHECK-DAG: DECL_TAG 'contains:entry:in_list' type_id=[[LIST:[0-9]+]] component_idx=-1
// CHECK-DAG: [[[LIST]]] VAR 'list'
// CHECK-DAG: DECL_TAG 'contains:program_leaf:in_tree'

static leaf* leaf_of(const bpf_rb_node* node) {
  const auto* bytes = reinterpret_cast<const char*>(node) - __builtin_offsetof(leaf, in_tree);
  return const_cast<leaf*>(reinterpret_cast<const leaf*>(bytes));
}
static bool less(bpf_rb_node* a, const bpf_rb_node* b) { return leaf_of(a)->key < leaf_of(b)->key; }
template <class T> T* make() {
  return static_cast<T*>(bpf_obj_new_impl(__builtin_btf_type_id(*static_cast<T*>(nullptr), 0), nullptr));
}
SEC("tc") int list_of_entries(__sk_buff*) {
  entry* made = make<entry>();
  if (made == nullptr) return 0;
  made->number = 5;
  spin_lock(&structures_lock);
  bpf_list_push_front_impl(&list, &made->in_list, nullptr, 0);
  bpf_list_node* first = bpf_list_pop_front(&list);
  spin_unlock(&structures_lock);
  if (first == nullptr) return 0;
  auto* popped = reinterpret_cast<entry*>(first);
  const int number = popped->number;
  bpf_obj_drop_impl(popped, nullptr);
  return number;
}
SEC("tc") int tree_of_entries(__sk_buff*) {
  leaf* made = make<leaf>();
  if (made == nullptr) return 0;
  made->key = 1;
  spin_lock(&structures_lock);
  bpf_rbtree_add_impl(&tree, &made->in_tree, less, nullptr, 0);
  spin_unlock(&structures_lock);
  return 0;
}

// Functions that the verifier looks at by themselves.
// CHECK-DAG: DECL_TAG 'arg:nonnull' type_id={{[0-9]+}} component_idx=0
// CHECK-DAG: DECL_TAG 'arg:trusted' type_id={{[0-9]+}} component_idx=0
// CHECK-DAG: DECL_TAG 'arg:nullable' type_id={{[0-9]+}} component_idx=0
// CHECK-DAG: DECL_TAG 'arg:ctx' type_id={{[0-9]+}} component_idx=0
[[gnu::noinline]] int read_number(const int* number [[btf::decl_tag("arg:nonnull")]]) { return *number; }
[[gnu::noinline]] int read_reference(const int& number) { return number + 1; }
[[gnu::noinline]] int read_context(void* context [[btf::decl_tag("arg:ctx")]]) {
  return static_cast<__sk_buff*>(context)->len;
}
[[gnu::noinline]] int read_task(task_struct* task [[btf::decl_tag("arg:trusted")]]) { return task->pid; }
[[gnu::noinline]] int read_maybe(task_struct* task [[btf::decl_tag("arg:trusted"), btf::decl_tag("arg:nullable")]]) {
  return task == nullptr ? 0 : task->tgid;
}
SEC("tc") int global_functions(__sk_buff* context) {
  int number = context->mark;
  return read_number(&number) + read_reference(number) + read_context(context);
}
SEC("tp_btf/sched_process_exec") int global_functions_of_tasks(u64* context) {
  auto* task = reinterpret_cast<task_struct*>(context[0]);
  return (read_task(task) + read_maybe(task) + read_maybe(nullptr)) & 1;
}

// Loops by the kernel's iterator, from a C++ type that ends them.
class numbers {
 public:
  numbers(int from, int to) { bpf_iter_num_new(&iterator_, from, to); }
  ~numbers() { bpf_iter_num_destroy(&iterator_); }
  int* next() { return bpf_iter_num_next(&iterator_); }
 private:
  bpf_iter_num iterator_;
};
SEC("tc") int iterator(__sk_buff*) {
  int sum = 0;
  numbers each(0, 100);
  while (const int* number = each.next()) sum += *number & 3;
  return sum;
}

SEC("tc") int exception(__sk_buff* context) {
  if (context->mark == 7) bpf_throw(3);
  return 0;
}

}  // namespace program
LICENSE("GPL");
