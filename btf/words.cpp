#include "words.h"

#include <array>
#include <cassert>
#include <cstring>

namespace btfkit::btf {
namespace {

// By kind. FUNC's vlen is its linkage, not a number of entries.
constexpr std::array<Shape, wire::kKinds> kShapes = [] {
  std::array<Shape, wire::kKinds> shapes{};
  auto set = [&](wire::Kind kind, Shape shape) { shapes[static_cast<size_t>(kind)] = shape; };
  set(wire::Kind::kInt, {1, 0});
  set(wire::Kind::kArray, {3, 0});
  set(wire::Kind::kStruct, {0, 3});
  set(wire::Kind::kUnion, {0, 3});
  set(wire::Kind::kEnum, {0, 2});
  set(wire::Kind::kFuncProto, {0, 2});
  set(wire::Kind::kVar, {1, 0});
  set(wire::Kind::kDatasec, {0, 3});
  set(wire::Kind::kDeclTag, {1, 0});
  set(wire::Kind::kEnum64, {0, 3});
  return shapes;
}();

class Encoder {
 public:
  Encoder(StringOffset name, std::vector<uint32_t>& words) : name_(name), words_(words) {}

  void operator()(const Int& kind) {
    head(wire::Kind::kInt, 0, false, kind.size);
    words_.push_back(uint32_t{kind.encoding} << wire::kIntEncodingShift |
                     uint32_t{kind.bit_offset} << wire::kIntOffsetShift | kind.bits);
  }
  void operator()(const Ptr& kind) { reference(wire::Kind::kPtr, kind.type); }
  void operator()(const Array& kind) {
    head(wire::Kind::kArray, 0, false, 0);
    words_.insert(words_.end(), {number(kind.element), number(kind.index), kind.count});
  }
  void operator()(const Struct& kind) { composite(wire::Kind::kStruct, kind); }
  void operator()(const Union& kind) { composite(wire::Kind::kUnion, kind); }
  void operator()(const Enum& kind) {
    head(wire::Kind::kEnum, kind.enumerators.size(), kind.is_signed, kind.size);
    list(kind.enumerators);
  }
  void operator()(const Fwd& kind) { head(wire::Kind::kFwd, 0, kind.is_union, 0); }
  void operator()(const Typedef& kind) { reference(wire::Kind::kTypedef, kind.type); }
  void operator()(const Volatile& kind) { reference(wire::Kind::kVolatile, kind.type); }
  void operator()(const Const& kind) { reference(wire::Kind::kConst, kind.type); }
  void operator()(const Restrict& kind) { reference(wire::Kind::kRestrict, kind.type); }
  void operator()(const Func& kind) {
    head(wire::Kind::kFunc, static_cast<uint32_t>(kind.linkage), false, number(kind.proto));
  }
  void operator()(const FuncProto& kind) {
    head(wire::Kind::kFuncProto, kind.parameters.size(), false, number(kind.result));
    list(kind.parameters);
  }
  void operator()(const Var& kind) {
    reference(wire::Kind::kVar, kind.type);
    words_.push_back(static_cast<uint32_t>(kind.linkage));
  }
  void operator()(const Datasec& kind) {
    head(wire::Kind::kDatasec, kind.vars.size(), false, kind.size);
    list(kind.vars);
  }
  void operator()(const Float& kind) { head(wire::Kind::kFloat, 0, false, kind.size); }
  void operator()(const DeclTag& kind) {
    head(wire::Kind::kDeclTag, 0, kind.kind_flag, number(kind.type));
    words_.push_back(static_cast<uint32_t>(kind.component));
  }
  void operator()(const TypeTag& kind) {
    head(wire::Kind::kTypeTag, 0, kind.kind_flag, number(kind.type));
  }
  void operator()(const Enum64& kind) {
    head(wire::Kind::kEnum64, kind.enumerators.size(), kind.is_signed, kind.size);
    list(kind.enumerators);
  }
  void operator()(const Unknown& kind) {
    head(static_cast<wire::Kind>(kind.kind), kind.vlen, kind.kind_flag, kind.size_or_type);
    list(kind.words);
  }

 private:
  void head(wire::Kind kind, uint64_t vlen, bool kind_flag, uint32_t size_or_type) {
    assert(vlen <= wire::kVlenMask);
    uint32_t info = wire::info_of(kind, static_cast<uint32_t>(vlen), kind_flag);
    words_.insert(words_.end(), {number(name_), info, size_or_type});
  }

  void reference(wire::Kind kind, TypeId target) { head(kind, 0, false, number(target)); }

  void composite(wire::Kind number_of_kind, const Composite& kind) {
    head(number_of_kind, kind.members.size(), kind.kind_flag, kind.size);
    list(kind.members);
  }

  template <typename Entry>
  void list(std::span<const Entry> entries) {
    if (entries.empty()) return;
    size_t before = words_.size();
    words_.resize(before + entries.size_bytes() / sizeof(uint32_t));
    std::memcpy(words_.data() + before, entries.data(), entries.size_bytes());
  }

  StringOffset name_;
  std::vector<uint32_t>& words_;
};

}  // namespace

Type decode(std::span<const uint32_t> words) {
  return {StringOffset{words[0]}, visit_kind(words, [](const auto& kind) -> Kind { return kind; })};
}

void encode(const Type& type, std::vector<uint32_t>& words) {
  std::visit(Encoder(type.name, words), type.kind);
}

bool is_sound(std::span<const uint32_t> words, uint32_t end_id, uint32_t end_string) {
  // A function's linkage is its vlen, a variable's follows struct btf_type.
  constexpr uint32_t kLastLinkage = static_cast<uint32_t>(Linkage::kExtern);
  wire::Kind kind = wire_kind(words);
  bool sound = (kind != wire::Kind::kFunc || vlen_of(words[1]) <= kLastLinkage) &&
               (kind != wire::Kind::kVar || words[kTypeWords] <= kLastLinkage);
  for_each_name(words, [&](uint32_t name) { sound &= name < end_string; });
  for_each_reference(words, [&](uint32_t id) { sound &= id < end_id; });
  return sound;
}

std::span<const uint32_t> empty_type(uint32_t kind) {
  constexpr size_t kLongest = kTypeWords + 3;  // ARRAY
  static constexpr auto kWords = [] {
    std::array<std::array<uint32_t, kLongest>, wire::kKinds> words{};
    for (uint32_t each = 0; each < wire::kKinds; ++each) {
      words[each][1] = wire::info_of(static_cast<wire::Kind>(each), 0, false);
    }
    return words;
  }();
  return std::span(kWords[kind]).first(kTypeWords + kShapes[kind].info);
}

std::optional<Shape> shape_of(uint32_t kind, std::span<const KindLayout> layout) {
  if (kind != 0 && kind < kShapes.size()) return kShapes[kind];
  if (kind == 0 || kind >= layout.size()) return std::nullopt;
  return Shape{static_cast<uint8_t>(layout[kind].info_size / sizeof(uint32_t)),
               static_cast<uint8_t>(layout[kind].entry_size / sizeof(uint32_t))};
}

}  // namespace btfkit::btf
