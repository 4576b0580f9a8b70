#include "btf_mutator.h"

#include <cstring>
#include <map>
#include <string>
#include <utility>

namespace btfkit::test {
namespace {

constexpr size_t kHeaderSize = 24;
constexpr size_t kTypesOffset = 8, kTypesLength = 12, kStringsOffset = 16, kStringsLength = 20;

std::vector<Field> fields_of(const Blob& blob) {
  static const std::map<uint32_t, std::pair<Role, std::vector<Role>>> kinds{
      {1, {Role::kSize, {Role::kInt}}},
      {2, {Role::kId, {}}},
      {3, {Role::kSmall, {Role::kId, Role::kId, Role::kCount}}},
      {4, {Role::kSize, {Role::kName, Role::kId, Role::kBits}}},
      {5, {Role::kSize, {Role::kName, Role::kId, Role::kBits}}},
      {6, {Role::kSize, {Role::kName, Role::kValue}}},
      {7, {Role::kSmall, {}}},
      {8, {Role::kId, {}}},
      {9, {Role::kId, {}}},
      {10, {Role::kId, {}}},
      {11, {Role::kId, {}}},
      {12, {Role::kId, {}}},
      {13, {Role::kId, {Role::kName, Role::kId}}},
      {14, {Role::kId, {Role::kSmall}}},
      {15, {Role::kSize, {Role::kId, Role::kOffset, Role::kSize}}},
      {16, {Role::kSize, {}}},
      {17, {Role::kId, {Role::kSmall}}},
      {18, {Role::kId, {}}},
      {19, {Role::kSize, {Role::kName, Role::kValue, Role::kValue}}},
  };
  std::vector<Field> fields;
  size_t at = word(blob, 4) + word(blob, kTypesOffset);
  const size_t end = at + word(blob, kTypesLength);
  while (at < end) {
    uint32_t info = word(blob, at + 4);
    uint32_t kind = info >> 24 & 0x1f;
    const auto& [third, tail] = kinds.at(kind);
    fields.push_back({at, Role::kName});
    fields.push_back({at + 4, Role::kInfo});
    fields.push_back({at + 8, third});
    at += 12;
    bool is_list = kind == 4 || kind == 5 || kind == 6 || kind == 13 || kind == 15 || kind == 19;
    for (uint32_t i = 0; i < (is_list ? info & 0xffff : 1); ++i) {
      for (Role role : tail) {
        fields.push_back({at, role});
        at += 4;
      }
    }
  }
  return fields;
}

// Struct, union, the enums and the tags.
bool may_have_flag(uint32_t info) {
  constexpr uint32_t kKinds = 1u << 4 | 1u << 5 | 1u << 6 | 1u << 17 | 1u << 18 | 1u << 19;
  return kKinds >> (info >> 24 & 0x1f) & 1;
}

}  // namespace

uint32_t word(const Blob& blob, size_t at) {
  uint32_t value = 0;
  std::memcpy(&value, blob.data() + at, sizeof value);
  return value;
}
void set_word(Blob& blob, size_t at, uint32_t value) {
  std::memcpy(blob.data() + at, &value, sizeof value);
}

Mutator::Mutator(const Blob& original, std::mt19937& random, bool keeps_ids)
    : original_(original), random_(random), fields_(fields_of(original)) {
  for (const Field& field : fields_) {
    if (field.role == Role::kName && word(original_, field.at) != 0) {
      names_.push_back(word(original_, field.at));
    }
    if (field.role == Role::kId) ids_.push_back(word(original_, field.at));
    if (field.role == Role::kInfo) ++types_;
  }
  if (keeps_ids) std::erase_if(fields_, [](const Field& field) { return field.role == Role::kId; });
}

void Mutator::each(const std::function<void(const Blob&)>& use) {
  for (const Field& field : fields_) {
    for (uint32_t value : all_values(field)) use(with(field.at, value));
  }
  for (size_t at = 0; at < kHeaderSize; ++at) {
    for (uint8_t value : {0x00, 0x01, 0x04, 0x08, 0x17, 0x19, 0x20, 0x80, 0xff}) {
      Blob blob = original_;
      blob[at] = std::byte{value};
      use(blob);
    }
  }
  for (size_t at = kTypesOffset; at < kHeaderSize; at += 4) {
    for (int32_t step : {-8, -4, -1, 1, 4, 8}) {
      use(with(at, word(original_, at) + static_cast<uint32_t>(step)));
    }
  }
  for (uint32_t length = 0; length < kHeaderSize; ++length) use(with(4, length));
  for (uint32_t cut : {0, 1, 3, 4, 7, 8, 12, 23, 24}) {
    use(Blob(original_.begin(), original_.begin() + cut));
  }
  for (uint32_t keep = 0; keep < word(original_, kTypesLength); keep += 3) use(cut_types(keep));
  for (uint8_t extra : {0, 1}) use(longer_header(extra));
  use(swapped_sections());
  use(longer());
}

Blob Mutator::random(Care care) {
  Blob blob = original_;
  for (uint32_t n = 2 + below(3); n > 0; --n) {
    const bool is_rough = care == Care::kRough && below(4) == 0;
    const Field& field = fields_[below(fields_.size())];
    // What is most often refused, so that something is left to be accepted.
    const bool is_risky = field.role == Role::kId || field.role == Role::kBits;
    if (care == Care::kRough && below(8) == 0) {
      change_string(blob);
    } else if (!is_risky || care == Care::kRough || below(4) == 0) {
      set_word(blob, field.at, is_rough ? pick(all_values(field)) : harmless(field));
    }
  }
  return blob;
}

Blob Mutator::with(size_t at, uint32_t value) const {
  Blob blob = original_;
  set_word(blob, at, value);
  return blob;
}

// The type section cut off, with all else in order.
Blob Mutator::cut_types(uint32_t keep) const {
  const size_t types = word(original_, 4) + word(original_, kTypesOffset);
  const size_t strings = word(original_, 4) + word(original_, kStringsOffset);
  Blob blob(original_.begin(), original_.begin() + static_cast<ptrdiff_t>(types + keep));
  blob.insert(blob.end(), original_.begin() + static_cast<ptrdiff_t>(strings), original_.end());
  set_word(blob, kTypesLength, keep);
  set_word(blob, kStringsOffset, keep);
  return blob;
}

Blob Mutator::longer_header(uint8_t extra) const {
  Blob blob = original_;
  blob.insert(blob.begin() + kHeaderSize, 8, std::byte{0});
  blob[kHeaderSize + 5] = std::byte{extra};
  set_word(blob, 4, kHeaderSize + 8);
  return blob;
}

// Strings in front of the types.
Blob Mutator::swapped_sections() const {
  Blob blob(original_.begin(), original_.begin() + kHeaderSize);
  const auto types = original_.begin() + kHeaderSize;
  const auto strings = types + word(original_, kTypesLength);
  blob.insert(blob.end(), strings, original_.end());
  blob.insert(blob.end(), types, strings);
  set_word(blob, kTypesOffset, word(original_, kStringsLength));
  set_word(blob, kStringsOffset, 0);
  return blob;
}

Blob Mutator::longer() const {
  Blob blob = original_;
  blob.insert(blob.end(), 4, std::byte{0});
  return blob;
}

std::vector<uint32_t> Mutator::all_values(const Field& field) {
  const uint32_t old = word(original_, field.at);
  std::vector<uint32_t> values{0, 1, 2, 4, old - 1, old + 1, 0x7fffffff, 0x80000000, 0xffffffff};
  auto add = [&](std::initializer_list<uint32_t> more) { values.insert(values.end(), more); };
  switch (field.role) {
    case Role::kName:
      add({word(original_, kStringsLength) - 1, word(original_, kStringsLength), 0x1000000,
           pick(names_), pick(names_), pick(names_)});
      break;
    case Role::kInfo:
      // Another kind, another vlen, the flag, and the bits that are none of them.
      for (uint32_t kind = 0; kind < 32; ++kind) add({(old & ~0x1f000000u) | kind << 24});
      add({old ^ 0x80000000u, old ^ 0x10000u, old ^ 0x40000000u, old | 0xffff, old ^ 2u});
      break;
    case Role::kId:
      add({types_, types_ + 1, 0xfffff, 0x100000, pick(ids_)});
      for (int i = 0; i < 12; ++i) add({1 + below(types_)});
      break;
    case Role::kSize:
      add({3, 8, 12, 16, 17, old + 8, old * 2});
      break;
    case Role::kBits:
      add({old + 8, old + 64, old ^ 0x01000000u, old ^ 0x21000000u, old ^ 0x20000000u, 0x80000008,
           0xfffffff8});
      break;
    case Role::kCount:
      add({0x10000000, 0x20000000, 0x40000000});
      break;
    case Role::kInt:
      for (int bit = 0; bit < 32; ++bit) add({old ^ 1u << bit});
      add({0x01000080, 0x00800080, 0x00010080, 0x03000020, 0x00000081});
      break;
    case Role::kValue:
    case Role::kOffset:
    case Role::kSmall:
      add({3, 0xfffffffe, old + 4, old + 8});
      break;
  }
  return values;
}

// A value that has good chances to be accepted.
uint32_t Mutator::harmless(const Field& field) {
  const uint32_t old = word(original_, field.at);
  switch (field.role) {
    case Role::kName:
      return old == 0 ? 0 : pick(names_);
    case Role::kInfo:
      return may_have_flag(old) ? old ^ 0x80000000u : old;
    case Role::kId:
      return below(2) == 0 ? pick(ids_) : 1 + below(types_);
    case Role::kSize:
      return below(2) == 0 ? old : old * 2;
    case Role::kBits:
      return below(2) == 0 ? old : old + 8;
    case Role::kCount:
    case Role::kValue:
      return random_() >> below(32);
    case Role::kOffset:
    case Role::kInt:
    case Role::kSmall:
      return old;
  }
  return old;
}

void Mutator::change_string(Blob& blob) {
  const size_t strings = word(blob, 4) + word(blob, kStringsOffset);
  const uint32_t length = word(blob, kStringsLength);
  static const std::string kChars("aZ_.09-$% \0\x7f\x80\xa0\xc0\xd7\xf7\xff\t", 19);
  blob[strings + below(length)] = static_cast<std::byte>(kChars[below(kChars.size())]);
}

}  // namespace btfkit::test
