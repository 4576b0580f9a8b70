// A plan as a tree that a test can change before it becomes bytes, right or wrong.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <vector>

#include "plan/format.h"

namespace loader::test {

struct Node {
  uint16_t type;
  std::string payload;  // or:
  std::vector<Node> records;
  uint16_t flags = 0;

  // The n-th record of that type.
  Node& at(uint16_t wanted, size_t n = 0) {
    for (Node& record : records) {
      if (record.type == wanted && n-- == 0) return record;
    }
    abort();
  }
  void remove(uint16_t wanted) {
    std::erase_if(records, [&](const Node& record) { return record.type == wanted; });
  }
  // Changes a fixed-size payload.
  template <class T, class Change>
  void change(Change change) {
    T value;
    memcpy(&value, payload.data(), sizeof value);
    change(value);
    memcpy(payload.data(), &value, sizeof value);
  }
};

template <class T>
std::string bytes_of(const T& value) {
  return {reinterpret_cast<const char*>(&value), sizeof value};
}

inline Node string_record(uint16_t type, const std::string& text) {
  return {type, text + '\0', {}};
}

inline std::string serialize(const Node& node) {
  std::string payload = node.payload;
  for (const Node& record : node.records) payload += serialize(record);
  const plan_record header = {node.type, node.flags, static_cast<uint32_t>(payload.size())};
  const size_t padding = -payload.size() % 8;
  return bytes_of(header) + payload + std::string(padding, '\0');
}

inline plan_header header_for(const std::string& records) {
  return {PLAN_MAGIC, PLAN_VERSION, 16, static_cast<uint32_t>(16 + records.size()), 0};
}

// The node's own type is of no account: its records are the top.
inline std::string serialize_plan(const Node& plan) {
  std::string records;
  for (const Node& record : plan.records) records += serialize(record);
  return bytes_of(header_for(records)) + records;
}

constexpr std::string_view insns_of_two_maps(
    // r1 = map 0; r1 = value of map 1; call kfunc of module 1; exit
    "\x18\x51\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
    "\x18\x61\0\0\x01\0\0\0\0\0\0\0\0\0\0\0"
    "\x85\x20\x03\0\x07\0\0\0"
    "\x95\0\0\0\0\0\0\0",
    48);

// A plan with each record once: maps 'counts' (hash) and '.rodata' (array with data), program
// 'on_event', module 'btrfs'.
inline Node valid_plan() {
  const plan_map_attr hash = {.map_type = 1,
                              .key_size = 4,
                              .value_size = 8,
                              .max_entries = 16,
                              .map_flags = 0,
                              .btf_key_type_id = 1,
                              .btf_value_type_id = 2,
                              .plan_flags = 0,
                              .map_extra = 0,
                              .pinning = 1,
                              .inner_map = 0,
                              .numa_node = 0,
                              .reserved = 0,
                              .btf_vmlinux_value_type_id = 0,
                              .value_type_module = 0};
  plan_map_attr array = hash;
  array.map_type = 2;
  array.value_size = 5;
  array.max_entries = 1;
  array.plan_flags = PLAN_MAP_FREEZE;
  array.pinning = 0;
  const plan_program_attr program = {.prog_type = 26,
                                     .expected_attach_type = 23,
                                     .prog_flags = 0,
                                     .attach_btf_id = 77,
                                     .attach_btf_module = 1,
                                     .reserved = {}};
  return {
      0,
      {},
      {
          {PLAN_TARGET,
           {},
           {string_record(PLAN_TARGET_RELEASE, "6.1.0"),
            {PLAN_TARGET_BUILD_ID, std::string(20, '\xab'), {}},
            {PLAN_TARGET_BTF_HASH, bytes_of(uint64_t{0x1122334455667788}), {}}}},
          string_record(PLAN_LICENSE, "GPL"),
          {PLAN_BTF, "not looked at", {}},
          {PLAN_MAP, {}, {string_record(PLAN_NAME, "counts"), {PLAN_MAP_ATTR, bytes_of(hash), {}}}},
          {PLAN_MAP,
           {},
           {string_record(PLAN_NAME, ".rodata"),
            {PLAN_MAP_ATTR, bytes_of(array), {}},
            {PLAN_MAP_DATA, "12345", {}}}},
          string_record(PLAN_MODULE, "btrfs"),
          {PLAN_PROGRAM,
           {},
           {string_record(PLAN_NAME, "on_event"),
            {PLAN_PROGRAM_ATTR, bytes_of(program), {}},
            string_record(PLAN_PROGRAM_SECTION, "tp_btf/event"),
            {PLAN_PROGRAM_INSNS, std::string(insns_of_two_maps), {}},
            {PLAN_PROGRAM_FUNC_INFO, std::string(8, '\x01'), {}},
            {PLAN_PROGRAM_LINE_INFO, std::string(16, '\x01'), {}},
            string_record(PLAN_PROGRAM_ATTACH, "event")}},
      }};
}

// The places of plan_of_slots.
namespace slots {
constexpr size_t kTemplate = 0, kOuter = 1, kInner = 2, kCalls = 3, kOps = 4, kArena = 5;
constexpr size_t kPatched = 0, kReplacing = 1;  // programs
}  // namespace slots

// A plan with all that the loader fills in: maps of maps and of programs, struct_ops, an arena, a
// variable, patches, a program that replaces a function.
inline Node plan_of_slots() {
  const auto map = [](const std::string& name, uint32_t type, uint32_t value_size, uint32_t entries,
                      std::vector<Node> records) {
    plan_map_attr attr{};
    attr.map_type = type;
    attr.key_size = 4;
    attr.value_size = value_size;
    attr.max_entries = entries;
    records.insert(records.begin(),
                   {string_record(PLAN_NAME, name), {PLAN_MAP_ATTR, bytes_of(attr), {}}});
    return Node{PLAN_MAP, {}, std::move(records)};
  };
  const auto slot = [](uint32_t key, uint32_t index) { return bytes_of(plan_slot{key, index}); };
  const auto program = [](const std::string& name, uint32_t type, uint32_t target,
                          std::string_view insns, std::vector<Node> records) {
    plan_program_attr attr{};
    attr.prog_type = type;
    attr.attach_btf_id = target;
    records.insert(records.begin(), {string_record(PLAN_NAME, name),
                                     {PLAN_PROGRAM_ATTR, bytes_of(attr), {}},
                                     string_record(PLAN_PROGRAM_SECTION, "section"),
                                     {PLAN_PROGRAM_INSNS, std::string(insns), {}}});
    return Node{PLAN_PROGRAM, {}, std::move(records)};
  };
  Node variable = {PLAN_MAP_VARIABLE,
                   {},
                   {string_record(PLAN_NAME, "limit"),
                    {PLAN_VARIABLE_ATTR, bytes_of(plan_variable_attr{8, 4, PLAN_SIGNED, 0}), {}}},
                   PLAN_RECORD_OPTIONAL};
  const std::string patches = bytes_of(plan_patch{0, PLAN_PATCH_SYMBOL, PLAN_PATCH_WEAK, 1, 0}) +
                              bytes_of(plan_patch{2, PLAN_PATCH_MODULE, 0, 1, 0}) +
                              bytes_of(plan_patch{4, PLAN_PATCH_MAP, 0, 2, 0});
  // r1 = symbol; r1 = variable 7 of a module; r1 = value of map 2; exit
  constexpr std::string_view patched(
      "\x18\x01\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
      "\x18\x31\0\0\x07\0\0\0\0\0\0\0\0\0\0\0"
      "\x18\x61\0\0\x02\0\0\0\0\0\0\0\0\0\0\0"
      "\x95\0\0\0\0\0\0\0",
      56);
  Node plan = {
      0,
      {},
      {{PLAN_TARGET, {}, {{PLAN_TARGET_BTF_HASH, bytes_of(uint64_t{1}), {}}}},
       string_record(PLAN_LICENSE, "GPL"),
       {PLAN_BTF, "not looked at", {}},
       string_record(PLAN_MODULE, "btrfs"),
       string_record(PLAN_SYMBOL, "jiffies"),
       string_record(PLAN_SYMBOL, "__per_cpu.offset"),
       map("template", 2, 8, 4, {}),
       map("outer", 12, 4, 4, {{PLAN_MAP_MAPS, slot(0, 2) + slot(3, 0), {}}}),
       map("inner", 2, 8, 4, {{PLAN_MAP_DATA, std::string(16, 'x'), {}}, variable}),
       map("calls", 3, 4, 2, {{PLAN_MAP_PROGRAMS, slot(1, 0), {}}}),
       map("ops", 26, 16, 1,
           {{PLAN_MAP_DATA, std::string(16, '\0'), {}}, {PLAN_MAP_PROGRAMS, slot(8, 0), {}}}),
       map("arena", 33, 0, 10,
           {{PLAN_MAP_DATA, "content", {}}, {PLAN_MAP_DATA_AT, bytes_of(uint64_t{4096}), {}}}),
       program("patched", 1, 0, patched, {{PLAN_PROGRAM_PATCHES, patches, {}}}),
       program("replacing", 28, 5, patched.substr(48),
               {string_record(PLAN_PROGRAM_REPLACES, "handle"),
                {PLAN_PROGRAM_REPLACED_HASH, bytes_of(uint64_t{0xabcd}), {}}})}};
  const auto change = [&](size_t which, auto how) {
    plan.at(PLAN_MAP, which).at(PLAN_MAP_ATTR).change<plan_map_attr>(how);
  };
  change(slots::kOuter, [](plan_map_attr& attr) { attr.inner_map = 1 + slots::kTemplate; });
  change(slots::kOps, [](plan_map_attr& attr) {
    attr.btf_vmlinux_value_type_id = 70;
    attr.value_type_module = 1;
  });
  return plan;
}

// Exactly as many bytes as there are on the heap, so that a sanitizer sees a read behind them.
inline std::vector<std::byte> exact(const std::string& bytes) {
  std::vector<std::byte> out(bytes.size());
  if (!bytes.empty()) memcpy(out.data(), bytes.data(), bytes.size());
  return out;
}

}  // namespace loader::test
