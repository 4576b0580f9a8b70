// REQUIRES: bpf
// A monitor of the size that people write, in one unit: 37 programs of 22 types, 24 maps. The
// kernel accepts its BTF and loads all of it, and what can be run gives what it should.
// RUN: rm -rf %t /sys/fs/bpf/btfkit_large /sys/fs/bpf/btfkit_large_maps && mkdir -p %t
// RUN: %clangxx_btf -Wextra -Werror %libstdcxx -c %s -o %t/monitor.o
// RUN: llvm-dwarfdump --verify %t/monitor.o | FileCheck %s --check-prefix=DWARF
// DWARF: No errors.
// RUN: llvm-objdump -dr %t/monitor.o | FileCheck %s
// RUN: bpftool btf dump file %t/monitor.o format raw | FileCheck %s --check-prefix=TYPES
// TYPES-DAG: STRUCT 'std_variant_monitor_exec_monitor_exit_monitor_fork_monitor_flow' size=48
// TYPES-DAG: STRUCT 'std_optional_int' size=8
// TYPES-DAG: STRUCT 'monitor_decision' size=8
// TYPES-DAG: FUNC 'filter_frame' {{.*}} linkage=global
// TYPES-DAG: DECL_TAG 'arg:nonnull'
// RUN: %python %S/Inputs/btf_load.py %t/monitor.o
//
// All of it is loaded; the two further maps are those of the variables.
// RUN: for level in 1 3 z; do %clangxx_btf -O$level -Wextra -Werror %libstdcxx -c %s -o %t/level.o && bpftool prog loadall %t/level.o /sys/fs/bpf/btfkit_large && rm -r /sys/fs/bpf/btfkit_large || exit 1; done
// RUN: bpftool prog loadall %t/monitor.o /sys/fs/bpf/btfkit_large pinmaps /sys/fs/bpf/btfkit_large_maps
// RUN: ls /sys/fs/bpf/btfkit_large | wc -l | FileCheck %s --check-prefix=PROGRAMS
// PROGRAMS: {{^}}37{{$}}
// RUN: for program in /sys/fs/bpf/btfkit_large/*; do bpftool prog show pinned $program | sed -n 's/^[0-9]*: \([a-z_]*\) .*/\1/p'; done | sort -u | wc -l | FileCheck %s --check-prefix=KINDS
// KINDS: {{^}}22{{$}}
// RUN: ls /sys/fs/bpf/btfkit_large_maps | wc -l | FileCheck %s --check-prefix=MAPS
// MAPS: {{^}}26{{$}}
//
// Packets to the ports 23 and 443 of 10.0.0.2, 64 bytes each; then 10.0.0.0/8 is forbidden.
// RUN: %python -c "import sys; from struct import pack; [open(sys.argv[1] + '/' + name, 'wb').write(bytes(12) + pack('>HBBHHHBBHIIHH', 0x800, 0x45, 0, 50, 1, 0, 64, 6, 0, 0x0a000001, 0x0a000002, 40000, port) + bytes(26)) for name, port in (('telnet', 23), ('web', 443))]" %t
// RUN: for program in filter_frame account_packet classify_packet keep_headers let_in; do for packet in telnet web; do bpftool prog run pinned /sys/fs/bpf/btfkit_large/$program data_in %t/$packet > %t/out && echo "$program $packet: $(grep -o 'value: [0-9]*' %t/out)" || exit 1; done; done > %t/runs
// RUN: FileCheck %s --check-prefix=RUNS < %t/runs
// RUNS: filter_frame telnet: value: 1
// RUNS-NEXT: filter_frame web: value: 2
// RUNS-NEXT: account_packet telnet: value: 2
// RUNS-NEXT: account_packet web: value: 2
// RUNS-NEXT: classify_packet telnet: value: 5
// RUNS-NEXT: classify_packet web: value: 3
// RUNS-NEXT: keep_headers telnet: value: 34
// RUNS-NEXT: keep_headers web: value: 34
// RUNS-NEXT: let_in telnet: value: 1
// RUNS-NEXT: let_in web: value: 1
// RUN: bpftool map update pinned /sys/fs/bpf/btfkit_large_maps/forbidden key hex 08 00 00 00 0a 00 00 00 value hex 01 00 00 00
// RUN: bpftool prog run pinned /sys/fs/bpf/btfkit_large/filter_frame data_in %t/web | FileCheck %s --check-prefix=FORBIDDEN
// FORBIDDEN: Return value: 1
// RUN: bpftool prog run pinned /sys/fs/bpf/btfkit_large/let_in data_in %t/web | FileCheck %s --check-prefix=DENIED
// DENIED: Return value: 0
// RUN: bpftool map dump pinned /sys/fs/bpf/btfkit_large_maps/flows | tr -d ' \n\t' | FileCheck %s --check-prefix=FLOWS
// FLOWS-DAG: "destination_port":23,"protocol":6},"value":{"packets":2,"bytes":128,"last":{"":{"":1,"Passed":{"__0":23},"Blocked":{"__0":23}
// FLOWS-DAG: "destination_port":443,"protocol":6},"value":{"packets":3,"bytes":192,"last":{"":{"":1,"Passed":{"__0":0},"Blocked":{"__0":0}
// RUN: rm -r /sys/fs/bpf/btfkit_large /sys/fs/bpf/btfkit_large_maps
//
// Relocated offline, without the maps of maps, which bpfreloc doesn't do: it fits several kernels,
// a request is answered, and the events of a command are the kernel's.
// RUN: %clangxx_btf -Wextra -Werror %libstdcxx -DWITHOUT_MAPS_OF_MAPS -c %s -o %t/monitor.o
// RUN: bpfreloc %t/monitor.o --target /sys/kernel/btf/vmlinux -o %t/monitor.image
// RUN: for kernel in %little_endian_kernels; do bpfreloc %t/monitor.o --target $kernel -o %t/other.image || exit 1; done
// RUN: for what in 00 01 02; do bpfload test-run %t/monitor.image --program answer --ctx-hex ${what}0000000300000004000000000000000000000000000000 || exit 1; done | FileCheck %s --check-prefix=ANSWERS
// ANSWERS: retval: 4500
// ANSWERS: retval: 12
// ANSWERS: retval: 75
// ANSWERS: context: {{.*}} 4b 00 00 00 00 00 00 00{{$}}
// RUN: cp /bin/sh %t/btfkit_large
// RUN: bpfload run %t/monitor.image --attach on_exec --attach on_exit --attach on_fork --events events -- %t/btfkit_large -c '/bin/true; exit 3' > %t/events; test $? = 3
// RUN: FileCheck %s --check-prefix=EVENTS -DNAMESPACE="$(%python -c "import os; print(os.stat('/proc/self/ns/pid').st_ino.to_bytes(4, 'little').hex(' '))")" < %t/events
// Time and processor; the alternative; its number (exec 0, exit 1, fork 2).
// EVENTS: events: 64 bytes: {{((.. ){16})}}[[SHELL:.. .. .. ..]] {{((.. ){8})}}[[NAMESPACE]] {{((.. ){8})}}62 74 66 6b 69 74 5f 6c 61 72 67 65 {{((.. ){4})}}00 00 00 00 00 00 00 00{{$}}
// EVENTS: events: 64 bytes: {{((.. ){16})}}[[SHELL]] [[TRUE:.. .. .. ..]] 00 {{.*}} 02 00 00 00 00 00 00 00{{$}}
// EVENTS: events: 64 bytes: {{((.. ){16})}}[[TRUE]] [[SHELL]] {{((.. ){4})}}[[NAMESPACE]] {{((.. ){8})}}74 72 75 65 00 {{.*}} 00 00 00 00 00 00 00 00{{$}}
// EVENTS: events: 64 bytes: {{((.. ){16})}}[[TRUE]] 00 00 00 00 {{.*}} 01 00 00 00 00 00 00 00{{$}}
// EVENTS: events: 64 bytes: {{((.. ){16})}}[[SHELL]] 03 00 00 00 {{.*}} 01 00 00 00 00 00 00 00{{$}}
#include <array>
#include <expected>
#include <optional>
#include <span>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>

