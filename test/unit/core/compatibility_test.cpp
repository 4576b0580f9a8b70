#include "core/compatibility.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "types.h"

namespace btfkit::test {
namespace {

// A type of each sort; makes the same ids in every BTF.
struct Sorts : Types {
  TypeId int32 = integer("int", 4, Int::kSigned);
  TypeId uint32 = integer("unsigned int", 4);
  TypeId int64 = integer("long", 8, Int::kSigned);
  TypeId bits = add("bits", Int{4, 0, 3, 5});
  TypeId real = add("double", Float{8});
  TypeId to_int = pointer(int32);
  TypeId to_void = pointer(kVoid);
  TypeId ints = array(int32, 4);
  TypeId more_ints = array(int32, 5);
  TypeId reals = array(real, 4);
  TypeId a = structure("a", 4, {{"x", int32, 0}});
  TypeId b = structure("b", 4, {{"x", int32, 0}});
  TypeId a_union = either("a", 4, {{"x", int32, 0}});
  TypeId colors = enumeration("colors", {{"RED", 0}, {"BLUE", 1}});
  TypeId colors_flavor = enumeration("colors___old", {{"RED", 9}});
  TypeId colors64 = wide_enumeration("colors", {{"BLUE", 1}, {"GREEN", 2}, {"RED", 0}});
  TypeId shapes = enumeration("shapes", {{"CIRCLE", 0}});
  TypeId nameless = enumeration("", {{"RED", 0}});
  TypeId fwd_a = add("a", Fwd{false});
  TypeId fwd_b = add("b", Fwd{false});
  TypeId fwd_union_a = add("a", Fwd{true});
  TypeId call = prototype(int32, {int32, to_int});
  TypeId call_of_real = prototype(int32, {real, to_int});
  TypeId call_of_one = prototype(int32, {int32});
  TypeId void_call = prototype(kVoid, {});
  TypeId const_int = add("", Const{int32});
  TypeId int_alias = alias("number", int32);
  TypeId to_a = pointer(a);
  TypeId to_b = pointer(b);
  TypeId to_fwd_a = pointer(fwd_a);
  TypeId to_fwd_union_a = pointer(fwd_union_a);
  TypeId to_a_union = pointer(a_union);
};

using Relation = Result<bool> (*)(const Btf&, TypeId, const Btf&, TypeId);

// Each with a budget of its own.
Result<bool> types_compatible(const btf::Btf& local, TypeId local_id, const btf::Btf& target,
                              TypeId target_id) {
  return core::types_compatible(local, local_id, target, target_id);
}

Result<bool> types_match(const btf::Btf& local, TypeId local_id, const btf::Btf& target,
                         TypeId target_id) {
  return core::types_match(local, local_id, target, target_id);
}

class Comparison {
 public:
  explicit Comparison(Relation relation) : relation_(relation) {}

  bool operator()(TypeId Sorts::* local, TypeId Sorts::* target) {
    auto result = relation_(sorts_.btf, sorts_.*local, sorts_.btf, sorts_.*target);
    EXPECT_EQ(message(result), "");
    return result && *result;
  }

