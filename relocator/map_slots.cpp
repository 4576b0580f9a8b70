// An initialiser of `values` is an array of pointers in .maps, which the compiler leaves zero, with
// an ELF relocation for each that is set:
//
//   struct { ...; struct inner *values[]; } outer SEC(".maps") = {.values = {[2] = &first}};
//
//   .rel.maps: R_BPF_64_ABS64 first, at the offset of outer.values + 2 * 8
//
// The pointers are as wide as BPF's on every kernel.
#include "map_slots.h"

#include <elf.h>
#include <linux/bpf.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <unordered_map>

namespace btfkit::relocator {
namespace {

constexpr uint32_t kRelocationAbs64 = 2;  // R_BPF_64_ABS64
constexpr uint64_t kPointerSize = 8;

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

  Result<void> run(const elf::Section& section, const elf::Relocation& relocation) {
    Map* owner = owner_of(relocation.offset);
    if (!owner) return fail("offset {} is not in a map's 'values'", relocation.offset);
    uint64_t distance = relocation.offset - *owner->values_at;
    uint64_t key = distance / kPointerSize;
    auto context = fmt::format("map '{}': values[{}]", owner->name, key);
    if (distance % kPointerSize != 0) return fail("{}: it begins in the midst of it", context);
    return in(context, fill(section, relocation, *owner, key));
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

  Result<void> fill(const elf::Section& section, const elf::Relocation& relocation, Map& map,
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
    size_t index =
        BTFKIT_TRY(has_maps ? inner_map(section, relocation) : program(section, relocation));
    std::vector<Slot>& slots = has_maps ? map.maps : map.programs;
    auto place = std::ranges::lower_bound(slots, key, {}, &Slot::key);
    if (place != slots.end() && place->key == key) return fail("it has two ELF relocations");
    slots.insert(place, {static_cast<uint32_t>(key), index});
    return {};
  }

  // What the relocation refers to, as bytes into the symbol's section.
  Result<uint64_t> target(const elf::Section& section, const elf::Relocation& relocation) {
    if (relocation.type != kRelocationAbs64) {
      return fail("an ELF relocation of type {} can't be settled here", relocation.type);
    }
    ByteReader reader(section.data, object_.elf.endian());
    BTFKIT_CHECK(reader.seek(relocation.offset));
    uint64_t in_place = BTFKIT_TRY(reader.u64());
    return object_.symbols[relocation.symbol].value + in_place +
           static_cast<uint64_t>(relocation.addend);
  }

  Result<size_t> inner_map(const elf::Section& section, const elf::Relocation& relocation) {
    uint64_t offset = BTFKIT_TRY(target(section, relocation));
    const elf::Symbol& symbol = object_.symbols[relocation.symbol];
    auto found = map_at_.find(offset);
    if (symbol.section != section.index || found == map_at_.end()) {
      return fail("'{}' is not a map of {}", symbol.name, section.name);
    }
    const Map& map = maps_[found->second];
    if (map.inner) return fail("map '{}' is a map of maps itself", map.name);
    return found->second;
  }

  Result<size_t> program(const elf::Section& section, const elf::Relocation& relocation) {
    uint64_t offset = BTFKIT_TRY(target(section, relocation));
    const elf::Symbol& symbol = object_.symbols[relocation.symbol];
    const Code* code = object_.code_of(symbol.section);
    const Function* function =
        code ? object_.function_at(static_cast<size_t>(code - object_.code.data()),
                                   offset / core::kInstructionSize)
             : nullptr;
    bool begins_there = function && function->is_program &&
                        uint64_t{function->first} * core::kInstructionSize == offset;
    auto found = begins_there ? program_named_.find(function->name) : program_named_.end();
    if (found == program_named_.end()) {
      if (begins_there) return fail("program '{}' is left out", symbol.name);
      return fail("'{}' is not a program", symbol.name);
    }
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
  for (const elf::Section& candidate : object.elf.sections()) {
    if ((candidate.type != SHT_REL && candidate.type != SHT_RELA) ||
        candidate.info != section->index) {
      continue;
    }
    auto relocations = BTFKIT_TRY(object.elf.relocations(candidate));
    // So that slots come by ascending keys.
    std::ranges::stable_sort(relocations, {}, &elf::Relocation::offset);
    for (size_t i = 0; i < relocations.size(); ++i) {
      auto context = fmt::format("section '{}': relocation [{}]", candidate.name, i);
      if (relocations[i].symbol >= object.symbols.size()) {
        return fail("{}: symbol {} is out of range (there are {})", context, relocations[i].symbol,
                    object.symbols.size());
      }
      BTFKIT_CHECK(in(context, slots.run(*section, relocations[i])));
    }
  }
  return {};
}

}  // namespace btfkit::relocator
