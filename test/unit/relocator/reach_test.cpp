#include "reach.h"

#include <gtest/gtest.h>

#include "core/fixup.h"
#include "object_parts.h"

namespace btfkit::test {
namespace {

using relocator::Reach;
using relocator::Relocated;

constexpr uint8_t kMovReg = 0xbf, kAddImm = 0x07, kAndImm = 0x57, kJump = 0x05, kJeq = 0x15,
                  kJne = 0x55, kStoreDw = 0x7b, kStoreImmW = 0x62, kLoadDw = 0x79, kMayGoto = 0xe5;
constexpr uint32_t kRelocation64 = 1, kRelocation32 = 10;  // R_BPF_64_64, R_BPF_64_32

Instruction mov(uint8_t to, int32_t value) {
  return {kMovImm, to, 0, 0, value};
}
Instruction jeq(uint8_t reg, int32_t value, int16_t off) {
  return {kJeq, reg, 0, off, value};
}
Instruction jne(uint8_t reg, int32_t value, int16_t off) {
  return {kJne, reg, 0, off, value};
}
constexpr Instruction kLeave{kExit, 0, 0, 0, 0};
// As the relocator poisons `r3 = *(u32 *)(r6 + 4)`.
constexpr Instruction kPoisoned{core::kCall, 0, 0, 0, core::kPoisonHelper};
constexpr Instruction kBefore{kLoadW, 3, 6, 4, 0};

// A program of section xdp and functions f (its first `f_size` instructions) and g of .text.
struct Walked : ObjectParts {
  explicit Walked(std::vector<Instruction> code, Endian endian = Endian::kLittle)
      : ObjectParts(endian) {
    xdp = std::move(code);
    symbols[0].size = xdp.size() * 8;
  }

  // Adds .text: one static or global function.
  void add_function(std::vector<Instruction> code, uint8_t info = kLocalFunction) {
    size_t begin = text.size();
    text.insert(text.end(), code.begin(), code.end());
    symbols.push_back(
        {"f" + std::to_string(symbols.size()), info, kText, begin * 8, code.size() * 8});
  }

  // The first poisoned instruction; relocated ones are constants that programs choose by.
  Reach reach(const std::vector<uint32_t>& choices = {}, bool is_before_6_8 = false) {
    auto object = read();
    EXPECT_EQ(message(object), "");
    std::vector<Relocated> relocated;
    for (size_t code = 0; code < object->code.size(); ++code) {
      const auto& insns = object->code[code].insns;
      for (uint32_t i = 0; i < insns.size(); ++i) {
        if (insns[i] == kPoisoned) {
          relocated.push_back({{code, i}, kBefore, Relocated::Value::kPoison});
        }
      }
    }
    for (uint32_t choice : choices) {
      relocated.push_back({{0, choice}, object->code[0].insns[choice], Relocated::Value::kChoice});
    }
    auto answers = relocator::find_reach(*object, relocated, {is_before_6_8}, config);
    EXPECT_FALSE(answers.empty());
    return answers.begin()->second;
  }
  Reach::Verdict verdict(const std::vector<uint32_t>& choices = {}, bool is_before_6_8 = false) {
    return reach(choices, is_before_6_8).verdict;
  }

