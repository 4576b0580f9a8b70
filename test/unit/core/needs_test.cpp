#include "core/needs.h"

#include <gtest/gtest.h>

#include "btf/dump.h"
#include "types.h"

namespace btfkit::test {
namespace {

// An object with relocations, and a kernel.
struct World {
  Types local, target;
  TypeId local_int = local.integer("int", 4);
  TypeId target_long = target.integer("long", 8, Int::kSigned);
  TypeId target_int = target.integer("int", 4);
  Ext ext;
  bool wants_ids = false;

  void ask(CoreKind kind, TypeId type, std::string_view access) {
    if (ext.relocations.empty()) ext.relocations.push_back({kNoName, {}});
    ext.relocations.front().records.push_back(local.relocation(kind, type, access));
  }
  // A program in that section.
  void attach(std::string_view section) {
    ext.functions.push_back({local.btf.add_string(section), {{0, kVoid}}});
  }
  void declare(std::string_view section, TypeId declaration) {
    const std::vector<SectionVar> vars{{declaration, 0, 0}};
    local.add(section, Datasec{0, vars});
  }
  // The smaller BTF behind `long` and `int`, or the error.
  std::string needed() { return needed_of(target.btf); }
  std::string needed_of(const Btf& kernel) {
    core::Needs needs(kernel);
    core::Relocatable object{"prog.o", &local.btf, &ext};
    if (auto added = needs.add(std::span(&object, 1)); !added) return added.error().message();
    wants_ids = needs.wants_ids();
    return dump_raw(needs.minimise().btf);
  }
};

constexpr std::string_view kLong =
    "[1] INT 'long' size=8 bits_offset=0 nr_bits=64 encoding=SIGNED\n";
constexpr std::string_view kInt = "[2] INT 'int' size=4 bits_offset=0 nr_bits=32 encoding=(none)\n";
std::string with_numbers(std::string_view rest) {
  return fmt::format("{}{}{}", kLong, kInt, rest);
}

TEST(Needs, NothingIsALong) {
  World world;
  world.target.structure("s", 8, {{"x", world.target_int, 0}});
  EXPECT_EQ(world.needed(), kLong);
}

TEST(Needs, KeepsTheFieldOfTheStructAlone) {
  World world;
  world.target.structure("other", 4, {{"x", world.target_int, 0}});
  world.target.structure(
      "s", 16,
      {{"a", world.target_int, 0}, {"x", world.target_int, 64}, {"y", world.target_long, 96}});
  TypeId s = world.local.structure("s", 4, {{"x", world.local_int, 0}});
  world.ask(CoreKind::kFieldByteOffset, s, "0:0");
  EXPECT_EQ(world.needed(),
            with_numbers("[3] STRUCT 's' size=16 vlen=1\n\t'x' type_id=2 bits_offset=64\n"));
}

TEST(Needs, KeepsEveryCandidateThatMatches) {
  World world;
  world.target.structure("s", 8, {{"x", world.target_int, 32}});
  world.target.structure("s___new", 8, {{"x", world.target_int, 32}});
  world.target.structure("s___none", 8, {{"y", world.target_int, 32}});
  TypeId s = world.local.structure("s", 4, {{"x", world.local_int, 0}});
  world.ask(CoreKind::kFieldExists, s, "0:0");
  EXPECT_EQ(world.needed(),
            with_numbers("[3] STRUCT 's' size=8 vlen=1\n\t'x' type_id=2 bits_offset=32\n"
                         "[4] STRUCT 's___new' size=8 vlen=1\n\t'x' type_id=2 bits_offset=32\n"));
}

TEST(Needs, KeepsTheWayThroughAnonymousMembers) {
  World world;
  TypeId inner =
      world.target.structure("", 8, {{"p", world.target_int, 0}, {"x", world.target_int, 32}});
  TypeId outer = world.target.either("", 8, {{"l", world.target_long, 0}, {"", inner, 0}});
  world.target.structure("s", 16, {{"q", world.target_int, 0}, {"", outer, 64}});
  TypeId s = world.local.structure("s", 4, {{"x", world.local_int, 0}});
  world.ask(CoreKind::kFieldByteOffset, s, "0:0");
  EXPECT_EQ(world.needed(),
            with_numbers("[3] STRUCT '(anon)' size=8 vlen=1\n\t'x' type_id=2 bits_offset=32\n"
                         "[4] UNION '(anon)' size=8 vlen=1\n\t'(anon)' type_id=3 bits_offset=0\n"
                         "[5] STRUCT 's' size=16 vlen=1\n\t'(anon)' type_id=4 bits_offset=64\n"));
}

TEST(Needs, LeavesOutQualifiersTypedefsAndPointees) {
  World world;
  TypeId big = world.target.structure("big", 64, {{"y", world.target_int, 0}});
  TypeId pointer = world.target.pointer(big);
  TypeId alias = world.target.alias("ptr_t", world.target.add("", Const{pointer}));
  world.target.structure("s", 8, {{"p", alias, 0}});
  TypeId s = world.local.structure("s", 8, {{"p", world.local.pointer(world.local_int), 0}});
  world.ask(CoreKind::kFieldByteOffset, s, "0:0");
  EXPECT_EQ(world.needed(),
            fmt::format("{}[2] PTR '(anon)' type_id=0\n"
                        "[3] STRUCT 's' size=8 vlen=1\n\t'p' type_id=2 bits_offset=0\n",
                        kLong));
}

TEST(Needs, KeepsTheSizeOfANestedStruct) {
  World world;
  TypeId inner = world.target.structure("inner", 24, {{"y", world.target_int, 0}});
  world.target.structure("s", 64, {{"i", inner, 64}});
  TypeId local_inner = world.local.structure("inner", 4, {});
  TypeId s = world.local.structure("s", 8, {{"i", local_inner, 0}});
  world.ask(CoreKind::kFieldByteSize, s, "0:0");
  EXPECT_EQ(world.needed(),
            fmt::format("{}[2] STRUCT 'inner' size=24 vlen=0\n"
                        "[3] STRUCT 's' size=64 vlen=1\n\t'i' type_id=2 bits_offset=64\n",
                        kLong));
}

// As the last member it would become a flexible array, into which an access fits that doesn't now.
TEST(Needs, DoesNotMakeAnArrayFlexible) {
  World world;
  TypeId array = world.target.array(world.target_int, 0);
  world.target.structure(
      "s", 64, {{"a", array, 0}, {"x", world.target_int, 0}, {"z", world.target_long, 64}});
  TypeId s = world.local.structure("s", 4, {{"a", world.local.array(world.local_int, 0), 0}});
  world.ask(CoreKind::kFieldExists, s, "0:0");
  EXPECT_EQ(world.needed(),
            with_numbers("[3] ARRAY '(anon)' type_id=2 index_type_id=2 nr_elems=0\n"
                         "[4] STRUCT 's' size=64 vlen=2\n\t'a' type_id=3 bits_offset=0\n"
                         "\t'z' type_id=1 bits_offset=64\n"));
}

TEST(Needs, KeepsTheEnumeratorAlone) {
  World world;
  world.target.enumeration("e", {{"A", 1}, {"B", 2}, {"C", 3}});
  world.target.wide_enumeration("e", {{"C", 3}, {"B", 2}});
  TypeId e = world.local.enumeration("e___mine", {{"X", 0}, {"B___mine", 5}});
  world.ask(CoreKind::kEnumvalValue, e, "1");
  EXPECT_EQ(world.needed(),
            fmt::format("{}[2] ENUM 'e' encoding=UNSIGNED size=4 vlen=1\n\t'B' val=2\n"
                        "[3] ENUM64 'e' encoding=UNSIGNED size=8 vlen=1\n\t'B' val=2ULL\n",
                        kLong));
}

TEST(Needs, KeepsTheTypedefThatIsAskedFor) {
  World world;
  world.target.alias("t", world.target.alias("u", world.target_int));
  TypeId t = world.local.alias("t", world.local_int);
  world.ask(CoreKind::kTypeExists, t, "0");
  EXPECT_EQ(world.needed(), with_numbers("[3] TYPEDEF 't' type_id=2\n"));
}

TEST(Needs, KeepsWhatComparedTypesLeadTo) {
  World world;
  TypeId task = world.target.structure("task", 64, {{"pid", world.target_int, 0}});
  world.target.alias("fn", world.target.pointer(world.target.prototype(
                               world.target_int, {world.target.pointer(task)})));
  TypeId fn = world.local.alias(
      "fn", world.local.pointer(world.local.prototype(
                world.local_int, {world.local.pointer(world.local.structure("task", 4, {}))})));
  world.ask(CoreKind::kTypeSize, fn, "0");
  EXPECT_EQ(world.needed(),
            with_numbers("[3] STRUCT 'task' size=64 vlen=0\n[4] PTR '(anon)' type_id=3\n"
                         "[5] FUNC_PROTO '(anon)' ret_type_id=2 vlen=1\n\t'(anon)' type_id=4\n"
                         "[6] PTR '(anon)' type_id=5\n[7] TYPEDEF 'fn' type_id=6\n"));
}

TEST(Needs, KeepsWhatMatchedTypesHaveInCommon) {
  World world;
  TypeId inner =
      world.target.structure("inner", 8, {{"a", world.target_int, 0}, {"b", world.target_int, 32}});
  TypeId far = world.target.structure("far", 8, {{"c", world.target_int, 0}});
  world.target.structure(
      "s", 32,
      {{"i", inner, 0}, {"p", world.target.pointer(far), 64}, {"z", world.target_long, 128}});
  TypeId local_inner = world.local.structure("inner", 4, {{"b", world.local_int, 0}});
  TypeId local_far = world.local.structure("far", 4, {{"nothing", world.local_int, 0}});
  TypeId s = world.local.structure(
      "s", 16, {{"p", world.local.pointer(local_far), 0}, {"i", local_inner, 64}});
  world.ask(CoreKind::kTypeMatches, s, "0");
  EXPECT_EQ(world.needed(),
            with_numbers("[3] STRUCT 'inner' size=8 vlen=1\n\t'b' type_id=2 bits_offset=32\n"
                         "[4] STRUCT 'far' size=8 vlen=0\n[5] PTR '(anon)' type_id=4\n"
                         "[6] STRUCT 's' size=32 vlen=2\n\t'i' type_id=3 bits_offset=0\n"
                         "\t'p' type_id=5 bits_offset=64\n"));
}

// In the object there are two flavors of one name, for which the kernel needs two members.
TEST(Needs, KeepsAsManyMembersAsAMatchCounts) {
  World world;
  world.target.structure("s", 8, {{"other", world.target_int, 32}, {"a", world.target_int, 0}});
  TypeId s = world.local.structure("s", 8,
                                   {{"a___1", world.local_int, 0}, {"a___2", world.local_int, 32}});
  world.ask(CoreKind::kTypeMatches, s, "0");
  EXPECT_EQ(world.needed(),
            with_numbers("[3] STRUCT 's' size=8 vlen=2\n\t'other' type_id=2 bits_offset=32\n"
                         "\t'a' type_id=2 bits_offset=0\n"));
}

TEST(Needs, MakesOneOfASplitBtfAndItsBase) {
  World world;
  Btf module(world.target.btf, Endian::kLittle);
  const Member members[] = {{module.add_string("x"), world.target_int, 0}};
  module.add_type({module.add_string("s"), Struct{{4, false, members}}});
  TypeId s = world.local.structure("s", 4, {{"x", world.local_int, 0}});
  world.ask(CoreKind::kFieldByteOffset, s, "0:0");
  EXPECT_EQ(world.needed_of(module),
            with_numbers("[3] STRUCT 's' size=4 vlen=1\n\t'x' type_id=2 bits_offset=0\n"));
}

TEST(Needs, TellsOfIds) {
  World world;
  world.target.structure("s", 8, {});
  TypeId s = world.local.structure("s", 4, {});
  world.ask(CoreKind::kTypeSize, s, "0");
  world.needed();
  EXPECT_FALSE(world.wants_ids);
  world.ask(CoreKind::kTypeIdTarget, s, "0");
  world.needed();
  EXPECT_TRUE(world.wants_ids);
}

TEST(Needs, RefusesAWrongAccessor) {
  World world;
  TypeId s = world.local.structure("s", 4, {{"x", world.local_int, 0}});
  world.ask(CoreKind::kFieldByteOffset, s, "0:7");
  EXPECT_EQ(
      world.needed(),
      "prog.o: <byte_off> [2] STRUCT 's' (0:7): accessor string '0:7': number 1 is 7, but [2] "
      "STRUCT 's' has 1 members");
}

// A kernel's function f(struct s *, int), and a tracepoint.
struct Traced : World {
  TypeId pointer = target.pointer(target.structure("s", 8, {{"x", target_int, 32}}));
  TypeId proto = target.prototype(kVoid, {pointer, target_int});
  TypeId function = target.add("f", Func{proto, Linkage::kStatic});
  TypeId tracepoint = target.alias("btf_trace_t", target.pointer(proto));
};
constexpr std::string_view kTracedProto =
    "[3] STRUCT 's' size=8 vlen=0\n[4] PTR '(anon)' type_id=3\n"
    "[5] FUNC_PROTO '(anon)' ret_type_id=0 vlen=2\n\t'(anon)' type_id=4\n\t'(anon)' type_id=2\n";

TEST(Needs, KeepsWhatProgramsAttachTo) {
  for (auto section : {"fentry/f", "?fexit/f", "fmod_ret.s/module:f", "lsm/g", "iter/g"}) {
    Traced world;
    world.target.add("other", Func{world.proto, Linkage::kStatic});
    for (auto name : {"bpf_lsm_g", "bpf_iter_g"}) {
      if (std::string_view(section).contains("/g")) {
        world.target.add(name, Func{world.proto, Linkage::kStatic});
      }
    }
    world.attach(section);
    std::string needed = world.needed();
    EXPECT_TRUE(needed.starts_with(with_numbers(kTracedProto))) << section << needed;
    EXPECT_TRUE(needed.contains("[6] FUNC '")) << section << needed;
    EXPECT_FALSE(needed.contains("other")) << needed;
  }
}

TEST(Needs, KeepsPrototypesOfTracepoints) {
  Traced world;
  world.attach("tp_btf/t");
  EXPECT_EQ(world.needed(), with_numbers(fmt::format("{}[6] PTR '(anon)' type_id=5\n"
                                                     "[7] TYPEDEF 'btf_trace_t' type_id=6\n",
                                                     kTracedProto)));
}

TEST(Needs, KeepsNothingForOtherPrograms) {
  for (auto section : {".text", "tc", "xdp/f", "kprobe/f", "fentry", "freplace/f"}) {
    Traced world;
    world.attach(section);
    EXPECT_EQ(world.needed(), kLong) << section;
  }
}

TEST(Needs, KeepsKernelSymbols) {
  Traced world;
  TypeId proto = world.local.prototype(kVoid, {});
  world.declare(".ksyms", world.local.add("f___flavor", Func{proto, Linkage::kExtern}));
  EXPECT_EQ(world.needed(),
            with_numbers(fmt::format("{}[6] FUNC 'f' type_id=5 linkage=static\n", kTracedProto)));
  Traced other;
  other.target.add("v", Var{other.pointer, Linkage::kGlobal});
  other.target.add("w", Var{other.pointer, Linkage::kGlobal});
  other.declare(".ksyms", other.local.add("v", Var{other.local_int, Linkage::kExtern}));
  // Of no type: an address, which BTF doesn't have.
  other.declare(".ksyms", other.local.add("w", Var{kVoid, Linkage::kExtern}));
  EXPECT_EQ(other.needed(), fmt::format("{}[2] STRUCT 's' size=8 vlen=0\n[3] PTR '(anon)' "
                                        "type_id=2\n[4] VAR 'v' type_id=3, linkage=global\n",
                                        kLong));
}

// The places of members say which one a program is for.
TEST(Needs, KeepsPlacesInStructsOfOperations) {
  Traced world;
  TypeId call = world.target.pointer(world.proto);
  TypeId ops = world.target.structure(
      "ops", 24, {{"first", call, 0}, {"second", call, 64}, {"x", world.target_int, 128}});
  world.target.structure("bpf_struct_ops_ops", 32, {{"n", world.target_int, 0}, {"data", ops, 64}});
  TypeId local_ops = world.local.structure("ops___mine", 8, {{"second", world.local_int, 0}});
  world.declare("?.struct_ops.link", world.local.add("my_ops", Var{local_ops, Linkage::kGlobal}));
  EXPECT_EQ(world.needed(),
            with_numbers(fmt::format(
                "{}[6] PTR '(anon)' type_id=5\n[7] STRUCT 'ops' size=24 vlen=3\n"
                "\t'first' type_id=6 bits_offset=0\n\t'second' type_id=6 bits_offset=64\n"
                "\t'x' type_id=2 bits_offset=128\n"
                "[8] STRUCT 'bpf_struct_ops_ops' size=32 vlen=2\n"
                "\t'n' type_id=2 bits_offset=0\n\t'data' type_id=7 bits_offset=64\n",
                kTracedProto)));
}

TEST(Needs, KeepsWhatTellsConfiguration) {
  Traced world;
  world.target.enumeration("bpf_func_id",
                           {{"BPF_FUNC_other", 1}, {"BPF_FUNC_get_attach_cookie", 2}});
  world.declare(".kconfig",
                world.local.add("LINUX_HAS_BPF_COOKIE", Var{world.local_int, Linkage::kExtern}));
  EXPECT_EQ(world.needed(), fmt::format("{}[2] ENUM 'bpf_func_id' encoding=UNSIGNED size=4 vlen=1\n"
                                        "\t'BPF_FUNC_get_attach_cookie' val=2\n",
                                        kLong));
}

}  // namespace
}  // namespace btfkit::test
