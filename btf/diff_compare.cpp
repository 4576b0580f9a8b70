#include "diff_compare.h"

#include <algorithm>
#include <map>

#include "btf/spell.h"
#include "diff_fields.h"
#include "dump_words.h"

namespace btfkit::btf {
namespace {

// Pairs those of two lists that have the same name, the second of a name with the second. Calls
// `use` with indices, either of which may be missing.
template <typename Names, typename Use>
void pair_by_name(const Names& before, const Names& after, Use use) {
  std::map<std::string_view, std::pair<std::vector<size_t>, size_t>> by_name;
  for (size_t i = 0; i < after.size(); ++i) by_name[after[i]].first.push_back(i);
  std::vector<bool> is_paired(after.size());
  for (size_t i = 0; i < before.size(); ++i) {
    auto entry = by_name.find(before[i]);
    if (entry == by_name.end() || entry->second.second == entry->second.first.size()) {
      use(std::optional<size_t>(i), std::optional<size_t>());
      continue;
    }
    size_t other = entry->second.first[entry->second.second++];
    is_paired[other] = true;
    use(std::optional<size_t>(i), std::optional<size_t>(other));
  }
  for (size_t i = 0; i < after.size(); ++i) {
    if (!is_paired[i]) use(std::optional<size_t>(), std::optional<size_t>(i));
  }
}

void add_property(TypeChange& change, std::string_view property, const std::string& before,
                  const std::string& after) {
  if (before != after) change.properties.push_back({property, before, after});
}

// Compared are the bits: not every pahole tells the sign of an enum.
struct Constant {
  std::string_view name;
  uint64_t bits;
  Value value;
};

std::vector<Constant> constants_of(const Btf& btf, TypeId id) {
  std::vector<Constant> constants;
  Kind any = btf.type(id).kind;
  with_enum(any, [&](const auto& kind) {
    for (uint32_t i = 0; i < kind.enumerators.size(); ++i) {
      const auto& enumerator = kind.enumerators[i];
      constants.push_back({btf.string(enumerator.name),
                           uint64_t{value_of(enumerator)},
                           {enumerator_value(kind.is_signed, value_of(enumerator)), id, i}});
    }
  });
  return constants;
}

void compare_constants(const std::vector<Constant>& before, const std::vector<Constant>& after,
                       TypeChange& change) {
  auto names = [](const std::vector<Constant>& constants) {
    std::vector<std::string_view> list;
    for (const Constant& constant : constants) list.push_back(constant.name);
    return list;
  };
  struct Found {
    uint64_t value;
    EnumeratorChange change;
  };
  std::vector<Found> found;
  pair_by_name(names(before), names(after), [&](auto old_one, auto new_one) {
    // The same number may have more bits in an enum that has become wide.
    if (old_one && new_one &&
        (before[*old_one].bits == after[*new_one].bits ||
         before[*old_one].value.number == after[*new_one].value.number)) {
      return;
    }
    EnumeratorChange one;
    const Constant& shown = new_one ? after[*new_one] : before[*old_one];
    one.name = shown.name;
    if (old_one) one.before = before[*old_one].value;
    if (new_one) one.after = after[*new_one].value;
    found.push_back({shown.bits, std::move(one)});
  });
  std::ranges::stable_sort(found, {}, &Found::value);
  for (Found& one : found) change.enumerators.push_back(std::move(one.change));
}

std::string size_text(const Kind& kind) {
  if (auto* composite = as_composite(kind)) return fmt::to_string(composite->size);
  std::string text;
  with_enum(kind, [&](const auto& any) { text = fmt::to_string(any.size); });
  if (auto* integer = std::get_if<Int>(&kind)) text = fmt::to_string(integer->size);
  if (auto* real = std::get_if<Float>(&kind)) text = fmt::to_string(real->size);
  return text;
}

// What a typedef's declaration is made of, if it has no name and the typedef holds it.
std::optional<TypeId> unnamed_base(const Btf& btf, TypeId id) {
  Spelling spelling = spell(btf, id);
  bool holds_it = spelling.before.empty() && !spelling.after.starts_with('(');
  if (!holds_it || !btf.contains(spelling.base)) return std::nullopt;
  Type type = btf.type(spelling.base);
  if (!btf.name(type).empty() || keyword(type.kind).empty()) return std::nullopt;
  if (std::holds_alternative<Fwd>(type.kind)) return std::nullopt;
  return spelling.base;
}

bool have_names(const FuncProto& kind, const Btf& btf) {
  std::vector<std::string_view> names;
  for (const Parameter& parameter : kind.parameters) names.push_back(btf.string(parameter.name));
  std::ranges::sort(names);
  return std::ranges::adjacent_find(names) == names.end() &&
         (names.empty() || !names.front().empty());
}

std::string encoding_text(const Kind& kind) {
  if (auto* integer = std::get_if<Int>(&kind)) {
    return fmt::format("INT {} {} bits", encoding_name(integer->encoding), integer->bits);
  }
  return std::string(kind_name(kind));
}

}  // namespace

std::optional<Family> family_of(const Kind& kind) {
  using Found = std::optional<Family>;
  return std::visit(Overloaded{
                        [](const Struct&) { return Found(Family::kStruct); },
                        [](const Union&) { return Found(Family::kUnion); },
                        [](const Enum&) { return Found(Family::kEnum); },
                        [](const Enum64&) { return Found(Family::kEnum); },
                        [](const Typedef&) { return Found(Family::kTypedef); },
                        [](const Func&) { return Found(Family::kFunction); },
                        [](const Var&) { return Found(Family::kVariable); },
                        [](const Int&) { return Found(Family::kScalar); },
                        [](const Float&) { return Found(Family::kScalar); },
                        [](const Ptr&) { return Found(); },
                        [](const Array&) { return Found(); },
                        [](const Fwd&) { return Found(); },
                        [](const Volatile&) { return Found(); },
                        [](const Const&) { return Found(); },
                        [](const Restrict&) { return Found(); },
                        [](const FuncProto&) { return Found(); },
                        [](const Datasec&) { return Found(); },
                        [](const DeclTag&) { return Found(); },
                        [](const TypeTag&) { return Found(); },
                        [](const Unknown&) { return Found(); },
                    },
                    kind);
}

bool Comparison::equal(TypeId before, TypeId after) {
  Kind a = before_.type(before).kind;
  Kind b = after_.type(after).kind;
  if (auto* one = as_composite(a)) return same_.composites(*one, *as_composite(b));
  bool enums_equal = false;
  bool is_enum = with_enum(a, [&](const auto& one) {
    with_enum(b, [&](const auto& other) { enums_equal = same_.enums(one, other); });
  });
  if (is_enum) return enums_equal;
  if (auto* alias = std::get_if<Typedef>(&a)) {
    return same_.types(alias->type, std::get<Typedef>(b).type);
  }
  if (auto* function = std::get_if<Func>(&a)) {
    const auto& other = std::get<Func>(b);
    return function->linkage == other.linkage && same_.types(function->proto, other.proto);
  }
  if (auto* variable = std::get_if<Var>(&a)) {
    const auto& other = std::get<Var>(b);
    return variable->linkage == other.linkage && same_.types(variable->type, other.type);
  }
  return size_text(a) == size_text(b) && encoding_text(a) == encoding_text(b);
}

TypeChange Comparison::changes(Family family, TypeId before, TypeId after) {
  Type a = before_.type(before);
  Type b = after_.type(after);
  TypeChange change;
  change.family = family;
  change.name = before_.name(a);
  change.before = before;
  change.after = after;
  switch (family) {
    case Family::kStruct:
    case Family::kUnion:
      add_property(change, "size", size_text(a.kind), size_text(b.kind));
      compare_fields(before, after, change);
      break;
    case Family::kEnum:
    case Family::kConstants:
      add_property(change, "size", size_text(a.kind), size_text(b.kind));
      compare_enumerators(before, after, change);
      break;
    case Family::kTypedef:
      compare_target(std::get<Typedef>(a.kind).type, std::get<Typedef>(b.kind).type, change);
      break;
    case Family::kFunction:
      compare_functions(std::get<Func>(a.kind), std::get<Func>(b.kind), change);
      change.declaration_before = declaration(before_, before);
      change.declaration_after = declaration(after_, after);
      break;
    case Family::kVariable: {
      const auto& one = std::get<Var>(a.kind);
      const auto& other = std::get<Var>(b.kind);
      add_property(change, "linkage", std::string(linkage_name(one.linkage)),
                   std::string(linkage_name(other.linkage)));
      compare_target(one.type, other.type, change);
      break;
    }
    case Family::kScalar:
      add_property(change, "size", size_text(a.kind), size_text(b.kind));
      add_property(change, "encoding", encoding_text(a.kind), encoding_text(b.kind));
      break;
  }
  return change;
}

TypeChange Comparison::constant_changes(const std::vector<TypeId>& before,
                                        const std::vector<TypeId>& after) {
  // Files may have the same enum each; one of the same value says nothing new.
  auto all = [](const Btf& btf, const std::vector<TypeId>& ids) {
    std::vector<Constant> constants;
    for (TypeId id : ids) std::ranges::move(constants_of(btf, id), std::back_inserter(constants));
    auto key = [](const Constant& constant) { return std::pair(constant.name, constant.bits); };
    std::ranges::stable_sort(constants, {}, key);
    auto rest = std::ranges::unique(constants, {}, key);
    constants.erase(rest.begin(), rest.end());
    return constants;
  };
  std::vector<Constant> a = all(before_, before);
  std::vector<Constant> b = all(after_, after);
  auto key = [](const Constant& constant) { return std::pair(constant.name, constant.bits); };
  std::vector<Constant> only_before, only_after;
  std::ranges::set_difference(a, b, std::back_inserter(only_before), {}, key, key);
  std::ranges::set_difference(b, a, std::back_inserter(only_after), {}, key, key);
  TypeChange change;
  change.family = Family::kConstants;
  // Any that isn't void: these enums are there on both sides, even if empty.
  change.before = before.empty() ? TypeId{1} : before.front();
  change.after = after.empty() ? TypeId{1} : after.front();
  compare_constants(only_before, only_after, change);
  std::ranges::stable_sort(change.enumerators, {}, &EnumeratorChange::name);
  return change;
}

size_t Comparison::common_names(TypeId before, TypeId after) const {
  auto names = [](const Btf& btf, TypeId id) {
    std::set<std::string_view> all;
    Kind kind = btf.type(id).kind;
    if (auto* composite = as_composite(kind)) {
      for (const Member& member : composite->members) all.insert(btf.string(member.name));
    } else if (auto* function = std::get_if<Func>(&kind)) {
      if (auto proto = get_if<FuncProto>(btf, function->proto)) {
        for (const Parameter& one : proto->parameters) all.insert(btf.string(one.name));
      }
    }
    for (const Constant& constant : constants_of(btf, id)) all.insert(constant.name);
    return all;
  };
  std::set<std::string_view> a = names(before_, before);
  std::set<std::string_view> b = names(after_, after);
  return static_cast<size_t>(
      std::ranges::count_if(a, [&](std::string_view name) { return b.contains(name); }));
}

void Comparison::compare_fields(TypeId before, TypeId after, TypeChange& change) {
  std::vector<FlatField> a = flatten(before_, before, same_.pointer_size_before(), same_);
  std::vector<FlatField> b = flatten(after_, after, same_.pointer_size_after(), same_);
  auto names = [](const std::vector<FlatField>& fields) {
    std::vector<std::string_view> list;
    for (const FlatField& field : fields) list.push_back(field.name);
    return list;
  };
  auto relative = [](const std::vector<FlatField>& fields, size_t i) {
    uint64_t around =
        fields[i].around < 0 ? 0 : fields[static_cast<size_t>(fields[i].around)].field.bit_offset;
    return static_cast<int64_t>(fields[i].field.bit_offset - around);
  };
  std::vector<bool> is_gone(a.size()), is_new(b.size());
  pair_by_name(names(a), names(b), [&](auto old_one, auto new_one) {
    if (!old_one) is_new[*new_one] = true;
    if (!new_one) is_gone[*old_one] = true;
  });
  // With a field goes what is in it.
  auto goes_along = [](const std::vector<FlatField>& fields, const std::vector<bool>& gone,
                       size_t i) {
    return fields[i].around >= 0 && gone[static_cast<size_t>(fields[i].around)];
  };
  pair_by_name(names(a), names(b), [&](auto old_one, auto new_one) {
    if (same_.stopped()) return;
    FieldChange one;
    if (old_one && new_one) {
      const FlatField& x = a[*old_one];
      const FlatField& y = b[*new_one];
      one.moved_by = relative(b, *new_one) - relative(a, *old_one);
      bool both_open = x.is_open && y.is_open;
      one.is_retyped = !same_.types(
          x.type, y.type, both_open ? Sameness::Inside::kByName : Sameness::Inside::kCompare);
      if (one.moved_by == 0 && !one.is_retyped && x.field.bit_size == y.field.bit_size &&
          x.field.is_bit_field == y.field.is_bit_field) {
        return;
      }
    } else if (old_one ? goes_along(a, is_gone, *old_one) : goes_along(b, is_new, *new_one)) {
      return;
    }
    if (old_one) one.before = a[*old_one].field;
    if (new_one) one.after = b[*new_one].field;
    one.name = old_one ? a[*old_one].name : b[*new_one].name;
    change.fields.push_back(std::move(one));
  });
  std::ranges::stable_sort(change.fields, {}, [](const FieldChange& field) {
    return (field.after ? field.after : field.before)->bit_offset;
  });
}

void Comparison::compare_enumerators(TypeId before, TypeId after, TypeChange& change) {
  compare_constants(constants_of(before_, before), constants_of(after_, after), change);
}

// What a typedef or variable stands for; one without a name has its fields among the changes.
void Comparison::compare_target(TypeId before, TypeId after, TypeChange& change) {
  auto a = unnamed_base(before_, before);
  auto b = unnamed_base(after_, after);
  bool is_open = false;
  if (a && b) {
    Kind one = before_.type(*a).kind;
    Kind other = after_.type(*b).kind;
    add_property(change, "size", size_text(one), size_text(other));
    if (as_composite(one) && as_composite(other)) {
      compare_fields(*a, *b, change);
      is_open = true;
    } else if (!as_composite(one) && !as_composite(other)) {
      compare_enumerators(*a, *b, change);
      return;
    }
  }
  auto inside = is_open ? Sameness::Inside::kByName : Sameness::Inside::kCompare;
  if (same_.types(before, after, inside)) return;
  change.properties.push_back(
      {"type", spell(before_, before).around(""), spell(after_, after).around("")});
}

void Comparison::compare_functions(const Func& before, const Func& after, TypeChange& change) {
  add_property(change, "linkage", std::string(linkage_name(before.linkage)),
               std::string(linkage_name(after.linkage)));
  auto a = get_if<FuncProto>(before_, before.proto);
  auto b = get_if<FuncProto>(after_, after.proto);
  if (!a || !b) return;
  if (!same_.types(a->result, b->result)) {
    change.properties.push_back(
        {"returns", spell(before_, a->result).around(""), spell(after_, b->result).around("")});
  }
  // By name where all have one, by position otherwise.
  bool by_name = have_names(*a, before_) && have_names(*b, after_);
  auto keys = [&](const FuncProto& kind, const Btf& btf) {
    std::vector<std::string> list;
    for (const Parameter& parameter : kind.parameters) {
      list.push_back(by_name ? std::string(btf.string(parameter.name))
                             : fmt::to_string(list.size()));
    }
    return list;
  };
  // A variadic function ends in a parameter without a type.
  auto text = [](const FuncProto& kind, const Btf& btf, size_t i) {
    TypeId type = kind.parameters[i].type;
    return type == kVoid ? std::string("...") : spell(btf, type).around("");
  };
  std::vector<std::string> before_keys = keys(*a, before_);
  std::vector<std::string> after_keys = keys(*b, after_);
  if (by_name && before_keys.size() == after_keys.size()) {
    // Renamed parameters are the same ones; only their types count.
    bool is_renamed = true;
    for (size_t i = 0; i < before_keys.size(); ++i) {
      is_renamed &= same_.types(a->parameters[i].type, b->parameters[i].type);
    }
    if (is_renamed) return;
  }
  pair_by_name(before_keys, after_keys, [&](auto old_one, auto new_one) {
    if (old_one && new_one &&
        same_.types(a->parameters[*old_one].type, b->parameters[*new_one].type)) {
      return;
    }
    ParameterChange one;
    one.index = static_cast<uint32_t>(new_one ? *new_one : *old_one);
    one.name = new_one ? after_.string(b->parameters[*new_one].name)
                       : before_.string(a->parameters[*old_one].name);
    if (old_one) one.before = text(*a, before_, *old_one);
    if (new_one) one.after = text(*b, after_, *new_one);
    change.parameters.push_back(std::move(one));
  });
  std::ranges::stable_sort(change.parameters, {}, &ParameterChange::index);
  if (!change.parameters.empty() || same_.types(before.proto, after.proto)) return;
  // The same ones in another order.
  pair_by_name(before_keys, after_keys, [&](auto old_one, auto new_one) {
    if (!old_one || !new_one || *old_one == *new_one) return;
    change.parameters.push_back({after_keys[*new_one], static_cast<uint32_t>(*new_one),
                                 text(*a, before_, *old_one), text(*b, after_, *new_one)});
  });
  std::ranges::stable_sort(change.parameters, {}, &ParameterChange::index);
}

std::string declaration(const Btf& btf, TypeId id) {
  Type type = btf.type(id);
  std::string name(btf.name(type));
  if (auto* composite = as_composite(type.kind)) {
    return fmt::format("{} {} (size {}, {} members)", keyword(type.kind), name, composite->size,
                       composite->members.size());
  }
  if (auto* function = std::get_if<Func>(&type.kind)) {
    return spell(btf, function->proto).around(name);
  }
  if (auto* variable = std::get_if<Var>(&type.kind)) return spell(btf, variable->type).around(name);
  if (auto* alias = std::get_if<Typedef>(&type.kind)) {
    return "typedef " + spell(btf, alias->type).around(name);
  }
  std::string text;
  with_enum(type.kind, [&](const auto& kind) {
    text = fmt::format("enum {} ({} enumerators)", name, kind.enumerators.size());
  });
  return text.empty() ? fmt::format("{} (size {})", name, size_text(type.kind)) : text;
}

bool is_empty(const TypeChange& change) {
  return !change.added() && !change.removed() && change.properties.empty() &&
         change.fields.empty() && change.enumerators.empty() && change.parameters.empty();
}

}  // namespace btfkit::btf