 private:
  Sorts sorts_;
  Relation relation_;
};

TEST(FieldsCompatible, Integers) {
  Comparison compatible(core::fields_compatible);
  EXPECT_TRUE(compatible(&Sorts::int32, &Sorts::int64));
  EXPECT_TRUE(compatible(&Sorts::int32, &Sorts::uint32));
  EXPECT_TRUE(compatible(&Sorts::const_int, &Sorts::int_alias));
  EXPECT_FALSE(compatible(&Sorts::int32, &Sorts::bits));
  EXPECT_FALSE(compatible(&Sorts::bits, &Sorts::int32));
  EXPECT_FALSE(compatible(&Sorts::int32, &Sorts::real));
  EXPECT_FALSE(compatible(&Sorts::int32, &Sorts::colors));
}

TEST(FieldsCompatible, PointersWhateverTheyPointTo) {
  Comparison compatible(core::fields_compatible);
  EXPECT_TRUE(compatible(&Sorts::to_int, &Sorts::to_void));
  EXPECT_TRUE(compatible(&Sorts::to_a, &Sorts::to_int));
  EXPECT_TRUE(compatible(&Sorts::real, &Sorts::real));
}

TEST(FieldsCompatible, StructAndUnionOfAnyName) {
  Comparison compatible(core::fields_compatible);
  EXPECT_TRUE(compatible(&Sorts::a, &Sorts::b));
  EXPECT_TRUE(compatible(&Sorts::a, &Sorts::a_union));
  EXPECT_FALSE(compatible(&Sorts::a, &Sorts::fwd_a));
}

TEST(FieldsCompatible, EnumsOfOneNameOrNone) {
  Comparison compatible(core::fields_compatible);
  EXPECT_TRUE(compatible(&Sorts::colors, &Sorts::colors64));
  EXPECT_TRUE(compatible(&Sorts::colors_flavor, &Sorts::colors));
  EXPECT_TRUE(compatible(&Sorts::colors, &Sorts::nameless));
  EXPECT_TRUE(compatible(&Sorts::nameless, &Sorts::shapes));
  EXPECT_FALSE(compatible(&Sorts::colors, &Sorts::shapes));
  EXPECT_TRUE(compatible(&Sorts::fwd_a, &Sorts::fwd_a));
  EXPECT_FALSE(compatible(&Sorts::fwd_a, &Sorts::fwd_b));
}

TEST(FieldsCompatible, ArraysByElement) {
  Comparison compatible(core::fields_compatible);
  EXPECT_TRUE(compatible(&Sorts::ints, &Sorts::more_ints));
  EXPECT_FALSE(compatible(&Sorts::ints, &Sorts::reals));
  EXPECT_FALSE(compatible(&Sorts::ints, &Sorts::int32));
}

TEST(FieldsCompatible, NeverFunctionsOrVoid) {
  Comparison compatible(core::fields_compatible);
  EXPECT_FALSE(compatible(&Sorts::call, &Sorts::call));
  Sorts sorts;
  EXPECT_FALSE(*core::fields_compatible(sorts.btf, kVoid, sorts.btf, kVoid));
}

TEST(FieldsCompatible, EndsOnArrayOfItself) {
  Types types;
  types.array(TypeId{1}, 1);
  EXPECT_EQ(message(core::fields_compatible(types.btf, TypeId{1}, types.btf, TypeId{1})),
            "type [1] ARRAY '(anon)': arrays are nested too deeply");
}

TEST(TypesCompatible, ByKindAlone) {
  Comparison compatible(types_compatible);
  EXPECT_TRUE(compatible(&Sorts::a, &Sorts::b));
  EXPECT_FALSE(compatible(&Sorts::a, &Sorts::a_union));
  EXPECT_TRUE(compatible(&Sorts::colors, &Sorts::colors64));
  EXPECT_TRUE(compatible(&Sorts::fwd_a, &Sorts::fwd_union_a));
  EXPECT_TRUE(compatible(&Sorts::int32, &Sorts::int64));
  EXPECT_FALSE(compatible(&Sorts::int32, &Sorts::bits));
  EXPECT_FALSE(compatible(&Sorts::int_alias, &Sorts::int32));
}

TEST(TypesCompatible, LooksBehindPointersAndArrays) {
  Comparison compatible(types_compatible);
  EXPECT_TRUE(compatible(&Sorts::to_a, &Sorts::to_b));
  EXPECT_FALSE(compatible(&Sorts::to_a, &Sorts::to_int));
  EXPECT_FALSE(compatible(&Sorts::to_int, &Sorts::to_void));
  EXPECT_TRUE(compatible(&Sorts::to_void, &Sorts::to_void));
  EXPECT_TRUE(compatible(&Sorts::ints, &Sorts::more_ints));
  EXPECT_FALSE(compatible(&Sorts::ints, &Sorts::reals));
}

TEST(TypesCompatible, ComparesPrototypes) {
  Comparison compatible(types_compatible);
  EXPECT_TRUE(compatible(&Sorts::call, &Sorts::call));
  EXPECT_TRUE(compatible(&Sorts::void_call, &Sorts::void_call));
  EXPECT_FALSE(compatible(&Sorts::call, &Sorts::call_of_real));
  EXPECT_FALSE(compatible(&Sorts::call, &Sorts::call_of_one));
}

TEST(TypesMatch, NeedsTheEssentialName) {
  Comparison match(types_match);
  EXPECT_TRUE(match(&Sorts::a, &Sorts::a));
  EXPECT_FALSE(match(&Sorts::a, &Sorts::b));
  EXPECT_TRUE(match(&Sorts::colors_flavor, &Sorts::colors));
}

TEST(TypesMatch, NeedsSizeAndSignOfIntegers) {
  Comparison match(types_match);
  EXPECT_TRUE(match(&Sorts::int32, &Sorts::int32));
  EXPECT_FALSE(match(&Sorts::int32, &Sorts::uint32));
  EXPECT_FALSE(match(&Sorts::int32, &Sorts::int64));
}

TEST(TypesMatch, FindsEnumeratorsInAnyOrderAndWidth) {
  Comparison match(types_match);
  EXPECT_TRUE(match(&Sorts::colors, &Sorts::colors64));
  EXPECT_FALSE(match(&Sorts::colors64, &Sorts::colors));
  EXPECT_FALSE(match(&Sorts::colors, &Sorts::colors_flavor));
}

TEST(TypesMatch, ComparesArrayLengths) {
  Comparison match(types_match);
  EXPECT_TRUE(match(&Sorts::ints, &Sorts::ints));
  EXPECT_FALSE(match(&Sorts::ints, &Sorts::more_ints));
}

TEST(TypesMatch, TakesDeclarationForDefinitionBehindPointerOnly) {
  Comparison match(types_match);
  EXPECT_TRUE(match(&Sorts::to_fwd_a, &Sorts::to_a));
  EXPECT_TRUE(match(&Sorts::to_a, &Sorts::to_fwd_a));
  EXPECT_FALSE(match(&Sorts::fwd_a, &Sorts::a));
  EXPECT_FALSE(match(&Sorts::a, &Sorts::fwd_a));
  EXPECT_FALSE(match(&Sorts::to_fwd_a, &Sorts::to_a_union));
  EXPECT_FALSE(match(&Sorts::to_a, &Sorts::to_fwd_union_a));
  EXPECT_TRUE(match(&Sorts::fwd_a, &Sorts::fwd_a));
  EXPECT_FALSE(match(&Sorts::fwd_a, &Sorts::fwd_union_a));
}

TEST(TypesMatch, FindsLocalMembersInTheTarget) {
  Types local, target;
  TypeId int32 = local.integer("int", 4);
  target.integer("int", 4);
  TypeId less = local.structure("s", 4, {{"x", int32, 0}});
  TypeId more = target.structure("s", 8, {{"new", int32, 0}, {"x___flavor", int32, 32}});
  EXPECT_TRUE(*core::types_match(local.btf, less, target.btf, more));
  EXPECT_FALSE(*core::types_match(target.btf, more, local.btf, less));
}

TEST(TypesMatch, LooksIntoNestedMembers) {
  Types local, target;
  TypeId int32 = local.integer("int", 4);
  target.integer("int", 4);
  TypeId inner = local.structure("in", 4, {{"x", int32, 0}});
  TypeId outer = local.structure("out", 4, {{"i", inner, 0}});
  TypeId other_inner = target.structure("in", 4, {{"y", int32, 0}});
  TypeId other_outer = target.structure("out", 4, {{"i", other_inner, 0}});
  EXPECT_FALSE(*core::types_match(local.btf, outer, target.btf, other_outer));
}

// Below: types that no compiler writes, against which libbpf's depth limit of 32 alone is no help.

std::string within_bounds(Relation relation, const Types& types, TypeId id) {
  return message(relation(types.btf, id, types.btf, id));
}

TEST(Compatibility, EndsOnPrototypeOfItself) {
  Types types;
  TypeId self = types.prototype(TypeId{1}, {TypeId{1}, TypeId{1}});
  EXPECT_NE(within_bounds(types_compatible, types, self), "");
  EXPECT_NE(within_bounds(types_match, types, self), "");
}

TEST(Compatibility, EndsOnPrototypesThatBranch) {
  Types types;
  TypeId previous = types.integer("int", 4);
  for (int i = 0; i < 30; ++i) previous = types.prototype(previous, {previous, previous});
  EXPECT_EQ(within_bounds(types_compatible, types, previous), "comparing two types doesn't end");
  EXPECT_EQ(within_bounds(types_match, types, previous), "comparing two types doesn't end");
}

TEST(Compatibility, EndsOnPointerToItself) {
  Types types;
  TypeId self = types.pointer(TypeId{1});
  EXPECT_EQ(within_bounds(types_compatible, types, self),
            "types are nested too deeply to be compared");
  EXPECT_EQ(within_bounds(types_match, types, self), "types are nested too deeply to be matched");
}

TEST(Compatibility, EndsOnVeryManyMembers) {
  Types types;
  TypeId int32 = types.integer("int", 4);
  std::vector<Member> wide;
  for (int i = 0; i < 20'000; ++i) {
    wide.push_back({types.btf.add_string(fmt::format("m{}", i)), int32, 0});
  }
  TypeId forwards = types.add("wide", Struct{{4, false, wide}});
  std::ranges::reverse(wide);
  TypeId backwards = types.add("wide", Struct{{4, false, wide}});
  EXPECT_EQ(message(core::types_match(types.btf, forwards, types.btf, backwards)),
            "comparing two types doesn't end");
}

TEST(Compatibility, ComparesVeryManyEnumerators) {
  Types types;
  std::vector<Enumerator> huge;
  for (int i = 0; i < 60'000; ++i) {
    huge.push_back({types.btf.add_string(fmt::format("E{}", i)), 0});
  }
  TypeId forwards = types.add("huge", Enum{4, false, huge});
  std::ranges::reverse(huge);
  TypeId backwards = types.add("huge", Enum{4, false, huge});
  EXPECT_TRUE(*core::types_match(types.btf, forwards, types.btf, backwards));
}

TEST(TypesCompatible, SpendABudgetTogether) {
  Types types;
  TypeId type = types.integer("int", 4);
  core::Budget budget(2);
  for (int i = 0; i < 2; ++i) {
    EXPECT_TRUE(*core::types_compatible(types.btf, type, types.btf, type, &budget));
  }
  EXPECT_EQ(message(core::types_compatible(types.btf, type, types.btf, type, &budget)),
            "the relocations up to here take more steps than are allowed");
}

}  // namespace
}  // namespace btfkit::test
