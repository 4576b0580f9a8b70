// The DIEs that are being read, from the unit to the innermost one, and what is known of each until
// the last of its children has been read.
#pragma once

#include <cstdint>
#include <vector>

#include "c/unit_functions.h"
#include "c/unit_types.h"

namespace btfkit::btfgen {

// What the children of a DIE belong to.
enum class Role : uint8_t {
  kScope,  // the unit, a block, an inlined call: what is in it stands for itself
  kComposite,
  kEnum,
  kArray,
  kPrototype,
  kPointer,
  kTypedef,
  kOtherType,
  kMember,
  kFunction,
  kParameter,
  kVariable,
};

struct OpenDie {
  Role role;
  uint32_t depth;
  uint32_t die;  // offset from the unit's start
  // Where its part of the lists of OpenDies begins.
  uint32_t first_entry;
  uint32_t first_parameter;
  uint32_t first_tag;
  int32_t component;  // the number of the next member or parameter
  UnitType type;      // what is known of it, if it is one
};

// A type gets its number when it ends, so that those inside another one come before it.
class OpenDies {
 public:
  // Forgets all DIEs. From here on what is complete is added to `types` and `functions`; without
  // `keeps_functions` only variables are added to the latter.
  void begin(UnitTypes& types, UnitFunctions& functions, bool keeps_functions);

  bool empty() const { return open_.empty(); }
  size_t size() const { return open_.size(); }
  OpenDie& innermost() { return open_.back(); }
  Role role() const { return open_.empty() ? Role::kScope : open_.back().role; }

  // The new innermost DIE.
  OpenDie& open(Role role, uint32_t die, uint32_t depth) {
    open_.push_back({role,
                     depth,
                     die,
                     static_cast<uint32_t>(entries_.size()),
                     static_cast<uint32_t>(parameters_.size()),
                     static_cast<uint32_t>(tags_.size()),
                     0,
                     {}});
    return open_.back();
  }
  // What has just been opened with that role.
  UnitFunction& open_function() { return open_functions_.emplace_back(); }
  UnitVariable& open_variable() { return open_variables_.emplace_back(); }

  // Parts of the innermost DIE.
  UnitFunction& function() { return open_functions_.back(); }
  void add_entry(const UnitEntry& entry) { entries_.push_back(entry); }
  void add_parameter(const UnitParameter& parameter) { parameters_.push_back(parameter); }
  void add_tag(const FunctionTag& tag) { tags_.push_back(tag); }

  // A type without children, which is complete.
  void add_type(uint32_t die, const UnitType& type) {
    types_->types.push_back(type);
    dies_.push_back(die);
  }

  // The innermost DIE has no more children.
  void close();

  // By type that was added, the DIE's offset from the unit's start.
  const std::vector<uint32_t>& dies() const { return dies_; }

 private:
  UnitTypes* types_ = nullptr;
  UnitFunctions* functions_ = nullptr;
  bool keeps_functions_ = false;
  std::vector<OpenDie> open_;
  // Of the open DIEs.
  std::vector<UnitFunction> open_functions_;
  std::vector<UnitVariable> open_variables_;
  std::vector<UnitEntry> entries_;
  std::vector<UnitParameter> parameters_;
  std::vector<FunctionTag> tags_;
  std::vector<uint32_t> dies_;
};

}  // namespace btfkit::btfgen
