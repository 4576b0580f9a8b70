#include "fingerprints.h"

#include "alike.h"

namespace btfkit::btf::dedup {
namespace {

constexpr unsigned kFirstDistance = 4;
constexpr unsigned kLastDistance = 64;

}  // namespace

// As much as computing them costs, roughly.
size_t Fingerprints::next_effort() const {
  if (distance_ >= kLastDistance) return SIZE_MAX;
  return size_t{types_.end()} * (distance_ == 0 ? 1 : distance_);
}

void Fingerprints::widen() {
  unsigned distance = distance_ == 0 ? kFirstDistance : 2 * distance_;
  if (values_.empty()) {
    values_.resize(types_.end());
    for (Id id = 0; id < types_.end(); ++id) {
      values_[id] = static_cast<uint32_t>(own_fingerprint(types_.at(id)));
    }
  }
  std::vector<uint32_t> wider(values_.size());
  for (; distance_ < distance; ++distance_) {
    for (Id id = 0; id < types_.end(); ++id) {
      const Word* type = types_.at(id);
      uint64_t value = values_[id];
      if (shows_references(type)) {
        for_each_reference(type, [&](Id other) { value = mix(value, values_[other]); });
      }
      wider[id] = static_cast<uint32_t>(value);
    }
    values_.swap(wider);
  }
  effort_ = 0;
}

uint64_t Fingerprints::own_fingerprint(const Word* type) const {
  wire::Kind kind = kind_of(type);
  switch (kind) {
    case wire::Kind::kInt:
    case wire::Kind::kFloat:
      return hash_words(type);
    case wire::Kind::kFwd:
      return mix(static_cast<uint64_t>(declared_kind(type)), type[kName]);
    case wire::Kind::kStruct:
    case wire::Kind::kUnion:
      if (declared_.has(type[kName], kind)) return mix(static_cast<uint64_t>(kind), type[kName]);
      return hash_but_member_types(type);
    case wire::Kind::kEnum:
    case wire::Kind::kEnum64:
      if (declared_.has(type[kName], kind)) {
        return mix(static_cast<uint64_t>(wire::Kind::kEnum), type[kName]);
      }
      return hash_words(type);
    case wire::Kind::kArray:
      return mix(hash_head(type), type[kSizeOrType], type[kArrayCount]);
    case wire::Kind::kFuncProto:
      return hash_but_parameter_types(type);
    case wire::Kind::kPtr:
    case wire::Kind::kTypedef:
    case wire::Kind::kVolatile:
    case wire::Kind::kConst:
    case wire::Kind::kRestrict:
    case wire::Kind::kFunc:
    case wire::Kind::kVar:
    case wire::Kind::kDatasec:
    case wire::Kind::kDeclTag:
    case wire::Kind::kTypeTag:
      break;
  }
  return hash_head(type);
}

bool Fingerprints::shows_references(const Word* type) const {
  switch (kind_of(type)) {
    case wire::Kind::kPtr:
    case wire::Kind::kTypedef:
    case wire::Kind::kVolatile:
    case wire::Kind::kConst:
    case wire::Kind::kRestrict:
    case wire::Kind::kFunc:
    case wire::Kind::kFuncProto:
    case wire::Kind::kTypeTag:
      return true;
    case wire::Kind::kStruct:
    case wire::Kind::kUnion:
      return !declared_.has(type[kName], kind_of(type));
    case wire::Kind::kInt:
    case wire::Kind::kArray:
    case wire::Kind::kEnum:
    case wire::Kind::kFwd:
    case wire::Kind::kVar:
    case wire::Kind::kDatasec:
    case wire::Kind::kFloat:
    case wire::Kind::kDeclTag:
    case wire::Kind::kEnum64:
      break;
  }
  return false;
}

}  // namespace btfkit::btf::dedup
