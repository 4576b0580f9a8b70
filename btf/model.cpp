#include "btf/model.h"

#include <algorithm>
#include <cassert>

#include "words.h"

namespace btfkit::btf {
namespace {

// The kernel's MAX_RESOLVE_DEPTH is 32; a modifier chain of real code is far shorter.
constexpr int kMaxModifiers = 256;
constexpr int kMaxArrayNesting = 32;

}  // namespace

std::string_view kind_name(const Kind& kind) {
  return std::visit(kKindName, kind);
}

const Composite* as_composite(const Kind& kind) {
  if (auto* type = std::get_if<Struct>(&kind)) return type;
  return std::get_if<Union>(&kind);
}

std::optional<TypeId> referenced_type(const Kind& kind) {
  if (auto* type = std::get_if<Ptr>(&kind)) return type->type;
  if (auto* type = std::get_if<Typedef>(&kind)) return type->type;
  if (auto* type = std::get_if<Const>(&kind)) return type->type;
  if (auto* type = std::get_if<Volatile>(&kind)) return type->type;
  if (auto* type = std::get_if<Restrict>(&kind)) return type->type;
  if (auto* type = std::get_if<TypeTag>(&kind)) return type->type;
  return std::nullopt;
}

Btf::Btf(Endian endian) : endian_(endian) {
  set_own_strings(std::string(1, '\0'));
}

Btf::Btf(const Btf& base, Endian endian)
    : endian_(endian),
      base_(&base),
      first_id_(number(base.end_id())),
      first_string_(base.end_string()),
      strings_("", 0) {}

Type Btf::type(TypeId id) const {
  return decode(words(id));
}

std::span<const uint32_t> Btf::checked(size_t index, std::span<const uint32_t> words) const {
  // Those that were added since are checked each time.
  std::atomic<uint64_t>* sound =
      index / 64 < unchecked_->sound.size() ? &unchecked_->sound[index / 64] : nullptr;
  const uint64_t bit = uint64_t{1} << index % 64;
  if (sound && (sound->load(std::memory_order_relaxed) & bit)) return words;
  if (!is_sound(words, number(end_id()), end_string())) {
    unchecked_->has_fault = true;
    return empty_type(kind_of(words[1]));
  }
  if (sound) sound->fetch_or(bit, std::memory_order_relaxed);
  return words;
}

std::optional<std::string_view> Btf::find_string(StringOffset offset) const {
  uint32_t position = number(offset);
  if (position < first_string_) return base_->find_string(offset);
  if (position >= end_string()) return std::nullopt;
  // The section ends in NUL, so the string does.
  return string(offset);
}

void Btf::own_words_for_change() {
  if (changed_words_.empty()) changed_words_.assign(words_.begin(), words_.end());
}

TypeId Btf::add_type(const Type& type) {
  // Its lists may be parts of the very words that are about to move.
  std::vector<uint32_t> words;
  encode(type, words);
  return add_words(words);
}

TypeId Btf::add_words(std::span<const uint32_t> words) {
  own_words_for_change();
  starts_.push_back(static_cast<uint32_t>(changed_words_.size()), changed_words_.data());
  changed_words_.insert(changed_words_.end(), words.begin(), words.end());
  words_ = changed_words_;
  return TypeId{number(end_id()) - 1};
}

void Btf::replace_type(TypeId id, const Type& type) {
  own_words_for_change();
  std::vector<uint32_t> added;
  encode(type, added);
  size_t old_size = words(id).size();
  // Before anything moves, as that is where the others are found from.
  auto moved_by = static_cast<uint32_t>(added.size() - old_size);  // wraps where it is negative
  size_t begin = start(id);
  starts_.move_behind(number(id) - first_id_, moved_by, changed_words_.data());
  auto at = changed_words_.begin() + static_cast<std::ptrdiff_t>(begin);
  if (added.size() > old_size) {
    at = changed_words_.insert(at, added.size() - old_size, 0);
  } else {
    at = changed_words_.erase(at, at + static_cast<std::ptrdiff_t>(old_size - added.size()));
  }
  std::ranges::copy(added, at);
  words_ = changed_words_;
}

StringOffset Btf::add_string(std::string_view text) {
  if (text.empty()) return kNoName;
  if (string_index_.empty()) {
    for (size_t at = 0; at < strings_.size();) {
      std::string_view old(strings_.data() + at);
      string_index_.try_emplace(std::string(old), first_string_ + static_cast<uint32_t>(at));
      at += old.size() + 1;
    }
  }
  auto [entry, added] = string_index_.try_emplace(std::string(text), end_string());
  if (added) {
    if (changed_strings_.empty()) changed_strings_.assign(strings_.begin(), strings_.end());
    changed_strings_.insert(changed_strings_.end(), text.begin(), text.end());
    changed_strings_.push_back('\0');
    strings_ = {changed_strings_.data(), changed_strings_.size()};
  }
  return StringOffset{entry->second};
}

uint32_t Btf::append_strings(std::string_view section) {
  if (changed_strings_.empty()) changed_strings_.assign(strings_.begin(), strings_.end());
  uint32_t start = end_string();
  changed_strings_.insert(changed_strings_.end(), section.begin(), section.end());
  strings_ = {changed_strings_.data(), changed_strings_.size()};
  string_index_.clear();
  return start;
}

void Btf::set_types(std::span<const uint32_t> words, TypeStarts starts) {
  changed_words_.clear();
  words_ = words;
  starts_ = std::move(starts);
}

void Btf::set_types(std::vector<uint32_t> words, TypeStarts starts) {
  changed_words_ = std::move(words);
  words_ = changed_words_;
  starts_ = std::move(starts);
}

void Btf::set_strings(std::string_view strings) {
  assert(base_ || (!strings.empty() && strings.front() == '\0'));
  assert(strings.empty() || strings.back() == '\0');
  strings_ = strings;
  changed_strings_.clear();
  string_index_.clear();
}

void Btf::set_own_strings(std::string strings) {
  std::vector<char> owned(strings.begin(), strings.end());
  set_strings({owned.data(), owned.size()});
  changed_strings_ = std::move(owned);
}

std::optional<Composite> get_if_composite(const Btf& btf, TypeId id) {
  if (id == kVoid) return std::nullopt;
  Type type = btf.type(id);
  if (auto* kind = as_composite(type.kind)) return *kind;
  return std::nullopt;
}

std::string describe(const Btf& btf, TypeId id) {
  if (id == kVoid) return "[0] void";
  Type type = btf.type(id);
  std::string_view name = btf.name(type);
  return fmt::format("[{}] {} '{}'", number(id), kind_name(type.kind),
                     name.empty() ? "(anon)" : name);
}

Result<TypeId> skip_modifiers(const Btf& btf, TypeId id) {
  TypeId current = id;
  for (int step = 0; step < kMaxModifiers; ++step) {
    if (current == kVoid) return current;
    std::optional<TypeId> next = modified_type(btf.words(current));
    if (!next) return current;
    current = *next;
  }
  return fail("type {}: the chain of modifiers doesn't end", describe(btf, id));
}

Result<uint64_t> size_of(const Btf& btf, TypeId id, uint32_t pointer_size) {
  // Array counts multiply; the product is checked so that it can't wrap.
  uint64_t count = 1;
  TypeId current = id;
  for (int nesting = 0; nesting < kMaxArrayNesting; ++nesting) {
    current = BTFKIT_TRY(skip_modifiers(btf, current));
    if (current == kVoid) return fail("void has no size");
    std::span<const uint32_t> words = btf.words(current);
    if (wire_kind(words) != wire::Kind::kArray) {
      std::optional<uint64_t> one = visit_kind(
          words, Overloaded{
                     [](const Int& type) { return std::optional<uint64_t>(type.size); },
                     [](const Float& type) { return std::optional<uint64_t>(type.size); },
                     [](const Enum& type) { return std::optional<uint64_t>(type.size); },
                     [](const Enum64& type) { return std::optional<uint64_t>(type.size); },
                     [](const Struct& type) { return std::optional<uint64_t>(type.size); },
                     [](const Union& type) { return std::optional<uint64_t>(type.size); },
                     [](const Datasec& type) { return std::optional<uint64_t>(type.size); },
                     [&](const Ptr&) { return std::optional<uint64_t>(pointer_size); },
                     [](const auto&) { return std::optional<uint64_t>(); },
                 });
      if (!one) return fail("type {} has no size", describe(btf, current));
      if (*one != 0 && count > UINT64_MAX / *one) {
        return fail("type {}: its size doesn't fit into 64 bits", describe(btf, id));
      }
      return count * *one;
    }
    Array array = decode_array(words);
    if (array.count != 0 && count > UINT64_MAX / array.count) {
      return fail("type {}: its size doesn't fit into 64 bits", describe(btf, id));
    }
    count *= array.count;
    current = array.element;
  }
  return fail("type {}: arrays are nested too deeply", describe(btf, id));
}

std::optional<TypeId> find_long(const Btf& btf) {
  constexpr auto kInt = static_cast<uint32_t>(wire::Kind::kInt);
  for (const Btf* part = &btf; part; part = part->base()) {
    for (TypeId id = part->first_id(); id < part->end_id(); id = TypeId{number(id) + 1}) {
      // All but the few that are INT are passed over without being decoded.
      if (kind_of(part->own_words()[part->start(id) + 1]) != kInt) continue;
      auto integer = get_if<Int>(*part, id);
      if (!integer || (integer->size != 4 && integer->size != 8)) continue;
      std::string_view name = btf.name(id);
      if (name == "long" || name == "long int" || name == "unsigned long" ||
          name == "long unsigned int") {
        return id;
      }
    }
  }
  return std::nullopt;
}

std::optional<uint32_t> known_pointer_size(const Btf& btf) {
  auto id = find_long(btf);
  if (!id) return std::nullopt;
  return get_if<Int>(btf, *id)->size;
}

uint32_t pointer_size(const Btf& btf) {
  constexpr uint32_t kBpfPointerSize = 8;
  return known_pointer_size(btf).value_or(kBpfPointerSize);
}

}  // namespace btfkit::btf
