#include "c/open_dies.h"

#include <tuple>
#include <utility>

namespace btfkit::btfgen {
namespace {

// Moves the end of `from` to the end of `to`. Returned is where it begins there, and how long it
// is.
template <typename T>
std::pair<uint32_t, uint32_t> move_tail(std::vector<T>& from, uint32_t first, std::vector<T>& to) {
  auto begin = static_cast<uint32_t>(to.size());
  to.insert(to.end(), from.begin() + first, from.end());
  from.resize(first);
  return {begin, static_cast<uint32_t>(to.size()) - begin};
}

bool is_type(Role role) {
  return role >= Role::kComposite && role <= Role::kOtherType;
}

}  // namespace

void OpenDies::begin(UnitTypes& types, UnitFunctions& functions, bool keeps_functions) {
  types_ = &types;
  functions_ = &functions;
  keeps_functions_ = keeps_functions;
  open_.clear();
  open_functions_.clear();
  open_variables_.clear();
  entries_.clear();
  parameters_.clear();
  tags_.clear();
  dies_.clear();
}

void OpenDies::close() {
  OpenDie& closed = open_.back();
  if (is_type(closed.role)) {
    UnitType& type = closed.type;
    if (type.kind == TypeKind::kFuncProto && std::exchange(type.flag, false)) {
      entries_.push_back({kUnnamed, 0, 0});
    }
    std::tie(type.first, type.count) = move_tail(entries_, closed.first_entry, types_->entries);
    add_type(closed.die, type);
    auto added = static_cast<uint32_t>(types_->types.size());
    bool is_taggable = closed.role == Role::kComposite || closed.role == Role::kTypedef;
    for (size_t i = closed.first_tag; is_taggable && i < tags_.size(); ++i) {
      types_->tags.push_back({tags_[i].value, added, tags_[i].component});
    }
    tags_.resize(closed.first_tag);
  } else if (closed.role == Role::kFunction) {
    UnitFunction& function = open_functions_.back();
    std::tie(function.first_parameter, function.parameters) =
        move_tail(parameters_, closed.first_parameter, functions_->parameters);
    std::tie(function.first_tag, function.tags) =
        move_tail(tags_, closed.first_tag, functions_->tags);
    if (keeps_functions_) functions_->functions.push_back(function);
    open_functions_.pop_back();
  } else if (closed.role == Role::kVariable) {
    UnitVariable& variable = open_variables_.back();
    std::tie(variable.first_tag, variable.tags) =
        move_tail(tags_, closed.first_tag, functions_->tags);
    functions_->variables.push_back(variable);
    open_variables_.pop_back();
  }
  open_.pop_back();
}

}  // namespace btfkit::btfgen
