// An initialiser of `values` is an array of pointers in .maps, which the compiler leaves zero, with
// an ELF relocation for each that is set:
//
//   struct { ...; struct inner *values[]; } outer SEC(".maps") = {.values = {[2] = &first}};
//
//   .rel.maps: R_BPF_64_ABS64 first, at the offset of outer.values + 2 * 8
#include "map_slots.h"

#include <linux/bpf.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <unordered_map>

#include "data_pointers.h"

namespace btfkit::relocator {
namespace {

class Slots {
 public:
  Slots(const Object& object, const elf::Section& section,
        const std::vector<LinkedProgram>& programs, std::vector<Map>& maps)
      : object_(object), maps_(maps) {
    for (size_t i = 0; i < maps.size(); ++i) {
      if (maps[i].section == section.index) map_at_.try_emplace(maps[i].offset, i);
    }
    for (size_t i = 0; i < programs.size(); ++i) program_named_.try_emplace(programs[i].name, i);
  }

  Result<void> run(const elf::Section& section, const DataPointer& pointer) {
    Map* owner = owner_of(pointer.offset);
    if (!owner) return fail("offset {} is not in a map's 'values'", pointer.offset);
    uint64_t distance = pointer.offset - *owner->values_at;
    uint64_t key = distance / kPointerSize;
    auto context = fmt::format("map '{}': values[{}]", owner->name, key);
    if (distance % kPointerSize != 0) return fail("{}: it begins in the midst of it", context);
    return in(context, fill(section, pointer, *owner, key));
  }

 private:
  // The map among whose initial slots an offset into .maps is, or null.
  Map* owner_of(uint64_t offset) {
    auto behind = map_at_.upper_bound(offset);
    if (behind == map_at_.begin()) return nullptr;
    Map& map = maps_[std::prev(behind)->second];
    bool is_owner = map.values_at && offset >= *map.values_at && map.size >= kPointerSize &&
                    offset - map.offset <= map.size - kPointerSize;
    return is_owner ? &map : nullptr;
  }

  Result<void> fill(const elf::Section& section, const DataPointer& pointer, Map& map,
                    uint64_t key) {
    // In a hash any key will do, as long as there is room for it.
    bool is_hash = map.type == BPF_MAP_TYPE_HASH_OF_MAPS;
    if (is_hash ? map.maps.size() == map.max_entries : key >= map.max_entries) {
      return fail("the map has {} entries", map.max_entries);
    }
    if (map.key_size != sizeof(uint32_t)) {
      return fail("the map's keys have {} bytes, not 4", map.key_size);
    }
    bool has_maps = map.inner.has_value();
    size_t index = BTFKIT_TRY(has_maps ? inner_map(section, pointer) : program(pointer));
    std::vector<Slot>& slots = has_maps ? map.maps : map.programs;
    auto place = std::ranges::lower_bound(slots, key, {}, &Slot::key);
    if (place != slots.end() && place->key == key) return fail("it has two ELF relocations");
    slots.insert(place, {static_cast<uint32_t>(key), index});
    return {};
  }

  Result<size_t> inner_map(const elf::Section& section, const DataPointer& pointer) {
    auto found = map_at_.find(pointer.target);
    if (pointer.symbol->section != section.index || found == map_at_.end()) {
      return fail("'{}' is not a map of {}", pointer.symbol->name, section.name);
    }
    const Map& map = maps_[found->second];
    if (map.inner) return fail("map '{}' is a map of maps itself", map.name);
    return found->second;
  }

  Result<size_t> program(const DataPointer& pointer) {
    const Function* function = program_at(object_, pointer);
    if (!function) return fail("'{}' is not a program", pointer.symbol->name);
    auto found = program_named_.find(function->name);
    if (found == program_named_.end()) return fail("program '{}' is left out", function->name);
    return found->second;
  }

  const Object& object_;
  std::vector<Map>& maps_;
  std::map<uint64_t, size_t> map_at_;  // by offset into .maps
  std::unordered_map<std::string_view, size_t> program_named_;
};

}  // namespace

Result<void> fill_slots(const Object& object, const std::vector<LinkedProgram>& programs,
                        std::vector<Map>& maps) {
  const elf::Section* section = object.elf.find_section(kMapsSection);
  if (!section) return {};
  Slots slots(object, *section, programs, maps);
  // So that slots come by ascending keys.
  auto pointers = BTFKIT_TRY(data_pointers(object, *section));
  std::ranges::stable_sort(pointers, {}, &DataPointer::offset);
  for (const DataPointer& pointer : pointers) {
    BTFKIT_CHECK(in(pointer.context, slots.run(*section, pointer)));
  }
  return {};
}

}  // namespace btfkit::relocator
