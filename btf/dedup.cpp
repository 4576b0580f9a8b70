#include "btf/dedup.h"

#include <cassert>
#include <unordered_map>

#include "btf/references.h"
#include "dedup/stages.h"

namespace btfkit::btf {
namespace {

// A kind that is newer than this program may refer to types and strings, and nobody knows where.
Result<void> check_own_kinds(const Btf& btf) {
  for (TypeId id = btf.first_id(); id < btf.end_id(); id = TypeId{number(id) + 1}) {
    auto kind = dedup::kind_of(btf.words(id).data());
    if (static_cast<uint32_t>(kind) < wire::kKinds) continue;
    return fail("type [{}] is of kind {}, which can't be deduplicated (the last known is {})",
                number(id), static_cast<uint32_t>(kind), wire::kKinds - 1);
  }
  return {};
}

Result<void> check_kinds(const Btf& btf) {
  BTFKIT_CHECK(check_own_kinds(btf));
  return btf.base() ? check_kinds(*btf.base()) : Result<void>();
}

// The stages behind the strings.
Result<void> settle_types(dedup::Work& work) {
  deduplicate_primitives(work);
  BTFKIT_CHECK(deduplicate_composites(work));
  // From here every struct, union and typedef is what it will be.
  resolve_declarations(work);
  return deduplicate_references(work);
}

// All stages; returned are the strings, each once.
Result<std::string> run(dedup::Work& work, const Btf& btf) {
  BTFKIT_CHECK(check_kinds(btf));
  dedup::StringTable of_base;
  if (btf.base()) of_base = dedup::strings_of(*btf.base());
  std::string strings = deduplicate_strings(work.types, btf, of_base);
  // From here equal names are equal offsets.
  work.declared = dedup::DeclaredNames(work.types);
  keep_up_to(work.types.first_own(), work);
  BTFKIT_CHECK(settle_types(work));
  return strings;
}

Btf result_of(const dedup::Work& work, const Btf& btf, std::string_view strings) {
  Btf result = btf.base() ? Btf(*btf.base(), btf.endian()) : Btf(btf.endian());
  auto compacted = compact(work, strings, btf.first_string());
  result.set_own_strings(std::move(compacted.strings));
  result.set_types(std::move(compacted.words), std::move(compacted.starts));
  result.set_layout({btf.own_layout().begin(), btf.own_layout().end()});
  return result;
}

// By name, the enum of a base; kNoId where it has several.
using Enums = std::unordered_map<uint32_t, dedup::Id>;

Enums enums_of(const dedup::Types& types) {
  Enums enums;
  for (dedup::Id id = 1; id < types.end(); ++id) {
    if (!dedup::is_enum(types.kind(id))) continue;
    auto [known, is_new] = enums.try_emplace(types.at(id)[dedup::kName], id);
    if (!is_new) known->second = dedup::kNoId;
  }
  return enums;
}

// Enums of a name that is somewhere only declared are looked up by that, so the base's enum of a
// name that the base doesn't declare has to be in another list. False if it has several of one
// name, whose order isn't known any more.
bool relist_declared_enums(dedup::Work& work, const dedup::DeclaredNames& of_base,
                           const Enums& enums) {
  for (dedup::Id id : work.types.declarations()) {
    const dedup::Word* type = work.types.at(id);
    wire::Kind kind = work.types.kind(id);
    bool is_new =
        work.types.is_own(id) && dedup::is_enum(kind) && !of_base.has(type[dedup::kName], kind);
    auto found = is_new ? enums.find(type[dedup::kName]) : enums.end();
    if (found == enums.end()) continue;
    if (found->second == dedup::kNoId) return false;
    auto list = work.list_of(type);
    bool is_listed = work.candidates.first(list, [](dedup::Id) { return true; }) != dedup::kNoId;
    if (!is_listed) work.candidates.add_known(list, found->second);
  }
  return true;
}

}  // namespace

Result<Btf> deduplicate(const Btf& btf) {
  dedup::Work work(btf);
  std::string strings = BTFKIT_TRY(run(work, btf));
  return result_of(work, btf, strings);
}

struct DedupBase::Parts {
  explicit Parts(const Btf& btf)
      : work(btf), strings(dedup::strings_of(btf)), enums(enums_of(work.types)) {}

  dedup::Work work;
  dedup::StringTable strings;
  Enums enums;
};

DedupBase::DedupBase(std::unique_ptr<const Parts> parts) : parts_(std::move(parts)) {}
DedupBase::DedupBase(DedupBase&&) noexcept = default;
DedupBase::~DedupBase() = default;

Result<DedupBase> DedupBase::prepare(const Btf& base) {
  BTFKIT_CHECK(check_kinds(base));
  auto parts = std::make_unique<Parts>(base);
  dedup::Work& work = parts->work;
  work.declared = dedup::DeclaredNames(work.types);
  keep_up_to(work.types.end(), work);
  return DedupBase(std::move(parts));
}

Result<Btf> deduplicate(const Btf& btf, const DedupBase& base) {
  const dedup::Work& of_base = base.parts_->work;
  assert(btf.base() && btf.base()->end_id() == TypeId{of_base.types.end()});
  BTFKIT_CHECK(check_own_kinds(btf));
  dedup::Work work(btf, of_base);
  std::string strings = deduplicate_strings(work.types, btf, base.parts_->strings);
  work.declared = dedup::DeclaredNames(work.types);
  if (!relist_declared_enums(work, of_base.declared, base.parts_->enums)) return deduplicate(btf);
  BTFKIT_CHECK(settle_types(work));
  return result_of(work, btf, strings);
}

Result<std::vector<TypeId>> find_duplicates(const Btf& btf, const LargerBtf& larger) {
  assert(!btf.base());
  dedup::Work work(btf);
  work.larger = &larger;
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