// The contexts of programs: the verifier wants their members read by constant offsets.
#pragma clang attribute push(__attribute__((preserve_static_offset)), apply_to = record)
#include <linux/bpf.h>
#include <linux/bpf_perf_event.h>
#pragma clang attribute pop

#include <btfkit/bpf.hpp>

using btfkit::s32;
using btfkit::s64;
using btfkit::u16;
using btfkit::u32;
using btfkit::u64;
using btfkit::u8;

// ---- What the monitor reads of the kernel ------------------------------------------------------

namespace kernel {

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

struct ns_common {
  unsigned inum;
};

struct pid_namespace {
  unsigned level;
  ns_common ns;
};

struct nsproxy {
  pid_namespace* pid_ns_for_children;
};

struct kuid_t {
  unsigned val;
};

struct cred {
  kuid_t uid;
  kuid_t euid;
  // Runs with another user's rights.
  bool is_elevated() const { return uid.val != euid.val; }
};

struct mm_struct {
  int map_count;
  unsigned long total_vm;
  unsigned long locked_vm;

  static constexpr u64 page_size = 4096;
  u64 bytes() const { return total_vm * page_size; }
};

struct fdtable {
  unsigned max_fds;
};

struct files_struct {
  fdtable* fdt;
  unsigned next_fd;
};

struct sched_entity {
  u64 sum_exec_runtime;
  u64 vruntime;
  u64 nr_migrations;
};

struct task_identity {
  int pid;
  int tgid;
  bool leads_group() const { return pid == tgid; }
};

class task_scheduling {
 public:
  int prio;
  int static_prio;
  unsigned policy;
  sched_entity se;

  bool is_real_time() const { return prio < lowest_real_time; }
  u64 runtime() const { return se.sum_exec_runtime; }

 private:
  static constexpr int lowest_real_time = 100;
};

class task_struct : public task_identity, public task_scheduling {
 public:
  unsigned __state;
  unsigned flags;
  int exit_code;
  unsigned in_execve : 1;
  unsigned in_iowait : 1;
  unsigned sched_reset_on_fork : 1;
  task_struct* real_parent;
  task_struct* group_leader;
  mm_struct* mm;
  files_struct* files;
  nsproxy* nsproxy_ [[btf::name("nsproxy")]];
  const struct cred* credentials [[btf::name("cred")]];
  u64 start_time;
  char comm[16];

  bool is_kernel_thread() const { return (flags & 0x00200000) != 0; }
  int parent() const { return real_parent->tgid; }
  template <unsigned size>
  void copy_name(char (&to)[size]) const {
    static_assert(size <= sizeof comm);
    for (unsigned i = 0; i < size; ++i) to[i] = comm[i];
  }
};

// As it was before 5.14.
struct task_struct___before_5_14 {
  long state;
};

struct sock_addresses {
  unsigned skc_daddr;
  unsigned skc_rcv_saddr;
  u16 skc_dport;
  u16 skc_num;
};

class sock_common : public sock_addresses {
 public:
  u16 skc_family;
  volatile u8 skc_state;
  u8 skc_reuse : 4;
  u8 skc_reuseport : 1;
  u8 skc_ipv6only : 1;
  bool is_ipv4() const { return skc_family == 2; }
};

struct sock {
  sock_common __sk_common;
  int sk_rcvbuf;
  int sk_sndbuf;
  u16 sk_type;
  u16 sk_protocol;
};

struct seq_file {
  u64 index;
};

struct bpf_iter_meta {
  seq_file* seq;
  u64 session_id;
  u64 seq_num;
};

struct bpf_iter__task {
  bpf_iter_meta* meta;
  task_struct* task;
};

struct bpf_map {
  u32 id;
  u32 max_entries;
};

struct bpf_iter__bpf_map {
  bpf_iter_meta* meta;
  bpf_map* map;
};

#pragma clang attribute pop

}  // namespace kernel

// ---- Helpers that btfkit has no wrapper for ----------------------------------------------------

