#include "core/kernel_age.h"

#include <gtest/gtest.h>

#include "types.h"

namespace btfkit::test {
namespace {

void add_enum(Types& types, std::string_view name, std::string_view enumerator) {
  std::vector<btf::Enumerator> enumerators = {{types.btf.add_string(enumerator), 1}};
  types.add(name, btf::Enum{4, false, enumerators});
}

TEST(KernelAge, IsTheLatestThatNamesShow) {
  Types types;
  EXPECT_EQ(core::age_of(types.btf, 0), core::KernelAge{});
  add_enum(types, "bpf_func_id", "BPF_FUNC_jiffies64");
  EXPECT_EQ(core::age_of(types.btf, 0), (core::KernelAge{0, 0x50600, false}));
  // An enumerator counts in its own enumeration only.
  add_enum(types, "other", "BPF_FUNC_loop");
  EXPECT_EQ(core::age_of(types.btf, 0), (core::KernelAge{0, 0x50600, false}));
  add_enum(types, "bpf_map_type", "BPF_MAP_TYPE_ARENA");
  EXPECT_EQ(core::age_of(types.btf, 7), (core::KernelAge{7, 0x60900, false}));
}

TEST(KernelAge, KnowsWhetherMapsComeInArrays) {
  Types old, recent;
  for (Types* types : {&old, &recent}) {
    TypeId number = types->integer("int", 4);
    TypeId load = types->structure("", 8, {{types == &old ? "log_buf" : "fd_array", number, 32}});
    types->either("bpf_attr", 8, {{"map_type", number, 0}, {"", load, 0}});
  }
  EXPECT_TRUE(core::age_of(old.btf, 0).lacks_fd_array);
  EXPECT_FALSE(core::age_of(recent.btf, 0).lacks_fd_array);
}

}  // namespace
}  // namespace btfkit::test
