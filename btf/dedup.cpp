#include "btf/dedup.h"

#include <cassert>

#include "btf/references.h"
#include "dedup/stages.h"

namespace btfkit::btf {
namespace {

// A kind that is newer than this program may refer to types and strings, and nobody knows where.
Result<void> check_kinds(const Btf& btf) {
  for (TypeId id = btf.first_id(); id < btf.end_id(); id = TypeId{number(id) + 1}) {
    auto kind = dedup::kind_of(btf.words(id).data());
    if (static_cast<uint32_t>(kind) < wire::kKinds) continue;
    return fail("type [{}] is of kind {}, which can't be deduplicated (the last known is {})",
                number(id), static_cast<uint32_t>(kind), wire::kKinds - 1);
  }
  return btf.base() ? check_kinds(*btf.base()) : Result<void>();
}

// All stages; returned are the strings, each once.
Result<std::string> run(dedup::Work& work, const Btf& btf) {
  BTFKIT_CHECK(check_kinds(btf));
  std::string strings = deduplicate_strings(work.types, btf);
  // From here equal names are equal offsets.
  work.declared = dedup::DeclaredNames(work.types);
  keep_base(work);
  deduplicate_primitives(work);
  BTFKIT_CHECK(deduplicate_composites(work));
  // From here every struct, union and typedef is what it will be.
  resolve_declarations(work);
  BTFKIT_CHECK(deduplicate_references(work));
  return strings;
}

}  // namespace

Result<Btf> deduplicate(const Btf& btf) {
  dedup::Work work(btf);
  std::string strings = BTFKIT_TRY(run(work, btf));
  Btf result = btf.base() ? Btf(*btf.base(), btf.endian()) : Btf(btf.endian());
  auto compacted = compact(work, strings, btf.first_string());
  result.set_own_strings(std::move(compacted.strings));
  result.set_types(std::move(compacted.words), std::move(compacted.starts));
  result.set_layout({btf.own_layout().begin(), btf.own_layout().end()});
  return result;
}

Result<std::vector<TypeId>> find_duplicates(const Btf& btf) {
  assert(!btf.base());
  dedup::Work work(btf);
  BTFKIT_TRY(run(work, btf));
  std::vector<TypeId> result;
  for (dedup::Id id = 1; id < work.types.end(); ++id) {
    result.push_back(TypeId{work.mapping.resolve(id)});
  }
  return result;
}

Btf replace_types(const Btf& btf, const std::vector<TypeId>& stand_ins) {
  assert(!btf.base());
  auto count = static_cast<uint32_t>(btf.own_types().size());
  std::vector<uint32_t> new_ids(count + 1, number(kVoid));
  uint32_t next = number(btf.first_id());
  for (uint32_t id = 1; id <= count; ++id) {
    if (stand_ins[id - 1] == TypeId{id}) new_ids[id] = next++;
  }
  for (uint32_t id = 1; id <= count; ++id) new_ids[id] = new_ids[number(stand_ins[id - 1])];

  Btf result(btf.endian());
  std::vector<uint32_t> words;
  for (uint32_t id = 1; id <= count; ++id) {
    if (stand_ins[id - 1] != TypeId{id}) continue;
    auto old = btf.words(TypeId{id});
    words.assign(old.begin(), old.end());
    for_each_name(std::span(words), [&](uint32_t& name) {
      name = number(result.add_string(btf.string(StringOffset{name})));
    });
    for_each_reference(std::span(words), [&](uint32_t& type) { type = new_ids[type]; });
    result.add_words(words);
  }
  return result;
}

}  // namespace btfkit::btf
