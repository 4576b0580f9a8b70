// The plan's framing, read back by hand: plan/format.h is what it is held to.
#include "plan_writer.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "message.h"
#include "plan/format.h"

namespace btfkit::test {
namespace {

using relocator::Plan;

struct Record {
  uint16_t type;
  uint16_t flags;
  std::string payload;
};

class PlanBytes : public testing::TestWithParam<Endian> {
 protected:
  // The records of a container, or of the plan's top; padding must be there and zero.
  std::vector<Record> records_in(Bytes bytes) {
    std::vector<Record> records;
    ByteReader reader(bytes, GetParam());
    while (!reader.at_end()) {
      EXPECT_EQ(reader.position() % 8, 0u);
      Record record{*reader.u16(), *reader.u16(), {}};
      auto payload = reader.bytes(*reader.u32());
      EXPECT_EQ(message(payload), "");
      if (!payload) break;
      record.payload = text_of(*payload);
      while (reader.position() % 8 != 0) EXPECT_EQ(*reader.u8(), 0);
      records.push_back(std::move(record));
    }
    return records;
  }
  std::vector<Record> records_in(const std::string& text) { return records_in(as_bytes(text)); }

  // Reads the header, then the records behind it.
  std::vector<Record> top(const Plan& plan) {
    auto written = relocator::write_plan(plan, GetParam());
    EXPECT_EQ(message(written), "");
    const std::vector<std::byte>& bytes = *written;
    EXPECT_EQ(bytes.size() % 8, 0u);
    ByteReader reader(bytes, GetParam());
    EXPECT_EQ(*reader.u32(), PLAN_MAGIC);
    EXPECT_EQ(*reader.u16(), PLAN_VERSION);
    EXPECT_EQ(*reader.u16(), sizeof(plan_header));
    EXPECT_EQ(*reader.u32(), bytes.size());
    EXPECT_EQ(*reader.u32(), 0u);
    return records_in(Bytes(bytes).subspan(sizeof(plan_header)));
  }

  const Record& find(const std::vector<Record>& records, uint16_t type) {
    auto found = std::ranges::find(records, type, &Record::type);
    EXPECT_NE(found, records.end()) << type;
    return *found;
  }

