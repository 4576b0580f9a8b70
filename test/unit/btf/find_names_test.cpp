#include "btf/find_names.h"

#include <gtest/gtest.h>

#include "every_kind.h"

namespace btfkit::test {
namespace {

constexpr uint32_t kStruct = 4;
constexpr uint32_t kTypedef = 8;
constexpr uint32_t kFunc = 12;

// A BTF that has each name as several kinds, and some twice.
struct Names {
  Names() {
    add("same", Typedef{kVoid});
    add("same", FuncProto{kVoid, {}});
    add("same", Func{TypeId{2}, Linkage::kStatic});
    add("same", Func{TypeId{2}, Linkage::kGlobal});
    add("sample", Func{TypeId{2}, Linkage::kStatic});
    add("s", Struct{{4, false, {}}});
    add("", Struct{{4, false, {}}});
  }
  void add(std::string_view name, Kind kind) { btf.add_type({btf.add_string(name), kind}); }

  Btf btf;
};

TEST(FindNames, TakesTheFirstOfKindAndName) {
  Names names;
  const WantedName wanted[] = {
      {kFunc, "same"}, {kTypedef, "same"}, {kFunc, "sample"}, {kStruct, "s"}, {kFunc, "same"}};
  EXPECT_EQ(find_names(names.btf, wanted),
            (std::vector{TypeId{3}, TypeId{1}, TypeId{5}, TypeId{6}, TypeId{3}}));
}

TEST(FindNames, GivesVoidForWhatIsNotThere) {
  Names names;
  const WantedName wanted[] = {{kStruct, "same"}, {kFunc, "sam"}, {kFunc, "samples"},
                               {kTypedef, "s"},   {kFunc, "x"},   {kStruct, ""}};
  EXPECT_EQ(find_names(names.btf, wanted), std::vector(6, kVoid));
  EXPECT_TRUE(find_names(names.btf, {}).empty());
}

TEST(FindNames, LooksIntoItsOwnTypesAlone) {
  Names names;
  Btf module(names.btf, names.btf.endian());
  module.add_type({names.btf.add_string("same"), Func{TypeId{2}, Linkage::kStatic}});
  module.add_type({module.add_string("own"), Func{TypeId{2}, Linkage::kStatic}});
  const WantedName wanted[] = {{kFunc, "same"}, {kFunc, "own"}, {kFunc, "sample"}};
  EXPECT_EQ(find_names(module, wanted), (std::vector{TypeId{8}, TypeId{9}, kVoid}));
}

}  // namespace
}  // namespace btfkit::test
