#include "plan_reader.h"

#include <gtest/gtest.h>

#include "plan_builder.h"

namespace loader::test {
namespace {

// What the reader says: "" is success.
std::string read_bytes(const std::string& bytes) {
  const std::vector<std::byte> heap = exact(bytes);
  Plan plan;
  bpfload_error error = {};
  const bool read = read_plan(heap, plan, error);
  EXPECT_EQ(read, error.text[0] == '\0') << error.text;
  return error.text;
}

std::string read_node(const Node& plan) {
  return read_bytes(serialize_plan(plan));
}

// A valid plan after one change.
template <class Change>
std::string read_after(Change change) {
  Node plan = valid_plan();
  change(plan);
  return read_node(plan);
}

template <class Change>
std::string read_after_map(Change change) {
  return read_after(
      [&](Node& plan) { plan.at(PLAN_MAP, 1).at(PLAN_MAP_ATTR).change<plan_map_attr>(change); });
}

template <class Change>
std::string read_after_program(Change change) {
  return read_after([&](Node& plan) {
    plan.at(PLAN_PROGRAM).at(PLAN_PROGRAM_ATTR).change<plan_program_attr>(change);
  });
}

// The instruction at that place gets another source register or immediate.
std::string read_after_insn(size_t index, char src, char imm) {
  return read_after([&](Node& plan) {
    std::string& insns = plan.at(PLAN_PROGRAM).at(PLAN_PROGRAM_INSNS).payload;
    insns[8 * index + 1] = static_cast<char>(src << 4 | 1);
    insns[8 * index + 4] = imm;
  });
}

TEST(PlanReader, ReadsEveryRecord) {
  const std::vector<std::byte> heap = exact(serialize_plan(valid_plan()));
  Plan plan;
  bpfload_error error = {};
  ASSERT_TRUE(read_plan(heap, plan, error)) << error.text;
  EXPECT_STREQ(plan.target.release, "6.1.0");
  EXPECT_EQ(plan.target.build_id.size(), 20u);
  EXPECT_EQ(plan.target.btf_hash, 0x1122334455667788u);
  EXPECT_STREQ(plan.license, "GPL");
  EXPECT_EQ(plan.btf.size(), 13u);
  ASSERT_EQ(plan.maps.size(), 2u);
  EXPECT_STREQ(plan.maps[0].name, "counts");
  EXPECT_EQ(plan.maps[0].attr.pinning, 1u);
  EXPECT_FALSE(plan.maps[0].data);
  EXPECT_STREQ(plan.maps[1].name, ".rodata");
  EXPECT_EQ(plan.maps[1].attr.plan_flags, PLAN_MAP_FREEZE);
  EXPECT_EQ(plan.maps[1].data->size(), 5u);
  ASSERT_EQ(plan.modules.size(), 1u);
  EXPECT_STREQ(plan.modules[0], "btrfs");
  ASSERT_EQ(plan.programs.size(), 1u);
  const ProgramPlan& program = plan.programs[0];
  EXPECT_STREQ(program.name, "on_event");
  EXPECT_STREQ(program.section, "tp_btf/event");
  EXPECT_STREQ(program.attach, "event");
  EXPECT_EQ(program.attr.attach_btf_id, 77u);
  EXPECT_EQ(program.insns.size(), 48u);
  EXPECT_EQ(program.func_info.size(), 8u);
  EXPECT_EQ(program.line_info.size(), 16u);
  EXPECT_EQ(plan.unknown_records, 0u);
}

TEST(PlanReader, ReadsPlanOfRequiredRecordsOnly) {
  EXPECT_EQ(read_after([](Node& plan) {
              plan.remove(PLAN_BTF);
              plan.remove(PLAN_MAP);
              plan.remove(PLAN_PROGRAM);
              plan.remove(PLAN_MODULE);
              plan.at(PLAN_TARGET).remove(PLAN_TARGET_RELEASE);
              plan.at(PLAN_TARGET).remove(PLAN_TARGET_BUILD_ID);
            }),
            "");
}

// Header

template <class Change>
std::string read_with_header(Change change) {
  std::string bytes = serialize_plan(valid_plan());
  plan_header header;
  memcpy(&header, bytes.data(), sizeof header);
  change(header);
  memcpy(bytes.data(), &header, sizeof header);
  return read_bytes(bytes);
}

TEST(PlanReader, RefusesShortHeader) {
  EXPECT_EQ(read_bytes(""), "has 0 bytes, too few for a header of 16");
  EXPECT_EQ(read_bytes("BPLN"), "has 4 bytes, too few for a header of 16");
}

TEST(PlanReader, RefusesOtherMagic) {
  EXPECT_EQ(read_with_header([](plan_header& header) { header.magic++; }),
            "magic is 0x4e4c5043, expected 0x4e4c5042");
}

TEST(PlanReader, RefusesOtherByteOrder) {
  const std::string other =
      std::endian::native == std::endian::little ? "big-endian" : "little-endian";
  EXPECT_EQ(read_with_header([](plan_header& header) {
              header.magic = __builtin_bswap32(header.magic);
              header.version = __builtin_bswap16(header.version);
              header.header_size = __builtin_bswap16(header.header_size);
              header.size = __builtin_bswap32(header.size);
            }),
            "was made for a " + other + " machine");
}

TEST(PlanReader, RefusesOtherVersion) {
  EXPECT_EQ(read_with_header([](plan_header& header) { header.version = 2; }),
            "version is 2, expected 1");
}

TEST(PlanReader, RefusesOtherHeaderSize) {
  EXPECT_EQ(read_with_header([](plan_header& header) { header.header_size = 24; }),
            "header has 24 bytes, expected 16");
}

TEST(PlanReader, RefusesReservedInHeader) {
  EXPECT_EQ(read_with_header([](plan_header& header) { header.reserved = 5; }),
            "reserved field of the header is 5, expected 0");
}

TEST(PlanReader, RefusesOtherSizeThanTheSections) {
  const std::string bytes = serialize_plan(valid_plan());
  EXPECT_EQ(read_bytes(bytes.substr(0, bytes.size() - 8)),
            "size is " + std::to_string(bytes.size()) + ", but the section has " +
                std::to_string(bytes.size() - 8) + " bytes");
}

// No prefix of a plan is a plan, and none makes the reader look behind it.
TEST(PlanReader, RefusesEveryPrefix) {
  const std::string bytes = serialize_plan(valid_plan());
  for (size_t size = 0; size < bytes.size(); size++) {
    EXPECT_NE(read_bytes(bytes.substr(0, size)), "") << size;
    if (size < 16) continue;
    std::string cut = bytes.substr(16, size - 16);
    // All records in whole, but some of them missing, can be a plan.
    EXPECT_TRUE(size % 8 == 0 || !read_bytes(bytes_of(header_for(cut)) + cut).empty()) << size;
  }
}

// Framing

// The header of the plan's first record, PLAN_TARGET.
template <class Change>
std::string read_with_first_record(Change change) {
  std::string bytes = serialize_plan(valid_plan());
  plan_record record;
  memcpy(&record, &bytes[16], sizeof record);
  change(record);
  memcpy(&bytes[16], &record, sizeof record);
  return read_bytes(bytes);
}

TEST(PlanReader, RefusesLengthBeyondTheEnd) {
  const size_t left = serialize_plan(valid_plan()).size() - 24;
  EXPECT_EQ(read_with_first_record([](plan_record& record) { record.length = 0xffffffff; }),
            "record type 1 at byte 16 has a length of 4294967295, but " + std::to_string(left) +
                " bytes are left");
}

TEST(PlanReader, RefusesLengthBeyondItsContainer) {
  std::string bytes = serialize_plan(valid_plan());
  const uint32_t length = 1000;
  memcpy(&bytes[24 + 4], &length, sizeof length);  // PLAN_TARGET_RELEASE's
  EXPECT_EQ(read_bytes(bytes),
            "PLAN_TARGET at byte 16: record type 16 at byte 24 has a length of 1000, but 56 bytes "
            "are left");
}

TEST(PlanReader, RefusesRecordThatIsCutOff) {
  const std::string records = serialize(valid_plan().at(PLAN_TARGET)) + std::string(4, '\0');
  EXPECT_EQ(read_bytes(bytes_of(header_for(records)) + records),
            "record at byte 88 is cut off: 4 bytes are left");
}

TEST(PlanReader, RefusesMissingPadding) {
  std::string records = serialize(string_record(PLAN_LICENSE, "GPL"));
  records.resize(records.size() - 4);
  EXPECT_EQ(read_bytes(bytes_of(header_for(records)) + records),
            "record type 2 at byte 16: its padding is cut off");
}

TEST(PlanReader, RefusesNonzeroPadding) {
  std::string records = serialize(string_record(PLAN_LICENSE, "GPL"));
  records.back() = 'x';
  EXPECT_EQ(read_bytes(bytes_of(header_for(records)) + records),
            "record type 2 at byte 16: its padding is not zero");
}

TEST(PlanReader, RefusesContainerWhoseLengthOmitsPadding) {
  EXPECT_EQ(read_after([](Node& plan) {
              Node& target = plan.at(PLAN_TARGET);
              target.payload = serialize(target.at(PLAN_TARGET_BTF_HASH)) +
                               serialize(target.at(PLAN_TARGET_RELEASE));
              target.payload.resize(target.payload.size() - 2);  // behind "6.1.0" and its NUL
              target.records.clear();
            }),
            "PLAN_TARGET at byte 16: its length 30 is not a multiple of 8");
}

TEST(PlanReader, RefusesUnknownFlags) {
  EXPECT_EQ(read_with_first_record([](plan_record& record) { record.flags = 2; }),
            "record type 1 at byte 16 has unknown flags 0x2");
}

TEST(PlanReader, RefusesUnknownMandatoryRecord) {
  const size_t at = serialize_plan(valid_plan()).size();
  EXPECT_EQ(
      read_after([](Node& plan) { plan.records.push_back({4711, "abc", {}}); }),
      "record type 4711 at byte " + std::to_string(at) + " is not known here and not optional");
  EXPECT_EQ(read_after([](Node& plan) {
              plan.at(PLAN_TARGET).records.push_back(string_record(PLAN_LICENSE, "GPL"));
            }),
            "PLAN_TARGET at byte 16: record type 2 at byte 88 is not known here and not optional");
}

TEST(PlanReader, PassesOverUnknownOptionalRecords) {
  Node node = valid_plan();
  node.records.insert(node.records.begin(), {4711, "abc", {}, PLAN_RECORD_OPTIONAL});
  node.at(PLAN_MAP).records.push_back({4712, "", {}, PLAN_RECORD_OPTIONAL});
  const std::vector<std::byte> heap = exact(serialize_plan(node));
  Plan plan;
  bpfload_error error = {};
  ASSERT_TRUE(read_plan(heap, plan, error)) << error.text;
  EXPECT_EQ(plan.unknown_records, 2u);
  EXPECT_EQ(plan.maps.size(), 2u);
}

TEST(PlanReader, RefusesDuplicates) {
  EXPECT_EQ(read_after([](Node& plan) {
              plan.records.insert(plan.records.begin() + 1, string_record(PLAN_LICENSE, "MIT"));
            }),
            "second PLAN_LICENSE at byte 104, expected one");
  EXPECT_EQ(read_after([](Node& plan) {
              plan.at(PLAN_TARGET).records.push_back(plan.at(PLAN_TARGET).records[0]);
            }),
            "PLAN_TARGET at byte 16: second PLAN_TARGET_RELEASE at byte 88, expected one");
}

TEST(PlanReader, RefusesMissingRecords) {
  const auto without = [](uint16_t type) {
    return read_after([&](Node& plan) { plan.remove(type); });
  };
  EXPECT_EQ(without(PLAN_TARGET), "has no PLAN_TARGET");
  EXPECT_EQ(without(PLAN_LICENSE), "has no PLAN_LICENSE");

  const auto without_in = [](uint16_t container, uint16_t type) {
    const std::string text = read_after([&](Node& plan) { plan.at(container).remove(type); });
    return text.substr(text.find(": ") + 2);
  };
  EXPECT_EQ(without_in(PLAN_TARGET, PLAN_TARGET_BTF_HASH), "has no PLAN_TARGET_BTF_HASH");
  EXPECT_EQ(without_in(PLAN_MAP, PLAN_NAME), "has no PLAN_NAME");
  EXPECT_EQ(without_in(PLAN_MAP, PLAN_MAP_ATTR), "has no PLAN_MAP_ATTR");
  EXPECT_EQ(without_in(PLAN_PROGRAM, PLAN_NAME), "has no PLAN_NAME");
  EXPECT_EQ(without_in(PLAN_PROGRAM, PLAN_PROGRAM_ATTR), "has no PLAN_PROGRAM_ATTR");
  EXPECT_EQ(without_in(PLAN_PROGRAM, PLAN_PROGRAM_SECTION), "has no PLAN_PROGRAM_SECTION");
  EXPECT_EQ(without_in(PLAN_PROGRAM, PLAN_PROGRAM_INSNS), "has no PLAN_PROGRAM_INSNS");
}

// Payloads

std::string read_with_license(const std::string& payload) {
  return read_after([&](Node& plan) { plan.at(PLAN_LICENSE).payload = payload; });
}

TEST(PlanReader, RefusesStrings) {
  EXPECT_EQ(read_with_license(""), "PLAN_LICENSE at byte 88: has no NUL at its end");
  EXPECT_EQ(read_with_license("GPL"), "PLAN_LICENSE at byte 88: has no NUL at its end");
  EXPECT_EQ(read_with_license(std::string("G\0L\0", 4)),
            "PLAN_LICENSE at byte 88: has a NUL before its end");
  EXPECT_EQ(read_with_license(std::string("G\nL\0", 4)),
            "PLAN_LICENSE at byte 88: has a control character (0x0a)");
  EXPECT_EQ(read_with_license(std::string("G\x7f\0", 3)),
            "PLAN_LICENSE at byte 88: has a control character (0x7f)");
}

TEST(PlanReader, RefusesNamesThatAreNoFilesNames) {
  const auto named = [](const std::string& name) {
    const std::string text = read_after(
        [&](Node& plan) { plan.at(PLAN_MAP).at(PLAN_NAME) = string_record(PLAN_NAME, name); });
    return text.substr(text.rfind("byte"));
  };
  EXPECT_EQ(named(""), "byte 136: is empty");
  EXPECT_EQ(named("../x"), "byte 136: '../x' has a '/'");
}

TEST(PlanReader, RefusesShortFixedPayload) {
  const std::string text =
      read_after([](Node& plan) { plan.at(PLAN_MAP).at(PLAN_MAP_ATTR).payload.resize(48); });
  EXPECT_EQ(text,
            "PLAN_MAP at byte 128: PLAN_MAP_ATTR at byte 152: has 48 bytes, expected at "
            "least 56");
}

// As images have it that were made before there was struct_ops.
TEST(PlanReader, TakesMapAttributesOfTheFirstVersion) {
  EXPECT_EQ(read_after([](Node& plan) { plan.at(PLAN_MAP).at(PLAN_MAP_ATTR).payload.resize(56); }),
            "");
}

TEST(PlanReader, TakesLongerFixedPayload) {
  const auto with_tail = [](char tail, uint16_t flags) {
    return read_after([&](Node& plan) {
      Node& attr = plan.at(PLAN_MAP).at(PLAN_MAP_ATTR);
      attr.payload += std::string(7, '\0') + tail;
      attr.flags = flags;
    });
  };
  EXPECT_EQ(with_tail('\0', 0), "");
  EXPECT_EQ(with_tail('x', PLAN_RECORD_OPTIONAL), "");
  EXPECT_EQ(with_tail('x', 0),
            "PLAN_MAP at byte 128: PLAN_MAP_ATTR at byte 152: sets fields behind the 64 bytes that "
            "are known");
}

TEST(PlanReader, RefusesArraysThatAreNotWhole) {
  const auto with_size = [](uint16_t type, size_t size) {
    const std::string text =
        read_after([&](Node& plan) { plan.at(PLAN_PROGRAM).at(type).payload.resize(size); });
    return text.substr(text.rfind(": ") + 2);
  };
  EXPECT_EQ(with_size(PLAN_PROGRAM_INSNS, 0), "has 0 bytes, expected a multiple of 8");
  EXPECT_EQ(with_size(PLAN_PROGRAM_INSNS, 12), "has 12 bytes, expected a multiple of 8");
  EXPECT_EQ(with_size(PLAN_PROGRAM_FUNC_INFO, 4), "has 4 bytes, expected a multiple of 8");
  EXPECT_EQ(with_size(PLAN_PROGRAM_LINE_INFO, 24), "has 24 bytes, expected a multiple of 16");
}

// Records against each other

TEST(PlanReader, RefusesMapAttributes) {
  using Attr = plan_map_attr;
  EXPECT_EQ(read_after_map([](Attr& attr) { attr.reserved = 1; }),
            "map 1 '.rodata': reserved field of PLAN_MAP_ATTR is 1, expected 0");
  EXPECT_EQ(read_after_map([](Attr& attr) { attr.plan_flags = 6; }),
            "map 1 '.rodata': unknown plan_flags 0x6");
  EXPECT_EQ(read_after_map([](Attr& attr) { attr.pinning = 2; }),
            "map 1 '.rodata': pinning is 2, expected 0 or 1");
  EXPECT_EQ(read_after_map([](Attr& attr) { attr.inner_map = 3; }),
            "map 1 '.rodata': inner map 2 is out of range (there are 2 maps)");
  EXPECT_EQ(read_after_map([](Attr& attr) { attr.inner_map = 2; }),
            "map 1 '.rodata': inner map 1 is the map itself");
  EXPECT_EQ(read_after([](Node& plan) {
              const auto set = [&](size_t map, uint32_t inner) {
                plan.at(PLAN_MAP, map).at(PLAN_MAP_ATTR).change<Attr>([&](Attr& attr) {
                  attr.inner_map = inner;
                });
              };
              set(0, 2);
              set(1, 1);
            }),
            "map 0 'counts': inner map 1 has an inner map itself");
}

TEST(PlanReader, RefusesMapData) {
  EXPECT_EQ(read_after_map([](plan_map_attr& attr) { attr.value_size = 6; }),
            "map 1 '.rodata': PLAN_MAP_DATA has 5 bytes, but value_size is 6");
  EXPECT_EQ(read_after_map([](plan_map_attr& attr) { attr.map_type = 6; }),
            "map 1 '.rodata': has PLAN_MAP_DATA, but is type 6 with keys of 4 bytes, not an array");
  EXPECT_EQ(read_after_map([](plan_map_attr& attr) { attr.key_size = 8; }),
            "map 1 '.rodata': has PLAN_MAP_DATA, but is type 2 with keys of 8 bytes, not an array");
}

TEST(PlanReader, RefusesTypesWithoutBtf) {
  EXPECT_EQ(read_after([](Node& plan) { plan.remove(PLAN_BTF); }),
            "map 0 'counts': has types, but the plan has no PLAN_BTF");
  EXPECT_EQ(read_after([](Node& plan) {
              plan.remove(PLAN_BTF);
              for (const size_t map : {0, 1}) {
                plan.at(PLAN_MAP, map).at(PLAN_MAP_ATTR).change<plan_map_attr>([](auto& attr) {
                  attr.btf_key_type_id = attr.btf_value_type_id = 0;
                });
              }
            }),
            "program 0 'on_event': has func or line info, but the plan has no PLAN_BTF");
}

TEST(PlanReader, RefusesProgramAttributes) {
  EXPECT_EQ(read_after_program([](plan_program_attr& attr) { attr.reserved[2] = 3; }),
            "program 0 'on_event': reserved field of PLAN_PROGRAM_ATTR is 3, expected 0");
  EXPECT_EQ(read_after_program([](plan_program_attr& attr) { attr.attach_btf_module = 2; }),
            "program 0 'on_event': module 2 is out of range (there are 1 modules)");
}

TEST(PlanReader, RefusesInstructions) {
  EXPECT_EQ(read_after_insn(0, 5, 2),
            "program 0 'on_event': instruction 0: map 2 is out of range (there are 2 maps)");
  EXPECT_EQ(read_after_insn(2, 6, 9),
            "program 0 'on_event': instruction 2: map 9 is out of range (there are 2 maps)");
  EXPECT_EQ(read_after_insn(0, 1, 0),
            "program 0 'on_event': instruction 0: map by descriptor, expected by index");
  EXPECT_EQ(read_after_insn(2, 2, 0),
            "program 0 'on_event': instruction 2: map by descriptor, expected by index");
  EXPECT_EQ(read_after([](Node& plan) {
              plan.at(PLAN_PROGRAM).at(PLAN_PROGRAM_INSNS).payload.resize(24);
            }),
            "program 0 'on_event': instruction 2: LDIMM64 is cut off");
}

TEST(PlanReader, RefusesInstructionInSecondHalf) {
  EXPECT_EQ(read_after([](Node& plan) {
              plan.at(PLAN_PROGRAM).at(PLAN_PROGRAM_INSNS).payload[8] = '\x18';
            }),
            "program 0 'on_event': instruction 1: code is 0x18, expected 0 after LDIMM64");
}

TEST(PlanReader, RefusesBtfByDescriptor) {
  const auto with_descriptor = [](char descriptor) {
    return read_after([&](Node& plan) {
      std::string& insns = plan.at(PLAN_PROGRAM).at(PLAN_PROGRAM_INSNS).payload;
      insns[1] = '\x31';  // BPF_PSEUDO_BTF_ID
      insns[12] = descriptor;
    });
  };
  EXPECT_EQ(with_descriptor(0), "");
  EXPECT_EQ(with_descriptor(3),
            "program 0 'on_event': instruction 1: module's BTF by descriptor, which a plan can't "
            "have");
}

TEST(PlanReader, RefusesModuleOfKernelFunction) {
  const auto with_slot = [](char slot) {
    return read_after([&](Node& plan) {
      plan.at(PLAN_PROGRAM).at(PLAN_PROGRAM_INSNS).payload[8 * 4 + 2] = slot;
    });
  };
  const std::string rest = " (there are 2 maps, 1 modules)";
  EXPECT_EQ(with_slot(0), "");
  EXPECT_EQ(with_slot(2), "program 0 'on_event': instruction 4: no module has slot 2" + rest);
  EXPECT_EQ(with_slot(4), "program 0 'on_event': instruction 4: no module has slot 4" + rest);
}

// Whatever one byte becomes, the reader answers, and its error is one line.
TEST(PlanReader, SurvivesEveryByteChange) {
  const std::string valid = serialize_plan(valid_plan());
  for (size_t at = 0; at < valid.size(); at++) {
    for (const char value : {'\0', '\1', '\x08', '\x7f', '\x80', '\xff'}) {
      std::string bytes = valid;
      bytes[at] = value;
      EXPECT_EQ(read_bytes(bytes).find('\n'), std::string::npos) << at;
    }
  }
}

}  // namespace
}  // namespace loader::test
