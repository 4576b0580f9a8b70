#include "check/special_fields.h"

#include <algorithm>
#include <map>

#include "check/special_field_finder.h"

namespace btfkit::btf::checking {
namespace {

using Fields = SpecialFieldFinder::Fields;

bool has(const Fields& fields, SpecialKind kind) {
  return std::ranges::any_of(fields,
                             [&](const SpecialField& field) { return field.type.kind == kind; });
}
bool has_root(const Fields& fields) {
  return std::ranges::any_of(fields,
                             [](const SpecialField& field) { return is_root(field.type.kind); });
}
bool has_node(const Fields& fields) {
  return has(fields, SpecialKind::kListNode) || has(fields, SpecialKind::kTreeNode);
}

// The rules on the fields of one struct and then on who owns whom, in the kernel's order.
class SpecialFields {
 public:
  SpecialFields(const RawBtf& btf, const Rules& rules, Report& report)
      : btf_(btf), rules_(rules), report_(report), finder_(btf, rules) {}

  void check() {
    if (!finder_.marks_any()) return;
    for (uint32_t id = 1; id < btf_.end_id(); ++id) {
      if (is_marked(*btf_.find(id))) check_struct(id);
    }
    for (const auto& [id, fields] : records_) check_ownership(id, fields);
  }

 private:
  bool is_marked(const RawType& type) const {
    if (!type.is(wire::Kind::kStruct)) return false;
    for (uint32_t i = 0; i < type.vlen(); ++i) {
      if (finder_.marks(type.member(i).type)) return true;
    }
    return false;
  }

  void check_struct(uint32_t id) {
    auto fields = finder_.find(id);
    if (!fields) return fault(id, fields.error().error, fields.error().rule);
    if (fields->empty()) {
      return fault(id, "EFAULT",
                   "it has a field of the kernel, but not of the right size or at the "
                   "right alignment");
    }
    uint64_t end = 0;
    for (const SpecialField& field : *fields) {
      if (field.offset < end) {
        return fault(id, "EEXIST",
                     fmt::format("{}: it begins at byte {}, in the field of the kernel "
                                 "before it",
                                 field.member, field.offset));
      }
      end = uint64_t{field.offset} + field.type.size;
      if (auto found = target_fault(field)) return fault(id, found->error, found->rule);
    }
    const bool has_lock = has(*fields, SpecialKind::kSpinLock);
    const bool has_resilient_lock = has(*fields, SpecialKind::kResilientSpinLock);
    if (has_lock && has_resilient_lock) {
      return fault(id, "EINVAL", "it has both a bpf_spin_lock and a bpf_res_spin_lock");
    }
    if (has_root(*fields) && !has_lock && !has_resilient_lock) {
      return fault(id, "EINVAL", "it has a bpf_list_head or bpf_rb_root, but no bpf_spin_lock");
    }
    if (has(*fields, SpecialKind::kListNode) && has(*fields, SpecialKind::kTreeNode) &&
        !has(*fields, SpecialKind::kRefcount)) {
      return fault(id, "EINVAL", "it has a bpf_list_node and a bpf_rb_node, but no bpf_refcount");
    }
    records_.emplace(id, std::move(*fields));
  }

  std::optional<SpecialFault> target_fault(const SpecialField& field) const {
    switch (field.type.kind) {
      case SpecialKind::kListHead:
        return node_fault(field, "bpf_list_node");
      case SpecialKind::kTreeRoot:
        return node_fault(field, "bpf_rb_node");
      case SpecialKind::kPointer:
        // What other structs the kernel has, and which of them it can release, it alone knows.
        if (!finder_.is_special(field.target)) return std::nullopt;
        return SpecialFault{"ENOENT",
                            fmt::format("{}: the kernel has a type '{}' itself, and no "
                                        "function to release one",
                                        field.member, btf_.name(btf_.find(field.target)->name))};
      case SpecialKind::kSpinLock:
      case SpecialKind::kResilientSpinLock:
      case SpecialKind::kListNode:
      case SpecialKind::kTreeNode:
      case SpecialKind::kRefcount:
      case SpecialKind::kUntrustedPointer:
      case SpecialKind::kPerCpuPointer:
        return std::nullopt;
    }
    return std::nullopt;
  }

  // Whether the member by which a list or tree links its structs can do that.
  std::optional<SpecialFault> node_fault(const SpecialField& root, std::string_view wanted) const {
    const RawType& value = *btf_.find(root.target);
    const RawType* node = nullptr;
    for (uint32_t i = 0; i < value.vlen(); ++i) {
      RawMember member = value.member(i);
      // The kernel's name of what has none.
      if (root.node != (member.name == 0 ? "(anon)" : btf_.name(member.name))) continue;
      if (node) {
        return SpecialFault{"EINVAL", fmt::format("{}: type [{}] has more than one member '{}'",
                                                  root.member, root.target, root.node)};
      }
      node = btf_.find(member.type);
      if (!node->is(wire::Kind::kStruct) || btf_.name(node->name) != wanted) {
        return SpecialFault{"EINVAL", fmt::format("{}: member '{}' of type [{}] is no {}",
                                                  root.member, root.node, root.target, wanted)};
      }
      // The kernel asks the node's kind_flag, not that of the struct whose member this is.
      const uint32_t bits = node->bit_offset(member);
      if (constexpr uint32_t kAlignment = 64; bits % kAlignment != 0) {
        return SpecialFault{"EINVAL",
                            fmt::format("{}: member '{}' of type [{}] is at bit offset {}, no "
                                        "multiple of {}",
                                        root.member, root.node, root.target, bits, kAlignment)};
      }
    }
    if (node) return std::nullopt;
    return SpecialFault{"ENOENT", fmt::format("{}: type [{}] has no member '{}'", root.member,
                                              root.target, root.node)};
  }

  void check_ownership(uint32_t id, const Fields& fields) {
    for (const SpecialField& field : fields) {
      if (!is_root(field.type.kind)) continue;
      auto value = records_.find(field.target);
      if (value == records_.end()) {
        // Unless that is because of a fault which has been named.
        if (report_.names(field.target)) continue;
        return fault(id, "EFAULT",
                     fmt::format("{}: type [{}] has no field of the kernel by which it "
                                 "could be linked",
                                 field.member, field.target));
      }
      if (has_node(fields) && has_root(value->second)) {
        return fault(id, "ELOOP",
                     fmt::format("{}: it is itself contained in lists or trees, and so "
                                 "can't contain type [{}], which contains others",
                                 field.member, field.target));
      }
    }
  }

  void fault(uint32_t id, const std::string& error, const std::string& rule) {
    report_.add_silent(btf_, id, *btf_.find(id), error, rule);
  }

  const RawBtf& btf_;
  const Rules& rules_;
  Report& report_;
  SpecialFieldFinder finder_;
  std::map<uint32_t, Fields> records_;  // by the struct's id
};

}  // namespace

void check_special_fields(const RawBtf& btf, const Rules& rules, Report& report) {
  if (rules.special_fields) SpecialFields(btf, rules, report).check();
}

}  // namespace btfkit::btf::checking
