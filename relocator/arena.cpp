// Variables of address space 1, which `__arena` means, are in a section named after it. They are
// the first bytes of the arena, where libbpf 1.4 to 1.6 has them; a later one moves them to its
// end where the running kernel lets an LDIMM64 reach that far.
#include "arena.h"

#include <elf.h>
#include <linux/bpf.h>

#include <algorithm>

namespace btfkit::relocator {
namespace {

constexpr std::string_view kSection = ".addr_space.1";
constexpr uint32_t kArena = 33;  // BPF_MAP_TYPE_ARENA of Linux 6.9

}  // namespace

Result<void> fill_arena(const Object& object, std::vector<Map>& maps) {
  auto arena = std::ranges::find(maps, kArena, &Map::type);
  if (arena != maps.end()) {
    auto other = std::ranges::find(arena + 1, maps.end(), kArena, &Map::type);
    // The kernel wants at most one in a program, and the variables would be in neither.
    if (other != maps.end()) {
      return fail("maps '{}' and '{}' are both arenas; there may be one", arena->name, other->name);
    }
  }
  const elf::Section* section = object.elf.find_section(kSection);
  if (!section || section->size == 0) return {};
  if (arena == maps.end()) {
    return fail("section '{}' needs an arena declared in section {}", kSection, kMapsSection);
  }
  // The largest that the kernel makes; how many bytes a page has only the loader knows.
  constexpr uint64_t kLimit = uint64_t{1} << 32;
  if (section->size > kLimit) {
    return fail("section '{}' has {} bytes, more than an arena can have", kSection, section->size);
  }
  arena->arena_section = section->index;
  arena->arena_size = section->size;
  bool all_zero = std::ranges::all_of(section->data, [](std::byte b) { return b == std::byte{0}; });
  if (!all_zero) arena->data.assign(section->data.begin(), section->data.end());
  return {};
}

}  // namespace btfkit::relocator
