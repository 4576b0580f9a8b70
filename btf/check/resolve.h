// Third phase: what types refer to. Every reference must lead to a type that may stand there, and
// everything of which there can be an object must have a size.
#pragma once

#include <optional>
#include <vector>

#include "check/report.h"
#include "check/rules.h"

namespace btfkit::btf::checking {

// In bytes, on the 64-bit kernels that are meant.
inline constexpr uint32_t kPointerSize = 8;

// A rule that one member breaks.
struct MemberFault {
  std::string wording;
  std::string rule;
};

// The sizes that resolution has found out.
class Sizes {
 public:
  explicit Sizes(const RawBtf& btf) : btf_(btf), resolved_(btf.end_id()) {}

  struct Sized {
    uint32_t id;  // what the type stands for, its modifiers taken away
    const RawType* type;
    uint32_t size;  // bytes
  };
  // Nothing for a type of which there are no objects. A type that needs resolution must have been
  // resolved.
  std::optional<Sized> find(uint32_t id) const {
    const RawType* type = btf_.find(id);
    if (type && (type->is_modifier() || type->is(wire::Kind::kVar))) {
      id = resolved_[id].id;
      type = btf_.find(id);
    }
    if (!type || type->has_no_size()) return std::nullopt;
    if (type->has_own_size()) return Sized{id, type, type->size_or_type};
    if (type->is(wire::Kind::kArray)) return Sized{id, type, resolved_[id].size};
    if (type->is(wire::Kind::kPtr)) return Sized{id, type, kPointerSize};
    return std::nullopt;
  }

  // What a resolved modifier, pointer or variable stands for.
  uint32_t target(uint32_t id) const { return resolved_[id].id; }
  void resolve(uint32_t id, uint32_t target, uint32_t size) { resolved_[id] = {target, size}; }

 private:
  struct Resolved {
    uint32_t id = 0;
    uint32_t size = 0;  // of an array
  };

  const RawBtf& btf_;
  std::vector<Resolved> resolved_;
};

// Whether a member of this resolved type fits into the struct or union `type`.
std::optional<MemberFault> check_member(const Sizes& sizes, const RawType& type,
                                        const RawMember& member, const RawType& member_type);

// Resolves all types, those of the base too, of which nothing is said. Of a type that the report
// already names nothing more is said either, since it may be the same fault.
void check_references(const RawBtf& btf, const Rules& rules, Report& report);

}  // namespace btfkit::btf::checking