  relocator::ConfigValues config;
};

// `if (debug)` upon a variable of 4 bytes, the first of its section.
struct Switch : Walked {
  explicit Switch(std::string content, std::string section = ".rodata",
                  Endian endian = Endian::kLittle)
      : Walked({{core::kLdImm64, 1, 0, 0, 0},
                {0, 0, 0, 0, 0},
                {kLoadW, 1, 1, 0, 0},
                jeq(1, 0, 1),
                kPoisoned,
                kLeave},
               endian) {
    elf.add({.name = std::move(section), .data = std::move(content)});
    symbols.push_back({"debug", STB_GLOBAL << 4 | STT_OBJECT, kMore, 0, 4});
    xdp_relocations = {{0, 2, kRelocation64}};
  }
};

constexpr auto kReached = Reach::Verdict::kReached;
constexpr auto kGuarded = Reach::Verdict::kGuarded;
constexpr auto kDead = Reach::Verdict::kDead;
constexpr auto kUncalled = Reach::Verdict::kUncalled;
constexpr auto kGivenUp = Reach::Verdict::kUnknown;

TEST(Reach, FollowsStraightCode) {
  Reach reach = Walked({mov(0, 0), kPoisoned, kLeave}).reach();
  EXPECT_EQ(reach.verdict, kReached);
  EXPECT_EQ(reach.programs, std::vector<std::string>{"prog"});
}

TEST(Reach, EndsAtExit) {
  EXPECT_EQ(Walked({mov(0, 0), kLeave, kPoisoned, kLeave}).verdict(), kDead);
}

// The second poisoned instruction is asked for as if the first weren't there.
TEST(Reach, GoesOnBehindPoison) {
  Walked walked({kPoisoned, kPoisoned, kLeave});
  auto object = walked.read();
  std::vector<Relocated> both{{{0, 0}, kBefore, Relocated::Value::kPoison},
                              {{0, 1}, kBefore, Relocated::Value::kPoison}};
  for (auto& [site, reach] : relocator::find_reach(*object, both, {}, {})) {
    EXPECT_EQ(reach.verdict, kReached);
  }
}

TEST(Reach, TakesBothSidesOfAnUnknownBranch) {
  EXPECT_EQ(Walked({jeq(1, 0, 1), kPoisoned, kLeave}).verdict(), kReached);
  EXPECT_EQ(Walked({jne(1, 0, 1), kPoisoned, kLeave}).verdict(), kReached);
}

TEST(Reach, NamesTheGuard) {
  Walked walked({mov(1, 0), jeq(1, 0, 1), kPoisoned, kLeave});
  Reach reach = walked.reach({0});
  EXPECT_EQ(reach.verdict, kGuarded);
  ASSERT_EQ(reach.guards.size(), 1u);
  EXPECT_EQ(reach.guards[0].insn, 0u);
  // The same constant, but nobody's.
  EXPECT_EQ(walked.verdict(), kDead);
  EXPECT_EQ(Walked({mov(1, 1), jeq(1, 0, 1), kPoisoned, kLeave}).verdict({0}), kReached);
}

// if (!a) ... : xor and jump the other way.
TEST(Reach, FollowsArithmetic) {
  constexpr uint8_t kXorImm = 0xa7;
  EXPECT_EQ(
      Walked({mov(1, 0), {kXorImm, 1, 0, 0, 1}, jne(1, 0, 1), kPoisoned, kLeave}).verdict({0}),
      kGuarded);
  EXPECT_EQ(Walked({mov(1, 1),
                    {kMovReg, 2, 1, 0, 0},
                    {kAddImm, 2, 0, 0, -1},
                    jeq(2, 0, 1),
                    kPoisoned,
                    kLeave})
                .verdict({0}),
            kGuarded);
  // What is nothing of an unknown value is known.
  EXPECT_EQ(Walked({{kAndImm, 1, 0, 0, 0}, jeq(1, 0, 1), kPoisoned, kLeave}).verdict(), kDead);
}

// if (a && b): each of them keeps it away.
TEST(Reach, NamesTheCloserOfTwoGuards) {
  Reach reach =
      Walked({mov(1, 0), mov(2, 0), jeq(1, 0, 2), jeq(2, 0, 1), kPoisoned, kLeave}).reach({0, 1});
  EXPECT_EQ(reach.verdict, kGuarded);
  ASSERT_EQ(reach.guards.size(), 1u);
  EXPECT_EQ(reach.guards[0].insn, 1u);
}

// if (a || b): both of them together do.
TEST(Reach, NamesBothOfTwoGuards) {
  Reach reach =
      Walked({mov(1, 0), mov(2, 0), jne(1, 0, 1), jeq(2, 0, 1), kPoisoned, kLeave}).reach({0, 1});
  EXPECT_EQ(reach.verdict, kGuarded);
  EXPECT_EQ(reach.guards.size(), 2u);
}

// if (debug && exists): the check does it, however the variable is set.
TEST(Reach, PrefersRelocationsToVariables) {
  Switch walked(std::string(4, '\0'));
  walked.xdp.insert(walked.xdp.begin() + 4, {mov(2, 0), jeq(2, 0, 1)});
  walked.xdp[3].off = 3;
  walked.symbols[0].size = walked.xdp.size() * 8;
  Reach reach = walked.reach({4});
  EXPECT_EQ(reach.guards.size(), 1u);
  EXPECT_TRUE(reach.variables.empty());
}

// A constant that is not needed is not named.
TEST(Reach, NamesTheNeededGuardOnly) {
  Reach reach = Walked({mov(1, 0), mov(2, 0), jeq(2, 0, 1), kPoisoned, kLeave}).reach({0, 1});
  ASSERT_EQ(reach.guards.size(), 1u);
  EXPECT_EQ(reach.guards[0].insn, 1u);
}

// r1 = 0; if (unknown) r1 = 1; if (r1) poison: the verifier follows both ways apart.
TEST(Reach, ForgetsWhatWaysDisagreeIn) {
  EXPECT_EQ(Walked({mov(2, 0), jeq(1, 0, 1), mov(2, 1), jeq(2, 0, 1), kPoisoned, kLeave}).verdict(),
            kReached);
  EXPECT_EQ(Walked({mov(2, 0), jeq(1, 0, 1), mov(2, 0), jeq(2, 0, 1), kPoisoned, kLeave}).verdict(),
            kDead);
}

// On the side where r1 is 5 it is not 6.
TEST(Reach, LearnsFromEquality) {
  EXPECT_EQ(Walked({jne(1, 5, 2), jne(1, 6, 1), kPoisoned, kLeave}).verdict(), kDead);
  EXPECT_EQ(Walked({jeq(1, 5, 1), kLeave, jne(1, 5, 1), kPoisoned, kLeave}).verdict(), kReached);
}

// As clang -O0 keeps variables.
TEST(Reach, FollowsConstantsThroughTheStack) {
  Instruction spill{kStoreDw, 10, 1, -8, 0}, fill{kLoadDw, 2, 10, -8, 0};
  EXPECT_EQ(Walked({mov(1, 0), spill, fill, jeq(2, 0, 1), kPoisoned, kLeave}).verdict({0}),
            kGuarded);
  // Through a pointer to it.
  EXPECT_EQ(Walked({mov(1, 0),
                    {kMovReg, 3, 10, 0, 0},
                    {kAddImm, 3, 0, 0, -16},
                    {kStoreDw, 3, 1, 8, 0},
                    fill,
                    jeq(2, 0, 1),
                    kPoisoned,
                    kLeave})
                .verdict({0}),
            kGuarded);
  // A part of it is overwritten.
  EXPECT_EQ(
      Walked({mov(1, 0), spill, {kStoreImmW, 10, 0, -4, 1}, fill, jeq(2, 0, 1), kPoisoned, kLeave})
          .verdict({0}),
      kReached);
}

TEST(Reach, ReadsPartOfAConstantInItsByteOrder) {
  std::vector<Instruction> code{
      mov(1, 1), {kStoreDw, 10, 1, -8, 0}, {kLoadW, 2, 10, -8, 0}, jeq(2, 1, 1), kPoisoned, kLeave};
  EXPECT_EQ(Walked(code).verdict(), kDead);
  EXPECT_EQ(Walked(code, Endian::kBig).verdict(), kReached);
}

// A helper that is given a pointer to the stack may write there.
TEST(Reach, ForgetsStackThatIsPassedOn) {
  std::vector<Instruction> code{mov(6, 0),
                                {kStoreDw, 10, 6, -8, 0},
                                {kMovReg, 1, 10, 0, 0},
                                {kAddImm, 1, 0, 0, -8},
                                {core::kCall, 0, 0, 0, 4},
                                {kLoadDw, 2, 10, -8, 0},
                                jeq(2, 0, 1),
                                kPoisoned,
                                kLeave};
  EXPECT_EQ(Walked(code).verdict(), kReached);
  code[2] = mov(1, 0);
  code[3] = mov(2, 0);
  EXPECT_EQ(Walked(code).verdict(), kDead);
}

// A call leaves nothing in r0 to r5, and r6 to r9 as they are.
TEST(Reach, ForgetsRegistersAtCalls) {
  EXPECT_EQ(
      Walked({mov(2, 0), {core::kCall, 0, 0, 0, 5}, jeq(2, 0, 1), kPoisoned, kLeave}).verdict(),
      kReached);
  EXPECT_EQ(
      Walked({mov(6, 0), {core::kCall, 0, 0, 0, 5}, jeq(6, 0, 1), kPoisoned, kLeave}).verdict(),
      kDead);
}

TEST(Reach, EndsLoops) {
  // r2 += 1 until it is what nobody knows.
  EXPECT_EQ(
      Walked({mov(2, 0), {kAddImm, 2, 0, 0, 1}, jne(1, 0, -2), jeq(2, 0, 1), kPoisoned, kLeave})
          .verdict(),
      kReached);
  EXPECT_EQ(Walked({mov(2, 0),
                    {kMayGoto, 0, 0, 1, 0},
                    {kJump, 0, 0, -2, 0},
                    jeq(2, 0, 1),
                    kPoisoned,
                    kLeave})
                .verdict(),
            kDead);
}

TEST(Reach, GivesUpWhereJumpsAreIndirect) {
  EXPECT_EQ(Walked({{0x0d, 1, 0, 0, 0}, kPoisoned, kLeave}).verdict(), kGivenUp);
}

// 16,384 ways of adding up 14 bits would take too long one by one.
TEST(Reach, IsBoundedOnManyWays) {
  std::vector<Instruction> code{mov(2, 0)};
  for (int i = 0; i < 14; ++i) {
    code.push_back(jeq(1, i, 1));
    code.push_back({kAddImm, 2, 0, 0, 1 << i});
  }
  code.push_back(jeq(2, -1, 1));
  code.push_back(kLeave);
  code.push_back(kPoisoned);
  code.push_back(kLeave);
  EXPECT_EQ(Walked(code).verdict(), kReached);
}

TEST(Reach, FollowsReturnValueOfStaticFunction) {
  for (int value : {0, 1}) {
    Walked walked({call(-1), jeq(0, 0, 1), kPoisoned, kLeave});
    walked.add_function(returning(value));
    walked.xdp_relocations = {{0, 2, kRelocation32}};
    EXPECT_EQ(walked.verdict(), value ? kReached : kDead);
  }
}

// A global one is verified by itself, and may return anything.
TEST(Reach, KnowsNothingOfGlobalFunction) {
  Walked walked({call(-1), jeq(0, 0, 1), kPoisoned, kLeave});
  walked.add_function(returning(0), kGlobalFunction);
  walked.xdp_relocations = {{0, 2, kRelocation32}};
  EXPECT_EQ(walked.verdict(), kReached);
}

TEST(Reach, FollowsArgumentsIntoStaticFunction) {
  for (uint8_t info : {kLocalFunction, kGlobalFunction}) {
    Walked walked({mov(1, 0), call(-1), kLeave});
    walked.add_function({jeq(1, 0, 1), kPoisoned, kLeave}, info);
    walked.xdp_relocations = {{8, 2, kRelocation32}};
    EXPECT_EQ(walked.verdict(), info == kLocalFunction ? kDead : kReached);
  }
}

// if (0) f(): kernels before 6.8 verify f nevertheless if it is global.
TEST(Reach, AsksWhetherUncalledGlobalFunctionsAreVerified) {
  for (uint8_t info : {kLocalFunction, kGlobalFunction}) {
    Walked walked({mov(1, 0), jeq(1, 0, 1), call(-1), mov(0, 0), kLeave});
    walked.add_function({kPoisoned, kLeave}, info);
    walked.xdp_relocations = {{16, 2, kRelocation32}};
    EXPECT_EQ(walked.verdict({0}, false), kGuarded);
    EXPECT_EQ(walked.verdict({0}, true), info == kLocalFunction ? kGuarded : kReached);
  }
}

TEST(Reach, KnowsFunctionsThatNobodyCalls) {
  Walked walked(returning(0));
  walked.add_function({kPoisoned, kLeave});
  EXPECT_EQ(walked.verdict(), kUncalled);
}

TEST(Reach, EntersFunctionsWhoseAddressIsTaken) {
  Walked walked({{core::kLdImm64, 1, 0, 0, 0}, {0, 0, 0, 0, 0}, kLeave});
  walked.add_function({kPoisoned, kLeave});
  walked.xdp_relocations = {{0, 2, kRelocation64}};
  EXPECT_EQ(walked.verdict(), kReached);
}

TEST(Reach, EndsRecursion) {
  Walked walked({call(-1), kPoisoned, kLeave});
  walked.add_function({jeq(1, 0, 1), call(-2), mov(0, 0), kLeave});
  walked.xdp_relocations = {{0, 2, kRelocation32}};
  EXPECT_EQ(walked.verdict(), kReached);
}

TEST(Reach, ReadsFrozenVariables) {
  Reach reach = Switch(std::string(4, '\0')).reach();
  EXPECT_EQ(reach.verdict, kGuarded);
  EXPECT_EQ(reach.variables, std::vector<std::string>{"debug"});
  EXPECT_EQ(Switch(std::string("\1\0\0\0", 4)).verdict(), kReached);
  EXPECT_EQ(Switch(std::string("\0\0\0\1", 4)).verdict(), kReached);
  EXPECT_EQ(Switch(std::string(4, '\0'), ".rodata", Endian::kBig).verdict(), kGuarded);
}

// Others may have changed it when the program runs.
// `if (*(u32 *)&CONFIG_A)`: CONFIG_A of 2 bytes, CONFIG_B of 2 behind it.
struct ConfigSwitch : Walked {
  explicit ConfigSwitch(std::string_view values, bool is_b_set = true)
      : Walked({{core::kLdImm64, 1, 0, 0, 0},
                {0, 0, 0, 0, 0},
                {kLoadW, 1, 1, 0, 0},
                jeq(1, 0, 1),
                kPoisoned,
                kLeave}) {
    constexpr uint8_t kExtern = STB_GLOBAL << 4 | STT_NOTYPE;
    symbols.push_back({"CONFIG_A", kExtern, 0, 0, 0});
    xdp_relocations = {{0, 2, kRelocation64}};
    Bytes bytes = as_bytes(values);
    config.bytes.assign(bytes.begin(), bytes.end());
    relocator::ConfigVariable variable;
    variable.name = "CONFIG_A";
    variable.symbol = 2;
    variable.size = 2;
    variable.is_set = true;
    config.variables.push_back(variable);
    variable.name = "CONFIG_B";
    variable.symbol = 3;
    variable.offset = 2;
    variable.is_set = is_b_set;
    config.variables.push_back(variable);
  }
};

TEST(Reach, ReadsTheConfiguration) {
  using namespace std::string_view_literals;
  Reach reach = ConfigSwitch("\0\0\0\0"sv).reach();
  EXPECT_EQ(reach.verdict, kGuarded);
  EXPECT_EQ(reach.variables, std::vector<std::string>{"CONFIG_A"});
  EXPECT_EQ(ConfigSwitch("\0\0\1\0"sv).verdict(), kReached);
  // Behind the end of the map the verifier reads nothing.
  EXPECT_EQ(ConfigSwitch("\0\0\0"sv, true).verdict(), kReached);
}

TEST(Reach, DoesNotKnowWhatTheConfigurationLacks) {
  using namespace std::string_view_literals;
  EXPECT_EQ(ConfigSwitch("\0\0\0\0"sv, false).verdict(), kReached);
}

TEST(Reach, DoesNotTrustWritableVariables) {
  EXPECT_EQ(Switch(std::string(4, '\0'), ".data").verdict(), kReached);
}

TEST(Reach, ReadsNothingBehindTheSection) {
  EXPECT_EQ(Switch(std::string(2, '\0')).verdict(), kReached);
}

}  // namespace
}  // namespace btfkit::test
