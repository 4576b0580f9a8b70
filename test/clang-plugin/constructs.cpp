// Every construct through which C++ programs reach members: the relocations.
// RUN: %clangxx_btf -Wextra -Werror -c %s -o %t.o
// RUN: llvm-objdump -dr %t.o | FileCheck %s
// RUN: for level in 1 2 3 s z; do %clangxx_btf -O$level -c %s -o %t.$level.o && llvm-objdump -dr %t.$level.o | sed -n '/<conditions>:/,/^$/p' | grep -c 'CO-RE' | grep -x 4 || exit 1; done

#define PRESERVED [[btf::preserve_access_index]]
struct PRESERVED lowest { int low; };
struct PRESERVED empty {};
struct PRESERVED tag : empty {};
struct PRESERVED middle : lowest { int mid; };
struct PRESERVED upper : tag, middle { int up; };
template <class Derived> struct PRESERVED countable {
  int count;
  Derived& self() { return static_cast<Derived&>(*this); }
  int twice() const { return count * 2; }
};
struct PRESERVED task;
struct PRESERVED list { task* next; task** previous; };
struct PRESERVED task : upper, countable<task> {
  list links;
  task* const parent;
  const char name[16];
  task* children[4];
  union { struct { union { int deep; long wide; }; }; char raw[8]; };
  struct { int x; struct { short y, z; } in; } points[3];
  int own;

  bool operator==(const task& other) const { return own == other.own; }
  int operator[](unsigned i) const { return points[i & 1].x; }
  task* operator->() { return parent; }
  operator bool() const { return up != 0; }
  int operator()(int a) const { return a + mid; }
  constexpr int constant() const { return low + mid; }
  static int of(const task& object) { return object.low; }
  friend int peek(const task* object) { return object->mid; }
};

extern "C" {
// CHECK-LABEL: <levels>:
// CHECK-DAG: struct task::low (0:0){{$}}
// CHECK-DAG: struct task::mid (0:1){{$}}
// CHECK-DAG: struct task::up (0:2){{$}}
// CHECK-DAG: struct task::count (0:3){{$}}
int levels(task* t) { return t->low + t->mid + t->up + t->count; }
// CHECK-LABEL: <curious>:
// CHECK-DAG: struct task::count (0:3){{$}}
// CHECK-DAG: struct task::own (0:10){{$}}
int curious(task* t) { return t->twice() + t->own; }
// CHECK-LABEL: <compared>:
// CHECK-COUNT-2: struct task::own (0:10){{$}}
bool compared(task* a, task* b) { return *a == *b; }
// CHECK-LABEL: <subscript>:
// CHECK-DAG: <byte_sz> [{{.*}}] struct task::points[0] (0:9:0){{$}}
// CHECK-DAG: struct task::points[0].x (0:9:0:0){{$}}
int subscript(task* t, unsigned i) { return (*t)[i]; }
// CHECK-LABEL: <arrow>:
// CHECK: struct task::parent (0:5){{$}}
// CHECK: struct task::own (0:10){{$}}
int arrow(task& t) { return t->own; }
// CHECK-LABEL: <conditions>:
// CHECK-DAG: struct task::up (0:2){{$}}
// CHECK-DAG: struct task::mid (0:1){{$}}
// CHECK-DAG: struct task::low (0:0){{$}}
int conditions(task* t) { return *t ? (*t)(1) : t->low < 3 && t->own; }
// CHECK-LABEL: <functions>:
// CHECK-DAG: struct task::low (0:0){{$}}
// CHECK-DAG: struct task::mid (0:1){{$}}
int functions(task* t) { return task::of(*t) + peek(t) + t->constant(); }
// CHECK-LABEL: <anonymous>:
// CHECK-DAG: struct task::<anon 8>.<anon 0>.<anon 0>.deep (0:8:0:0:0){{$}}
// CHECK-DAG: struct task::<anon 8>.raw[3] (0:8:1:3){{$}}
int anonymous(task* t) { return t->deep + t->raw[3]; }
// CHECK-LABEL: <arrays>:
// CHECK-DAG: struct task::points[2].in.z (0:9:2:1:1){{$}}
// CHECK-DAG: struct task::name[15] (0:6:15){{$}}
int arrays(const task& t) { return t.points[2].in.z + t.name[15]; }
// CHECK-LABEL: <pointers>:
// CHECK: struct task::children[1] (0:7:1){{$}}
// CHECK: struct task::links.previous (0:4:1){{$}}
// CHECK: struct task::mid (0:1){{$}}
int pointers(task* t) { return (*t->children[1]->links.previous)->mid; }
// CHECK-LABEL: <references>:
// CHECK: struct task::links.next (0:4:0){{$}}
// CHECK: struct task::low (0:0){{$}}
int references(task& t) {
  const auto& next = *t.links.next;
  return next.low;
}
// CHECK-LABEL: <address>:
// CHECK: struct task::mid (0:1){{$}}
const int* address(const task* t) { return &t->mid; }
// CHECK-LABEL: <range>:
// CHECK: struct task::name (0:6){{$}}
int range(const task* t) {
  int sum = 0;
  for (char c : t->name) sum += c;
  return sum;
}
// CHECK-LABEL: <closure>:
// CHECK-DAG: struct task::low (0:0){{$}}
// CHECK-DAG: struct task::own (0:10){{$}}
// CHECK-NOT: CO-RE
int closure(task* t, int x) {
  const auto sum = [=, &x](auto* object) { return object->low + t->own + x; };
  return sum(t);
}
}

// Flavors are the kernel's type of the name before the underscores.
struct PRESERVED task_struct___old { long state; };
struct PRESERVED task_struct___v5 : task_struct___old { unsigned __state; };
namespace kernel {
enum pid_type { PIDTYPE_PID, PIDTYPE_TGID };
struct PRESERVED task_struct { pid_type which; pid_type all[2]; };
}
// CHECK-LABEL: <flavors>:
// CHECK: <field_exists> {{.*}} struct task_struct___old::state (0:0){{$}}
// CHECK-DAG: <byte_off> {{.*}} struct task_struct___old::state (0:0){{$}}
// CHECK-DAG: <byte_off> {{.*}} struct task_struct___v5::__state (0:1){{$}}
extern "C" long flavors(void* t) {
  auto* old = static_cast<task_struct___old*>(t);
  if (__builtin_preserve_field_info(old->state, 2)) return old->state;
  return static_cast<task_struct___v5*>(t)->__state;
}
// An enum that a kernel's type has members of is the kernel's: loaders compare it by its name.
// RUN: bpftool btf dump file %t.o format raw | FileCheck %s --check-prefix=ENUM
// ENUM: ENUM 'pid_type'
extern "C" int enumerated(kernel::task_struct* t) { return t->all[1] + kernel::PIDTYPE_TGID; }

static_assert([] {
  middle m{{3}, 4};
  return m.low + m.mid;
}() == 7);
