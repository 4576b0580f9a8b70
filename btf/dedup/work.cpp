#include "alike.h"
#include "stages.h"

namespace btfkit::btf::dedup {

DeclaredNames::DeclaredNames(const Types& types) {
  for (Id id : types.declarations()) {
    const Word* type = types.at(id);
    if (is_enum(types.kind(id))) {
      insert(enums_, type[kName]);
    } else {
      insert(declared_kind(type) == wire::Kind::kUnion ? unions_ : structs_, type[kName]);
    }
  }
}

Candidates::List Work::list_of(const Word* type) {
  auto find = [&](uint64_t hash, auto is_same) {
    return candidates.find(hash, [&](Id other) { return is_same(type, types.at(other)); });
  };
  wire::Kind kind = kind_of(type);
  if (is_composite(kind)) return find(hash_but_member_types(type), same_but_member_types);
  if (kind == wire::Kind::kTypedef) return find(hash_head(type), same_head);
  if (is_enum(kind) && declared.has(type[kName], kind)) {
    constexpr uint64_t kOfEnum = 1;
    return find(mix(kOfEnum, type[kName]), [](const Word* a, const Word* b) {
      return is_enum(kind_of(b)) && a[kName] == b[kName];
    });
  }
  return list_of_equal(type);
}

Candidates::List Work::list_of_equal(const Word* type) {
  return candidates.find(hash_words(type),
                         [&](Id other) { return same_words(type, types.at(other)); });
}

void keep_up_to(Id end, Work& work) {
  for (Id id = 1; id < end; ++id) {
    work.mapping.keep(id);
    const Word* type = work.types.at(id);
    if (kind_of(type) == wire::Kind::kVar || kind_of(type) == wire::Kind::kDatasec) continue;
    work.candidates.add(work.list_of(type), id);
  }
}

}  // namespace btfkit::btf::dedup
