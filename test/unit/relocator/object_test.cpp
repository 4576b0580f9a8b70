#include "object.h"

#include <gtest/gtest.h>

#include "object_parts.h"

namespace btfkit::test {
namespace {

class EachEndian : public testing::TestWithParam<Endian> {};

INSTANTIATE_TEST_SUITE_P(ReadObject, EachEndian, testing::Values(Endian::kLittle, Endian::kBig),
                         [](const auto& endian) {
                           return endian.param == Endian::kLittle ? "LittleEndian" : "BigEndian";
                         });

TEST_P(EachEndian, TakesAnObjectApart) {
  ObjectParts parts(GetParam());
  parts.text = returning(1);
  parts.symbols.push_back({"helper", kLocalFunction, ObjectParts::kText, 0, 16});
  parts.xdp_relocations = {{8, 1, 10}, {0, 2, 1}};
  parts.elf.add({.name = "license", .data = std::string("GPL\0rest", 8)});
  auto object = parts.read();
  ASSERT_EQ(message(object), "");
  ASSERT_EQ(object->code.size(), 2u);
  EXPECT_EQ(object->code[0].name, "xdp");
  EXPECT_EQ(object->code[0].insns, parts.xdp);
  EXPECT_EQ(object->code[0].relocations[0].offset, 0u);
  ASSERT_EQ(object->functions.size(), 2u);
  EXPECT_TRUE(object->functions[0].is_program);
  EXPECT_EQ(object->functions[1].name, "helper");
  EXPECT_FALSE(object->functions[1].is_program);
  EXPECT_EQ(object->license, "GPL");
}

TEST(ReadObject, WantsA64BitRelocatableBpfFile) {
  ObjectParts parts;
  parts.elf.machine = 62;
  EXPECT_EQ(parts.error(), "ELF header: machine is 62, not 247 (BPF)");
  parts = ObjectParts();
  parts.elf.type = ET_DYN;
  EXPECT_EQ(parts.error(), "ELF header: it is not a relocatable object");
  parts = ObjectParts();
  parts.elf.is_64 = false;
  EXPECT_EQ(parts.error(), "ELF header: it is not a 64-bit object");
}

TEST(ReadObject, WantsBtfInItsByteOrder) {
  ObjectParts parts;
  parts.elf.endian = Endian::kBig;
  EXPECT_EQ(parts.error(), ".BTF: it is little endian, the object is big endian");
  parts = ObjectParts();
  parts.ext_endian = Endian::kBig;
  EXPECT_EQ(parts.error(), ".BTF.ext: header: it is big endian, its BTF is little endian");
}

TEST(ReadObject, RefusesHalfAnInstruction) {
  ObjectParts parts;
  parts.elf.add({.name = "tc", .flags = SHF_ALLOC | SHF_EXECINSTR, .data = "123456789012"});
  EXPECT_EQ(parts.error(), "section 'tc': its 12 bytes are not a multiple of an instruction's 8");
}

// .BTF.ext names sections; with two of one name it would be a guess which one it means.
TEST(ReadObject, RefusesTwoCodeSectionsOfOneName) {
  ObjectParts parts;
  parts.elf.add({.name = "xdp", .flags = SHF_ALLOC | SHF_EXECINSTR, .data = "12345678"});
  EXPECT_EQ(parts.error(), "section 'xdp': sections [1] and [3] of this name both hold code");
}

TEST(ReadObject, RefusesRelocationsThatAreAtNoInstruction) {
  ObjectParts parts;
  parts.xdp_relocations = {{4, 1, 1}};
  EXPECT_EQ(parts.error(), "section 'xdp': relocation [0]: offset 4 is not that of an instruction");
  parts.xdp_relocations = {{0, 1, 1}, {16, 1, 1}};
  EXPECT_EQ(parts.error(),
            "section 'xdp': relocation [1]: offset 16 is not that of an instruction");
}

TEST(ReadObject, RefusesRelocationsToNoSymbol) {
  ObjectParts parts;
  parts.xdp_relocations = {{0, 2, 1}};
  EXPECT_EQ(parts.error(), "section 'xdp': relocation [0]: symbol 2 is out of range (there are 2)");
}

TEST(ReadObject, RefusesStaticProgram) {
  ObjectParts parts;
  parts.symbols = {{"prog", kLocalFunction, ObjectParts::kXdp, 0, 16}};
  EXPECT_EQ(parts.error(), "section 'xdp': function 'prog' is static; a program must not be");
}

TEST(ReadObject, RefusesFunctionOutsideItsSection) {
  auto error = [](uint64_t value, uint64_t size) {
    ObjectParts parts;
    parts.symbols = {{"prog", kGlobalFunction, ObjectParts::kXdp, value, size}};
    std::string expected = fmt::format(
        "section 'xdp': function 'prog' of {} bytes at {} is not inside it", size, value);
    EXPECT_EQ(parts.error(), expected);
  };
  error(0, 24);
  error(8, 16);
  error(24, 8);
  error(4, 8);
  error(0, 12);
  error(0, 0);
  error(UINT64_MAX - 7, 16);
}

TEST(ReadObject, RefusesOverlappingFunctions) {
  ObjectParts parts;
  parts.symbols.push_back({"tail", kGlobalFunction, ObjectParts::kXdp, 8, 8});
  EXPECT_EQ(parts.error(), "section 'xdp': functions 'prog' and 'tail' overlap");
}

TEST(ReadObject, RefusesFuncInfoAtNoInstruction) {
  for (uint32_t offset : {4u, 16u, UINT32_MAX}) {
    ObjectParts parts;
    parts.ext.functions = {{parts.xdp_name, {{0, parts.prog}, {offset, parts.prog}}}};
    EXPECT_EQ(parts.error(),
              fmt::format(".BTF.ext: func_info: section 'xdp': record 1: offset {} is not that of "
                          "an instruction",
                          offset));
  }
}

TEST(ReadObject, RefusesFuncInfoOfOtherTypes) {
  auto error = [](ObjectParts& parts, TypeId type) {
    parts.ext.functions = {{parts.xdp_name, {{0, type}}}};
    std::string text = parts.error();
    std::string_view where = ".BTF.ext: func_info: section 'xdp': record 0: ";
    EXPECT_TRUE(text.starts_with(where)) << text;
    return text.substr(std::min(text.size(), where.size()));
  };
  ObjectParts parts;
  EXPECT_EQ(error(parts, kVoid), "type [0] void is not a FUNC");
  EXPECT_EQ(error(parts, parts.int32), "type [1] INT 'int' is not a FUNC");
  TypeId wrong = parts.types.add("wrong", Func{parts.int32, Linkage::kGlobal});
  EXPECT_EQ(error(parts, wrong),
            "type [4] FUNC 'wrong': its type [1] INT 'int' is not a FUNC_PROTO");
  TypeId none = parts.types.add("none", Func{kVoid, Linkage::kGlobal});
  EXPECT_EQ(error(parts, none), "type [5] FUNC 'none': its type [0] void is not a FUNC_PROTO");
}

TEST(ReadObject, RefusesLineInfoAtNoInstruction) {
  ObjectParts parts;
  parts.ext.lines = {{parts.xdp_name, {{12, kNoName, kNoName, 0}}}};
  EXPECT_EQ(
      parts.error(),
      ".BTF.ext: line_info: section 'xdp': record 0: offset 12 is not that of an instruction");
}

TEST(ReadObject, NamesTheMissingBtf) {
  ElfBytes elf;
  EXPECT_EQ(message(relocator::read_object(Content(exact(elf.bytes())))),
            "it has no .BTF section; compile it with -g");
}

TEST(ReadObject, NamesTheFile) {
  EXPECT_EQ(message(relocator::read_object("/dev/null")), "/dev/null: it is not an ELF file");
}

TEST(DataSections, AreKnownByName) {
  EXPECT_TRUE(relocator::is_data_section(".data"));
  EXPECT_TRUE(relocator::is_data_section(".data.config"));
  EXPECT_TRUE(relocator::is_data_section(".rodata.cst16"));
  EXPECT_TRUE(relocator::is_data_section(".bss"));
  EXPECT_FALSE(relocator::is_data_section(".database"));
  EXPECT_FALSE(relocator::is_data_section("data"));
  EXPECT_TRUE(relocator::is_read_only_data_section(".rodata.x"));
  EXPECT_FALSE(relocator::is_read_only_data_section(".data"));
}

}  // namespace
}  // namespace btfkit::test
