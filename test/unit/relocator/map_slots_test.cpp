#include "map_slots.h"

#include <gtest/gtest.h>
#include <linux/bpf.h>

#include "object_parts.h"

namespace btfkit::test {
namespace {

using relocator::Map;

constexpr uint32_t kAbs64 = 2;  // R_BPF_64_ABS64
constexpr uint32_t kMapsIndex = 3, kProg = 1, kOne = 2, kTwo = 3, kMapsSymbol = 4;

// .maps has `one` and `two` of 16 bytes and, at 32, `outer` and `calls`, each of 8 bytes and three
// elements of `values`.
struct SlotParts {
  explicit SlotParts(Endian endian = Endian::kLittle) : object(endian) {
    std::string maps(96, '\0');
    // The relocation of calls.values[1] has an addend.
    maps[endian == Endian::kLittle ? 80 : 87] = 16;
    object.elf.add({.name = ".maps", .flags = SHF_ALLOC | SHF_WRITE, .data = maps});
    object.symbols.push_back({"one", STT_OBJECT, kMapsIndex, 0, 16});
    object.symbols.push_back({"two", STT_OBJECT, kMapsIndex, 16, 16});
    object.symbols.push_back({"", STT_SECTION, kMapsIndex, 0, 0});
  }

  // "outer: 0 -> 1; calls: 2 -> 0", or the error.
  std::string slots() const {
    auto elf_maps = [](const char* name, uint64_t offset, uint32_t type) {
      Map map;
      map.name = name;
      map.section = kMapsIndex;
      map.offset = offset;
      map.size = 16;
      map.type = type;
      map.key_size = map.value_size = 4;
      map.max_entries = 3;
      return map;
    };
    std::vector<Map> maps = {elf_maps("one", 0, BPF_MAP_TYPE_ARRAY),
                             elf_maps("two", 16, BPF_MAP_TYPE_ARRAY),
                             elf_maps("outer", 32, BPF_MAP_TYPE_ARRAY_OF_MAPS),
                             elf_maps("calls", 64, BPF_MAP_TYPE_PROG_ARRAY)};
    maps[2].inner = 0;
    for (size_t i : {2, 3}) {
      maps[i].size = 32;
      maps[i].values_at = maps[i].offset + 8;
    }
    auto read = object.read();
    if (!read) return read.error().message();
    auto linked = relocator::link(*read, maps, {});
    if (!linked) return linked.error().message();
    auto filled = relocator::fill_slots(*read, *linked, maps);
    if (!filled) return filled.error().message();
    std::string text;
    for (const Map& map : maps) {
      for (const auto* slots : {&map.maps, &map.programs}) {
        for (const auto& slot : *slots) {
          text += fmt::format("{}{}: {} -> {}", text.empty() ? "" : "; ", map.name, slot.key,
                              slot.index);
        }
      }
    }
    return text;
  }

  ObjectParts object;
};

std::string slots_with(std::vector<ElfRelocation> relocations) {
  SlotParts parts;
  parts.object.maps_relocations = std::move(relocations);
  return parts.slots();
}

TEST(MapSlots, AreWhatRelocationsReferTo) {
  for (Endian endian : {Endian::kLittle, Endian::kBig}) {
    SlotParts parts(endian);
    EXPECT_EQ(parts.slots(), "");
    parts.object.maps_relocations = {{56, kOne, kAbs64}, {40, kTwo, kAbs64}, {88, kProg, kAbs64}};
    EXPECT_EQ(parts.slots(), "outer: 0 -> 1; outer: 2 -> 0; calls: 2 -> 0");
  }
}

TEST(MapSlots, AreFoundByTheirPlaceInTheSection) {
  SlotParts parts;
  parts.object.elf.sections[0].data[40] = 16;
  parts.object.maps_relocations = {{40, kMapsSymbol, kAbs64}, {48, kMapsSymbol, kAbs64}};
  EXPECT_EQ(parts.slots(), "outer: 0 -> 1; outer: 1 -> 0");
}

TEST(MapSlots, RefuseRelocations) {
  const std::string first = "section '.rel.maps': relocation [0]: ";
  EXPECT_EQ(slots_with({{36, kOne, kAbs64}}), first + "offset 36 is not in a map's 'values'");
  EXPECT_EQ(slots_with({{64, kOne, kAbs64}}), first + "offset 64 is not in a map's 'values'");
  EXPECT_EQ(slots_with({{92, kOne, kAbs64}}), first + "8 bytes needed at offset 92, 4 left");
  EXPECT_EQ(slots_with({{UINT64_MAX, kOne, kAbs64}}),
            first + "offset 18446744073709551615 is behind the end at 96");
  EXPECT_EQ(slots_with({{44, kOne, kAbs64}}),
            first + "map 'outer': values[0]: it begins in the midst of it");
  EXPECT_EQ(slots_with({{40, kOne, 1}}),
            first + "an ELF relocation of type 1 can't be settled here");
  EXPECT_EQ(slots_with({{40, 99, kAbs64}}), first + "symbol 99 is out of range (there are 5)");
  EXPECT_EQ(slots_with({{40, kProg, kAbs64}}),
            first + "map 'outer': values[0]: 'prog' is not a map of .maps");
  EXPECT_EQ(slots_with({{72, kOne, kAbs64}}),
            first + "map 'calls': values[0]: 'one' is not a program");
  // By its addend, it is not where the program begins.
  EXPECT_EQ(slots_with({{80, kProg, kAbs64}}),
            first + "map 'calls': values[1]: 'prog' is not a program");
  EXPECT_EQ(slots_with({{40, kOne, kAbs64}, {40, kTwo, kAbs64}}),
            "section '.rel.maps': relocation [1]: map 'outer': values[0]: it has two ELF "
            "relocations");
}

}  // namespace
}  // namespace btfkit::test
