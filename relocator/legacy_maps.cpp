// Before maps were declared by BTF, a map was a struct in section `maps`:
//
//   struct bpf_map_def { u32 type, key_size, value_size, max_entries, map_flags; };  // libbpf
//   < 1.0 struct bpf_map_def { ..., id, pinning; };                                        // Aya
//
// libbpf took longer structs too as long as the rest was zero. An id is for other maps to refer to,
// which neither of them does.
#include "legacy_maps.h"

#include <elf.h>
#include <linux/bpf.h>

#include <algorithm>

namespace btfkit::relocator {
namespace {

constexpr std::string_view kSection = "maps";
constexpr size_t kShortSize = 20, kLongSize = 28;
constexpr uint32_t kPinByName = 1;  // Aya's PinningType::ByName

bool is_map_section(const elf::Section& section) {
  return section.type == SHT_PROGBITS &&
         (section.name == kSection || section.name.starts_with("maps/"));
}

Result<void> read_definition(Bytes bytes, Endian endian, Map& map) {
  if (bytes.size() < kShortSize) {
    return fail("its definition has {} bytes, expected {} or {}", bytes.size(), kShortSize,
                kLongSize);
  }
  ByteReader reader(bytes, endian);
  for (uint32_t* field :
       {&map.type, &map.key_size, &map.value_size, &map.max_entries, &map.flags}) {
    *field = BTFKIT_TRY(reader.u32());
  }
  if (bytes.size() >= kLongSize) {
    BTFKIT_TRY(reader.u32());  // id
    uint32_t pinning = BTFKIT_TRY(reader.u32());
    if (pinning > kPinByName) return fail("its pinning is {}, expected 0 or 1", pinning);
    map.pinned_by_name = pinning == kPinByName;
  }
  Bytes rest = bytes.subspan(reader.position());
  auto set = std::ranges::find_if(rest, [](std::byte byte) { return byte != std::byte{0}; });
  if (set != rest.end()) {
    return fail("byte {} of its definition is {}, expected 0 behind the {} that are known",
                reader.position() + static_cast<uint64_t>(set - rest.begin()),
                std::to_integer<int>(*set), reader.position());
  }
  if (map.type == BPF_MAP_TYPE_UNSPEC) return fail("its type is 0");
  if (map.type == BPF_MAP_TYPE_ARRAY_OF_MAPS || map.type == BPF_MAP_TYPE_HASH_OF_MAPS) {
    return fail("a map of maps can only be declared in section {}", kMapsSection);
  }
  return {};
}

Result<std::vector<Map>> maps_of(const Object& object, const elf::Section& section) {
  std::vector<Map> maps;
  for (const elf::Symbol& symbol : object.symbols) {
    if (symbol.section != section.index || symbol.type != STT_OBJECT) continue;
    Map& map = maps.emplace_back();
    map.name = symbol.name;
    map.section = section.index;
    map.offset = symbol.value;
    map.size = symbol.size;
    auto context = fmt::format("map '{}'", map.name);
    if (symbol.value > section.data.size() || symbol.size > section.data.size() - symbol.value) {
      return fail("{}: its {} bytes at {} are not inside the section's {}", context, symbol.size,
                  symbol.value, section.data.size());
    }
    BTFKIT_CHECK(in(context, read_definition(section.data.subspan(symbol.value, symbol.size),
                                             object.elf.endian(), map)));
  }
  std::ranges::stable_sort(maps, {}, &Map::offset);
  for (size_t i = 1; i < maps.size(); ++i) {
    if (maps[i].offset - maps[i - 1].offset < maps[i - 1].size) {
      return fail("maps '{}' and '{}' overlap", maps[i - 1].name, maps[i].name);
    }
  }
  return maps;
}

}  // namespace

Result<std::vector<Map>> legacy_maps(const Object& object) {
  std::vector<Map> maps;
  for (const elf::Section& section : object.elf.sections()) {
    if (!is_map_section(section)) continue;
    auto found =
        BTFKIT_TRY(in(fmt::format("section '{}'", section.name), maps_of(object, section)));
    std::ranges::move(found, std::back_inserter(maps));
  }
  return maps;
}

}  // namespace btfkit::relocator
