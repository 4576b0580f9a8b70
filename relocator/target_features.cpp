#include "target_features.h"

#include <algorithm>

namespace btfkit::relocator {

TargetFeatures features_of(const Kernel& kernel, std::optional<elf::KernelVersion> said) {
  if (!said) said = kernel.version();
  uint32_t version = said ? said->code() : 0;
  if (version >= core::kNewestShown) return {};
  version = std::max(version, kernel.shown_release());
  if (!said && version == 0) return {};
  auto since = [&](uint32_t major, uint32_t minor) {
    return version >= core::release_code(major, minor);
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