namespace helper {

template <bpf_func_id id, class Result = long, class... Arguments>
BTFKIT_INLINE Result call(Arguments... arguments) {
  return reinterpret_cast<Result (*)(Arguments...)>(static_cast<u64>(id))(arguments...);
}

BTFKIT_INLINE long push(void* map, const void* value, u64 flags = 0) {
  return call<BPF_FUNC_map_push_elem>(map, value, flags);
}
BTFKIT_INLINE long pop(void* map, void* value) { return call<BPF_FUNC_map_pop_elem>(map, value); }
BTFKIT_INLINE long peek(void* map, void* value) { return call<BPF_FUNC_map_peek_elem>(map, value); }
BTFKIT_INLINE void spin_lock(bpf_spin_lock* lock) { call<BPF_FUNC_spin_lock>(lock); }
BTFKIT_INLINE void spin_unlock(bpf_spin_lock* lock) { call<BPF_FUNC_spin_unlock>(lock); }
BTFKIT_INLINE void tail_call(void* context, void* programs, u32 index) {
  call<BPF_FUNC_tail_call>(context, programs, index);
}
BTFKIT_INLINE long seq_write(kernel::seq_file* to, const void* data, u32 size) {
  return call<BPF_FUNC_seq_write>(to, data, size);
}

}  // namespace helper

// ---- Maps that btfkit has no template for ------------------------------------------------------

namespace maps {

template <bpf_map_type kind, class Key, class Value, u32 capacity, u32 flags = 0>
struct typed : btfkit::map<btfkit::map_type{kind}, Key, Value, capacity, flags> {};

template <class Key, class Value, u32 capacity>
using lpm_trie = typed<BPF_MAP_TYPE_LPM_TRIE, Key, Value, capacity, BPF_F_NO_PREALLOC>;
template <u32 depth>
using frames = std::array<u64, depth>;

// Values without keys.
template <bpf_map_type kind, class Value, u32 capacity>
struct keyless {
  int (*type)[kind];
  Value* value;
  int (*max_entries)[capacity];

  BTFKIT_INLINE bool push(const Value& from) { return helper::push(this, &from) == 0; }
  BTFKIT_INLINE std::optional<Value> pop() {
    Value taken{};
    if (helper::pop(this, &taken) != 0) return std::nullopt;
    return taken;
  }
  BTFKIT_INLINE bool has(Value looked_for) { return helper::peek(this, &looked_for) == 0; }
};
template <class Value, u32 capacity>
using queue = keyless<BPF_MAP_TYPE_QUEUE, Value, capacity>;
template <class Value, u32 capacity>
using stack = keyless<BPF_MAP_TYPE_STACK, Value, capacity>;
template <class Value, u32 capacity>
using bloom_filter = keyless<BPF_MAP_TYPE_BLOOM_FILTER, Value, capacity>;

// A value beside each of the kernel's objects.
template <bpf_map_type kind, bpf_func_id get_id, class Object, class Value>
struct storage {
  int (*type)[kind];
  int (*map_flags)[BPF_F_NO_PREALLOC];
  int* key;
  Value* value;

  BTFKIT_INLINE Value* get_or_make(Object* object) {
    void* const initial = nullptr;
    const u64 make = BPF_LOCAL_STORAGE_GET_F_CREATE;
    return helper::call<get_id, Value*>(static_cast<void*>(this), object, initial, make);
  }
};
template <class Value>
using of_task =
    storage<BPF_MAP_TYPE_TASK_STORAGE, BPF_FUNC_task_storage_get, kernel::task_struct, Value>;
template <class Value>
using of_socket = storage<BPF_MAP_TYPE_SK_STORAGE, BPF_FUNC_sk_storage_get, bpf_sock, Value>;

template <u32 capacity>
struct programs {
  int (*type)[BPF_MAP_TYPE_PROG_ARRAY];
  int (*key_size)[sizeof(u32)];
  int (*value_size)[sizeof(u32)];
  int (*max_entries)[capacity];

  template <class Index>
  BTFKIT_INLINE void call(void* context, Index index) {
    helper::tail_call(context, this, static_cast<u32>(index));
  }
};

template <bpf_map_type kind, class Key, class Inner, u32 capacity>
struct of_maps {
  int (*type)[kind];
  Key* key;
  int (*max_entries)[capacity];
  Inner* values[];

  BTFKIT_INLINE Inner* lookup(const Key& wanted) {
    return static_cast<Inner*>(btfkit::map_lookup_elem(this, &wanted));
  }
};

// Changes the value at a key, or adds `initial` if there is none.
template <class Map, class Key, class Value, class Change>
BTFKIT_INLINE void change_or_add(Map& map, const Key& key, const Value& initial, Change&& change) {
  if (auto* found = map.lookup(key)) {
    change(*found);
  } else {
    map.update(key, initial, btfkit::update_mode::no_exist);
  }
}

}  // namespace maps

namespace monitor {

// ---- Records -----------------------------------------------------------------------------------

struct flow_key {
  u32 source;
  u32 destination;
  u16 source_port;
  u16 destination_port;
  u32 protocol;
  bool operator==(const flow_key&) const = default;
};
static_assert(std::has_unique_object_representations_v<flow_key>, "keys have no padding");

struct exec {
  int pid;
  int parent;
  u32 user;
  u32 pid_namespace;
  u64 memory;
  char name[16];
};
struct exit {
  int pid;
  int code;
  u64 runtime;
};
struct fork {
  int parent;
  int child;
  bool is_thread;
};
struct flow {
  flow_key key;
  u16 old_state;
  u16 new_state;
};
using payload = std::variant<exec, exit, fork, flow>;

struct record {
  u64 time;
  u32 processor;
  payload what;
};

// Why a packet went where it did.
struct [[btf::tagged_union("tag")]] decision {
  enum class kind : u32 { Passed, Blocked, Limited } tag;
  union {
    u32 rule;
    u32 port;
    struct {
      u16 rate;
      u16 burst;
    } limit;
  };

  static constexpr decision pass(u32 rule) {
    decision made{};
    made.tag = kind::Passed;
    made.rule = rule;
    return made;
  }
  static constexpr decision block(u32 port) {
    decision made{};
    made.tag = kind::Blocked;
    made.port = port;
    return made;
  }
  static constexpr decision hold(u16 rate, u16 burst) {
    decision made{};
    made.tag = kind::Limited;
    made.limit = {rate, burst};
    return made;
  }
};

struct traffic {
  u64 packets;
  u64 bytes;
  decision last;

