// REQUIRES: bpf
// Tagged unions out of maps of the running kernel: the alternative that there is, whatever carries it.
// DEFINE: %{pin} = /sys/fs/bpf/btfkit_$$
// DEFINE: %{load} = bpfreloc %t.o --target /sys/kernel/btf/vmlinux -o %t.image && bpfload load %t.image --pin %{pin}
// RUN: trap "bpfload detach %{pin} 2> /dev/null" EXIT
// RUN: %clangxx_btf %libstdcxx -c %s -o %t.o && %{load}
// RUN: head -c 64 /dev/zero > %t.packet; bpftool prog run pinned %{pin}/fill data_in %t.packet > %t.log
// RUN: bpfshow map %{pin}/variants | FileCheck %s --check-prefix=VARIANTS --match-full-lines --implicit-check-not={{.}}
// VARIANTS:      0: demo_Opened {path: "/etc", flags: 3}
// VARIANTS-NEXT: 1: unsigned_int 70000
// VARIANTS-NEXT: 2: unsigned_int_2 80000
// VARIANTS-NEXT: 3: demo_Empty
// VARIANTS-NEXT: 4: demo_Opened {path: "", flags: 0}
// RUN: bpfshow map %{pin}/variants --format json | FileCheck %s --check-prefix=JSON
// JSON: [{"key":0,"value":{"demo_Opened":{"path":"/etc","flags":3}}},{"key":1,"value":{"unsigned_int":70000}},{"key":2,"value":{"unsigned_int_2":80000}},{"key":3,"value":{"demo_Empty":{}}},
// RUN: bpfshow map %{pin}/others | FileCheck %s --check-prefix=OTHERS --match-full-lines
// OTHERS: 0: {maybe: value 5, none: nullopt, good: value -1, bad: error 22, before: 1, inherited: 2, Second 9}
// RUN: bpfshow map %{pin}/others -f json | FileCheck %s --check-prefix=OTHERS-JSON
// OTHERS-JSON: "value":{"maybe":{"value":5},"none":{"nullopt":{}},"good":{"value":-1},"bad":{"error":22},"before":1,"inherited":2,"Second":9}

// A record in a ring buffer, whose type the map names.
// RUN: bpfshow events %{pin}/records --count 1 | FileCheck %s --check-prefix=RECORD --match-full-lines
// RECORD: {pid: 7, what: demo_Opened {path: "/etc", flags: 3}}

// What an enum's values are only decl tags say.
// RUN: bpfload detach %{pin}
// RUN: %clangxx_btf %libstdcxx -fplugin-arg-btf-discriminants -c %s -o %t.o && %{load}
// RUN: bpftool prog run pinned %{pin}/fill data_in %t.packet > %t.log
// RUN: bpfshow map %{pin}/sparse | FileCheck %s --check-prefix=SPARSE --match-full-lines
// SPARSE:      0: Connect {port: 80}
// SPARSE-NEXT: 1: Close -1
// SPARSE-NEXT: 2: <no alternative, tag 2>
// RUN: bpfshow map %{pin}/variants | FileCheck %s --check-prefix=VARIANTS --match-full-lines --implicit-check-not={{.}}
#include <array>
#include <btfkit/bpf.hpp>
#include <expected>
#include <new>
#include <optional>
#include <variant>

namespace demo {
struct Opened { std::array<char, 8> path; unsigned flags; };
struct Empty {};
using What = std::variant<Opened, unsigned, unsigned, Empty>;
struct Record { unsigned pid; What what; };

struct [[btf::tagged_union("tag")]] Own {
  enum class kind : unsigned { First, Second } tag;
  union {
    struct { unsigned a; int b; } first;
    unsigned second;
  };
};
struct Base { int inherited; };
struct Others {
  std::optional<int> maybe, none;
  std::expected<int, short> good, bad;
  int before;
};
struct Derived : Others, Base, Own {};

struct [[btf::tagged_union("tag")]] Sparse {
  enum class kind : unsigned char { Connect = 1, Close = 200 } tag;
  union {
    struct { unsigned short port; } connect;
    int status;
  };
};

SEC(".maps") btfkit::array_map<What, 5> variants;
SEC(".maps") btfkit::array_map<Derived, 1> others;
SEC(".maps") btfkit::array_map<Sparse, 3> sparse;
SEC(".maps") btfkit::ringbuf<4096, Record> records;

SEC("socket") int fill(void*) {
  const What opened = Opened{{'/', 'e', 't', 'c'}, 3};
  variants.update(0, opened);
  variants.update(1, What(std::in_place_index<1>, 70000u));
  variants.update(2, What(std::in_place_index<2>, 80000u));
  variants.update(3, What(Empty{}));

  if (auto* value = others.lookup(0)) {
    value->maybe = 5;
    value->bad = std::unexpected(short{22});
    value->good = -1;
    value->before = 1;
    value->inherited = 2;
    value->tag = Own::kind::Second;
    value->second = 9;
  }

  if (auto* first = sparse.lookup(0)) {
    first->tag = Sparse::kind::Connect;
    first->connect.port = 80;
  }
  if (auto* second = sparse.lookup(1)) {
    second->tag = Sparse::kind::Close;
    second->status = -1;
  }
  if (auto* none = sparse.lookup(2)) none->tag = Sparse::kind{2};

  if (auto* record = records.reserve()) {
    new (record) Record{7, opened};
    records.submit(record);
  }
  return 0;
}
}  // namespace demo
LICENSE("GPL");
