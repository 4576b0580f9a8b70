// Structs with fields that the kernel manages itself.
#include "btf_cases.h"

namespace btfkit::test {
namespace {

constexpr bool kMakesKernelWarn = true;

// The kernel's types, with `int`s inside.
struct Special {
  explicit Special(BtfWords& b)
      : ints(b.array(1, 1, 8)),
        lock(b.structure("bpf_spin_lock", 4, {{"val", 1, 0}})),
        head(b.structure("bpf_list_head", 16, {})),
        node(b.structure("bpf_list_node", 24, {})),
        root(b.structure("bpf_rb_root", 16, {})),
        tree_node(b.structure("bpf_rb_node", 32, {})),
        count(b.structure("bpf_refcount", 4, {})),
        resilient_lock(b.structure("bpf_res_spin_lock", 4, {})) {}
  // [2] to [9]
  uint32_t ints, lock, head, node, root, tree_node, count, resilient_lock;
};

// A struct "item" that lists link by "link".
uint32_t item(BtfWords& b, const Special& s) {
  return b.structure("item", 24, {{"link", s.node, 0}});
}
// A struct with a lock and a list of items that is tagged so.
uint32_t list(BtfWords& b, const Special& s, std::string_view text) {
  uint32_t id = b.structure("list", 24, {{"lock", s.lock, 0}, {"head", s.head, 64}});
  if (!text.empty()) b.tag(text, id, 1);
  return id;
}
uint32_t kernel_pointer(BtfWords& b, std::string_view text, uint32_t target) {
  return b.pointer(b.reference(Kind::kTypeTag, target, text));
}

const Case kCases[] = {
    {"a spin lock", "",
     [](BtfWords& b) {
       Special s(b);
       b.structure("s", 4, {{"lock", s.lock, 0}});
     }},
    {"two spin locks", "[10] STRUCT: E2BIG",
     [](BtfWords& b) {
       Special s(b);
       b.structure("s", 8, {{"a", s.lock, 0}, {"b", s.lock, 32}});
     }},
    {"a spin lock of another size", "[3] STRUCT: EFAULT",
     [](BtfWords& b) {
       uint32_t lock = b.structure("bpf_spin_lock", 8, {});
       b.structure("s", 8, {{"lock", lock, 0}});
     }},
    {"a spin lock at an odd byte", "[10] STRUCT: EFAULT",
     [](BtfWords& b) {
       Special s(b);
       b.structure("s", 8, {{"lock", s.lock, 16}});
     }},
    {"a bit field beside a spin lock", "[10] STRUCT: EINVAL",
     [](BtfWords& b) {
       Special s(b);
       b.structure("s", 8, {{"lock", s.lock, 0}, {"a", 1, 3u << 24 | 33}}, BtfWords::kKindFlag);
     }},
    {"both kinds of locks", "[10] STRUCT: EINVAL",
     [](BtfWords& b) {
       Special s(b);
       b.structure("s", 8, {{"a", s.lock, 0}, {"b", s.resilient_lock, 32}});
     },
     nullptr, SIZE_MAX, kMakesKernelWarn},
    {"two fields at one offset", "[10] STRUCT: EEXIST",
     [](BtfWords& b) {
       Special s(b);
       b.structure("s", 8, {{"a", s.lock, 0}, {"b", s.count, 0}});
     }},
    {"two reference counts", "",
     [](BtfWords& b) {
       Special s(b);
       b.structure("s", 8, {{"a", s.count, 0}, {"b", s.count, 32}});
     },
     nullptr, SIZE_MAX, kMakesKernelWarn},
    {"a lock of the struct and one in a struct in it", "",
     [](BtfWords& b) {
       Special s(b);
       uint32_t inner = b.structure("inner", 4, {{"lock", s.lock, 0}});
       b.structure("s", 8, {{"lock", s.lock, 0}, {"inner", inner, 32}});
     },
     nullptr, SIZE_MAX, kMakesKernelWarn},
    {"an array of spin locks", "[11] STRUCT: EINVAL",
     [](BtfWords& b) {
       Special s(b);
       uint32_t locks = b.array(s.lock, 1, 2);
       b.structure("s", 12, {{"locks", locks, 0}, {"count", s.count, 64}});
     }},
    {"a lock in a struct in the struct", "",
     [](BtfWords& b) {
       Special s(b);
       uint32_t inner = b.structure("inner", 4, {{"lock", s.lock, 0}});
       b.structure("s", 8, {{"inner", inner, 0}, {"count", s.count, 32}});
     }},
    {"12 list nodes", "[10] STRUCT: E2BIG",
     [](BtfWords& b) {
       Special s(b);
       b.structure("s", 288,
                   {{"a", s.node, 0},
                    {"b", s.node, 192},
                    {"c", s.node, 384},
                    {"d", s.node, 576},
                    {"e", s.node, 768},
                    {"f", s.node, 960},
                    {"g", s.node, 1152},
                    {"h", s.node, 1344},
                    {"i", s.node, 1536},
                    {"j", s.node, 1728},
                    {"k", s.node, 1920},
                    {"l", s.node, 2112}});
     }},
    {"an array of 12 lists", "[12] STRUCT: E2BIG",
     [](BtfWords& b) {
       Special s(b);
       item(b, s);
       uint32_t heads = b.array(s.head, 1, 12);
       b.tag("contains:item:link",
             b.structure("s", 200, {{"lock", s.lock, 0}, {"heads", heads, 64}}), 1);
     }},

    {"a list", "",
     [](BtfWords& b) {
       Special s(b);
       item(b, s);
       list(b, s, "contains:item:link");
     }},
    {"a list without a tag", "[11] STRUCT: EINVAL",
     [](BtfWords& b) {
       Special s(b);
       item(b, s);
       list(b, s, "");
     }},
    {"a list with two tags", "[11] STRUCT: EINVAL",
     [](BtfWords& b) {
       Special s(b);
       item(b, s);
       b.tag("contains:item:link", list(b, s, "contains:item:link"), 1);
     }},
    {"a list whose tag has no member", "[11] STRUCT: EINVAL",
     [](BtfWords& b) {
       Special s(b);
       item(b, s);
       list(b, s, "contains:item");
     }},
    {"a list whose tag has an empty member", "[11] STRUCT: EINVAL",
     [](BtfWords& b) {
       Special s(b);
       item(b, s);
       list(b, s, "contains:item:");
     }},
    {"a list of a struct that is not there", "[11] STRUCT: ENOENT",
     [](BtfWords& b) {
       Special s(b);
       item(b, s);
       list(b, s, "contains:other:link");
     }},
    {"a list by a member that is not there", "[11] STRUCT: ENOENT",
     [](BtfWords& b) {
       Special s(b);
       item(b, s);
       list(b, s, "contains:item:other");
     }},
    {"a list by a member that is an int", "[11] STRUCT: EINVAL",
     [](BtfWords& b) {
       Special s(b);
       b.structure("item", 32, {{"a", 1, 0}, {"link", s.node, 64}});
       list(b, s, "contains:item:a");
     }},
    {"a list by a member that is a tree's node", "[11] STRUCT: EINVAL",
     [](BtfWords& b) {
       Special s(b);
       b.structure("item", 32, {{"link", s.tree_node, 0}});
       list(b, s, "contains:item:link");
     }},
    {"a list by a member of which there are two", "[11] STRUCT: EINVAL",
     [](BtfWords& b) {
       Special s(b);
       b.structure("item", 48, {{"link", s.node, 0}, {"link", s.node, 192}});
       list(b, s, "contains:item:link");
     }},
    {"a list by a member that is not aligned", "[10] STRUCT: EINVAL",
     [](BtfWords& b) {
       Special s(b);
       list(b, s, "contains:item:link");
       b.structure("item", 32, {{"link", s.node, 32}});
     }},
    {"a list of a struct that has a node in a union only", "[12] STRUCT: EINVAL",
     [](BtfWords& b) {
       Special s(b);
       uint32_t u = b.structure("", 24, {{"node", s.node, 0}}, false, Kind::kUnion);
       b.structure("item", 24, {{"link", u, 0}});
       list(b, s, "contains:item:link");
     }},
    {"a list without a lock", "[11] STRUCT: EINVAL",
     [](BtfWords& b) {
       Special s(b);
       item(b, s);
       b.tag("contains:item:link", b.structure("s", 16, {{"head", s.head, 0}}), 0);
     }},
    {"a list of items that have lists", "[10] STRUCT: ELOOP",
     [](BtfWords& b) {
       Special s(b);
       uint32_t id = b.structure(
           "node", 48, {{"lock", s.lock, 0}, {"head", s.head, 64}, {"link", s.node, 192}});
       b.tag("contains:node:link", id, 1);
     }},
    {"a node of a list and of a tree", "[10] STRUCT: EINVAL",
     [](BtfWords& b) {
       Special s(b);
       b.structure("s", 56, {{"a", s.node, 0}, {"b", s.tree_node, 192}});
     }},
    {"a node of a list and of a tree, with a reference count", "",
     [](BtfWords& b) {
       Special s(b);
       b.structure("s", 64, {{"a", s.node, 0}, {"b", s.tree_node, 192}, {"c", s.count, 448}});
     }},
    {"a tree under a resilient lock", "",
     [](BtfWords& b) {
       Special s(b);
       b.structure("leaf", 32, {{"node", s.tree_node, 0}});
       b.tag("contains:leaf:node",
             b.structure("s", 24, {{"lock", s.resilient_lock, 0}, {"root", s.root, 64}}), 1);
     }},

    {"a kernel pointer", "",
     [](BtfWords& b) {
       uint32_t own = b.structure("own_struct", 4, {{"a", 1, 0}});
       uint32_t p = kernel_pointer(b, "kptr", own);
       b.structure("s", 8, {{"p", p, 0}});
     }},
    {"an array of 12 kernel pointers", "[6] STRUCT: E2BIG",
     [](BtfWords& b) {
       uint32_t own = b.structure("own_struct", 4, {{"a", 1, 0}});
       uint32_t p = kernel_pointer(b, "kptr", own);
       uint32_t array = b.array(p, 1, 12);
       // An array alone makes no struct one with kernel pointers.
       b.structure("s", 104, {{"p", p, 0}, {"more", array, 64}});
     }},
    {"kernel pointers of two tags", "[8] STRUCT: EINVAL",
     [](BtfWords& b) {
       uint32_t own = b.structure("own_struct", 4, {{"a", 1, 0}});
       uint32_t p = kernel_pointer(b, "kptr", own);
       uint32_t inner = b.reference(Kind::kTypeTag, own, "kptr");
       uint32_t q = b.pointer(b.reference(Kind::kTypeTag, inner, "kptr"));
       b.structure("s", 16, {{"p", p, 0}, {"q", q, 64}});
     }},
    {"a kernel pointer of another tag", "[7] STRUCT: EINVAL",
     [](BtfWords& b) {
       uint32_t own = b.structure("own_struct", 4, {{"a", 1, 0}});
       uint32_t p = kernel_pointer(b, "kptr", own);
       uint32_t q = kernel_pointer(b, "rcu", own);
       b.structure("s", 16, {{"p", p, 0}, {"q", q, 64}});
     }},
    {"a user pointer", "",
     [](BtfWords& b) {
       uint32_t own = b.structure("own_struct", 4, {{"a", 1, 0}});
       uint32_t p = kernel_pointer(b, "kptr", own);
       uint32_t q = kernel_pointer(b, "uptr", own);
       b.structure("s", 16, {{"p", p, 0}, {"q", q, 64}});
     }},
    {"a kernel pointer to an int", "[7] STRUCT: EINVAL",
     [](BtfWords& b) {
       uint32_t own = b.structure("own_struct", 4, {{"a", 1, 0}});
       uint32_t p = kernel_pointer(b, "percpu_kptr", own);
       uint32_t q = kernel_pointer(b, "kptr", 1);
       b.structure("s", 16, {{"p", p, 0}, {"q", q, 64}});
     }},
};

}  // namespace

std::span<const Case> special_field_cases() {
  return kCases;
}

}  // namespace btfkit::test