  BTFKIT_INLINE void add(u32 length, const decision& why) {
    __sync_fetch_and_add(&packets, 1);
    __sync_fetch_and_add(&bytes, length);
    last = why;
  }
};

struct process {
  u64 started;
  u64 switches;
  u32 execs;
  u32 forks;
  std::optional<int> exit_code;
};

struct task_notes {
  u64 switches;
  u64 wakes;
};

struct socket_notes {
  u64 opened;
  u32 segments;
  std::optional<u32> round_trip;
};

struct prefix {
  u32 length;
  u32 address;
};

struct bucket {
  bpf_spin_lock lock;
  u32 tokens;
  u64 refilled;
};

enum class counter : u32 {
  frames,
  dropped,
  connects,
  refused,
  syscalls,
  samples,
  lost_records,
  number,
};

enum class stage : u32 { account, number };

// ---- State -------------------------------------------------------------------------------------

const volatile u32 sample_every = 4;
const volatile u32 refill_tokens = 64;
constinit u64 first_frame_time = 0;
// Nothing else says in BTF what is in the ring buffer.
[[gnu::used]] constinit const record* described = nullptr;

SEC(".maps") btfkit::percpu_array_map<u64, static_cast<u32>(counter::number)> counters;
SEC(".maps") btfkit::hash_map<u32, process, 4096> processes;
SEC(".maps") btfkit::lru_hash_map<flow_key, traffic, 8192> flows;
SEC(".maps") btfkit::percpu_hash_map<u32, traffic, 256> protocols;
SEC(".maps") maps::typed<BPF_MAP_TYPE_LRU_PERCPU_HASH, u32, u64, 1024> destinations;
SEC(".maps") btfkit::array_map<traffic, 8> classes;
SEC(".maps") btfkit::array_map<bucket, 1> buckets;
SEC(".maps") btfkit::ringbuf<65536> events;
SEC(".maps") btfkit::perf_event_array samples;
SEC(".maps") maps::typed<BPF_MAP_TYPE_STACK_TRACE, u32, maps::frames<32>, 1024> stacks;
SEC(".maps") maps::lpm_trie<prefix, u32, 1024> forbidden;
SEC(".maps") maps::of_task<task_notes> notes_of_tasks;
SEC(".maps") maps::of_socket<socket_notes> notes_of_sockets;
SEC(".maps") maps::queue<flow_key, 128> suspects;
SEC(".maps") maps::stack<u32, 64> recent_users;
SEC(".maps") maps::bloom_filter<u32, 1024> seen_addresses;
SEC(".maps") maps::programs<static_cast<u32>(stage::number)> stages;
SEC(".maps") maps::typed<BPF_MAP_TYPE_SOCKMAP, u32, u32, 16> listeners;
SEC(".maps") maps::typed<BPF_MAP_TYPE_SOCKHASH, flow_key, u32, 256> connections;
SEC(".maps") maps::typed<BPF_MAP_TYPE_REUSEPORT_SOCKARRAY, u32, u32, 8> workers;
SEC(".maps") maps::typed<BPF_MAP_TYPE_DEVMAP, u32, u32, 8> devices;
SEC(".maps") maps::typed<BPF_MAP_TYPE_CPUMAP, u32, u32, 4> processors;
#ifndef WITHOUT_MAPS_OF_MAPS
using window = btfkit::array_map<u64, 16>;
SEC(".maps") maps::of_maps<BPF_MAP_TYPE_ARRAY_OF_MAPS, u32, window, 4> windows;
SEC(".maps") maps::of_maps<BPF_MAP_TYPE_HASH_OF_MAPS, u32, window, 4> windows_of_users;
#endif

// ---- Tools -------------------------------------------------------------------------------------

template <counter which>
BTFKIT_INLINE void count(u64 by = 1) {
  static_assert(which < counter::number);
  if (u64* value = counters.lookup(static_cast<u32>(which))) *value += by;
}

// Room in the ring buffer, which goes back to it unless the record is complete.
template <auto& ring, class Record>
class reservation {
 public:
  BTFKIT_INLINE reservation() : room_(ring.template reserve<Record>()) {
    if (room_ == nullptr) count<counter::lost_records>();
  }
  reservation(const reservation&) = delete;
  reservation& operator=(const reservation&) = delete;
  BTFKIT_INLINE ~reservation() {
    if (room_ != nullptr) ring.discard(room_);
  }

  BTFKIT_INLINE explicit operator bool() const { return room_ != nullptr; }
  BTFKIT_INLINE Record* operator->() const { return room_; }
  BTFKIT_INLINE void submit() { ring.submit(std::exchange(room_, nullptr)); }

 private:
  Record* room_;
};

template <class What>
BTFKIT_INLINE void publish(const What& what) {
  reservation<events, record> room;
  if (!room) return;
  room->time = btfkit::ktime_get_ns();
  room->processor = btfkit::get_smp_processor_id();
  new (&room->what) payload(what);
  room.submit();
}

class lock_guard {
 public:
  BTFKIT_INLINE explicit lock_guard(bpf_spin_lock& lock) : lock_(lock) { helper::spin_lock(&lock_); }
  lock_guard(const lock_guard&) = delete;
  lock_guard& operator=(const lock_guard&) = delete;
  BTFKIT_INLINE ~lock_guard() { helper::spin_unlock(&lock_); }

 private:
  bpf_spin_lock& lock_;
};

// A socket that the kernel counts as ours until it is released.
class socket_reference {
 public:
  BTFKIT_INLINE explicit socket_reference(void* socket) : socket_(static_cast<bpf_sock*>(socket)) {}
  socket_reference(const socket_reference&) = delete;
  socket_reference& operator=(const socket_reference&) = delete;
  BTFKIT_INLINE ~socket_reference() {
    if (socket_ != nullptr) helper::call<BPF_FUNC_sk_release>(socket_);
  }
  BTFKIT_INLINE bpf_sock* get() const { return socket_; }

