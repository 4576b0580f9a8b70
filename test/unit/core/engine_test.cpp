#include "core/engine.h"

#include <gtest/gtest.h>

#include "types.h"

namespace btfkit::test {
namespace {

// An object and a kernel; types are added to both before the first relocation is resolved.
struct World {
  Types local, target;
  TypeId local_int = local.integer("int", 4);
  TypeId target_int = target.integer("int", 4);

  TypeId target_struct(std::string_view name, uint32_t bit_offset) {
    return target.structure(name, 64, {{"x", target_int, bit_offset}});
  }
  TypeId local_struct(std::string_view name) {
    return local.structure(name, 64, {{"x", local_int, 0}, {"y", local_int, 32}});
  }

  // "local -> target", or the error.
  std::string resolve(CoreKind kind, TypeId type, std::string_view access) {
    if (!kernel) kernel.emplace(target.btf);
    CoreRelocation relocation = local.relocation(kind, type, access);
    if (!engine) engine.emplace(local.btf, *kernel);
    auto resolution = engine->resolve(relocation);
    if (!resolution) return resolution.error().message();
    const core::Fixup& fixup = resolution->fixup;
    return fmt::format("{} -> {}", fixup.local_value,
                       fixup.poison ? "poison" : std::to_string(fixup.target_value));
  }
  std::string offset(TypeId type, std::string_view access = "0:0") {
    return resolve(CoreKind::kFieldByteOffset, type, access);
  }

  std::optional<core::Target> kernel;
  std::optional<core::Engine> engine;
};

TEST(Engine, FindsTypesByEssentialName) {
  World world;
  world.target_struct("s", 64);
  world.target_struct("other", 96);
  EXPECT_EQ(world.offset(world.local_struct("s")), "0 -> 8");
  EXPECT_EQ(world.offset(world.local_struct("s___flavor")), "0 -> 8");
  EXPECT_EQ(world.offset(world.local_struct("none")), "0 -> poison");
}

TEST(Engine, FindsFlavorsOfTheKernelToo) {
  World world;
  world.target_struct("s___kernel", 64);
  EXPECT_EQ(world.offset(world.local_struct("s")), "0 -> 8");
}

TEST(Engine, WantsTheSameKind) {
  World world;
  world.target.either("s", 4, {{"x", world.target_int, 0}});
  EXPECT_EQ(world.offset(world.local_struct("s")), "0 -> poison");
  EXPECT_EQ(world.resolve(CoreKind::kTypeExists, world.local_struct("s"), "0"), "1 -> 0");
}

TEST(Engine, TakesEnumsOfBothWidthsForOne) {
  World world;
  world.target.wide_enumeration("e", {{"A", uint64_t{1} << 40}});
  EXPECT_EQ(world.resolve(CoreKind::kEnumvalValue, world.local.enumeration("e", {{"A", 1}}), "0"),
            "1 -> 1099511627776");
}

TEST(Engine, FindsEnumeratorsByEssentialName) {
  World world;
  world.target.enumeration("e", {{"B", 5}, {"A___new", 7}});
  TypeId type = world.local.enumeration("e", {{"A___mine", 1}, {"C", 2}});
  EXPECT_EQ(world.resolve(CoreKind::kEnumvalValue, type, "0"), "1 -> 7");
  EXPECT_EQ(world.resolve(CoreKind::kEnumvalExists, type, "1"), "1 -> 0");
  EXPECT_EQ(world.resolve(CoreKind::kEnumvalValue, type, "1"), "2 -> poison");
}

TEST(Engine, AgreesWithCandidatesThatAgree) {
  World world;
  world.target_struct("s", 64);
  world.target_struct("s", 64);
  EXPECT_EQ(world.offset(world.local_struct("s")), "0 -> 8");
}

TEST(Engine, RefusesCandidatesThatDisagree) {
  World world;
  world.target_struct("s", 64);
  world.target_struct("s", 96);
  EXPECT_EQ(world.offset(world.local_struct("s")),
            "it is ambiguous: [2] STRUCT 's' and [3] STRUCT 's' of the target give 8 and 12");
}

// One that lacks the field can't be meant: later relocations of the same type don't ask it again.
TEST(Engine, DropsCandidateThatDoesNotFit) {
  World world;
  world.target_struct("s", 64);
  world.target.structure("s", 64, {{"x", world.target_int, 96}, {"y", world.target_int, 128}});
  TypeId type = world.local_struct("s");
  EXPECT_EQ(world.offset(type, "0:1"), "4 -> 16");
  EXPECT_EQ(world.offset(type, "0:0"), "0 -> 12");
}

TEST(Engine, DropsCandidatesForOneLocalTypeOnly) {
  World world;
  world.target_struct("s", 64);
  world.target.structure("s", 64, {{"x", world.target_int, 96}, {"y", world.target_int, 128}});
  TypeId type = world.local_struct("s");
  TypeId flavor = world.local_struct("s___flavor");
  EXPECT_EQ(world.offset(type, "0:1"), "4 -> 16");
  EXPECT_TRUE(world.offset(flavor, "0:0").starts_with("it is ambiguous"));
}

TEST(Engine, KeepsCandidatesThatNoneFits) {
  World world;
  world.target_struct("s", 64);
  TypeId type = world.local_struct("s");
  EXPECT_EQ(world.offset(type, "0:1"), "4 -> poison");
  EXPECT_EQ(world.offset(type, "0:0"), "0 -> 8");
}

TEST(Engine, LooksIntoBaseAndModule) {
  Types base;
  TypeId int32 = base.integer("int", 4);
  base.structure("of_base", 8, {{"x", int32, 32}});
  Btf module(base.btf, Endian::kLittle);
  StringOffset x = module.add_string("x");
  module.add_type(
      {module.add_string("of_module"), Struct{{8, false, std::vector<Member>{{x, int32, 64}}}}});
  Types local;
  TypeId local_int = local.integer("int", 4);
  core::Target target(module);
  core::Engine engine(local.btf, target);
  auto offset = [&](std::string_view name) {
    TypeId type = local.structure(name, 4, {{"x", local_int, 0}});
    return engine.resolve(local.relocation(CoreKind::kFieldByteOffset, type, "0:0"))
        ->fixup.target_value;
  };
  EXPECT_EQ(offset("of_base"), 4u);
  EXPECT_EQ(offset("of_module"), 8u);
}

// A module of World's kernel.
struct WorldModule {
  explicit WorldModule(const World& world) : btf(world.target.btf, Endian::kLittle) {}

