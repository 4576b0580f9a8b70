#include "settings.h"

#include <gtest/gtest.h>

#include "object_parts.h"

namespace btfkit::test {
namespace {

using relocator::Map;

// What --set says to `setting` of an object whose .rodata of 8 bytes has an int `limit` at
// `offset`.
std::string after_set(uint32_t offset, std::string setting) {
  ObjectParts parts;
  parts.elf.add({.name = ".rodata", .flags = SHF_ALLOC, .data = std::string(8, '\0')});
  TypeId var = parts.types.add("limit", Var{parts.int32, Linkage::kGlobal});
  const SectionVar vars[] = {{var, offset, 4}};
  Map map;
  map.name = ".rodata";
  map.section = ObjectParts::kMore;
  map.is_data = true;
  map.value_size = 8;
  map.value_type = parts.types.add(".rodata", Datasec{8, vars});
  auto object = parts.read();
  if (!object) return object.error().message();
  std::vector<Map> maps = {map};
  auto set = relocator::apply_settings({{std::move(setting)}, {}, {}}, *object, maps);
  if (!set) return set.error().message();
  std::string text;
  for (std::byte byte : maps[0].data) text += fmt::format("{:02x}", byte);
  EXPECT_EQ(object->set_data[ObjectParts::kMore], maps[0].data);
  return text;
}

TEST(Settings, AreBytesOfTheirMap) {
  EXPECT_EQ(after_set(0, "limit=258"), "0201000000000000");
  EXPECT_EQ(after_set(4, "limit=-1"), "00000000ffffffff");
}

TEST(Settings, RefuseVariablesOutsideOfTheirMap) {
  EXPECT_EQ(after_set(5, "limit=1"),
            "--set limit=1: its 4 bytes at 5 are not inside the 8 of map '.rodata'");
  EXPECT_EQ(after_set(UINT32_MAX, "limit=1"),
            "--set limit=1: its 4 bytes at 4294967295 are not inside the 8 of map '.rodata'");
}

}  // namespace
}  // namespace btfkit::test
