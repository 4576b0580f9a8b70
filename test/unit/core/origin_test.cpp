#include "core/origin.h"

#include <gtest/gtest.h>

#include "core/engine.h"
#include "types.h"

namespace btfkit::test {
namespace {

struct Smaller : Types {
  TypeId number_type = integer("int", 4);
  TypeId first = structure("first", 4, {{"x", number_type, 0}});
  TypeId second = structure("second", 4, {{"x", number_type, 0}});
  core::Origin origin{0x0123456789abcdef,
                      "\x01\x02\x03\x04\x05",
                      "6.1.0-amd64",
                      {{first, TypeId{4711}}, {second, TypeId{12}}}};

  // Of the enum that was added last.
  std::vector<Enumerator> list() const {
    auto list = get_if<Enum>(btf, TypeId{number(btf.end_id()) - 1})->enumerators;
    return {list.begin(), list.end()};
  }
};

TEST(Origin, IsWhatWasAdded) {
  Smaller types;
  core::add_origin(types.btf, types.origin);
  auto found = core::find_origin(types.btf);
  ASSERT_EQ(message(found), "");
  ASSERT_TRUE(found->has_value());
  EXPECT_EQ((*found)->btf_hash, types.origin.btf_hash);
  EXPECT_EQ((*found)->build_id, types.origin.build_id);
  EXPECT_EQ((*found)->release, types.origin.release);
  EXPECT_EQ((*found)->ids, types.origin.ids);
}

TEST(Origin, TellsTheKernelsAge) {
  for (std::optional<core::KernelAge> age :
       {std::optional<core::KernelAge>(), std::optional(core::KernelAge{0x50a0b, 0x50600, true}),
        std::optional(core::KernelAge{})}) {
    Smaller types;
    types.origin.age = age;
    core::add_origin(types.btf, types.origin);
    auto found = core::find_origin(types.btf);
    ASSERT_EQ(message(found), "");
    EXPECT_EQ((*found)->age, age);
    EXPECT_EQ((*found)->ids, types.origin.ids);
  }
  // A type of that name, in what doesn't tell it.
  Smaller types;
  types.origin.ids = {{types.structure("version", 4, {}), TypeId{5}}};
  core::add_origin(types.btf, types.origin);
  auto found = core::find_origin(types.btf);
  ASSERT_EQ(message(found), "");
  EXPECT_EQ((*found)->age, std::nullopt);
  EXPECT_EQ((*found)->ids, types.origin.ids);
}

TEST(Origin, IsNotInOtherBtf) {
  Types none;
  EXPECT_EQ(core::find_origin(none.btf)->has_value(), false);
  Smaller types;
  EXPECT_EQ(core::find_origin(types.btf)->has_value(), false);
  types.structure("btfkit_origin", 0, {});
  EXPECT_EQ(core::find_origin(types.btf)->has_value(), false);
}

TEST(Origin, RefusesDamage) {
  Smaller types;
  core::add_origin(types.btf, types.origin);
  std::vector<Enumerator> whole = types.list();
  auto with = [&](const std::vector<Enumerator>& list) {
    Smaller copy;
    copy.origin = types.origin;
    core::add_origin(copy.btf, copy.origin);
    copy.btf.add_string("version");  // which `list` may have
    copy.btf.replace_type(TypeId{4}, {copy.btf.add_string("btfkit_origin"), Enum{4, false, list}});
    return message(core::find_origin(copy.btf));
  };
  EXPECT_EQ(with(whole), "");
  for (size_t size : {0, 1, 2, 3, 4, 6}) {
    std::vector<Enumerator> cut(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size));
    EXPECT_TRUE(with(cut).starts_with(
        fmt::format("[4] ENUM 'btfkit_origin': enumerator {} is not '", size)))
        << size << with(cut);
  }
  std::vector<Enumerator> other = whole;
  other[2].value = 1000;
  EXPECT_EQ(with(other), "[4] ENUM 'btfkit_origin': 'build_id' has 1000 bytes");
  // The age is told whole or not at all.
  other = whole;
  other.insert(other.begin() + 9, Enumerator{types.btf.add_string("version"), 1});
  EXPECT_EQ(with(other), "[4] ENUM 'btfkit_origin': enumerator 10 is not 'shown'");
  // The types have other ids now.
  other = whole;
  other[other.size() - 4].value = number(types.second);
  EXPECT_EQ(with(other), "[4] ENUM 'btfkit_origin': type 3 is not 'first' any more");
  other[other.size() - 4].value = 99;
  EXPECT_EQ(with(other), "[4] ENUM 'btfkit_origin': type 99 is not 'first' any more");
}

TEST(Origin, GivesRelocationsTheKernelsIds) {
  Smaller types;
  Types local;
  core::Target target(types.btf);
  target.ids = &types.origin.ids;
  core::Engine engine(local.btf, target);
  auto id_of = [&](std::string_view name, CoreKind kind) -> std::string {
    TypeId type = local.structure(name, 4, {});
    auto resolution = engine.resolve(local.relocation(kind, type, "0"));
    if (!resolution) return resolution.error().message();
    return std::to_string(resolution->fixup.target_value);
  };
  EXPECT_EQ(id_of("first", CoreKind::kTypeIdTarget), "4711");
  EXPECT_EQ(id_of("first", CoreKind::kTypeSize), "4");
  EXPECT_EQ(id_of("none", CoreKind::kTypeIdTarget), "0");
  types.origin.ids.erase(types.second);
  EXPECT_EQ(id_of("second", CoreKind::kTypeIdTarget),
            "the target doesn't tell which id [3] STRUCT 'second' has in its kernel");
}

}  // namespace
}  // namespace btfkit::test