  void structure(std::string_view name, TypeId type, uint32_t bit_offset) {
    std::vector<Member> members{{btf.add_string("x"), type, bit_offset}};
    btf.add_type({btf.add_string(name), Struct{{64, false, members}}});
  }

  Btf btf;
};

// What becomes of an object's field s.x with modules.
std::string offset_with(World& world, std::span<const core::Module> modules) {
  TypeId type = world.local_struct("s");
  const core::Root root{&world.local.btf, type};
  core::Target target(world.target.btf, {&root, 1});
  target.add_modules(modules, {&root, 1});
  core::Engine engine(world.local.btf, target);
  auto resolution = engine.resolve(world.local.relocation(CoreKind::kFieldByteOffset, type, "0:0"));
  if (!resolution) return resolution.error().message();
  if (resolution->fixup.poison) return "poison";
  return fmt::format("{} of '{}'", resolution->fixup.target_value, resolution->found_in->module);
}

TEST(Engine, LooksIntoModulesForWhatVmlinuxLacks) {
  World world;
  world.target_struct("other", 64);
  WorldModule first(world), second(world);
  second.structure("s", world.target_int, 96);
  EXPECT_EQ(offset_with(world, {{{"first", &first.btf}, {"second", &second.btf}}}),
            "12 of 'second'");
  EXPECT_EQ(offset_with(world, {}), "poison");
}

TEST(Engine, LooksIntoModulesForTheKindThatVmlinuxLacks) {
  World world;
  world.target.enumeration("s", {{"A", 1}});
  WorldModule module(world);
  module.structure("s", world.target_int, 96);
  EXPECT_EQ(offset_with(world, {{{"module", &module.btf}}}), "12 of 'module'");
}

// Even if none of vmlinux's fits.
TEST(Engine, LeavesModulesAloneIfVmlinuxHasCandidates) {
  World world;
  world.target.structure("s___kernel", 64, {{"y", world.target_int, 64}});
  WorldModule module(world);
  module.structure("s", world.target_int, 96);
  EXPECT_EQ(offset_with(world, {{{"module", &module.btf}}}), "poison");
}

TEST(Engine, TakesCandidatesOfAllModulesTogether) {
  World world;
  WorldModule first(world), second(world), third(world);
  first.structure("s", world.target_int, 96);
  second.structure("s", world.target_int, 96);
  third.structure("s___third", world.target_int, 64);
  const core::Module modules[] = {
      {"first", &first.btf}, {"second", &second.btf}, {"third", &third.btf}};
  EXPECT_EQ(offset_with(world, std::span(modules).first(2)), "12 of 'first'");
  EXPECT_EQ(
      offset_with(world, modules),
      "it is ambiguous: [2] STRUCT 's' of module 'first' and [2] STRUCT 's___third' of module "
      "'third' of the target give 12 and 8");
}

// A split BTF with its base is a kernel with one module.
TEST(Engine, TakesSplitTypesWhereBaseHasNone) {
  World world;
  world.target_struct("s", 64);
  WorldModule module(world);
  module.structure("s", world.target_int, 96);
  module.structure("t", world.target_int, 96);
  core::Target target(module.btf);
  core::Engine engine(world.local.btf, target);
  auto offset = [&](TypeId type) {
    return engine.resolve(world.local.relocation(CoreKind::kFieldByteOffset, type, "0:0"))
        ->fixup.target_value;
  };
  EXPECT_EQ(offset(world.local_struct("s")), 8u);
  EXPECT_EQ(offset(world.local_struct("t")), 12u);
}

TEST(Engine, KnowsLocalTypeIdWithoutATarget) {
  World world;
  EXPECT_EQ(world.resolve(CoreKind::kTypeIdLocal, world.local_struct("nowhere"), "0"), "2 -> 2");
  EXPECT_EQ(world.resolve(CoreKind::kTypeIdLocal, world.local_struct(""), "0"), "3 -> 3");
}

TEST(Engine, RefusesAnonymousRoots) {
  World world;
  EXPECT_EQ(world.offset(world.local_struct("")),
            "type [2] STRUCT '(anon)' has no name to look for in the target");
}

TEST(Engine, GivesTargetTypeIdAndSize) {
  World world;
  world.target_struct("s", 0);
  TypeId type = world.local.structure("s", 8, {{"x", world.local_int, 0}});
  EXPECT_EQ(world.resolve(CoreKind::kTypeIdTarget, type, "0"), "2 -> 2");
  EXPECT_EQ(world.resolve(CoreKind::kTypeSize, type, "0"), "8 -> 64");
}

TEST(Engine, MatchesShapes) {
  World world;
  world.target_struct("s", 64);
  TypeId same = world.local.structure("s", 64, {{"x", world.local_int, 0}});
  EXPECT_EQ(world.resolve(CoreKind::kTypeMatches, same, "0"), "1 -> 1");
  EXPECT_EQ(world.resolve(CoreKind::kTypeMatches, world.local_struct("s___more"), "0"), "1 -> 0");
}

TEST(Engine, ReportsFaultsOfTheObject) {
  World world;
  TypeId type = world.local_struct("s");
  EXPECT_EQ(world.offset(type, "0:7"),
            "accessor string '0:7': number 1 is 7, but [2] STRUCT 's' has 2 members");
  EXPECT_EQ(world.offset(kVoid, "0"), "its root type is void");
}

TEST(DescribeRelocation, NamesWhatItAsksFor) {
  World world;
  TypeId type = world.local_struct("s");
  auto described = [&](std::string_view access) {
    CoreRelocation relocation = world.local.relocation(CoreKind::kFieldByteOffset, type, access);
    return core::describe(world.local.btf, relocation);
  };
  EXPECT_EQ(described("0:1"), "<byte_off> struct s.y (0:1)");
  EXPECT_EQ(described("0:7"), "<byte_off> [2] STRUCT 's' (0:7)");
}

}  // namespace
}  // namespace btfkit::test
