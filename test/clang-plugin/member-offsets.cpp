// offsetof and constant pointers to members are relocated where they are computed, as from C's long
// form; where they have to be constants they are errors.
// RUN: %clangxx_btf -Werror -Wno-invalid-offsetof -c %s -o %t.o
// RUN: llvm-objdump -dr %t.o | FileCheck %s
// RUN: not %clangxx_btf -DWRONG -Wno-unused -Wno-invalid-offsetof -c %s -o %t.wrong.o 2>&1 | FileCheck %s --check-prefix=WRONG
// RUN: %clangxx_btf -DWRONG -Wno-unused -Wno-invalid-offsetof -fplugin-arg-btf-no-offsetof -fplugin-arg-btf-no-member-pointer -c %s -o %t.wrong.o

struct [[btf::preserve_access_index]] ids { int pid; int tgid; };
struct [[btf::preserve_access_index]] links { struct task* parent; };
struct [[btf::preserve_access_index]] task : ids, links {
  int state;
  struct { long sum; struct { int depth; } load[4]; } se;
  constexpr unsigned long constant() const { return __builtin_offsetof(task, state); }
};
#define offsetof(type, member) __builtin_offsetof(type, member)

// CHECK-LABEL: <plain>:
// CHECK: <byte_off> {{.*}} struct task::state (0:3){{$}}
extern "C" unsigned long plain() { return offsetof(task, state); }
// CHECK-LABEL: <inherited>:
// CHECK: <byte_off> {{.*}} struct task::parent (0:2){{$}}
extern "C" unsigned inherited() { return offsetof(task, parent) + 1; }
// CHECK-LABEL: <nested>:
// CHECK: <byte_off> {{.*}} struct task::se.load[2].depth (0:4:1:2:0){{$}}
extern "C" void nested(unsigned long* to) { *to = offsetof(task, se.load[2].depth); }
// CHECK-LABEL: <container>:
// CHECK: <byte_off> {{.*}} struct task::state (0:3){{$}}
// CHECK: <byte_off> {{.*}} struct task::tgid (0:1){{$}}
extern "C" int container(int* state) {
  auto* object = reinterpret_cast<task*>(reinterpret_cast<char*>(state) - offsetof(task, state));
  return object->tgid;
}
// CHECK-LABEL: <variables>:
// CHECK-DAG: <byte_off> {{.*}} struct task::state (0:3){{$}}
// CHECK-DAG: <byte_off> {{.*}} struct task::tgid (0:1){{$}}
extern "C" unsigned long variables(unsigned long x) {
  auto one = offsetof(task, state);
  const auto two = x + offsetof(task, tgid);
  return one * two;
}
// CHECK-LABEL: <in_lambda>:
// CHECK-DAG: <byte_off> {{.*}} struct task::state (0:3){{$}}
// CHECK-DAG: <byte_off> {{.*}} struct task::tgid (0:1){{$}}
extern "C" unsigned long in_lambda() {
  constexpr auto lambda = [] { return offsetof(task, state); };
  return lambda() - [captured = offsetof(task, tgid)] { return captured; }();
}
// CHECK-LABEL: <with_index>:
// CHECK-DAG: <byte_off> {{.*}} struct task::state (0:3){{$}}
// CHECK-DAG: <byte_off> {{.*}} struct task::tgid (0:1){{$}}
extern "C" unsigned long with_index(int i) {
  unsigned long all[] = {offsetof(task, state), offsetof(task, tgid)};
  asm volatile("" : "+m"(all));
  return all[i & 1];
}
// Of a private base, where it is accessible.
class [[btf::preserve_access_index]] closed : ids {
  int hidden;

 public:
  static unsigned long where() { return offsetof(closed, hidden) + offsetof(closed, tgid); }
  int read() { return this->*&closed::hidden * this->*&closed::tgid; }
};
// CHECK-LABEL: <of_private>:
// CHECK-DAG: <byte_off> {{.*}} struct closed::hidden (0:2){{$}}
// CHECK-DAG: <byte_off> {{.*}} struct closed::tgid (0:1){{$}}
// CHECK-DAG: <byte_off> {{.*}} struct closed::hidden (0:2){{$}}
// CHECK-DAG: <byte_off> {{.*}} struct closed::tgid (0:1){{$}}
extern "C" unsigned long of_private(closed* object) { return closed::where() + object->read(); }
// CHECK-LABEL: <at_run_time>:
// CHECK: <byte_off> {{.*}} struct task::state (0:3){{$}}
extern "C" unsigned long at_run_time(task* t) { return t->constant(); }

