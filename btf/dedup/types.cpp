#include "types.h"

namespace btfkit::btf::dedup {
namespace {

size_t count_words(const Btf& btf) {
  return btf.own_words().size() + (btf.base() ? count_words(*btf.base()) : 0);
}

}  // namespace

Types::Types(const Btf& btf) : first_own_(number(btf.first_id())) {
  words_.reserve(kFixedWords + count_words(btf));
  nodes_.reserve(number(btf.end_id()));
  words_.assign(kFixedWords, 0);
  nodes_.push_back({0, kVoidKind});
  add_with_bases(btf);
  base_words_ = words_.data();
}

Types::Types(const Btf& btf, const Types& base)
    : base_words_(base.words_.data()),
      declarations_(base.declarations_),
      first_own_(number(btf.first_id())) {
  nodes_.reserve(number(btf.end_id()));
  nodes_.assign(base.nodes_.begin(), base.nodes_.end());
  add(btf);
}

void Types::add_with_bases(const Btf& btf) {
  if (btf.base()) add_with_bases(*btf.base());
  add(btf);
}

void Types::add(const Btf& btf) {
  auto first_word = static_cast<uint32_t>(words_.size());
  words_.insert(words_.end(), btf.own_words().begin(), btf.own_words().end());
  for (Id id = number(btf.first_id()); id < number(btf.end_id()); ++id) {
    uint32_t start = first_word + btf.start(TypeId{id});
    const Word* type = words_.data() + start;
    nodes_.push_back({start, kind_of(type)});
    if (kind_of(type) == wire::Kind::kFwd || is_enum_declaration(type)) declarations_.push_back(id);
  }
}

}  // namespace btfkit::btf::dedup
