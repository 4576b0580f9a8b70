#include "target_features.h"

#include <gtest/gtest.h>

#include "core/types.h"
#include "kernel_of.h"

namespace btfkit::test {
namespace {

using relocator::features_of;
using relocator::TargetFeatures;

void add_enum(Types& types, std::string_view name, const std::vector<std::string_view>& names) {
  std::vector<btf::Enumerator> enumerators;
  for (std::string_view each : names) {
    enumerators.push_back({types.btf.add_string(each), static_cast<uint32_t>(enumerators.size())});
  }
  types.add(name, btf::Enum{4, false, enumerators});
}

// A kernel whose `enum bpf_func_id` and `enum bpf_map_type` have these names.
relocator::Kernel kernel_with(std::vector<std::string_view> helpers,
                              std::vector<std::string_view> map_types = {}) {
  Types types;
  add_enum(types, "bpf_func_id", helpers);
  add_enum(types, "bpf_map_type", map_types);
  return kernel_of(types.btf);
}

TEST(TargetFeatures, AreTheNewestsHelpers) {
  TargetFeatures of_5_4;
  of_5_4.global_functions = of_5_4.floats = of_5_4.decl_tags = of_5_4.type_tags = false;
  of_5_4.wide_enums = of_5_4.optional_data_sections = of_5_4.context_tags = false;
  of_5_4.probe_read_kernel = of_5_4.mappable_maps = false;
  EXPECT_EQ(features_of(kernel_with({"BPF_FUNC_map_lookup_elem", "BPF_FUNC_sk_storage_get"}), {}),
            of_5_4);
  TargetFeatures of_5_5 = of_5_4;
  of_5_5.probe_read_kernel = of_5_5.mappable_maps = true;
  EXPECT_EQ(features_of(kernel_with({"BPF_FUNC_probe_read_kernel"}), {}), of_5_5);
  TargetFeatures of_5_17 = of_5_5;
  of_5_17.global_functions = of_5_17.floats = of_5_17.decl_tags = of_5_17.type_tags = true;
  EXPECT_EQ(features_of(kernel_with({"BPF_FUNC_loop"}), {}), of_5_17);
  EXPECT_EQ(features_of(kernel_with({}, {"BPF_MAP_TYPE_ARENA"}), {}), TargetFeatures{});
}

TEST(TargetFeatures, AreOfTheWholeName) {
  EXPECT_EQ(features_of(kernel_with({"BPF_FUNC_map_lookup_elem", "NO_BPF_FUNC_loop"}), {}),
            features_of(kernel_with({"BPF_FUNC_map_lookup_elem", "BPF_FUNC_loop_2"}), {}));
  EXPECT_FALSE(features_of(kernel_with({"BPF_FUNC_map_lookup_elem"}), {}).functions);
}

TEST(TargetFeatures, GoByWhatIsNewerOfNamesAndVersion) {
  elf::KernelVersion version{5, 13, 0};
  EXPECT_TRUE(features_of(kernel_with({"BPF_FUNC_jiffies64"}), version).floats);
  EXPECT_FALSE(features_of(kernel_with({"BPF_FUNC_jiffies64"}), {}).floats);
  // A distribution's old kernel with newer parts.
  EXPECT_TRUE(features_of(kernel_with({"BPF_FUNC_loop"}), elf::KernelVersion{4, 18, 0}).type_tags);
  EXPECT_FALSE(features_of(kernel_with({}), version).wide_enums);
  EXPECT_EQ(features_of(kernel_with({}), elf::KernelVersion{6, 9, 0}), TargetFeatures{});
}

TEST(TargetFeatures, AreAllThereIfNothingIsKnown) {
  EXPECT_EQ(features_of(kernel_with({}), {}), TargetFeatures{});
}

}  // namespace
}  // namespace btfkit::test
