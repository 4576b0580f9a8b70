#include "btf_samples.h"

#include <fmt/format.h>

#include "btf_words.h"

namespace btfkit::test {
namespace {

constexpr bool kKindFlag = BtfWords::kKindFlag;
constexpr uint32_t kSigned = 1u << 24, kChar = 2u << 24, kBool = 4u << 24;  // of an int's word

constexpr uint32_t bit_field(uint32_t width, uint32_t offset) {
  return width << 24 | offset;
}

Sample every_kind() {
  BtfWords b;
  uint32_t i32 = b.add(Kind::kInt, "int", 4, {kSigned | 32});
  uint32_t u8 = b.add(Kind::kInt, "unsigned char", 1, {kChar | 8});
  uint32_t u64 = b.integer("u64", 8);
  uint32_t flag = b.add(Kind::kInt, "_Bool", 1, {kBool | 8});
  uint32_t real = b.add(Kind::kFloat, "double", 8);
  uint32_t pointer = b.pointer(0);
  uint32_t array = b.array(u8, i32, 4);
  uint32_t forward = b.reference(Kind::kFwd, 0, "later");
  b.add(Kind::kFwd, "later_union", 0, {}, 0, kKindFlag);
  uint32_t to_forward = b.pointer(forward);
  uint32_t small = b.add(Kind::kEnum, "small", 4, {b.text("SMALL_A"), 0, b.text("SMALL_B"), 1}, 2);
  uint32_t negative =
      b.add(Kind::kEnum, "negative", 4, {b.text("MINUS"), 0xffffffff}, 1, kKindFlag);
  uint32_t large = b.add(Kind::kEnum64, "large", 8, {b.text("LARGE"), 0, 256}, 1);
  uint32_t alias = b.reference(Kind::kTypedef, i32, "number");
  uint32_t constant = b.reference(Kind::kConst, alias);
  uint32_t changing = b.reference(Kind::kVolatile, constant);
  uint32_t tagged = b.pointer(b.reference(Kind::kTypeTag, changing, "user"));
  uint32_t restricted = b.reference(Kind::kRestrict, tagged);
  b.add(Kind::kTypeTag, "attribute", i32, {}, 0, kKindFlag);
  uint32_t object = b.structure("object", 64,
                                {{"a", i32, 0},
                                 {"b", u8, 32},
                                 {"c", real, 64},
                                 {"d", pointer, 128},
                                 {"e", array, 192},
                                 {"f", small, 224},
                                 {"g", changing, 256},
                                 {"h", restricted, 320},
                                 {"i", large, 384},
                                 {"", u64, 448}});
  b.structure("fields", 40,
              {{"a", i32, bit_field(3, 0)},
               {"b", u64, bit_field(40, 3)},
               {"c", small, bit_field(5, 43)},
               {"d", alias, bit_field(7, 48)},
               {"e", flag, 64},
               {"f", pointer, 128},
               {"g", negative, 192},
               {"h", real, 256}},
              kKindFlag);
  uint32_t choice = b.structure("choice", 8, {{"a", i32, 0}, {"b", u64, 0}}, false, Kind::kUnion);
  b.structure("outer", 80,
              {{"inner", object, 0}, {"choice", choice, 512}, {"to", to_forward, 576}});
  uint32_t prototype = b.prototype(i32, {{"x", i32}, {"y", tagged}});
  uint32_t variadic = b.prototype(0, {{"format", pointer}, {"", 0}});
  uint32_t function = b.function("function", prototype);
  uint32_t print = b.function("print", variadic, 0);
  b.pointer(variadic);
  uint32_t counter = b.variable("counter", u64);
  uint32_t table = b.add(Kind::kVar, "table.x", array, {0});
  b.section(".data.x", 16, {{counter, 0, 8}, {table, 8, 4}});
  b.tag("on whole", object);
  b.tag("on member", object, 2);
  b.tag("on function", function);
  b.tag("on parameter", print, 0);
  b.tag("on variable", counter);
  b.add(Kind::kDeclTag, "on typedef", alias, {UINT32_MAX}, 0, kKindFlag);
  return {"every kind", b.bytes()};
}

// Bit fields in the old way, in the type, and integers of all sizes.
Sample old_bit_fields() {
  BtfWords b;
  uint32_t index = b.integer("int", 4);
  uint32_t three = b.add(Kind::kInt, "", 4, {3});
  uint32_t shifted = b.add(Kind::kInt, "", 4, {3u << 16 | 5});
  uint32_t wide = b.integer("__int128", 16);
  uint32_t odd = b.add(Kind::kInt, "odd", 16, {100});
  uint32_t alias = b.reference(Kind::kTypedef, three, "alias");
  b.structure(
      "bits", 48,
      {{"a", three, 0}, {"b", shifted, 0}, {"c", alias, 9}, {"d", wide, 128}, {"e", odd, 256}});
  b.array(wide, index, 1 << 20);
  uint32_t empty = b.structure("empty", 0, {});
  b.array(empty, index, 0xffffffff);
  b.array(index, index, 0);
  b.add(Kind::kFloat, "half", 2);
  uint32_t extended = b.add(Kind::kFloat, "long double", 16);
  b.structure("reals", 32, {{"a", extended, 64}, {"b", index, 192}});
  return {"old bit fields", b.bytes()};
}

// References that lead back, in the ways that are allowed.
Sample cycles() {
  BtfWords b;
  uint32_t i32 = b.integer("int", 4);
  uint32_t to_list = b.pointer(b.next() + 1);
  b.structure("list", 16, {{"next", to_list, 0}, {"previous", to_list, 64}});
  // struct node { const volatile struct node *const *children[2]; };
  uint32_t node = b.next();
  b.structure("node", 16, {{"children", node + 1, 0}});
  b.array(b.next() + 1, i32, 2);
  b.pointer(b.next() + 1);
  b.reference(Kind::kConst, b.next() + 1);
  b.pointer(b.next() + 1);
  b.reference(Kind::kConst, b.next() + 1);
  b.reference(Kind::kVolatile, node);
  // typedef int (*callback)(struct list *, callback);
  uint32_t callback = b.reference(Kind::kTypedef, b.next() + 1, "callback");
  b.pointer(b.next() + 1);
  b.prototype(i32, {{"list", to_list}, {"again", callback}});
  b.add(Kind::kVar, "variable", callback, {0});
  b.reference(Kind::kTypedef, b.next() + 1, "to_function");
  b.prototype(0, {});
  b.reference(Kind::kTypedef, 0, "void_alias");
  b.pointer(b.next() + 1);
  b.reference(Kind::kConst, 0);
  return {"cycles", b.bytes()};
}

// Nesting as deep as it may be, each type in front of the one that it is made of.
constexpr uint32_t kDeepest = 32;

Sample deep_typedefs() {
  BtfWords b;
  for (uint32_t i = 0; i < kDeepest; ++i) {
    b.reference(Kind::kTypedef, b.next() + 1, fmt::format("t{}", i));
  }
  b.integer("int", 4);
  return {"32 typedefs", b.bytes()};
}

Sample deep_structs() {
  BtfWords b;
  for (uint32_t i = 0; i < kDeepest; ++i) {
    b.structure(fmt::format("s{}", i), 4, {{"inner", b.next() + 1, 0}});
  }
  b.integer("int", 4);
  return {"32 structs", b.bytes()};
}

// Tags where they belong, and chains that share their ends.
Sample tags() {
  BtfWords b;
  uint32_t i32 = b.integer("int", 4);
  uint32_t constant = b.reference(Kind::kConst, i32);
  uint32_t inner = b.reference(Kind::kTypeTag, constant, "inner");
  uint32_t outer = b.reference(Kind::kTypeTag, inner, "outer");
  uint32_t pointer = b.pointer(outer);
  uint32_t qualified = b.reference(Kind::kVolatile, pointer);
  b.reference(Kind::kTypedef, qualified, "alias");
  b.add(Kind::kTypeTag, "other", inner, {}, 0, kKindFlag);
  return {"tags", b.bytes()};
}

Sample sections() {
  BtfWords b;
  uint32_t u32 = b.integer("unsigned int", 4);
  uint32_t hidden = b.reference(Kind::kTypedef, u32, "hidden");
  uint32_t v0 = b.variable("v0", hidden);
  uint32_t v1 = b.variable("v1", u32);
  uint32_t v2 = b.variable("v2", hidden);
  uint32_t v3 = b.variable("v3", u32);
  b.section(".bss", 32, {{v0, 0, 4}, {v1, 8, 8}, {v2, 16, 4}, {v3, 24, 8}});
  b.section("any text: \xc3\xa4, %s!", 1, {});
  b.section(".rodata", 100, {{v0, 0, 4}});
  return {"sections", b.bytes()};
}

Sample names() {
  BtfWords b;
  b.integer("signed char", 1);
  b.reference(Kind::kFwd, 0, std::string(512, 'n'));
  b.add(Kind::kFloat, std::string(513, 'n'), 4);
  b.reference(Kind::kFwd, 0, "a.b._9");
  b.reference(Kind::kFwd, 0, "\xe9t\xe9");
  return {"names", b.bytes()};
}

// Fields that the kernel manages. A second lock or reference count makes the kernel write a warning
// to its log, so no change may lead to one: there is one lock, no struct in a struct but the
// kernel's own, and references stay as they are. The program's structs have names that no struct of
// a kernel has, since a pointer to one of those is judged by what that kernel can release.
Sample special_fields() {
  BtfWords b;
  uint32_t u32 = b.integer("unsigned int", 4);
  uint32_t u64 = b.integer("unsigned long", 8);
  uint32_t two = b.array(u64, u32, 2);
  uint32_t lock = b.structure("bpf_spin_lock", 4, {{"own_val", u32, 0}});
  uint32_t head = b.structure("bpf_list_head", 16, {{"own_opaque", two, 0}});
  uint32_t node = b.structure("bpf_list_node", 24, {{"own_opaque", two, 0}});
  uint32_t root = b.structure("bpf_rb_root", 16, {{"own_opaque", two, 0}});
  uint32_t tree_node = b.structure("bpf_rb_node", 32, {{"own_opaque", two, 0}});
  uint32_t other = b.structure("some_own_struct", 4, {{"own_a", u32, 0}});
  uint32_t kernel_pointer = b.pointer(b.reference(Kind::kTypeTag, other, "kptr"));
  uint32_t untrusted = b.pointer(b.reference(Kind::kTypeTag, other, "kptr_untrusted"));
  uint32_t pointers = b.array(kernel_pointer, u32, 3);
  b.structure("own_item", 32, {{"own_number", u64, 0}, {"list_link", node, 64}});
  b.structure("own_leaf", 48, {{"own_pointer", untrusted, 0}, {"tree_link", tree_node, 64}});
  uint32_t heads = b.array(head, u32, 2);
  uint32_t owner = b.structure("own_owner", 88,
                               {{"own_lock", lock, 0},
                                {"own_heads", heads, 64},
                                {"own_root", root, 320},
                                {"own_kptr", kernel_pointer, 448},
                                {"own_kptrs", pointers, 512}});
  b.tag("contains:own_item:list_link", owner, 1);
  b.tag("contains:own_leaf:tree_link", owner, 2);
  return {"special fields", b.bytes(), true};
}

}  // namespace

std::vector<Sample> make_samples() {
  return {every_kind(), old_bit_fields(), cycles(), deep_typedefs(), deep_structs(),
          tags(),       sections(),       names(),  special_fields()};
}

}  // namespace btfkit::test