 private:
  bpf_sock* socket_;
};

template <class... Each>
struct overloaded : Each... {
  using Each::operator()...;
};

// ---- Packets -----------------------------------------------------------------------------------

namespace packet {

template <class Number>
constexpr Number from_network(Number value) {
  static_assert(sizeof value == 2 || sizeof value == 4);
  if constexpr (sizeof value == 2) {
    return __builtin_bswap16(value);
  } else {
    return __builtin_bswap32(value);
  }
}
static_assert(from_network<u16>(0x0800) == 0x0008);

template <class Number>
struct [[gnu::packed]] big_endian {
  Number raw;
  constexpr operator Number() const { return from_network(raw); }
};

enum class protocol : u8 { icmp = 1, tcp = 6, udp = 17 };

struct ethernet {
  u8 destination[6];
  u8 source[6];
  big_endian<u16> type;
  static constexpr u16 ipv4 = 0x0800;
};
struct ipv4 {
  u8 length_in_words : 4;
  u8 version : 4;
  u8 service;
  big_endian<u16> length;
  u16 id;
  u16 fragment;
  u8 time_to_live;
  packet::protocol protocol;
  u16 checksum;
  big_endian<u32> source;
  big_endian<u32> destination;
  u32 options_size() const {
    return length_in_words < 5 ? 0 : (length_in_words - 5U) * 4U;
  }
};
struct ports {
  big_endian<u16> source;
  big_endian<u16> destination;
};
static_assert(sizeof(ethernet) == 14 && sizeof(ipv4) == 20 && sizeof(ports) == 4);

BTFKIT_INLINE const u8* address_of(u32 offset) {
  return reinterpret_cast<const u8*>(static_cast<u64>(offset));
}
BTFKIT_INLINE const u8* address_of(const void* pointer) {
  return static_cast<const u8*>(pointer);
}

// Reads header by header, never behind the packet's end.
class cursor {
 public:
  template <class Context>
  BTFKIT_INLINE explicit cursor(const Context* context)
      : at_(address_of(context->data)), end_(address_of(context->data_end)) {}

  template <class Header>
  BTFKIT_INLINE const Header* take() {
    if (at_ + sizeof(Header) > end_) return nullptr;
    return reinterpret_cast<const Header*>(std::exchange(at_, at_ + sizeof(Header)));
  }
  BTFKIT_INLINE void skip(u32 bytes) { at_ += bytes & 63; }

