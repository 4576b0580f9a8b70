// What a plan leaves to the loader: slots of maps, patches of instructions, replaced functions.
#include <gtest/gtest.h>

#include <algorithm>

#include "object.h"
#include "plan_builder.h"
#include "plan_reader.h"

namespace loader::test {
namespace {

// What the reader says of the plan after one change: "" is success.
template <class Change>
std::string read_after(Change change) {
  Node node = plan_of_slots();
  change(node);
  const std::vector<std::byte> heap = exact(serialize_plan(node));
  Plan plan;
  bpfload_error error = {};
  const bool read = read_plan(heap, plan, error);
  EXPECT_EQ(read, error.text[0] == '\0') << error.text;
  return error.text;
}

template <class Change>
std::string read_after_map(size_t map, Change change) {
  return read_after([&](Node& plan) { change(plan.at(PLAN_MAP, map)); });
}

template <class Change>
std::string read_after_attr(size_t map, Change change) {
  return read_after_map(map,
                        [&](Node& node) { node.at(PLAN_MAP_ATTR).change<plan_map_attr>(change); });
}

// One item of a record that is an array.
template <class T, class Change>
void change_item(Node& record, size_t index, Change change) {
  T value;
  memcpy(&value, &record.payload[index * sizeof value], sizeof value);
  change(value);
  memcpy(&record.payload[index * sizeof value], &value, sizeof value);
}

template <class Change>
std::string read_after_slot(size_t map, uint16_t record, size_t index, Change change) {
  return read_after_map(
      map, [&](Node& node) { change_item<plan_slot>(node.at(record), index, change); });
}

template <class Change>
std::string read_after_variable(Change change) {
  return read_after_map(slots::kInner, [&](Node& node) {
    node.at(PLAN_MAP_VARIABLE).at(PLAN_VARIABLE_ATTR).change<plan_variable_attr>(change);
  });
}

template <class Change>
std::string read_after_patch(size_t index, Change change) {
  return read_after([&](Node& plan) {
    change_item<plan_patch>(plan.at(PLAN_PROGRAM, slots::kPatched).at(PLAN_PROGRAM_PATCHES), index,
                            change);
  });
}

std::string read_after_insn_byte(size_t byte, char value) {
  return read_after([&](Node& plan) {
    plan.at(PLAN_PROGRAM, slots::kPatched).at(PLAN_PROGRAM_INSNS).payload[byte] = value;
  });
}

template <class Change>
std::string read_after_replacing(Change change) {
  return read_after([&](Node& plan) { change(plan.at(PLAN_PROGRAM, slots::kReplacing)); });
}

TEST(PlanSlots, AreRead) {
  const std::vector<std::byte> heap = exact(serialize_plan(plan_of_slots()));
  Plan plan;
  bpfload_error error = {};
  ASSERT_TRUE(read_plan(heap, plan, error)) << error.text;
  ASSERT_EQ(plan.symbols.size(), 2u);
  EXPECT_STREQ(plan.symbols[0], "jiffies");
  const MapPlan& outer = plan.maps[slots::kOuter];
  EXPECT_EQ(outer.maps.size(), 2 * sizeof(plan_slot));
  EXPECT_EQ(item<plan_slot>(outer.maps, 1).key, 3u);
  EXPECT_EQ(item<plan_slot>(plan.maps[slots::kCalls].programs, 0).key, 1u);
  EXPECT_EQ(plan.maps[slots::kOps].attr.btf_vmlinux_value_type_id, 70u);
  EXPECT_EQ(plan.maps[slots::kArena].data_at, 4096u);
  ASSERT_EQ(plan.variables.size(), 1u);
  EXPECT_STREQ(plan.variables[0].name, "limit");
  EXPECT_EQ(plan.variables[0].map, slots::kInner);
  EXPECT_EQ(plan.variables[0].attr.encoding, PLAN_SIGNED);
  EXPECT_EQ(plan.programs[slots::kPatched].patches.size(), 3 * sizeof(plan_patch));
  EXPECT_STREQ(plan.programs[slots::kReplacing].replaces, "handle");
  EXPECT_EQ(plan.programs[slots::kReplacing].replaced_hash, 0xabcdu);
}

TEST(PlanSlots, ArePrinted) {
  const std::vector<std::byte> heap = exact(serialize_plan(plan_of_slots()));
  bpfload_image image;
  bpfload_error error = {};
  ASSERT_TRUE(read_plan(heap, image.plan, error)) << error.text;
  char* text = nullptr;
  size_t size = 0;
  FILE* out = open_memstream(&text, &size);
  bpfload_image_print(&image, out);
  fclose(out);
  const std::string printed(text, size);
  free(text);
  for (const char* line : {
           "symbol 1: __per_cpu.offset\n",
           "  inner map: 0\n",
           "  key 0: map 2 'inner'\n  key 3: map 0 'template'\n",
           "  variable 'limit': 4 bytes at 8, signed\n",
           "  key 1: program 0 'patched'\n",
           "  value's BTF id: 70 of btrfs\n",
           "  byte 8: program 0 'patched'\n",
           "  data: 7 bytes at 4096: 63 6f 6e 74 65 6e 74\n",
           "  patch at 0: address of '__per_cpu.offset', 0 without it\n",
           "  patch at 2: BTF of module 'btrfs'\n",
           "  patch at 4: map 2 'inner'\n",
           "  attach to BTF id: 5 of the replaced function's program\n",
           "  replaces: 'handle' of the program with BTF hash 000000000000abcd\n",
       }) {
    EXPECT_NE(printed.find(line), std::string::npos) << line << printed;
  }
}

// Slots

TEST(PlanSlots, RefuseKeys) {
  using Slot = plan_slot;
  EXPECT_EQ(read_after_slot(slots::kOuter, PLAN_MAP_MAPS, 1, [](Slot& slot) { slot.key = 0; }),
            "map 1 'outer': PLAN_MAP_MAPS: key 0 is not behind the one before it");
  EXPECT_EQ(read_after_slot(slots::kOuter, PLAN_MAP_MAPS, 1, [](Slot& slot) { slot.key = 4; }),
            "map 1 'outer': PLAN_MAP_MAPS: key 4 is out of range (max_entries is 4)");
  EXPECT_EQ(read_after_slot(slots::kCalls, PLAN_MAP_PROGRAMS, 0, [](Slot& slot) { slot.key = 2; }),
            "map 3 'calls': PLAN_MAP_PROGRAMS: key 2 is out of range (max_entries is 2)");
  const std::string no_place = " is no place of a pointer in 16 bytes";
  for (const uint32_t at : {4u, 16u, UINT32_MAX - 7}) {
    EXPECT_EQ(
        read_after_slot(slots::kOps, PLAN_MAP_PROGRAMS, 0, [&](Slot& slot) { slot.key = at; }),
        "map 4 'ops': PLAN_MAP_PROGRAMS: byte " + std::to_string(at) + no_place);
  }
}

TEST(PlanSlots, TakeAnyKeyOfAHash) {
  EXPECT_EQ(read_after_map(slots::kOuter,
                           [](Node& map) {
                             map.at(PLAN_MAP_ATTR).change<plan_map_attr>([](plan_map_attr& attr) {
                               attr.map_type = 13;
                             });
                             change_item<plan_slot>(map.at(PLAN_MAP_MAPS), 1,
                                                    [](plan_slot& slot) { slot.key = 1000; });
                           }),
            "");
}

TEST(PlanSlots, RefuseIndices) {
  using Slot = plan_slot;
  EXPECT_EQ(read_after_slot(slots::kOuter, PLAN_MAP_MAPS, 0, [](Slot& slot) { slot.index = 6; }),
            "map 1 'outer': PLAN_MAP_MAPS: map 6 is out of range (there are 6)");
  EXPECT_EQ(read_after_slot(slots::kOuter, PLAN_MAP_MAPS, 0, [](Slot& slot) { slot.index = 1; }),
            "map 1 'outer': PLAN_MAP_MAPS: map 1 has an inner map itself");
  EXPECT_EQ(
      read_after_slot(slots::kCalls, PLAN_MAP_PROGRAMS, 0, [](Slot& slot) { slot.index = 2; }),
      "map 3 'calls': PLAN_MAP_PROGRAMS: program 2 is out of range (there are 2)");
}

TEST(PlanSlots, RefuseOtherMaps) {
  EXPECT_EQ(read_after_attr(slots::kOuter, [](plan_map_attr& attr) { attr.inner_map = 0; }),
            "map 1 'outer': has PLAN_MAP_MAPS, but is no map of maps with keys of 4 bytes");
  EXPECT_EQ(read_after_attr(slots::kOuter, [](plan_map_attr& attr) { attr.key_size = 8; }),
            "map 1 'outer': has PLAN_MAP_MAPS, but is no map of maps with keys of 4 bytes");
  const std::string neither =
      "has PLAN_MAP_PROGRAMS, but is neither a program array with keys of 4 bytes nor struct_ops "
      "with PLAN_MAP_DATA";
  EXPECT_EQ(read_after_attr(slots::kCalls, [](plan_map_attr& attr) { attr.map_type = 1; }),
            "map 3 'calls': " + neither);
  EXPECT_EQ(read_after_attr(slots::kCalls, [](plan_map_attr& attr) { attr.key_size = 8; }),
            "map 3 'calls': " + neither);
  EXPECT_EQ(read_after_map(slots::kOps, [](Node& map) { map.remove(PLAN_MAP_DATA); }),
            "map 4 'ops': " + neither);
}

// Data

TEST(PlanSlots, RefuseDataOfTheWrongSize) {
  EXPECT_EQ(read_after_attr(slots::kInner, [](plan_map_attr& attr) { attr.value_size = 5; }),
            "map 2 'inner': PLAN_MAP_DATA has 16 bytes, but value_size is 5");
  EXPECT_EQ(read_after_attr(slots::kInner, [](plan_map_attr& attr) { attr.value_size = 0; }),
            "map 2 'inner': PLAN_MAP_DATA has 16 bytes, but value_size is 0");
  EXPECT_EQ(read_after_attr(slots::kInner, [](plan_map_attr& attr) { attr.max_entries = 1; }),
            "map 2 'inner': PLAN_MAP_DATA has 2 values, but max_entries is 1");
  EXPECT_EQ(read_after_attr(slots::kOps, [](plan_map_attr& attr) { attr.value_size = 8; }),
            "map 4 'ops': PLAN_MAP_DATA has 16 bytes, but value_size is 8");
}

TEST(PlanSlots, TakeDataOfInstructionArrays) {
  EXPECT_EQ(read_after_attr(slots::kInner, [](plan_map_attr& attr) { attr.map_type = 34; }), "");
}

TEST(PlanSlots, RefuseDataElsewhere) {
  EXPECT_EQ(read_after_map(slots::kInner,
                           [](Node& map) {
                             map.records.push_back({PLAN_MAP_DATA_AT, bytes_of(uint64_t{0}), {}});
                           }),
            "map 2 'inner': has PLAN_MAP_DATA_AT, but is no arena with PLAN_MAP_DATA");
  EXPECT_EQ(read_after_map(slots::kArena, [](Node& map) { map.remove(PLAN_MAP_DATA); }),
            "map 5 'arena': has PLAN_MAP_DATA_AT, but is no arena with PLAN_MAP_DATA");
  EXPECT_EQ(read_after_map(slots::kArena,
                           [](Node& map) {
                             map.at(PLAN_MAP_DATA_AT).payload = bytes_of(uint64_t{0xfffffffa});
                           }),
            "map 5 'arena': PLAN_MAP_DATA_AT: 7 bytes at 4294967290 end behind the largest arena");
}

TEST(PlanSlots, RefuseValueTypes) {
  EXPECT_EQ(
      read_after_attr(slots::kOps, [](plan_map_attr& attr) { attr.btf_vmlinux_value_type_id = 0; }),
      "map 4 'ops': is type 26, but btf_vmlinux_value_type_id is 0");
  EXPECT_EQ(read_after_attr(slots::kInner,
                            [](plan_map_attr& attr) { attr.btf_vmlinux_value_type_id = 3; }),
            "map 2 'inner': is type 2, but btf_vmlinux_value_type_id is 3");
  EXPECT_EQ(read_after([](Node& plan) { plan.remove(PLAN_BTF); }),
            "map 4 'ops': has types, but the plan has no PLAN_BTF");
  EXPECT_EQ(read_after_attr(slots::kOps, [](plan_map_attr& attr) { attr.value_type_module = 2; }),
            "map 4 'ops': module 2 is out of range (there are 1 modules)");
}

TEST(PlanSlots, RefuseVariables) {
  using Attr = plan_variable_attr;
  const std::string where = "map 2 'inner': variable 'limit': ";
  EXPECT_EQ(read_after_variable([](Attr& attr) { attr.offset = 13; }),
            where + "4 bytes at 13 are not in the 16 bytes of PLAN_MAP_DATA");
  EXPECT_EQ(read_after_variable([](Attr& attr) { attr.size = 17; }),
            where + "17 bytes at 8 are not in the 16 bytes of PLAN_MAP_DATA");
  EXPECT_EQ(read_after_variable([](Attr& attr) { attr.encoding = 6; }),
            where + "unknown encoding 6");
  EXPECT_EQ(read_after_variable([](Attr& attr) { attr.flags = 1; }), where + "unknown flags 0x1");
  EXPECT_EQ(read_after_map(slots::kInner, [](Node& map) { map.remove(PLAN_MAP_DATA); }),
            where + "4 bytes at 8 are not in the 0 bytes of PLAN_MAP_DATA");
}

// Patches

TEST(PlanSlots, RefusePatches) {
  using Patch = plan_patch;
  const auto where = [](size_t index) {
    return "program 0 'patched': PLAN_PROGRAM_PATCHES: patch " + std::to_string(index) + ": ";
  };
  EXPECT_EQ(read_after_patch(0, [](Patch& patch) { patch.kind = 4; }), where(0) + "unknown kind 4");
  EXPECT_EQ(read_after_patch(0, [](Patch& patch) { patch.flags = 2; }),
            where(0) + "unknown flags 0x2");
  EXPECT_EQ(read_after_patch(1, [](Patch& patch) { patch.flags = PLAN_PATCH_WEAK; }),
            where(1) + "unknown flags 0x1");
  EXPECT_EQ(read_after_patch(2, [](Patch& patch) { patch.reserved = 9; }),
            where(2) + "reserved field is 9, expected 0");
  EXPECT_EQ(read_after_patch(0, [](Patch& patch) { patch.index = 2; }),
            where(0) + "symbol 2 is out of range (there are 2)");
  for (const uint32_t module : {0u, 2u}) {
    EXPECT_EQ(read_after_patch(1, [&](Patch& patch) { patch.index = module; }),
              where(1) + "module " + std::to_string(module) + " is out of range (there are 1)");
  }
  EXPECT_EQ(read_after_patch(2, [](Patch& patch) { patch.index = 6; }),
            where(2) + "map 6 is out of range (there are 6)");
  EXPECT_EQ(read_after_patch(2, [](Patch& patch) { patch.insn = 7; }),
            where(2) + "instruction 7 is out of range");
  EXPECT_EQ(read_after_patch(1, [](Patch& patch) { patch.insn = 0; }),
            where(1) + "instruction 0 is not behind the one before it");
}

TEST(PlanSlots, RefusePatchesOfOtherInstructions) {
  const auto where = [](size_t index) {
    return "program 0 'patched': PLAN_PROGRAM_PATCHES: patch " + std::to_string(index) +
           ": instruction ";
  };
  using Patch = plan_patch;
  EXPECT_EQ(read_after_patch(2, [](Patch& patch) { patch.insn = 6; }),
            where(2) + "6 has no place for map 2");
  EXPECT_EQ(read_after_patch(2, [](Patch& patch) { patch.insn = 5; }),
            where(2) + "5 has no place for map 2");
  EXPECT_EQ(read_after_patch(2, [](Patch& patch) { patch.index = 1; }),
            where(2) + "4 has no place for map 1");
  EXPECT_EQ(read_after_insn_byte(4, 1), where(0) + "0 has no place for symbol 1");
  EXPECT_EQ(read_after_insn_byte(12, 1), where(0) + "1: imm is 1, expected 0");
  EXPECT_EQ(read_after_insn_byte(17, 0x01), where(1) + "2 has no place for module 1");
}

// Replaced functions

TEST(PlanSlots, RefuseReplacedFunctions) {
  EXPECT_EQ(read_after_replacing([](Node& program) { program.remove(PLAN_PROGRAM_REPLACED_HASH); }),
            "program 1 'replacing': has PLAN_PROGRAM_REPLACES without PLAN_PROGRAM_REPLACED_HASH");
  EXPECT_EQ(read_after_replacing([](Node& program) { program.remove(PLAN_PROGRAM_REPLACES); }),
            "program 1 'replacing': has PLAN_PROGRAM_REPLACED_HASH without PLAN_PROGRAM_REPLACES");
  const auto with = [](uint32_t type, uint32_t target) {
    return read_after_replacing([&](Node& program) {
      program.at(PLAN_PROGRAM_ATTR).change<plan_program_attr>([&](plan_program_attr& attr) {
        attr.prog_type = type;
        attr.attach_btf_id = target;
      });
    });
  };
  const std::string but = "program 1 'replacing': has PLAN_PROGRAM_REPLACES, but is type ";
  EXPECT_EQ(with(26, 5), but + "26 and attaches to BTF id 5");
  EXPECT_EQ(with(28, 0), but + "28 and attaches to BTF id 0");
}

// Whatever one byte becomes, the reader answers, and its error is one line.
TEST(PlanSlots, SurviveEveryByteChange) {
  const std::string valid = serialize_plan(plan_of_slots());
  for (size_t at = 0; at < valid.size(); at++) {
    for (const char value : {'\0', '\1', '\x08', '\x7f', '\x80', '\xff'}) {
      std::string bytes = valid;
      bytes[at] = value;
      const std::vector<std::byte> heap = exact(bytes);
      Plan plan;
      bpfload_error error = {};
      read_plan(heap, plan, error);
      EXPECT_EQ(std::string(error.text).find('\n'), std::string::npos) << at;
    }
  }
}

}  // namespace
}  // namespace loader::test
