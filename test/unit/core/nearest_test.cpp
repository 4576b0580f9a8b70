#include "core/nearest.h"

#include <gtest/gtest.h>

#include "types.h"

namespace btfkit::test {
namespace {

// "bi_bdev bi_pool", best first.
std::string paths(const std::vector<core::NearMember>& members) {
  std::string text;
  for (const core::NearMember& member : members) {
    text += (text.empty() ? "" : " ") + member.path;
  }
  return text;
}

// An object's type for a member, and a kernel.
struct World {
  Types local, target;
  TypeId local_int = local.integer("int", 4);
  TypeId target_int = target.integer("int", 4);

  TypeId local_pointer(std::string_view name) {
    return local.pointer(local.structure(name, 4, {}));
  }
  TypeId target_pointer(std::string_view name, const std::vector<Field>& fields = {}) {
    return target.pointer(target.structure(name, 64, fields));
  }
  std::string nearest(std::string_view name, TypeId type, TypeId in) {
    return paths(core::nearest_members(local.btf, name, type, target.btf, in));
  }
  // Of vmlinux alone.
  std::vector<TypeId> nearest_types(TypeId type) {
    const core::Module vmlinux{"", &target.btf};
    std::vector<TypeId> types;
    for (const auto& near : core::nearest_types(local.btf, type, {&vmlinux, 1})) {
      types.push_back(near.type);
    }
    return types;
  }
  std::string deeper(std::string_view name, TypeId type, TypeId in) {
    return paths(core::deeper_members(local.btf, name, type, target.btf, in));
  }
};

TEST(EditDistance, CountsLetters) {
  EXPECT_EQ(core::edit_distance("", "", 5), 0u);
  EXPECT_EQ(core::edit_distance("state", "__state", 5), 2u);
  EXPECT_EQ(core::edit_distance("pid", "tgid", 5), 2u);
  EXPECT_EQ(core::edit_distance("bi_disk", "bi_bdev", 5), 4u);
  EXPECT_EQ(core::edit_distance("abc", "xyz", 5), 3u);
}

TEST(EditDistance, StopsAtLimit) {
  EXPECT_EQ(core::edit_distance("abcdef", "uvwxyz", 2), 3u);
  EXPECT_EQ(core::edit_distance("a", "abcdefgh", 2), 3u);
  EXPECT_EQ(core::edit_distance(std::string(300, 'a'), std::string(300, 'b'), 4), 5u);
}

TEST(NearestMembers, TakesNameInName) {
  World world;
  TypeId task = world.target.structure(
      "task", 8, {{"stats", world.target_int, 0}, {"__state", world.target_int, 32}});
  EXPECT_EQ(world.nearest("state", world.local_int, task), "__state");
}

// struct bio lost bi_disk in Linux 5.12; bi_bdev leads to the disk.
TEST(NearestMembers, PrefersWhatLeadsToTheSameType) {
  World world;
  TypeId disk = world.target_pointer("gendisk");
  TypeId bio = world.target.structure(
      "bio", 64,
      {{"bi_next", world.target_pointer("bio"), 0},
       {"bi_size", world.target_int, 64},
       {"bi_bdev", world.target_pointer("block_device", {{"bd_disk", disk, 0}}), 128},
       {"bi_pool", world.target_pointer("bio_set"), 192}});
  TypeId type = world.local_pointer("gendisk");
  EXPECT_EQ(world.nearest("bi_disk", type, bio), "bi_bdev");
  EXPECT_EQ(world.deeper("bi_disk", type, bio), "bi_bdev->bd_disk");
}

// Of names that are as close the one of the same type comes first.
TEST(NearestMembers, PrefersSameType) {
  World world;
  TypeId in = world.target.structure("s", 64,
                                     {{"data_a", world.target_pointer("other"), 0},
                                      {"data_b", world.target_pointer("wanted"), 64}});
  EXPECT_EQ(world.nearest("data_x", world.local_pointer("wanted"), in), "data_b data_a");
}

TEST(NearestMembers, LooksIntoAnonymousMembers) {
  World world;
  TypeId inside = world.target.either("", 4, {{"counter2", world.target_int, 0}});
  TypeId in = world.target.structure("s", 8, {{"", inside, 32}});
  EXPECT_EQ(world.nearest("counter", world.local_int, in), "counter2");
}

TEST(NearestMembers, WantsFarNamesToBeCompatible) {
  World world;
  TypeId in = world.target.structure("s", 64, {{"abcxyz", world.target_pointer("t"), 0}});
  EXPECT_EQ(world.nearest("abcdef", world.local_int, in), "");
  EXPECT_EQ(world.nearest("abcdef", world.local_pointer("u"), in), "abcxyz");
}

TEST(NearestMembers, WantsShortNamesToBeTheSame) {
  World world;
  TypeId in = world.target.structure("s", 64, {{"sp", world.target_int, 0}});
  EXPECT_EQ(world.nearest("si", world.local_int, in), "");
}

TEST(NearestMembers, IgnoresFlavor) {
  World world;
  TypeId in = world.target.structure("s", 64, {{"field2", world.target_int, 0}});
  EXPECT_EQ(world.nearest("field___old", world.local_int, in), "field2");
}

TEST(NearestMembers, GivesNoMoreThanThree) {
  World world;
  TypeId type = world.target_int;
  TypeId in = world.target.structure(
      "s", 64, {{"abcd1", type, 0}, {"abcd2", type, 32}, {"abcd3", type, 64}, {"abcd4", type, 96}});
  EXPECT_EQ(world.nearest("abcd", world.local_int, in), "abcd1 abcd2 abcd3");
}

// task_struct's cpu is in its thread_info since Linux 5.16.
TEST(DeeperMembers, TakesSameNameInEmbeddedStruct) {
  World world;
  TypeId info = world.target.structure("thread_info", 8, {{"cpu", world.target_int, 32}});
  TypeId task = world.target.structure("task", 8, {{"thread_info", info, 0}});
  EXPECT_EQ(world.deeper("cpu", world.local_int, task), "thread_info.cpu");
  EXPECT_EQ(world.deeper("cpu", world.local_pointer("x"), task), "");
}

// A `flags` of whatever a struct points to is not what is meant.
TEST(DeeperMembers, WantsTheSameTypeBehindPointer) {
  World world;
  TypeId queue = world.target_pointer(
      "request_queue",
      {{"disk", world.target_pointer("gendisk"), 0}, {"flags", world.target_int, 64}});
  TypeId request = world.target.structure("request", 8, {{"q", queue, 0}});
  EXPECT_EQ(world.deeper("rq_disk", world.local_pointer("gendisk"), request), "q->disk");
  EXPECT_EQ(world.deeper("flags", world.local_int, request), "");
}

TEST(NearestTypes, PutsSameNameOfAnotherKindFirst) {
  World world;
  TypeId near = world.target.structure("kern_path", 4, {{"x", world.target_int, 0}});
  TypeId other = world.target.either("kern_paths", 4, {});
  TypeId local = world.local.structure("kern_paths___mine", 4, {{"x", world.local_int, 0}});
  EXPECT_EQ(world.nearest_types(local), (std::vector{other, near}));
}

TEST(NearestTypes, WantsFarNamesToHaveTheMembers) {
  World world;
  world.target.structure("abcxyz", 4, {{"other", world.target_int, 0}});
  TypeId has = world.target.structure("abcuvw", 4, {{"x", world.target_int, 0}});
  TypeId local = world.local.structure("abcdef", 4, {{"x", world.local_int, 0}});
  EXPECT_EQ(world.nearest_types(local), (std::vector{has}));
}

// vmlinux's own types count once, although each module has them, too.
TEST(NearestTypes, LooksIntoModules) {
  World world;
  world.target.structure("kern_paths", 4, {});
  Btf first(world.target.btf, world.target.btf.endian()), second(world.target.btf, first.endian());
  second.add_type({second.add_string("kern_pathx"), Struct{{4, false, {}}}});
  TypeId there = first.add_type({first.add_string("kern_path"), btf::Union{{4, false, {}}}});
  TypeId local = world.local.structure("kern_path", 4, {});
  const core::Module parts[] = {{"", &world.target.btf}, {"a", &first}, {"b", &second}};
  auto found = core::nearest_types(world.local.btf, local, parts);
  ASSERT_EQ(found.size(), 3u);
  EXPECT_EQ(found[0].module, "a");
  EXPECT_EQ(found[0].type, there);
  EXPECT_EQ(found[1].module, "");
  EXPECT_EQ(found[2].module, "b");
}

TEST(NearestEnumerators, ComparesBehindCommonWords) {
  World world;
  TypeId type = world.target.enumeration(
      "e", {{"BPF_MAP_TYPE_ARRAY", 0}, {"BPF_MAP_TYPE_HASH_V2", 1}, {"BPF_MAP_TYPE_LRU", 2}});
  auto found = core::nearest_enumerators("BPF_MAP_TYPE_HASH", world.target.btf, type);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0], "BPF_MAP_TYPE_HASH_V2");
  EXPECT_TRUE(core::nearest_enumerators("A", world.target.btf, kVoid).empty());
}

TEST(EnumeratorsElsewhere, FindsSameNameInOtherEnums) {
  World world;
  world.target.enumeration("e", {{"B", 0}});
  TypeId there = world.target.wide_enumeration("f", {{"A___new", 0}});
  Btf module(world.target.btf, world.target.btf.endian());
  const Enumerator list[] = {{module.add_string("A"), 1}};
  TypeId of_module = module.add_type({module.add_string("g"), Enum{4, false, list}});
  const core::Module parts[] = {{"", &world.target.btf}, {"m", &module}};
  auto found = core::enumerators_elsewhere("A", parts);
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[0].in.type, there);
  EXPECT_EQ(found[1].in.type, of_module);
  EXPECT_EQ(found[1].in.module, "m");
}

}  // namespace
}  // namespace btfkit::test
