// The user's sizes of maps. A map that has content from the plan cannot be smaller than that.
#include "map_sizes.h"

#include <linux/bpf.h>

#include <cctype>
#include <cerrno>

namespace loader {
namespace {

bool read_size(const char* text, uint32_t& size, bpfload_error& error) {
  char* end;
  errno = 0;
  const unsigned long long number = strtoull(text, &end, 10);
  if (isdigit(static_cast<unsigned char>(*text)) == 0 || *end != '\0' || errno != 0 ||
      number == 0 || number > UINT32_MAX) {
    return fail(error, "'%s' is not a number from 1 to %u", text, UINT32_MAX);
  }
  size = static_cast<uint32_t>(number);
  return true;
}

// Of Linux 6.9, which linux/bpf.h may be too old for.
constexpr uint32_t kArena = 33;

// The lowest size that has room for the plan's content. An arena's is looked at when it is filled.
uint64_t least_size(const MapPlan& map) {
  uint64_t least = 1;
  if (map.data && map.attr.map_type != kArena) least = map.data->size() / map.attr.value_size;
  for (const Bytes slots : {map.maps, map.programs}) {
    const size_t count = slots.size() / sizeof(plan_slot);
    if (count == 0) continue;
    // Keys ascend; of a hash they are not places.
    const bool is_hash = map.attr.map_type == BPF_MAP_TYPE_HASH_OF_MAPS;
    least = is_hash ? count : uint64_t{item<plan_slot>(slots, count - 1).key} + 1;
  }
  return least;
}

}  // namespace

bool MapSizes::set(const Plan& plan, const char* const* settings, size_t count,
                   bpfload_error& error) {
  if (count == 0) return true;
  if (!sizes_.resize(plan.maps.size())) return fail(error, "%m");
  for (size_t i = 0; i < plan.maps.size(); i++) sizes_[i] = plan.maps[i].attr.max_entries;
  for (size_t i = 0; i < count; i++) {
    if (!set_one(plan, settings[i], error)) return add_context(error, "--map %s", settings[i]);
  }
  return true;
}

bool MapSizes::set_one(const Plan& plan, const char* setting, bpfload_error& error) {
  const char* equals = strchr(setting, '=');
  constexpr char kAttribute[] = ".max_entries";
  constexpr size_t kAttributeSize = sizeof kAttribute - 1;
  const size_t left = equals == nullptr ? 0 : static_cast<size_t>(equals - setting);
  if (left <= kAttributeSize || strncmp(equals - kAttributeSize, kAttribute, kAttributeSize) != 0) {
    return fail(error, "is not MAP.max_entries=N");
  }
  const size_t length = left - kAttributeSize;
  for (size_t i = 0; i < plan.maps.size(); i++) {
    const MapPlan& map = plan.maps[i];
    if (strlen(map.name) != length || strncmp(map.name, setting, length) != 0) continue;
    if (map.attr.map_type == BPF_MAP_TYPE_STRUCT_OPS)
      return fail(error, "struct_ops has one entry");
    const uint64_t least = least_size(map);
    return read_size(equals + 1, sizes_[i], error) &&
           (sizes_[i] >= least ||
            fail(error, "its content needs %llu", static_cast<unsigned long long>(least)));
  }
  return fail(error, "the image has no such map");
}

}  // namespace loader
