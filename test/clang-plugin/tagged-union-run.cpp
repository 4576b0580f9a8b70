// REQUIRES: bpf
// Programs that set and read tagged unions, alone and as values in a map, are run and give what plain
// C++ gives, with both libraries; bpftool shows the map's value by its BTF.
// RUN: rm -rf /sys/fs/bpf/btfkit_tagged /sys/fs/bpf/btfkit_tagged_maps
// RUN: head -c 64 /dev/zero > %t.packet
// RUN: for level in 1 2 3; do for library in "%libstdcxx" "%libcxx"; do %clangxx_btf -O$level $library -c %s -o %t.o && bpftool prog load %t.o /sys/fs/bpf/btfkit_tagged pinmaps /sys/fs/bpf/btfkit_tagged_maps && bpftool prog run pinned /sys/fs/bpf/btfkit_tagged data_in %t.packet && bpftool map lookup pinned /sys/fs/bpf/btfkit_tagged_maps/values key 1 0 0 0 && rm -r /sys/fs/bpf/btfkit_tagged /sys/fs/bpf/btfkit_tagged_maps || exit 1; done; done > %t.out
// RUN: FileCheck %s < %t.out
// RUN: tr -d ' \n\t' < %t.out | FileCheck %s --check-prefix=VALUE
// CHECK-COUNT-6: Return value: 654321
// VALUE-COUNT-6: "tagged":{"":{"":1,"First":{"__0":{"a":20,"b":0}},"Second":{"__0":20}}},"variant":{"":{"":{"":1},"std_{{(_1_)?}}monostate":{},"int":4000,"first":{"a":4000,"b":0}}},"optional":{"":{"":{"":false},"nullopt":{},"value":0}},"expected":{"":{"":{"":false},"error":0,"value":0}}
#include <expected>
#include <optional>
#include <variant>

#include <btfkit/bpf.hpp>

struct first { unsigned a; int b; };
struct [[btf::tagged_union("tag")]] message {
  enum class kind : unsigned { First, Second } tag;
  union { first one; unsigned two; };
};
struct value {
  message tagged;
  std::variant<std::monostate, int, first> variant;
  std::optional<int> optional;
  std::expected<short, int> expected;
};
SEC(".maps") btfkit::array_map<value, 2> values;

unsigned number(const message& m) {
  return m.tag == message::kind::First ? m.one.a : m.two;
}
SEC("xdp") int program(void*) {
  const unsigned zero = 0, one = 1;
  value* v = values.lookup(zero);
  value* w = values.lookup(one);
  if (v == nullptr || w == nullptr) return 0;
  v->tagged.tag = message::kind::First;
  v->tagged.one = {1, 2};
  w->tagged.tag = message::kind::Second;
  w->tagged.two = 20;
  v->variant = first{300, 5};
  w->variant = 4000;
  v->optional = 50000;
  w->optional = std::nullopt;
  v->expected = std::unexpected(600000);
  int sum = number(v->tagged) + number(w->tagged);
  if (auto* alternative = std::get_if<first>(&v->variant)) sum += alternative->a;
  if (auto* alternative = std::get_if<int>(&w->variant)) sum += *alternative;
  if (v->optional.has_value()) sum += *v->optional;
  if (w->optional.has_value()) sum += 1;
  if (!v->expected.has_value()) sum += v->expected.error();
  return sum;
}
LICENSE("GPL");
