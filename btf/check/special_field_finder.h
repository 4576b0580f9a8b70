// Finds the special fields of a struct, those of nested structs and arrays included.
#pragma once

#include <expected>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "check/raw.h"
#include "check/report.h"
#include "check/rules.h"

namespace btfkit::btf::checking {

enum class SpecialKind {
  kSpinLock,
  kResilientSpinLock,
  kListHead,
  kListNode,
  kTreeRoot,
  kTreeNode,
  kRefcount,
  kPointer,
  kUntrustedPointer,
  kPerCpuPointer,
};

// A list's head or a tree's root.
bool is_root(SpecialKind kind);

// What the kernel knows of the type of a special field.
struct SpecialType {
  std::string_view name;
  SpecialKind kind;
  uint32_t size;       // bytes
  uint32_t alignment;  // bytes
};

struct SpecialField {
  SpecialType type;
  uint32_t offset;     // bytes
  std::string member;  // "member 3 'next'"
  // The struct that a list or tree contains, or that a kernel pointer points to.
  uint32_t target = 0;
  // Of a list or tree: the member of that struct which links it.
  std::string_view node{};
};

// A rule that a struct breaks. The kernel returns the error and says nothing.
struct SpecialFault {
  std::string error;  // "EINVAL"
  std::string rule;
};

// "member 3 'next'"
std::string describe_member(const RawBtf& btf, const RawType& type, uint32_t i);

class SpecialFieldFinder {
 public:
  // The BTF must have passed all other checks.
  SpecialFieldFinder(const RawBtf& btf, const Rules& rules);

  using Fields = std::vector<SpecialField>;

  // The special fields of a struct, in the order of its members.
  std::expected<Fields, SpecialFault> find(uint32_t id);

  // Whether the kernel looks for special fields in a struct that has a member of just this type.
  bool marks(uint32_t id) const { return marks_[id]; }
  bool marks_any() const { return marks_any_; }

  // Whether the kernel manages objects of this type as fields.
  bool is_special(uint32_t id) const { return special_type(*btf_.find(id)) != nullptr; }

 private:
  using Step = std::expected<void, SpecialFault>;

  // What an array of arrays is made of in the end; anything else is one element of itself.
  struct Element {
    uint32_t id;
    uint32_t count = 1;
    uint32_t dimensions = 0;
  };
  Element element_of(uint32_t id) const;

  Step find_in_struct(uint32_t id, Fields& fields, uint32_t level);
  Step find_in_member(uint32_t id, uint32_t i, Fields& fields, uint32_t level, uint32_t& seen);
  Step find_nested(uint32_t id, uint32_t offset, uint32_t count, const std::string& member,
                   Fields& fields, uint32_t level);
  // The fields from `first` on once more for each further element of an array.
  Step repeat(Fields& fields, size_t first, uint32_t count, uint32_t size,
              const std::string& member) const;
  // What a list or tree contains, as its declaration tag says.
  Step complete_root(uint32_t id, uint32_t i, SpecialField& field) const;

  // What a pointer to a kernel object points to; nothing if this is none. The fault of one that is
  // tagged as such but can't be it.
  struct Pointed {
    const SpecialType* type = nullptr;
    uint32_t target = 0;
  };
  std::expected<Pointed, SpecialFault> kernel_pointer(const RawType& type) const;

  const SpecialType* special_type(const RawType& type) const;
  void mark(uint32_t id);

  const RawBtf& btf_;
  const Rules& rules_;
  std::vector<SpecialType> known_;  // in the order in which the kernel compares names
  std::vector<bool> marks_;         // by id
  bool marks_any_ = false;
  std::map<std::string_view, uint32_t> structs_;  // the first of each name
  // What follows "contains:" in the tags of a member, by the struct and the member's index.
  std::map<std::pair<uint32_t, uint32_t>, std::vector<std::string_view>> contains_;
  // How many levels of structs there are in one without special fields; 0 where that isn't known.
  std::vector<uint32_t> plain_depths_;
};

}  // namespace btfkit::btf::checking
