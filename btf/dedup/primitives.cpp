#include "alike.h"
#include "stages.h"

namespace btfkit::btf::dedup {
namespace {

// The enum that stands for one of a name that is somewhere only declared. A declaration takes the
// first compatible one. A definition takes the first equal one, and on the way to it becomes what
// each declaration stands for, even if that had a definition before.
Id stand_in_for_enum(Work& work, Id id, Candidates::List list) {
  const Word* type = work.types.at(id);
  return work.candidates.first(list, [&](Id other) {
    const Word* candidate = work.types.at(other);
    if (same_words(type, candidate)) return true;
    if (!compatible_enums(type, candidate)) return false;
    if (is_enum_declaration(type)) return true;
    work.mapping.replace(other, id);
    return false;
  });
}

void settle(Work& work, Id id) {
  const Word* type = work.types.at(id);
  auto list = work.list_of(type);
  bool may_be_declared = is_enum(kind_of(type)) && work.declared.has(type[kName], kind_of(type));
  Id stand_in = may_be_declared ? stand_in_for_enum(work, id, list)
                                : work.candidates.first(list, [](Id) { return true; });
  work.settle(id, stand_in, list);
}

}  // namespace

void deduplicate_primitives(Work& work) {
  for (Id id = work.types.first_own(); id < work.types.end(); ++id) {
    switch (work.types.kind(id)) {
      case wire::Kind::kInt:
      case wire::Kind::kFloat:
      case wire::Kind::kFwd:
      case wire::Kind::kEnum:
      case wire::Kind::kEnum64:
        work.reach_primitive(id);
        settle(work, id);
        break;
      case wire::Kind::kVar:
      case wire::Kind::kDatasec:
        // A variable is itself, even where it looks like another one.
        work.mapping.keep(id);
        break;
      case wire::Kind::kPtr:
      case wire::Kind::kArray:
      case wire::Kind::kStruct:
      case wire::Kind::kUnion:
      case wire::Kind::kTypedef:
      case wire::Kind::kVolatile:
      case wire::Kind::kConst:
      case wire::Kind::kRestrict:
      case wire::Kind::kFunc:
      case wire::Kind::kFuncProto:
      case wire::Kind::kDeclTag:
      case wire::Kind::kTypeTag:
        break;
    }
  }
}

}  // namespace btfkit::btf::dedup
