// USDT: a probe at each place of a statically defined one. The program knows by the place where
// the arguments are: its link's cookie, or before Linux 5.15 the instruction's address, leads to an
// entry in map __bpf_usdt_specs, which libbpf's <bpf/usdt.bpf.h> declares.
#include <cstring>
#include <utility>

#include "attach/link.h"
#include "attach/perf_event.h"
#include "attach/place.h"
#include "attach/probe_event.h"
#include "attach/usdt_arguments.h"
#include "attach/usdt_notes.h"
#include "attach/user_file.h"

namespace loader {
namespace {

// A map of the image by its name, or null.
const MapPlan* find_map(const Attempt& attempt, const char* name, int& fd) {
  const Plan& plan = attempt.object.image.plan;
  for (size_t i = 0; i < plan.maps.size(); i++) {
    if (strcmp(plan.maps[i].name, name) != 0) continue;
    fd = attempt.object.maps[i];
    return &plan.maps[i];
  }
  return nullptr;
}

bool has_sizes(const MapPlan& map, uint32_t key, uint32_t value, bpfload_error& error) {
  return (map.attr.key_size == key && map.attr.value_size == value) ||
         fail(error, "map '%s' has keys of %u and values of %u bytes, expected %u and %u", map.name,
              map.attr.key_size, map.attr.value_size, key, value);
}

// Gives programs the place's arguments under a number of its own.
bool write_spec(const Attempt& attempt, const UsdtSite& site, uint16_t machine, uint32_t& number,
                bpfload_error& error) {
  constexpr const char* name = "__bpf_usdt_specs";
  int fd;
  const MapPlan* map = find_map(attempt, name, fd);
  // A program that reads no argument may do without.
  number = 0;
  if (map == nullptr) return true;
  const size_t size = map->attr.value_size == kUsdtSpecSize ? kUsdtSpecSize : kUsdtIndexedSpecSize;
  UsdtSpec spec;
  if (!has_sizes(*map, sizeof number, size, error) ||
      !parse_usdt_arguments(site.arguments, machine, spec, error)) {
    return false;
  }
  number = attempt.object.usdt_specs;
  if (number >= map->attr.max_entries) {
    return fail(error, "map '%s' has room for %u places only (BPF_USDT_MAX_SPEC_CNT)", name,
                map->attr.max_entries);
  }
  std::byte encoded[kUsdtIndexedSpecSize];
  encode_usdt_spec(spec, size, encoded);
  if (map_update(fd, &number, encoded) != 0) {
    return fail(error, "map '%s': BPF_MAP_UPDATE_ELEM: %m", name);
  }
  attempt.object.usdt_specs++;
  return true;
}

// For kernels without cookies. Where a process has what may be anywhere isn't known here.
bool write_address(const Attempt& attempt, const Executable& executable, const UsdtSite& site,
                   uint32_t number, bpfload_error& error) {
  constexpr const char* name = "__bpf_usdt_ip_to_spec_id";
  int fd;
  const uint64_t key = site.address;
  const MapPlan* map = find_map(attempt, name, fd);
  if (map == nullptr) return true;
  if (!has_sizes(*map, sizeof key, sizeof number, error)) return false;
  if (!executable.has_fixed_addresses()) {
    return fail(error,
                "this kernel has no cookies (Linux 5.15), without which only probes of "
                "executables at fixed addresses (not PIE) can be told apart");
  }
  return map_update(fd, &key, &number) == 0 ||
         fail(error, "map '%s': BPF_MAP_UPDATE_ELEM: %m", name);
}

struct Target {
  size_t path_size;
  Array<char> provider;
  const char* name;
};

// PATH:PROVIDER:NAME; a path may have colons.
bool split(const char* text, Target& target, bpfload_error& error) {
  const char* last = strrchr(text, ':');
  const char* before =
      last == nullptr || last == text
          ? nullptr
          : static_cast<const char*>(memrchr(text, ':', static_cast<size_t>(last - text)));
  if (before == nullptr || last - before < 2 || last[1] == '\0') {
    return fail(error, "expected PATH:PROVIDER:NAME");
  }
  target.path_size = static_cast<size_t>(before - text);
  target.name = last + 1;
  return copy_text(before + 1, static_cast<size_t>(last - before - 1), target.provider, error);
}

bool attach_site(const Attempt& attempt, const UserFile& file, const UsdtSite& site, Link& link,
                 bpfload_error& error) {
  uint32_t number;
  Fd event;
  Link made = {};
  return write_spec(attempt, site, file.executable.machine(), number, error) &&
         open_user_probe({false, file.path.text, site.offset, site.semaphore}, event, error) &&
         attach_to_event(attempt, std::move(event), number, made, error) &&
         add_link(attempt, made, link, error) &&
         (made.is_link || write_address(attempt, file.executable, site, number, error));
}

}  // namespace

bool attach_usdt(const Attempt& attempt, Link& link, bpfload_error& error) {
  Target target;
  UserFile file;
  if (!split(attempt.target, target, error) ||
      !file.open(attempt.target, target.path_size, error)) {
    return false;
  }
  Array<UsdtSite> sites;
  if (!find_usdt_sites(file.executable, target.provider.data(), target.name, sites, error)) {
    return add_context(error, "%s", file.path.text);
  }
  for (const UsdtSite& site : sites) {
    if (!attach_site(attempt, file, site, link, error)) {
      return add_context(error, "%s", file.path.text);
    }
  }
  return true;
}

}  // namespace loader