 private:
  const u8* at_;
  const u8* end_;
};

enum class parse_error { truncated, not_ipv4 };
using parsed = std::expected<flow_key, parse_error>;

// The flow of an IPv4 packet, from its network header on.
BTFKIT_INLINE parsed parse_ipv4(cursor& from) {
  const auto* ip = from.take<ipv4>();
  if (ip == nullptr) return std::unexpected(parse_error::truncated);
  if (ip->version != 4) return std::unexpected(parse_error::not_ipv4);
  flow_key key{ip->source, ip->destination, 0, 0, static_cast<u32>(ip->protocol)};
  if (ip->protocol != protocol::tcp && ip->protocol != protocol::udp) return key;
  from.skip(ip->options_size());
  const auto* numbers = from.take<ports>();
  if (numbers == nullptr) return std::unexpected(parse_error::truncated);
  key.source_port = numbers->source;
  key.destination_port = numbers->destination;
  return key;
}

BTFKIT_INLINE parsed parse_frame(cursor from) {
  const auto* frame = from.take<ethernet>();
  if (frame == nullptr) return std::unexpected(parse_error::truncated);
  if (frame->type != ethernet::ipv4) return std::unexpected(parse_error::not_ipv4);
  return parse_ipv4(from);
}

}  // namespace packet

enum class service : u8 { other, shell, name, web, mail, forbidden };

// Which service the well-known ports are.
constexpr auto services = [] {
  std::array<service, 1024> table{};
  table[22] = service::shell;
  table[53] = service::name;
  table[80] = table[443] = service::web;
  table[25] = table[465] = table[587] = service::mail;
  table[23] = table[513] = service::forbidden;
  return table;
}();
static_assert(services[443] == service::web && services[1000] == service::other);

BTFKIT_INLINE service service_of(u16 port) {
  return port < services.size() ? services[port] : service::other;
}

BTFKIT_INLINE bool is_forbidden(u32 address) {
  const u32* rule = forbidden.lookup({32, packet::from_network(address)});
  return rule != nullptr && *rule != 0;
}

BTFKIT_INLINE decision decide(const flow_key& key) {
  if (service_of(key.destination_port) == service::forbidden) {
    return decision::block(key.destination_port);
  }
  if (is_forbidden(key.source)) return decision::block(0);
  if (key.protocol == static_cast<u32>(packet::protocol::icmp)) return decision::hold(10, 20);
  return decision::pass(static_cast<u32>(service_of(key.destination_port)));
}

BTFKIT_INLINE void account(const flow_key& key, u32 length, const decision& why) {
  const auto add = [&](traffic& total) { total.add(length, why); };
  const traffic first{1, length, why};
  maps::change_or_add(flows, key, first, add);
  maps::change_or_add(protocols, key.protocol, first, add);
  maps::change_or_add(destinations, key.destination, u64{1}, [](u64& hits) { ++hits; });
}

// Whether the bucket has a token left.
BTFKIT_INLINE bool take_token() {
  bucket* shared = buckets.lookup(0);
  if (shared == nullptr) return false;
  const u64 now = btfkit::ktime_get_ns();
  const u32 refill = refill_tokens;
  lock_guard guard(shared->lock);
  if (now - shared->refilled > 1'000'000'000) {
    shared->tokens = refill;
    shared->refilled = now;
  }
  if (shared->tokens == 0) return false;
  --shared->tokens;
  return true;
}

// ---- Packets on their way ----------------------------------------------------------------------

SEC("xdp") int filter_frame(xdp_md* context) {
  count<counter::frames>();
  if (first_frame_time == 0) first_frame_time = btfkit::ktime_get_ns();
  const auto key = packet::parse_frame(packet::cursor(context));
  if (!key) return key.error() == packet::parse_error::truncated ? XDP_ABORTED : XDP_PASS;
  const decision why = decide(*key);
  account(*key, context->data_end - context->data, why);
  if (why.tag == decision::kind::Passed) {
    stages.call(context, stage::account);
    return XDP_PASS;
  }
  count<counter::dropped>();
  suspects.push(*key);
  return why.tag == decision::kind::Blocked ? XDP_DROP : XDP_TX;
}

SEC("xdp") int spread_frame(xdp_md* context) {
  const u32 queue = context->rx_queue_index & 3;
  void* const map = (queue & 1) != 0 ? static_cast<void*>(&processors) : &devices;
  const u64 otherwise = XDP_PASS;
  return helper::call<BPF_FUNC_redirect_map>(map, queue, otherwise);
}

// By itself for the verifier, as other files could call it.
[[gnu::noinline]] u32 hash_of(const flow_key& key) {
  u32 hash = 2166136261;
  for (const u32 each : {key.source, key.destination, key.protocol}) hash = (hash ^ each) * 16777619;
  return hash ^ (u32{key.source_port} << 16 | key.destination_port);
}

SEC("tc") int account_packet(__sk_buff* context) {
  const auto key = packet::parse_frame(packet::cursor(context));
  if (!key) return 0;
  context->mark = hash_of(*key);
  account(*key, context->len, decide(*key));
  const traffic* total = flows.lookup(*key);
  return total == nullptr ? 0 : static_cast<int>(total->packets);
}

SEC("classifier") int classify_packet(__sk_buff* context) {
  const auto key = packet::parse_frame(packet::cursor(context));
  const service of = key ? service_of(key->destination_port) : service::other;
  if (traffic* total = classes.lookup(static_cast<u32>(of))) {
    total->add(context->len, decision::pass(static_cast<u32>(of)));
  }
  return static_cast<int>(of);
}

SEC("action") int police_packet(__sk_buff* context) {
  constexpr int act_ok = 0, act_shot = 2;
  if (take_token()) return act_ok;
  context->mark = 1;
  return act_shot;
}

SEC("socket") int keep_headers(__sk_buff* context) {
  if (context->protocol != packet::from_network<u16>(packet::ethernet::ipv4)) return 0;
  u8 first = 0;
  const u32 offset = 0, size = sizeof first, from = BPF_HDR_START_NET;
  void* const to = &first;
  if (helper::call<BPF_FUNC_skb_load_bytes_relative>(context, offset, to, size, from) != 0) return 0;
  const u32 header = (first & 15U) * 4;
  return static_cast<int>(sizeof(packet::ethernet) + header);
}

SEC("flow_dissector") int dissect(__sk_buff* context) {
  packet::cursor from(context);
  bpf_flow_keys* keys = context->flow_keys;
  if (keys->n_proto != packet::from_network<u16>(packet::ethernet::ipv4)) return BPF_DROP;
  if (from.take<packet::ethernet>() == nullptr) return BPF_DROP;
  const auto* ip = from.take<packet::ipv4>();
  if (ip == nullptr) return BPF_DROP;
  keys->addr_proto = packet::ethernet::ipv4;
  keys->ipv4_src = ip->source.raw;
  keys->ipv4_dst = ip->destination.raw;
  keys->ip_proto = static_cast<u8>(ip->protocol);
  keys->thoff = keys->nhoff + sizeof(packet::ipv4);
  return BPF_OK;
}

SEC("lwt_xmit") int leave_tunnel(__sk_buff* context) {
  packet::cursor from(context);
  if (const auto key = packet::parse_ipv4(from)) account(*key, context->len, decide(*key));
  return BPF_OK;
}

// ---- Control groups ----------------------------------------------------------------------------

namespace group {

constexpr int allow = 1, deny = 0;

SEC("cgroup_skb/ingress") int let_in(__sk_buff* context) {
  packet::cursor from(context);
  const auto key = packet::parse_ipv4(from);
  if (!key) return allow;
  seen_addresses.push(key->source);
  return is_forbidden(key->source) ? deny : allow;
}

SEC("cgroup_skb/egress") int let_out(__sk_buff* context) {
  packet::cursor from(context);
  const auto key = packet::parse_ipv4(from);
  if (!key) return allow;
  const bool answers = seen_addresses.has(key->destination);
  bpf_sock* socket = context->sk;
  if (socket == nullptr) return answers ? allow : deny;
  bpf_sock* full = helper::call<BPF_FUNC_sk_fullsock, bpf_sock*>(socket);
  if (full == nullptr) return allow;
  if (socket_notes* notes = notes_of_sockets.get_or_make(full)) ++notes->segments;
  return allow;
}

SEC("cgroup/sock_create") int make_socket(bpf_sock* context) {
  constexpr u32 raw_socket = 3;
  if (context->type == raw_socket) return deny;
  context->mark = 7;
  return allow;
}

BTFKIT_INLINE int check_port(u32 port_in_network_order) {
  const u16 port = packet::from_network(static_cast<u16>(port_in_network_order));
  count<counter::connects>();
  if (service_of(port) != service::forbidden) return allow;
  count<counter::refused>();
  return deny;
}

SEC("cgroup/connect4") int connect_ipv4(bpf_sock_addr* context) {
  const u32 address = packet::from_network(context->user_ip4);
  return is_forbidden(address) ? deny : check_port(context->user_port);
}
SEC("cgroup/connect6") int connect_ipv6(bpf_sock_addr* context) {
  return check_port(context->user_port);
}
SEC("cgroup/bind4") int bind_ipv4(bpf_sock_addr* context) {
  return service_of(packet::from_network(static_cast<u16>(context->user_port))) == service::shell
             ? deny
             : allow;
}
SEC("cgroup/sendmsg4") int send_ipv4(bpf_sock_addr* context) {
  return check_port(context->user_port);
}

BTFKIT_INLINE bool is_one_of(u32 number, std::span<const u32> numbers) {
  for (const u32 each : numbers) {
    if (each == number) return true;
  }
  return false;
}

SEC("cgroup/dev") int open_device(bpf_cgroup_dev_ctx* context) {
  static constexpr u32 memory_minors[] = {3, 5, 9};
  return context->major == 1 && is_one_of(context->minor, memory_minors) ? allow : deny;
}

BTFKIT_INLINE bool begins_with(std::span<const char> text, std::string_view beginning) {
  for (u32 i = 0; i < beginning.size(); ++i) {
    if (text[i] != beginning[i]) return false;
  }
  return true;
}

SEC("cgroup/sysctl") int change_setting(bpf_sysctl* context) {
  constexpr std::string_view protected_settings = "kernel/";
  if (context->write == 0) return allow;
  std::array<char, 32> name{};
  void* const to = name.data();
  if (helper::call<BPF_FUNC_sysctl_get_name>(context, to, name.size(), u64{0}) < 0) return deny;
  return begins_with(name, protected_settings) ? deny : allow;
}

SEC("cgroup/getsockopt") int get_option(bpf_sockopt* context) {
  if (context->retval < 0) return allow;
  return context->level == 1 && context->optname == 0x7fff ? deny : allow;
}
SEC("cgroup/setsockopt") int set_option(bpf_sockopt* context) {
  context->optlen = -1;
  return allow;
}

}  // namespace group

// ---- Sockets -----------------------------------------------------------------------------------

namespace sockets {

template <class Context>
BTFKIT_INLINE flow_key key_of(const Context* context) {
  return {context->remote_ip4, context->local_ip4,
          packet::from_network(static_cast<u16>(context->remote_port >> 16)),
          static_cast<u16>(context->local_port), static_cast<u32>(packet::protocol::tcp)};
}

SEC("sockops") int follow(bpf_sock_ops* context) {
  constexpr u32 ipv4 = 2;
  if (context->family != ipv4) return 0;
  switch (context->op) {
    case BPF_SOCK_OPS_ACTIVE_ESTABLISHED_CB:
    case BPF_SOCK_OPS_PASSIVE_ESTABLISHED_CB: {
      flow_key key = key_of(context);
      void *const map = &connections, *const at = &key;
      helper::call<BPF_FUNC_sock_hash_update>(context, map, at, u64{BPF_ANY});
      bpf_sock* socket = context->sk;
      if (socket == nullptr) return 0;
      if (socket_notes* notes = notes_of_sockets.get_or_make(socket)) {
        notes->opened = btfkit::ktime_get_ns();
        notes->round_trip = context->srtt_us >> 3;
      }
      return 1;
    }
    default:
      return 0;
  }
}

SEC("sk_msg") int shortcut(sk_msg_md* context) {
  flow_key key = key_of(context);
  void *const map = &connections, *const at = &key;
  return helper::call<BPF_FUNC_msg_redirect_hash>(context, map, at, u64{BPF_F_INGRESS});
}

SEC("sk_skb/stream_parser") int find_message(__sk_buff* context) { return context->len; }
SEC("sk_skb/stream_verdict") int pass_message(__sk_buff* context) {
  void* const map = &listeners;
  return helper::call<BPF_FUNC_sk_redirect_map>(context, map, u32{0}, u64{0});
}

SEC("sk_lookup") int choose_listener(bpf_sk_lookup* context) {
  if (service_of(context->local_port) == service::forbidden) return SK_DROP;
  const u32 first = 0;
  socket_reference listener(btfkit::map_lookup_elem(&listeners, &first));
  if (listener.get() == nullptr) return SK_PASS;
  return helper::call<BPF_FUNC_sk_assign>(context, listener.get(), u64{0}) == 0 ? SK_PASS : SK_DROP;
}

SEC("sk_reuseport") int choose_worker(sk_reuseport_md* context) {
  u32 worker = context->hash & 7;
  void *const map = &workers, *const at = &worker;
  return helper::call<BPF_FUNC_sk_select_reuseport>(context, map, at, u64{0}) == 0 ? SK_PASS
                                                                                  : SK_DROP;
}

// CHECK-LABEL: <state_changed>:
// CHECK-DAG: <byte_off> {{.*}} struct sock::__sk_common (0:0)
// CHECK-DAG: <byte_off> {{.*}} struct sock_common::skc_daddr
// CHECK-DAG: <byte_off> {{.*}} struct sock_common::skc_family
// CHECK-DAG: <rshift_u64> {{.*}} struct sock_common::skc_ipv6only
SEC("tp_btf/inet_sock_set_state") int state_changed(u64* context) {
  const auto* socket = reinterpret_cast<const kernel::sock*>(context[0]);
  const kernel::sock_common& common = socket->__sk_common;
  if (!common.is_ipv4() || common.skc_ipv6only != 0) return 0;
  const flow_key key{common.skc_daddr, common.skc_rcv_saddr, packet::from_network(common.skc_dport),
                     common.skc_num, socket->sk_protocol};
  publish(flow{key, static_cast<u16>(context[1]), static_cast<u16>(context[2])});
  return 0;
}

}  // namespace sockets

// ---- Tasks -------------------------------------------------------------------------------------

namespace tasks {

using kernel::task_struct;

template <class Type>
BTFKIT_INLINE Type* argument(const u64* context, unsigned number) {
  return reinterpret_cast<Type*>(context[number]);
}

// CHECK-LABEL: <on_exec>:
// CHECK-DAG: <byte_off> {{.*}} struct task_struct::tgid
// CHECK-DAG: <byte_off> {{.*}} struct task_struct::real_parent
// CHECK-DAG: <byte_off> {{.*}} struct task_struct::cred
// CHECK-DAG: <byte_off> {{.*}} struct cred::uid.val
// CHECK-DAG: <byte_off> {{.*}} struct mm_struct::total_vm
// CHECK-DAG: <byte_off> {{.*}} struct task_struct::nsproxy
// CHECK-DAG: <byte_off> {{.*}} struct pid_namespace::ns.inum
SEC("tp_btf/sched_process_exec") int on_exec(u64* context) {
  auto* task = argument<task_struct>(context, 0);
  const kernel::cred* credentials = task->credentials;
  const kernel::mm_struct* memory = task->mm;
  exec found{task->tgid, task->parent(), credentials->uid.val,
             task->nsproxy_->pid_ns_for_children->ns.inum,
             memory == nullptr ? 0 : memory->bytes(), {}};
  task->copy_name(found.name);
  if (credentials->is_elevated()) recent_users.push(found.user);
  const process first{task->start_time, 0, 1, 0, std::nullopt};
  maps::change_or_add(processes, static_cast<u32>(found.pid), first,
                      [](process& known) { ++known.execs; });
  publish(found);
  return 0;
}

// CHECK-LABEL: <on_exit>:
// CHECK-DAG: <byte_off> {{.*}} struct task_struct::pid
// CHECK-DAG: <byte_off> {{.*}} struct task_struct::exit_code
// CHECK-DAG: <byte_off> {{.*}} struct task_struct::se.sum_exec_runtime
SEC("tp_btf/sched_process_exit") int on_exit(u64* context) {
  auto* task = argument<task_struct>(context, 0);
  if (!task->leads_group()) return 0;
  const int code = (task->exit_code >> 8) & 255;
  if (process* known = processes.lookup(task->tgid)) known->exit_code = code;
  publish(exit{task->pid, code, task->runtime()});
  return 0;
}

SEC("tp_btf/sched_process_fork") int on_fork(u64* context) {
  auto* parent = argument<task_struct>(context, 0);
  auto* child = argument<task_struct>(context, 1);
  const bool is_thread = !child->leads_group();
  if (process* known = processes.lookup(parent->tgid)) ++known->forks;
  publish(fork{parent->tgid, child->pid, is_thread});
  return 0;
}

// CHECK-LABEL: <on_wakeup>:
// CHECK-DAG: <byte_sz> {{.*}} struct task_struct::in_iowait
// CHECK-DAG: <byte_off> {{.*}} struct task_struct::prio
SEC("tp_btf/sched_wakeup") int on_wakeup(u64* context) {
  auto* task = argument<task_struct>(context, 0);
  if (task->is_kernel_thread() || (task->in_iowait == 0 && !task->is_real_time())) return 0;
  if (task_notes* notes = notes_of_tasks.get_or_make(task)) ++notes->wakes;
  return 0;
}

struct switch_arguments {
  u64 common;
  char previous_name[16];
  int previous_pid;
  int previous_priority;
  long previous_state;
  char next_name[16];
  int next_pid;
  int next_priority;
};
SEC("tracepoint/sched/sched_switch") int on_switch(switch_arguments* context) {
  if (process* known = processes.lookup(context->next_pid)) {
    __sync_fetch_and_add(&known->switches, 1);
  }
  return 0;
}

SEC("raw_tp/sys_enter") int on_system_call(bpf_raw_tracepoint_args* context) {
  count<counter::syscalls>();
  constexpr u64 ptrace = 101;
  if (context->args[1] != ptrace) return 0;
  recent_users.push(static_cast<u32>(btfkit::get_current_uid_gid()));
  return 0;
}

struct sample {
  u64 address;
  u64 period;
  s64 stack;
};
SEC("perf_event") int on_sample(bpf_perf_event_data* context) {
  count<counter::samples>();
  if (btfkit::get_smp_processor_id() % sample_every != 0) return 0;
  void* const map = &stacks;
  sample taken{context->addr, context->sample_period,
               helper::call<BPF_FUNC_get_stackid>(context, map, u64{BPF_F_USER_STACK})};
  if (taken.stack >= 0) samples.output(context, taken);
  return 0;
}

BTFKIT_INLINE u32 state_of(const task_struct* task) {
  if (BTFKIT_FIELD_EXISTS(task->__state)) return task->__state;
  return reinterpret_cast<const kernel::task_struct___before_5_14*>(task)->state;
}

template <auto... members, class Object>
BTFKIT_INLINE u64 sum_of(const Object* object) {
  return object == nullptr ? 0 : (u64{object->*members} + ...);
}

struct line {
  int pid;
  unsigned descriptors;
  u64 pages;
  u64 state;
};
// CHECK-LABEL: <list_tasks>:
// CHECK-DAG: <field_exists> {{.*}} struct task_struct::__state
// CHECK-DAG: <byte_off> {{.*}} struct task_struct___before_5_14::state
// CHECK-DAG: <byte_off> {{.*}} struct mm_struct::locked_vm
// CHECK-DAG: <byte_off> {{.*}} struct mm_struct::total_vm
SEC("iter/task") int list_tasks(kernel::bpf_iter__task* context) {
  task_struct* task = context->task;
  if (task == nullptr || !task->leads_group()) return 0;
  const kernel::files_struct* files = task->files;
  const line each{task->tgid, files == nullptr ? 0 : files->fdt->max_fds,
                  sum_of<&kernel::mm_struct::total_vm, &kernel::mm_struct::locked_vm>(task->mm),
                  state_of(task)};
  helper::seq_write(context->meta->seq, &each, sizeof each);
  return 0;
}

SEC("iter/bpf_map") int list_maps(kernel::bpf_iter__bpf_map* context) {
  const kernel::bpf_map* map = context->map;
  if (map == nullptr) return 0;
  const std::array<u32, 2> each{map->id, map->max_entries};
  helper::seq_write(context->meta->seq, &each, sizeof each);
  return 0;
}

}  // namespace tasks

// ---- Requests of the user's program -------------------------------------------------------------

namespace requests {

struct packets { u32 number; };
struct bytes { u64 number; };
struct ratio { u32 part, whole; };
using measure = std::variant<packets, bytes, ratio>;

enum class operation : u32 { packets, bytes, ratio, processes, user };
struct request {
  operation what;
  u32 first;
  u32 second;
  u32 reserved;
  u64 answer;
};

BTFKIT_INLINE std::optional<measure> measure_of(operation what, u32 first, u32 second) {
  switch (what) {
    case operation::packets: return packets{first};
    case operation::bytes: return bytes{u64{first} * second};
    case operation::ratio: return ratio{first, second};
    default: return std::nullopt;
  }
}

BTFKIT_INLINE u64 amount(const measure& of) {
  return std::visit(overloaded{
                        [](const packets& each) { return u64{each.number} * 1500; },
                        [](const bytes& each) { return each.number; },
                        [](const ratio& each) {
                          return each.whole == 0 ? 0 : u64{each.part} * 100 / each.whole;
                        },
                    },
                    of);
}

struct tally {
  u32 processes;
  u32 execs;
};

SEC("syscall") int answer(request* context) {
  if (const auto asked = measure_of(context->what, context->first, context->second)) {
    context->answer = amount(*asked);
    return static_cast<int>(context->answer);
  }
  if (context->what == operation::user) {
    const std::optional<u32> user = recent_users.pop();
    context->answer = user.transform([](u32 id) { return u64{id} + 1; }).value_or(0);
    return user.has_value() ? 1 : 0;
  }
  tally sum{0, 0};
  auto* const add = +[](void*, const u32*, process* each, tally* to) -> long {
    ++to->processes;
    to->execs += each->execs;
    return 0;
  };
  void *const map = &processes, *const visit = reinterpret_cast<void*>(add), *const to = &sum;
  helper::call<BPF_FUNC_for_each_map_elem>(map, visit, to, u64{0});
  context->answer = sum.execs;
  return static_cast<int>(sum.processes);
}

#ifndef WITHOUT_MAPS_OF_MAPS
SEC("tc") int add_to_window(__sk_buff* context) {
  window* of_queue = windows.lookup(context->queue_mapping & 3);
  const u32 user = context->mark;
  if (of_queue == nullptr) of_queue = windows_of_users.lookup(user);
  if (of_queue == nullptr) return -1;
  u64* total = of_queue->lookup(context->priority & 15);
  if (total == nullptr) return -1;
  *total += context->len;
  return 0;
}
#endif

}  // namespace requests

}  // namespace monitor
LICENSE("GPL");