template <class T> unsigned long of_template() { return offsetof(T, state) + offsetof(task, tgid); }
// CHECK-LABEL: <instance>:
// CHECK-DAG: <byte_off> {{.*}} struct task::state (0:3){{$}}
// CHECK-DAG: <byte_off> {{.*}} struct task::tgid (0:1){{$}}
extern "C" unsigned long instance() { return of_template<task>(); }

template <auto member, class T> int get(T* object) { return object->*member; }
// CHECK-LABEL: <by_argument>:
// CHECK-DAG: <byte_off> {{.*}} struct task::state (0:3){{$}}
// CHECK-DAG: <byte_off> {{.*}} struct task::tgid (0:1){{$}}
extern "C" int by_argument(task* t) { return get<&task::state>(t) - get<&task::tgid>(t); }
// CHECK-LABEL: <by_constant>:
// CHECK-DAG: <byte_off> {{.*}} struct task::tgid (0:1){{$}}
// CHECK-DAG: <byte_off> {{.*}} struct task::state (0:3){{$}}
extern "C" int by_constant(task& t) {
  constexpr int task::*tgid = &ids::tgid;
  return t.*tgid * t.*&task::state;
}

// Constants, of which the program's own layout is asked.
static_assert(offsetof(task, tgid) == 4);
constexpr unsigned long in_constexpr() { return offsetof(task, tgid) + 1; }
static_assert(in_constexpr() == 5);
// CHECK-LABEL: <of_constexpr>:
// CHECK: <byte_off> {{.*}} struct task::tgid (0:1){{$}}
extern "C" unsigned long of_constexpr() { return in_constexpr(); }
// What isn't evaluated is nobody's offset.
inline constexpr auto of_size = sizeof(offsetof(task, tgid));
inline constexpr decltype(offsetof(task, tgid)) of_type = 1;
inline constexpr bool of_noexcept = noexcept(offsetof(task, tgid) + 1);
// CHECK-LABEL: <designated>:
// CHECK-DAG: <byte_off> {{.*}} struct task::state (0:3){{$}}
// CHECK-DAG: <byte_off> {{.*}} struct task::tgid (0:1){{$}}
struct two { unsigned long first, second, third; };
extern "C" void designated(two* to) { *to = two{.second = offsetof(task, state), .third = offsetof(task, tgid)}; }
struct plain_type { int x, y; };
inline constexpr unsigned long of_plain_type = offsetof(plain_type, y);

#ifdef WRONG
// WRONG: [[@LINE+1]]:{{[0-9]+}}: error: offsetof in 'task' can't be relocated here: {{.*}} [btf-offsetof]
constexpr unsigned long constant = offsetof(task, state);
// WRONG: [[@LINE+1]]:{{[0-9]+}}: error: offsetof in 'task'
unsigned long global = offsetof(task, state);
// WRONG: [[@LINE+1]]:{{[0-9]+}}: error: offsetof in 'task'
void local() { const unsigned long offset = offsetof(task, state); }
// WRONG: [[@LINE+1]]:{{[0-9]+}}: error: offsetof in 'task'
void number(int x) { switch (x) { case offsetof(task, state): break; } }
// WRONG: [[@LINE+1]]:{{[0-9]+}}: error: offsetof in 'task'
int with_default(unsigned long offset = offsetof(task, state));
// WRONG: [[@LINE+1]]:{{[0-9]+}}: error: an access to a member of 'task' by a pointer that isn't a constant can't be relocated: {{.*}} [btf-member-pointer]
int unknown(task* object, int task::* pointer) { return object->*pointer; }
// WRONG: [[@LINE+1]]:{{[0-9]+}}: error: offsetof in 'task'
struct initialised { unsigned long member; initialised() : member(offsetof(task, state)) {} };
// WRONG: [[@LINE+1]]:{{[0-9]+}}: error: offsetof in 'task'
unsigned long by_variable(int i) { return offsetof(task, se.load[i].depth); }
// WRONG: [[@LINE+1]]:{{[0-9]+}}: error: offsetof in 'task'
constexpr unsigned long in_list(int i) { unsigned long all[] = {offsetof(task, state), 1}; return all[i]; }
// WRONG: [[@LINE+1]]:{{[0-9]+}}: error: offsetof in 'task'
int with_sum(unsigned long offset = offsetof(task, state) + 1);
// WRONG: 10 errors generated
#endif
