// REQUIRES: bpf
// A program that uses the standard library throughout is loaded by the running kernel.
// RUN: rm -f /sys/fs/bpf/btfkit_library
// RUN: for level in 1 2 3; do %clangxx_btf -O$level %libstdcxx -c %s -o %t.o && bpftool prog load %t.o /sys/fs/bpf/btfkit_library && rm /sys/fs/bpf/btfkit_library || exit 1; done
#include <array>
#include <expected>
#include <numeric>
#include <optional>
#include <span>
#include <string_view>
#include <tuple>
#include <variant>

#include <btfkit/bpf.hpp>
using namespace btfkit;

struct [[btf::preserve_access_index]] ids { int pid; int tgid; };
struct [[btf::preserve_access_index]] task_struct : ids {
  task_struct* real_parent;
  template <class F> auto with(F f) const { return f(*this); }
  friend int group(const task_struct& task) { return task.tgid; }
};

struct started { u32 pid; };
struct named { std::optional<u32> parent; std::array<char, 4> name; };
using event = std::variant<std::monostate, started, named, u64>;
SEC(".maps") ringbuf<4096> events;
SEC(".maps") hash_map<u32, event, 128> last;

template <class... T> struct overloaded : T... { using T::operator()...; };
static constexpr auto table = [] {
  std::array<int, 8> numbers{};
  std::iota(numbers.begin(), numbers.end(), 1);
  return numbers;
}();

inline std::expected<u64, int> checked(u64 value) {
  if (value == 0) return std::unexpected(1);
  return value;
}

SEC("tp_btf/sched_process_exec") int program(u64* context) {
  const auto& task = *reinterpret_cast<task_struct*>(context[0]);
  const u64 now = ktime_get_ns();
  event e = std::monostate{};
  if (now & 1) e = started{static_cast<u32>(task.with([](auto& t) { return t.pid; }))};
  else if (now & 2) e = static_cast<u64>(group(task));
  u64 sum = std::visit(overloaded{[](std::monostate) -> u64 { return 1; },
                                  [](const started& s) -> u64 { return s.pid; },
                                  [](const auto&) -> u64 { return 3; }},
                       e);
  if (auto* number = std::get_if<u64>(&e)) sum += *number;
  for (int number : std::span(table).first<4>()) sum += number;
  if (std::string_view("hello").starts_with("he")) ++sum;
  auto [small, large] = std::tuple{1, 2L};
  sum += small + large + table[now & 7];
  if (auto* out = events.reserve<named>()) {
    out->parent = task.real_parent->pid;
    out->name = {'a', 'b', 'c', 0};
    events.submit(out);
  }
  return checked(sum).has_value();
}
LICENSE("GPL");
