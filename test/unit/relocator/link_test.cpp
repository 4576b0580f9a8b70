#include "link.h"

#include <gtest/gtest.h>

#include "kernel_of.h"
#include "object_parts.h"

namespace btfkit::test {
namespace {

using relocator::LinkedProgram;

constexpr uint32_t kRelocation64 = 1, kRelocation32 = 10;  // R_BPF_64_64, R_BPF_64_32

Result<std::vector<LinkedProgram>> linked(const ObjectParts& parts) {
  auto object = BTFKIT_TRY(parts.read());
  auto maps = BTFKIT_TRY(relocator::find_maps(object, "test"));
  auto externs =
      relocator::resolve_externs(object, kernel_of(Types(parts.elf.endian).btf), {}, "test", maps);
  if (!externs) return std::unexpected(std::move(externs.error().front()));
  return relocator::link(object, maps, *externs);
}

std::string error_of(const ObjectParts& parts) {
  return message(linked(parts));
}

// "b7 2; 95 0": codes and immediates of the only program.
std::string code_of(const ObjectParts& parts) {
  auto programs = linked(parts);
  if (!programs) return programs.error().message();
  std::string text;
  for (const Instruction& insn : programs->at(0).insns) {
    text += fmt::format("{}{:02x} {}", text.empty() ? "" : "; ", insn.code, insn.imm);
  }
  return text;
}

// prog: call by relocation to `symbol`; exit. .text: two functions f and g that return 1 and 2.
ObjectParts calling(uint32_t symbol, int32_t distance = -1) {
  ObjectParts parts;
  parts.xdp = {call(distance), {kExit, 0, 0, 0, 0}};
  parts.text = returning(1);
  for (const Instruction& insn : returning(2)) parts.text.push_back(insn);
  parts.symbols.push_back({"f", kLocalFunction, ObjectParts::kText, 0, 16});
  parts.symbols.push_back({"g", kGlobalFunction, ObjectParts::kText, 16, 16});
  parts.symbols.push_back({"", STT_SECTION, ObjectParts::kText, 0, 0});
  parts.symbols.push_back({"outside", 0x10, SHN_UNDEF, 0, 0});
  parts.xdp_relocations = {{0, symbol, kRelocation32}};
  return parts;
}
constexpr uint32_t kF = 2, kG = 3, kTextSection = 4, kOutside = 5;

TEST(Link, LeavesProgramWithoutCallsAsItIs) {
  EXPECT_EQ(code_of(ObjectParts()), "b7 2; 95 0");
}

TEST(Link, AppendsWhatIsCalled) {
  EXPECT_EQ(code_of(calling(kG)), "85 1; 95 0; b7 2; 95 0");
}

TEST(Link, FindsFunctionByItsPlaceInTheSection) {
  EXPECT_EQ(code_of(calling(kTextSection, -1)), "85 1; 95 0; b7 1; 95 0");
  EXPECT_EQ(code_of(calling(kTextSection, 1)), "85 1; 95 0; b7 2; 95 0");
}

TEST(Link, AppendsAFunctionOnce) {
  ObjectParts parts = calling(kG);
  parts.xdp.insert(parts.xdp.begin(), call(-1));
  parts.symbols[0].size = 24;
  parts.xdp_relocations = {{0, kG, kRelocation32}, {8, kG, kRelocation32}};
  EXPECT_EQ(code_of(parts), "85 2; 85 1; 95 0; b7 2; 95 0");
}

TEST(Link, FollowsCallsWithoutRelocation) {
  ObjectParts parts = calling(kF);
  parts.text = {call(1), {kExit, 0, 0, 0, 0}, {kMovImm, 0, 0, 0, 7}, {kExit, 0, 0, 0, 0}};
  EXPECT_EQ(code_of(parts), "85 1; 95 0; 85 1; 95 0; b7 7; 95 0");
}

TEST(Link, TakesRecursion) {
  ObjectParts parts = calling(kF);
  parts.text[0] = call(-1);
  EXPECT_EQ(code_of(parts), "85 1; 95 0; 85 -1; 95 0");
}

TEST(Link, PutsAddressOfFunctionIntoLoad) {
  ObjectParts parts = calling(kTextSection);
  parts.xdp = {{core::kLdImm64, 1, 0, 0, 16}, {0, 0, 0, 0, 0}, {kExit, 0, 0, 0, 0}};
  parts.symbols[0].size = 24;
  parts.xdp_relocations = {{0, kTextSection, kRelocation64}};
  EXPECT_EQ(code_of(parts), "18 2; 00 0; 95 0; b7 2; 95 0");
  EXPECT_EQ(linked(parts)->at(0).insns[0].src, core::kPseudoFunc);
}

TEST(Link, TakesAddressOfFunctionByItsDistance) {
  ObjectParts parts = calling(kF);
  parts.text = {{core::kLdImm64, 1, core::kPseudoFunc, 0, 2},
                {0, 0, 0, 0, 0},
                {kExit, 0, 0, 0, 0},
                {kMovImm, 0, 0, 0, 7},
                {kExit, 0, 0, 0, 0}};
  parts.symbols[kF - 1].size = 24;
  parts.symbols[kG - 1] = {"g", kGlobalFunction, ObjectParts::kText, 24, 16};
  EXPECT_EQ(code_of(parts), "85 1; 95 0; 18 2; 00 0; 95 0; b7 7; 95 0");
}

// Nothing calls what is to be called when a program throws.
TEST(Link, AppendsExceptionCallback) {
  ObjectParts parts = calling(kF);
  parts.types.add("exception_callback:g", DeclTag{parts.prog, DeclTag::kWhole, false});
  EXPECT_EQ(code_of(parts), "85 1; 95 0; b7 1; 95 0; b7 2; 95 0");
}

TEST(Link, AppendsExceptionCallbackOnce) {
  ObjectParts parts = calling(kG);
  parts.types.add("exception_callback:g", DeclTag{parts.prog, DeclTag::kWhole, false});
  EXPECT_EQ(code_of(parts), "85 1; 95 0; b7 2; 95 0");
}

TEST(Link, MovesFunctionAndLineInfo) {
  ObjectParts parts = calling(kG);
  TypeId g = parts.types.add("g", Func{parts.proto, Linkage::kGlobal});
  StringOffset text_name = parts.types.btf.add_string(".text");
  parts.ext.functions = {{parts.xdp_name, {{0, parts.prog}}}, {text_name, {{16, g}}}};
  parts.ext.lines = {
      {parts.xdp_name, {{0, kNoName, kNoName, 1 << 10}}},
      {text_name, {{0, kNoName, kNoName, 2 << 10}, {24, kNoName, kNoName, 3 << 10}}}};
  auto programs = linked(parts);
  ASSERT_EQ(message(programs), "");
  const LinkedProgram& program = programs->at(0);
  ASSERT_EQ(program.functions.size(), 2u);
  EXPECT_EQ(program.functions[1].insn, 2u);
  EXPECT_EQ(program.functions[1].type, g);
  ASSERT_EQ(program.lines.size(), 2u);
  EXPECT_EQ(program.lines[1].insn, 3u);
  EXPECT_EQ(program.lines[1].info.line_column, 3u << 10);
}

// The kernel takes function info for all functions of a program or for none.
TEST(Link, LeavesFunctionInfoOutIfOneHasNone) {
  ObjectParts parts = calling(kG);
  parts.ext.functions = {{parts.xdp_name, {{0, parts.prog}}}};
  EXPECT_TRUE(linked(parts)->at(0).functions.empty());
}

TEST(Link, RefersToDataByItsMap) {
  ObjectParts parts;
  parts.elf.add({.name = ".data", .flags = SHF_ALLOC | SHF_WRITE, .data = "12345678"});
  parts.xdp = {{core::kLdImm64, 1, 0, 0, 4}, {0, 0, 0, 0, 0}, {kExit, 0, 0, 0, 0}};
  parts.symbols = {{"prog", kGlobalFunction, ObjectParts::kXdp, 0, 24}, {"", STT_SECTION, 3, 0, 0}};
  parts.xdp_relocations = {{0, 2, kRelocation64}};
  EXPECT_EQ(code_of(parts), "18 0; 00 4; 95 0");
  EXPECT_EQ(linked(parts)->at(0).insns[0].src, core::kPseudoMapIdxValue);
  parts.xdp[0].imm = 9;
  EXPECT_EQ(error_of(parts),
            "section 'xdp': instruction 0 of 'prog': offset 9 is outside of map 'test.data'");
}

// Errors, all of them of instruction 0 of prog.
std::string fault_of(const ObjectParts& parts) {
  std::string text = error_of(parts);
  std::string_view where = "section 'xdp': instruction 0 of 'prog': ";
  EXPECT_TRUE(text.starts_with(where)) << text;
  return text.substr(std::min(text.size(), where.size()));
}

TEST(Link, RefusesCallsOfNoFunction) {
  EXPECT_EQ(fault_of(calling(kOutside)),
            "'outside' is not in the object, nor in .ksyms or .kconfig of its BTF");
  EXPECT_EQ(fault_of(calling(kTextSection, 0)),
            "no function begins at instruction 1 of section '.text'");
  EXPECT_EQ(fault_of(calling(kTextSection, -2)),
            "no function begins at instruction -1 of section '.text'");
  EXPECT_EQ(fault_of(calling(kTextSection, INT32_MAX)),
            "no function begins at instruction 2147483648 of section '.text'");
  ObjectParts parts = calling(kF);
  parts.symbols[kF - 1].section = SHN_ABS;
  EXPECT_EQ(fault_of(parts), "what it calls is not in a code section");
}

TEST(Link, RefusesSymbolsBetweenInstructions) {
  ObjectParts parts = calling(kOutside);
  parts.symbols[kOutside - 1] = {"odd", 0x10, ObjectParts::kText, 4, 0};
  EXPECT_EQ(fault_of(parts), "symbol 'odd' leads to offset 4, which is not that of an instruction");
  parts.xdp = {{core::kLdImm64, 1, 0, 0, 8}, {0, 0, 0, 0, 0}};
  parts.xdp_relocations = {{0, kOutside, kRelocation64}};
  EXPECT_EQ(fault_of(parts),
            "symbol 'odd' leads to offset 12, which is not that of an instruction");
}

TEST(Link, RefusesOtherRelocations) {
  ObjectParts parts = calling(kF);
  parts.xdp_relocations[0].type = kRelocation64;
  EXPECT_EQ(fault_of(parts), "a call has an ELF relocation of type 1");
  parts = calling(kF);
  parts.xdp[0] = {kMovImm, 0, 0, 0, 0};
  EXPECT_EQ(fault_of(parts), "an ELF relocation of type 10 can't be settled here");
}

TEST(Link, RefusesLoadWithoutItsSecondHalf) {
  ObjectParts parts;
  parts.xdp = {{core::kLdImm64, 1, 0, 0, 0}};
  parts.symbols[0].size = 8;
  EXPECT_EQ(fault_of(parts), "the second half of the 64-bit load is missing");
  parts.xdp.push_back({kExit, 0, 0, 0, 0});
  parts.symbols[0].size = 16;
  EXPECT_EQ(fault_of(parts), "the second half of the 64-bit load is missing");
}

// A map by a number that only a running loader can know.
TEST(Link, RefusesReferencesThatNoRelocationSettles) {
  ObjectParts parts;
  for (uint8_t source : {1, 2, 3, 5, 6}) {
    parts.xdp = {{core::kLdImm64, 1, source, 0, 0}, {0, 0, 0, 0, 0}};
    EXPECT_EQ(fault_of(parts),
              fmt::format("a 64-bit load of source {} has no ELF relocation", source));
  }
  parts.xdp = {{core::kCall, 0, core::kPseudoKfuncCall, 0, 7}, {kExit, 0, 0, 0, 0}};
  EXPECT_EQ(fault_of(parts), "a call of source 2 has no ELF relocation");
}

TEST(Link, RefusesExternData) {
  ObjectParts parts = calling(kOutside);
  parts.xdp = {{core::kLdImm64, 1, 0, 0, 0}, {0, 0, 0, 0, 0}};
  parts.xdp_relocations[0].type = kRelocation64;
  EXPECT_EQ(fault_of(parts),
            "'outside' is not in the object, nor in .ksyms or .kconfig of its BTF");
}

// The only program, where `outside` is what was found for it.
Result<LinkedProgram> linked_with(const ObjectParts& parts, relocator::ExternValue outside) {
  auto object = BTFKIT_TRY(parts.read());
  relocator::Externs externs;
  externs.values[kOutside] = outside;
  auto programs = BTFKIT_TRY(relocator::link(object, {}, externs));
  return std::move(programs.at(0));
}

ObjectParts loading(int32_t offset = 0) {
  ObjectParts parts = calling(kOutside);
  parts.xdp = {{core::kLdImm64, 1, 0, 0, offset}, {0, 0, 0, 0, 0}};
  parts.xdp_relocations[0].type = kRelocation64;
  return parts;
}

TEST(Link, CallsKernelFunctions) {
  auto call_of = [](relocator::ExternValue value) {
    return linked_with(calling(kOutside), value)->insns.at(0);
  };
  EXPECT_EQ(call_of(relocator::KernelType{TypeId{7}, 0}), (Instruction{0x85, 0, 2, 0, 7}));
  // Slots of modules follow those of maps, of which there is none.
  EXPECT_EQ(call_of(relocator::KernelType{TypeId{7}, 3}), (Instruction{0x85, 0, 2, 3, 7}));
  EXPECT_EQ(call_of(relocator::Missing{5}), (Instruction{0x85, 0, 0, 0, 2002000005}));
  EXPECT_EQ(message(linked_with(calling(kOutside), relocator::KernelType{TypeId{7}, 40000})),
            "section 'xdp': instruction 0 of 'prog': its module would have slot 40000");
  EXPECT_EQ(message(linked_with(calling(kOutside), relocator::KernelAddress{0, false})),
            "section 'xdp': instruction 0 of 'prog': it calls 'outside', which is not a function");
}

TEST(Link, LoadsKernelVariables) {
  using relocator::Patch;
  auto vmlinux = linked_with(loading(), relocator::KernelType{TypeId{7}, 0});
  EXPECT_EQ(vmlinux->insns.at(0), (Instruction{0x18, 1, 3, 0, 7}));
  EXPECT_TRUE(vmlinux->patches.empty());
  auto module = linked_with(loading(), relocator::KernelType{TypeId{7}, 2});
  EXPECT_EQ(module->insns.at(0), (Instruction{0x18, 1, 3, 0, 7}));
  ASSERT_EQ(module->patches.size(), 1u);
  EXPECT_EQ(module->patches[0].kind, Patch::Kind::kModule);
  EXPECT_EQ(module->patches[0].index, 2u);
  auto address = linked_with(loading(), relocator::KernelAddress{4, true});
  EXPECT_EQ(address->insns.at(0), (Instruction{0x18, 1, 0, 0, 0}));
  ASSERT_EQ(address->patches.size(), 1u);
  EXPECT_EQ(address->patches[0].kind, Patch::Kind::kSymbol);
  EXPECT_EQ(address->patches[0].index, 4u);
  EXPECT_TRUE(address->patches[0].weak);
  auto missing = linked_with(loading(), relocator::Missing{1});
  EXPECT_EQ(missing->insns.at(0), (Instruction{0x18, 1, 0, 0, 0}));
  EXPECT_TRUE(missing->patches.empty());
  EXPECT_EQ(message(linked_with(loading(8), relocator::Missing{1})),
            "section 'xdp': instruction 0 of 'prog': 'outside' is extern: offset 8 is not "
            "supported");
}

TEST(Link, NamesTheFunctionAtFault) {
  ObjectParts parts = calling(kF);
  parts.text[0] = call(100);
  EXPECT_EQ(error_of(parts),
            "section '.text': instruction 0 of 'f': no function begins at instruction 101 of "
            "section '.text'");
}

// As many functions as there are, each calling the next one.
ObjectParts chain(size_t length) {
  ObjectParts parts;
  parts.xdp = {call(-1), {kExit, 0, 0, 0, 0}};
  parts.xdp_relocations = {{0, 2, kRelocation32}};
  for (size_t i = 0; i < length; ++i) {
    parts.text.push_back(call(1));
    parts.text.push_back({kExit, 0, 0, 0, 0});
    parts.symbols.push_back(
        {"f" + std::to_string(i), kLocalFunction, ObjectParts::kText, i * 16, 16});
  }
  parts.text[parts.text.size() - 2] = {kMovImm, 0, 0, 0, 0};
  return parts;
}

TEST(Link, TakesAsManyFunctionsAsTheKernel) {
  EXPECT_EQ(error_of(chain(255)), "");
}

TEST(Link, RefusesMoreFunctionsThanTheKernel) {
  std::string error =
      "section '.text': instruction 0 of 'f254': program 'prog' consists of more "
      "than 256 functions";
  EXPECT_EQ(error_of(chain(256)), error);
  EXPECT_EQ(error_of(chain(5000)), error);
}

TEST(Link, RefusesObjectWithoutPrograms) {
  ObjectParts parts;
  parts.symbols.clear();
  EXPECT_EQ(error_of(parts), "it holds no program");
}

}  // namespace
}  // namespace btfkit::test
