#include "core/kernel_age.h"

#include <algorithm>
#include <array>

#include "btf/find_names.h"
#include "btf/wire.h"

namespace btfkit::core {
namespace {

using btf::Btf;
using btf::TypeId;

// An enumerator that came with a release: map types and the numbers of helpers are such. The last
// of the table is as old as BTF.
struct Evidence {
  std::string_view enumeration;
  std::string_view name;
  uint32_t since;
};
constexpr std::array kEvidence = {
    Evidence{kMapTypesEnum, "BPF_MAP_TYPE_ARENA", kNewestShown},
    Evidence{kHelpersEnum, "BPF_FUNC_tcp_raw_gen_syncookie_ipv4", release_code(6, 0)},
    Evidence{kHelpersEnum, "BPF_FUNC_loop", release_code(5, 17)},
    Evidence{kHelpersEnum, "BPF_FUNC_trace_vprintk", release_code(5, 16)},
    Evidence{kHelpersEnum, "BPF_FUNC_for_each_map_elem", release_code(5, 13)},
    Evidence{kHelpersEnum, "BPF_FUNC_jiffies64", release_code(5, 6)},
    Evidence{kHelpersEnum, "BPF_FUNC_probe_read_kernel", release_code(5, 5)},
    Evidence{kHelpersEnum, "BPF_FUNC_sk_storage_get", release_code(5, 2)},
    Evidence{kHelpersEnum, "BPF_FUNC_msg_pop_data", release_code(5, 0)},
    Evidence{kHelpersEnum, "BPF_FUNC_map_lookup_elem", release_code(4, 18)},
};

bool has_enumerator(const Btf& btf, TypeId id, std::string_view name) {
  auto list = btf::get_if<btf::Enum>(btf, id);
  return list && std::ranges::any_of(list->enumerators, [&](const btf::Enumerator& enumerator) {
           return btf.string(enumerator.name) == name;
         });
}

// Also in its unnamed members: those of BPF_PROG_LOAD are in a struct without a name.
bool has_member(const Btf& btf, TypeId id, std::string_view name, int depth = 0) {
  constexpr int kMaxDepth = 8;  // of structs in structs; also where the BTF makes a circle
  auto composite = btf::get_if_composite(btf, id);
  if (!composite || depth > kMaxDepth) return false;
  return std::ranges::any_of(composite->members, [&](const btf::Member& member) {
    if (member.name == btf::kNoName) return has_member(btf, member.type, name, depth + 1);
    return btf.string(member.name) == name;
  });
}

}  // namespace

uint32_t shown_release(const Btf& btf, TypeId map_types, TypeId helpers) {
  auto found = std::ranges::find_if(kEvidence, [&](const Evidence& evidence) {
    return has_enumerator(btf, evidence.enumeration == kMapTypesEnum ? map_types : helpers,
                          evidence.name);
  });
  return found == kEvidence.end() ? 0 : found->since;
}

bool lacks_fd_array(const Btf& btf, TypeId attributes) {
  return attributes != btf::kVoid && !has_member(btf, attributes, "fd_array");
}

KernelAge age_of(const Btf& btf, uint32_t version) {
  constexpr auto kEnum = static_cast<uint32_t>(btf::wire::Kind::kEnum);
  constexpr auto kUnion = static_cast<uint32_t>(btf::wire::Kind::kUnion);
  constexpr std::array<btf::WantedName, 3> kWanted = {
      {{kEnum, kMapTypesEnum}, {kEnum, kHelpersEnum}, {kUnion, kAttributesUnion}}};
  std::vector<TypeId> found = btf::find_names(btf, kWanted);
  return {version, shown_release(btf, found[0], found[1]), lacks_fd_array(btf, found[2])};
}

}  // namespace btfkit::core