  // The words of a payload.
  std::vector<uint32_t> words(const std::string& payload) {
    ByteReader reader(as_bytes(payload), GetParam());
    std::vector<uint32_t> result;
    while (!reader.at_end()) result.push_back(*reader.u32());
    return result;
  }
};

INSTANTIATE_TEST_SUITE_P(Relocator, PlanBytes, testing::Values(Endian::kLittle, Endian::kBig),
                         [](const auto& endian) {
                           return endian.param == Endian::kLittle ? "LittleEndian" : "BigEndian";
                         });

using Words = std::vector<uint32_t>;

TEST_P(PlanBytes, OfAnEmptyPlan) {
  auto records = top({});
  ASSERT_EQ(records.size(), 3u);
  EXPECT_EQ(records[0].type, PLAN_TARGET);
  EXPECT_EQ(records[1].type, PLAN_LICENSE);
  EXPECT_EQ(records[1].payload, std::string(1, '\0'));
  EXPECT_EQ(records[2].type, PLAN_BTF);
  EXPECT_EQ(records[2].payload, "");
}

TEST_P(PlanBytes, OfTheTarget) {
  Plan plan{};
  plan.target = {0x1122334455667788, "\x01\x02\x03", "6.1.0"};
  auto target = records_in(find(top(plan), PLAN_TARGET).payload);
  EXPECT_EQ(find(target, PLAN_TARGET_RELEASE).payload, std::string("6.1.0\0", 6));
  EXPECT_EQ(find(target, PLAN_TARGET_RELEASE).flags, PLAN_RECORD_OPTIONAL);
  EXPECT_EQ(find(target, PLAN_TARGET_BUILD_ID).payload, "\x01\x02\x03");
  EXPECT_EQ(find(target, PLAN_TARGET_BUILD_ID).flags, 0);
  ByteReader hash(as_bytes(find(target, PLAN_TARGET_BTF_HASH).payload), GetParam());
  EXPECT_EQ(*hash.u64(), 0x1122334455667788u);
}

TEST_P(PlanBytes, OfAMap) {
  relocator::Map map;
  map.name = "counts";
  map.type = 1;
  map.key_size = 4;
  map.value_size = 8;
  map.max_entries = 16;
  map.flags = 32;
  map.key_type = btf::TypeId{5};
  map.value_type = btf::TypeId{6};
  map.freeze = true;
  map.extra = 0x0102030405060708;
  map.pinned_by_name = true;
  map.numa_node = 3;
  map.data = exact("content.");
  Plan plan{};
  plan.maps = {map};
  auto record = records_in(find(top(plan), PLAN_MAP).payload);
  EXPECT_EQ(find(record, PLAN_NAME).payload, std::string("counts\0", 7));
  EXPECT_EQ(find(record, PLAN_MAP_DATA).payload, "content.");
  const std::string& attr = find(record, PLAN_MAP_ATTR).payload;
  ASSERT_EQ(attr.size(), sizeof(plan_map_attr));
  Words extra =
      GetParam() == Endian::kLittle ? Words{0x05060708, 0x01020304} : Words{0x01020304, 0x05060708};
  EXPECT_EQ(words(attr),
            (Words{1, 4, 8, 16, 32, 5, 6, PLAN_MAP_FREEZE, extra[0], extra[1], 1, 0, 3, 0, 0, 0}));
}

TEST_P(PlanBytes, OfAMapOfMaps) {
  relocator::Map map;
  map.inner = 4;
  map.maps = {{0, 1}, {3, 2}};
  Plan plan{};
  plan.maps = {map};
  auto record = records_in(find(top(plan), PLAN_MAP).payload);
  EXPECT_EQ(words(find(record, PLAN_MAP_ATTR).payload)[11], 5u);
  EXPECT_EQ(words(find(record, PLAN_MAP_MAPS).payload), (Words{0, 1, 3, 2}));
}

TEST_P(PlanBytes, OfAStructOpsMap) {
  relocator::Map map;
  map.data = exact("0123456789abcdef");
  map.programs = {{8, 1}};
  map.kernel_value_type = btf::TypeId{70};
  map.kernel_value_module = 2;
  Plan plan{};
  plan.maps = {map};
  auto record = records_in(find(top(plan), PLAN_MAP).payload);
  const Words attr = words(find(record, PLAN_MAP_ATTR).payload);
  EXPECT_EQ(attr[14], 70u);
  EXPECT_EQ(attr[15], 2u);
  EXPECT_EQ(words(find(record, PLAN_MAP_PROGRAMS).payload), (Words{8, 1}));
}

TEST_P(PlanBytes, OfAnArena) {
  relocator::Map map;
  map.data = exact("1234");
  map.data_at = 0x100001000;
  Plan plan{};
  plan.maps = {map};
  auto record = records_in(find(top(plan), PLAN_MAP).payload);
  ByteReader at(as_bytes(find(record, PLAN_MAP_DATA_AT).payload), GetParam());
  EXPECT_EQ(*at.u64(), 0x100001000u);
}

TEST_P(PlanBytes, OfVariables) {
  using Encoding = relocator::Variable::Encoding;
  relocator::Map map;
  uint32_t size = 1;
  for (Encoding encoding : {Encoding::kBytes, Encoding::kUnsigned, Encoding::kSigned,
                            Encoding::kBool, Encoding::kFloat, Encoding::kCharacters}) {
    map.variables.push_back({"limit", 8, size++, encoding});
  }
  Plan plan{};
  plan.maps = {map};
  Words encodings;
  for (const Record& record : records_in(find(top(plan), PLAN_MAP).payload)) {
    if (record.type != PLAN_MAP_VARIABLE) continue;
    EXPECT_EQ(record.flags, PLAN_RECORD_OPTIONAL);
    auto variable = records_in(record.payload);
    EXPECT_EQ(find(variable, PLAN_NAME).payload, std::string("limit\0", 6));
    const Words attr = words(find(variable, PLAN_VARIABLE_ATTR).payload);
    EXPECT_EQ(attr, (Words{8, attr[1], attr[2], 0}));
    EXPECT_EQ(attr[1], encodings.size() + 1);
    encodings.push_back(attr[2]);
  }
  EXPECT_EQ(encodings, (Words{PLAN_BYTES, PLAN_UNSIGNED, PLAN_SIGNED, PLAN_BOOL, PLAN_FLOAT,
                              PLAN_CHARACTERS}));
}

TEST_P(PlanBytes, OfPatches) {
  using Kind = relocator::Patch::Kind;
  relocator::PlannedProgram program;
  program.linked.patches = {
      {1, Kind::kSymbol, true, 0}, {3, Kind::kModule, false, 2}, {5, Kind::kMap, false, 9}};
  Plan plan{};
  plan.modules = {"btrfs", "xfs"};
  plan.symbols = {"jiffies"};
  plan.programs = {program};
  auto records = top(plan);
  EXPECT_EQ(find(records, PLAN_MODULE).payload, std::string("btrfs\0", 6));
  EXPECT_EQ(find(records, PLAN_SYMBOL).payload, std::string("jiffies\0", 8));
  auto record = records_in(find(records, PLAN_PROGRAM).payload);
  ByteReader patches(as_bytes(find(record, PLAN_PROGRAM_PATCHES).payload), GetParam());
  for (Words expected : {Words{1, PLAN_PATCH_SYMBOL, PLAN_PATCH_WEAK, 0},
                         Words{3, PLAN_PATCH_MODULE, 0, 2}, Words{5, PLAN_PATCH_MAP, 0, 9}}) {
    EXPECT_EQ((Words{*patches.u32(), *patches.u16(), *patches.u16(), *patches.u32()}), expected);
    EXPECT_EQ(*patches.u32(), 0u);
  }
  EXPECT_TRUE(patches.at_end());
}

TEST_P(PlanBytes, OfAReplacedFunction) {
  relocator::PlannedProgram program;
  program.attach_id = btf::TypeId{7};
  program.attach_module = 1;
  program.replaces = {"handle", 0x1122334455667788};
  Plan plan{};
  plan.programs = {program};
  auto record = records_in(find(top(plan), PLAN_PROGRAM).payload);
  EXPECT_EQ(words(find(record, PLAN_PROGRAM_ATTR).payload), (Words{0, 0, 0, 7, 1, 0, 0, 0}));
  EXPECT_EQ(find(record, PLAN_PROGRAM_REPLACES).payload, std::string("handle\0", 7));
  ByteReader hash(as_bytes(find(record, PLAN_PROGRAM_REPLACED_HASH).payload), GetParam());
  EXPECT_EQ(*hash.u64(), 0x1122334455667788u);
}

// What says nothing isn't there: an older loader takes the plan.
TEST_P(PlanBytes, HasNoEmptyRecords) {
  Plan plan{};
  plan.maps.emplace_back();
  plan.programs.emplace_back();
  std::string types;
  for (const Record& record : top(plan)) {
    types += fmt::format(" {}", record.type);
    if (record.type != PLAN_MAP && record.type != PLAN_PROGRAM) continue;
    for (const Record& inside : records_in(record.payload)) {
      types += fmt::format(" {}", inside.type);
    }
  }
  EXPECT_EQ(types, " 1 2 3 4 32 48 5 32 65 64 66");
}

TEST_P(PlanBytes, RefusesWhatItsSizeCannotSay) {
  Plan plan{};
  plan.btf.resize(100);
  const uint64_t size = relocator::write_plan(plan, GetParam())->size();
  EXPECT_EQ(message(relocator::write_plan(plan, GetParam(), size)), "");
  EXPECT_EQ(message(relocator::write_plan(plan, GetParam(), size - 1)),
            fmt::format("the plan would have {} bytes, more than {}", size, size - 1));
}

TEST_P(PlanBytes, OfAMapOfZeros) {
  Plan plan{};
  plan.maps = {relocator::Map{}};
  for (const Record& record : records_in(find(top(plan), PLAN_MAP).payload)) {
    EXPECT_NE(record.type, PLAN_MAP_DATA);
  }
}

TEST_P(PlanBytes, OfAProgram) {
  relocator::PlannedProgram program;
  program.linked.name = "on_event";
  program.linked.section = "tp_btf/event";
  program.linked.insns = {{0xb7, 1, 0, 0, 0x01020304}, {0x95, 0, 0, 0, 0}};
  program.linked.functions = {{0, btf::TypeId{9}}};
  program.linked.lines = {{1, {99, btf::StringOffset{3}, btf::StringOffset{4}, 7 << 10}}};
  program.kind = {26, 23, 16, "event", "btf_trace_event", "", relocator::Sought::kTypedef};
  program.attach_id = btf::TypeId{77};
  Plan plan{};
  plan.programs = {program};
  auto record = records_in(find(top(plan), PLAN_PROGRAM).payload);
  EXPECT_EQ(find(record, PLAN_NAME).payload, std::string("on_event\0", 9));
  EXPECT_EQ(find(record, PLAN_PROGRAM_SECTION).payload, std::string("tp_btf/event\0", 13));
  EXPECT_EQ(find(record, PLAN_PROGRAM_ATTACH).payload, std::string("event\0", 6));
  EXPECT_EQ(words(find(record, PLAN_PROGRAM_ATTR).payload), (Words{26, 23, 16, 77, 0, 0, 0, 0}));
  EXPECT_EQ(words(find(record, PLAN_PROGRAM_FUNC_INFO).payload), (Words{0, 9}));
  EXPECT_EQ(words(find(record, PLAN_PROGRAM_LINE_INFO).payload), (Words{1, 3, 4, 7 << 10}));
  const std::string& insns = find(record, PLAN_PROGRAM_INSNS).payload;
  ASSERT_EQ(insns.size(), 16u);
  EXPECT_EQ(insns[1], GetParam() == Endian::kLittle ? '\x01' : '\x10');
  EXPECT_EQ(insns[4], GetParam() == Endian::kLittle ? '\x04' : '\x01');
}

TEST_P(PlanBytes, KeepsTheOrderOfMapsAndPrograms) {
  Plan plan{};
  plan.license = "GPL";
  plan.btf = exact("12345");
  for (auto name : {"b", "a"}) {
    plan.maps.emplace_back().name = name;
    plan.programs.emplace_back().linked.name = name;
  }
  std::string order;
  for (const Record& record : top(plan)) {
    order += fmt::format(" {}", record.type);
    if (record.type == PLAN_MAP || record.type == PLAN_PROGRAM) {
      order += find(records_in(record.payload), PLAN_NAME).payload[0];
    }
  }
  EXPECT_EQ(order, " 1 2 3 4b 4a 5b 5a");
}

}  // namespace
}  // namespace btfkit::test
