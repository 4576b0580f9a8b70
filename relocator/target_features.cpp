#include "target_features.h"

#include <algorithm>
#include <array>
#include <string>

namespace btfkit::relocator {
namespace {

using elf::KernelVersion;

// An enumerator that came with a release: map types and the numbers of helpers are such. The last
// of the table is as old as BTF.
struct Evidence {
  std::string_view enumeration;
  std::string_view name;
  KernelVersion since;
};
constexpr std::string_view kMapTypes = "bpf_map_type";
constexpr std::string_view kHelpers = "bpf_func_id";
constexpr std::array kEvidence = {
    Evidence{kMapTypes, "BPF_MAP_TYPE_ARENA", {6, 9, 0}},
    Evidence{kHelpers, "BPF_FUNC_tcp_raw_gen_syncookie_ipv4", {6, 0, 0}},
    Evidence{kHelpers, "BPF_FUNC_loop", {5, 17, 0}},
    Evidence{kHelpers, "BPF_FUNC_trace_vprintk", {5, 16, 0}},
    Evidence{kHelpers, "BPF_FUNC_for_each_map_elem", {5, 13, 0}},
    Evidence{kHelpers, "BPF_FUNC_jiffies64", {5, 6, 0}},
    Evidence{kHelpers, "BPF_FUNC_probe_read_kernel", {5, 5, 0}},
    Evidence{kHelpers, "BPF_FUNC_sk_storage_get", {5, 2, 0}},
    Evidence{kHelpers, "BPF_FUNC_msg_pop_data", {5, 0, 0}},
    Evidence{kHelpers, "BPF_FUNC_map_lookup_elem", {4, 18, 0}},
};

std::optional<KernelVersion> shown_by(const Kernel& kernel) {
  if (kernel.is_part()) return std::nullopt;
  auto found = std::ranges::find_if(kEvidence, [&](const Evidence& evidence) {
    return kernel.has_enumerator(evidence.enumeration, evidence.name);
  });
  if (found == kEvidence.end()) return std::nullopt;
  return found->since;
}

}  // namespace

std::vector<SoughtName> feature_names() {
  return {{Sought::kEnum, std::string(kMapTypes)}, {Sought::kEnum, std::string(kHelpers)}};
}

TargetFeatures features_of(const Kernel& kernel, std::optional<KernelVersion> said) {
  if (!said) said = kernel.version();
  constexpr KernelVersion kNewest = kEvidence.front().since;
  uint32_t version = said ? said->code() : 0;
  if (version >= kNewest.code()) return {};
  auto shown = shown_by(kernel);
  if (!said && !shown) return {};
  if (shown) version = std::max(version, shown->code());
  auto since = [&](uint32_t major, uint32_t minor) {
    return version >= KernelVersion{major, minor, 0}.code();
  };
  TargetFeatures features;
  features.functions = since(5, 0);
  features.data_sections = since(5, 2);
  features.global_functions = since(5, 6);
  features.floats = since(5, 13);
  features.decl_tags = since(5, 16);
  features.type_tags = since(5, 17);
  features.wide_enums = since(6, 0);
  features.context_tags = since(6, 8);
  features.optional_data_sections = since(6, 9);
  features.probe_read_kernel = since(5, 5);
  features.mappable_maps = since(5, 5);
  return features;
}

}  // namespace btfkit::relocator
