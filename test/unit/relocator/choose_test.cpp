#include "choose.h"

#include <gtest/gtest.h>

#include "object_parts.h"

namespace btfkit::test {
namespace {

constexpr uint32_t kRelocation64 = 1, kRelocation32 = 10;  // R_BPF_64_64, R_BPF_64_32

// Program `prog` and, in section "more" (number 3), program `other` that calls f of .text, which
// takes the address of g there by its distance and calls h by its distance.
struct Choice : ObjectParts {
  Choice() {
    text = {{core::kLdImm64, 1, core::kPseudoFunc, 0, 3},
            {0, 0, 0, 0, 0},
            call(3),
            {kExit, 0, 0, 0, 0}};
    for (int32_t value : {1, 2, 3}) {
      for (const Instruction& insn : returning(value)) text.push_back(insn);
    }
    std::vector<Instruction> other{call(-1), {kExit, 0, 0, 0, 0}};
    std::vector<std::byte> bytes(other.size() * core::kInstructionSize);
    for (size_t i = 0; i < other.size(); ++i) {
      core::encode(
          other[i],
          std::span(bytes).subspan(i * core::kInstructionSize).first<core::kInstructionSize>(),
          elf.endian);
    }
    elf.add({.name = "more", .flags = SHF_ALLOC | SHF_EXECINSTR, .data = text_of(bytes)});
    symbols.push_back({"f", kGlobalFunction, kText, 0, 32});
    symbols.push_back({"g", kLocalFunction, kText, 32, 16});
    symbols.push_back({"h", kGlobalFunction, kText, 48, 16});
    symbols.push_back({"alone", kGlobalFunction, kText, 64, 16});
    symbols.push_back({"other", kGlobalFunction, kMore, 0, 16});
    maps_relocations = {{0, 2, kRelocation32}};
  }

  // The functions that are not left out, or the error.
  std::string chosen(const relocator::ProgramOptions& options) {
    auto object = read();
    if (!object) return object.error().message();
    auto done = relocator::choose_programs(options, *object);
    if (done) done = relocator::leave_out_unreached(*object);
    if (!done) {
      return done.error().message();
    }
    std::string names;
    for (const auto& function : object->functions) {
      if (!function.is_left_out) names += function.name + " ";
    }
    return names;
  }
};

TEST(ChoosePrograms, TakesAllAndWhatTheyReach) {
  EXPECT_EQ(Choice().chosen({}), "prog f g h other ");
}

TEST(ChoosePrograms, TakesThoseThatAreNamed) {
  EXPECT_EQ(Choice().chosen({{"prog"}, {}}), "prog ");
  EXPECT_EQ(Choice().chosen({{"other"}, {}}), "f g h other ");
}

TEST(ChoosePrograms, FollowsAddressesByRelocation) {
  Choice parts;
  parts.xdp = {{core::kLdImm64, 1, 0, 0, 64}, {0, 0, 0, 0, 0}, {kExit, 0, 0, 0, 0}};
  parts.symbols[0].size = 24;
  parts.symbols.push_back({"", STT_SECTION, ObjectParts::kText, 0, 0});
  parts.xdp_relocations = {{0, 7, kRelocation64}};
  EXPECT_EQ(parts.chosen({{"prog"}, {}}), "prog alone ");
}

TEST(ChoosePrograms, TakesExceptionCallback) {
  Choice parts;
  parts.types.add("exception_callback:alone", DeclTag{parts.prog, DeclTag::kWhole, false});
  EXPECT_EQ(parts.chosen({{"prog"}, {}}), "prog alone ");
  EXPECT_EQ(parts.chosen({{"other"}, {}}), "f g h other ");
}

TEST(ChoosePrograms, RefusesCallbackThatIsNotThere) {
  Choice parts;
  parts.types.add("exception_callback:none", DeclTag{parts.prog, DeclTag::kWhole, false});
  EXPECT_EQ(parts.chosen({}),
            "program 'prog': exception callback 'none' is not a function of .text");
  // Of a program that is left out it doesn't matter.
  EXPECT_EQ(parts.chosen({{"other"}, {}}), "f g h other ");
}

TEST(ChoosePrograms, RefusesCallbackThatIsStatic) {
  Choice parts;
  parts.types.add("exception_callback:g", DeclTag{parts.prog, DeclTag::kWhole, false});
  EXPECT_EQ(parts.chosen({}),
            "program 'prog': exception callback 'g' is static or hidden; it must be global");
}

TEST(ChoosePrograms, LeavesSeveralCallbacksToTheVerifier) {
  Choice parts;
  parts.types.add("exception_callback:alone", DeclTag{parts.prog, DeclTag::kWhole, false});
  parts.types.add("exception_callback:alone", DeclTag{parts.prog, DeclTag::kWhole, false});
  EXPECT_EQ(parts.chosen({{"prog"}, {}}), "prog ");
}

}  // namespace
}  // namespace btfkit::test
