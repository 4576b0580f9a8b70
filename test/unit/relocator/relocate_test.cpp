#include "relocate.h"

#include <gtest/gtest.h>

#include "object_parts.h"

namespace btfkit::test {
namespace {

// struct s { int x; } whose x is at 0 in the object and at 8 in the kernel.
struct Relocating : ObjectParts {
  Relocating() {
    local = types.structure("s", 4, {{"x", int32, 0}});
    TypeId target_int = kernel.integer("int", 4, Int::kSigned);
    kernel.structure("s", 12, {{"x", target_int, 64}});
  }

  void relocate_at(uint32_t offset, std::string_view access = "0:0",
                   std::string_view section = "xdp") {
    CoreRelocation relocation = types.relocation(CoreKind::kFieldByteOffset, local, access);
    relocation.offset = offset;
    ext.relocations.push_back({types.btf.add_string(section), {relocation}});
  }

  // A line for each relocation, done or failed.
  std::vector<std::string> run() {
    auto read_back = read();
    EXPECT_EQ(message(read_back), "");
    for (auto& function : read_back->functions) function.is_left_out = function.name == left_out;
    core::Target target(kernel.btf);
    auto applied = relocator::relocate(*read_back, target);
    std::vector<std::string> lines;
    if (applied) {
      for (const auto& one : *applied) {
        lines.push_back(relocator::describe(one, read_back->btf));
      }
      insns = read_back->code[0].insns;
    } else {
      for (const Error& error : applied.error()) lines.push_back(error.message());
    }
    return lines;
  }

  Types kernel;
  TypeId local;
  std::string left_out;  // a program's name
  std::vector<Instruction> insns;
};

using Lines = std::vector<std::string>;

TEST(Relocate, ChangesTheCode) {
  Relocating object;
  object.xdp[0] = {kLoadW, 0, 1, 0, 0};
  object.relocate_at(0);
  EXPECT_EQ(object.run(), Lines{"xdp+0x0: <byte_off> struct s.x: 0 -> 8"});
  EXPECT_EQ(object.insns[0], (Instruction{kLoadW, 0, 1, 8, 0}));
}

TEST(Relocate, SaysWhatIsPoisoned) {
  Relocating object;
  object.kernel = Types();
  object.xdp[0].imm = 0;
  object.relocate_at(0);
  EXPECT_EQ(object.run(), Lines{"xdp+0x0: <byte_off> struct s.x: 0 -> none, poisoned"});
}

TEST(Relocate, SaysThatAFieldBecameABitField) {
  Relocating object;
  object.kernel = Types();
  object.kernel.structure("s", 4, {{"x", object.kernel.integer("int", 4), 0, 3}});
  object.xdp[0] = {kLoadW, 0, 1, 0, 0};
  object.relocate_at(0);
  EXPECT_EQ(object.run(), Lines{"xdp+0x0: <byte_off> struct s.x: 0 -> 0, 4 bytes -> a bit field "
                                "(poisoned if loaded or stored)"});
  EXPECT_EQ(object.insns[0].imm, core::kPoisonHelper);
}

TEST(Relocate, ReportsEveryFailure) {
  Relocating object;
  object.relocate_at(0, "0:5");
  object.relocate_at(8);
  EXPECT_EQ(object.run(),
            (Lines{"section 'xdp': CO-RE relocation [0] at 0x0: <byte_off> [4] STRUCT 's' (0:5): "
                   "accessor string '0:5': number 1 is 5, but [4] STRUCT 's' has 1 members",
                   "section 'xdp': CO-RE relocation [0] at 0x8: <byte_off> struct s.x (0:0): "
                   "instruction 0x95 can't carry a value"}));
}

TEST(Relocate, RefusesOffsetsOfNoInstruction) {
  for (uint32_t offset : {4u, 16u, 0xfffffff8u}) {
    Relocating object;
    object.relocate_at(offset);
    EXPECT_EQ(object.run(), Lines{fmt::format("section 'xdp': CO-RE relocation [0] at {:#x}: "
                                              "<byte_off> struct s.x (0:0): its offset {} is not "
                                              "that of an instruction",
                                              offset, offset)});
  }
}

TEST(Relocate, RefusesSectionWithoutCode) {
  Relocating object;
  object.relocate_at(0, "0:0", "tc");
  EXPECT_EQ(object.run(), Lines{"section 'tc': CO-RE relocation [0] at 0x0: <byte_off> struct s.x "
                                "(0:0): there is no such code section"});
}

// Half a load at the end of a function: its other half would be the next function's first one.
TEST(Relocate, StaysInsideTheFunction) {
  Relocating object;
  object.kernel = Types();
  object.xdp = {{core::kLdImm64, 1, 0, 0, 0}, {0, 0, 0, 0, 0}, {kExit, 0, 0, 0, 0}};
  object.symbols = {{"prog", kGlobalFunction, ObjectParts::kXdp, 0, 8},
                    {"next", kGlobalFunction, ObjectParts::kXdp, 8, 16}};
  object.relocate_at(0);
  EXPECT_EQ(object.run(), Lines{"section 'xdp': CO-RE relocation [0] at 0x0: <byte_off> struct s.x "
                                "(0:0): the second half of the 64-bit load is missing"});
}

// A program that is left out doesn't fail the object, nor does it count in what others find.
TEST(Relocate, PoisonsWhatFailsInAProgramThatIsLeftOut) {
  Relocating object;
  object.xdp = {
      {kMovImm, 0, 0, 0, 0}, {kExit, 0, 0, 0, 0}, {kMovImm, 0, 0, 0, 0}, {kExit, 0, 0, 0, 0}};
  object.symbols = {{"prog", kGlobalFunction, ObjectParts::kXdp, 0, 16},
                    {"other", kGlobalFunction, ObjectParts::kXdp, 16, 16}};
  object.relocate_at(0);
  object.relocate_at(16);
  object.relocate_at(24);
  object.left_out = "other";
  EXPECT_EQ(object.run(), Lines{"xdp+0x0: <byte_off> struct s.x: 0 -> 8"});
  EXPECT_EQ(object.insns[2].imm, 8);
  EXPECT_EQ(object.insns[3], (Instruction{core::kCall, 0, 0, 0, core::kPoisonHelper}));
}

// What linking removed has no symbol anymore; its relocations are nobody's.
TEST(Relocate, PassesOverCodeOfNoFunction) {
  Relocating object;
  object.symbols = {{"prog", kGlobalFunction, ObjectParts::kXdp, 8, 8}};
  object.relocate_at(0, "0:5");
  EXPECT_EQ(object.run(), Lines{});
}

}  // namespace
}  // namespace btfkit::test
