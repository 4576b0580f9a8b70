#include "legacy_maps.h"

#include <gtest/gtest.h>

#include "object_parts.h"

namespace btfkit::test {
namespace {

// Section maps of 48 bytes: `one` of 20 and `two` of 28.
struct LegacyParts {
  LegacyParts() {
    std::string maps(48, '\0');
    maps[0] = maps[20] = 2;
    object.elf.add({.name = "maps", .flags = SHF_ALLOC | SHF_WRITE, .data = maps});
    object.symbols.push_back({"two", STT_OBJECT, ObjectParts::kMore, 20, 28});
    object.symbols.push_back({"one", STT_OBJECT, ObjectParts::kMore, 0, 20});
  }

  // The names of the maps, or the error.
  std::string maps() const {
    auto read = object.read();
    if (!read) return read.error().message();
    auto found = relocator::legacy_maps(*read);
    if (!found) return found.error().message();
    std::string names;
    for (const auto& map : *found) names += map.name + " ";
    return names;
  }

  ElfSymbol& one() { return object.symbols[2]; }

  ObjectParts object;
};

TEST(LegacyMaps, AreInTheOrderOfTheirOffsets) {
  EXPECT_EQ(LegacyParts().maps(), "one two ");
}

TEST(LegacyMaps, AreTheSymbolsOfObjects) {
  LegacyParts parts;
  parts.one().info = STT_NOTYPE;
  EXPECT_EQ(parts.maps(), "two ");
}

TEST(LegacyMaps, RefuseSymbolsOutsideOfTheSection) {
  LegacyParts parts;
  parts.one().value = 40;
  EXPECT_EQ(parts.maps(),
            "section 'maps': map 'one': its 20 bytes at 40 are not inside the section's 48");
  parts.one().value = UINT64_MAX;
  EXPECT_EQ(parts.maps(),
            "section 'maps': map 'one': its 20 bytes at 18446744073709551615 are not inside the "
            "section's 48");
}

TEST(LegacyMaps, RefuseOverlaps) {
  LegacyParts parts;
  parts.one().size = 24;
  EXPECT_EQ(parts.maps(),
            "section 'maps': map 'one': byte 20 of its definition is 2, expected 0 behind the 20 "
            "that are known");
  parts.object.elf.sections[0].data[20] = 0;
  parts.object.symbols[1].value = 16;
  parts.object.elf.sections[0].data[16] = 2;
  EXPECT_EQ(parts.maps(), "section 'maps': maps 'one' and 'two' overlap");
}

}  // namespace
}  // namespace btfkit::test
