#include "c/read_unit.h"

#include <fmt/format.h>

#include <limits>

#include "c/open_dies.h"

namespace btfkit::btfgen {
namespace {

using dwarf::Attribute;
using dwarf::Die;
using dwarf::Encoding;
using dwarf::Tag;

constexpr uint64_t kCcNocall = 3;             // DW_CC_nocall
constexpr uint64_t kMaxBitOffset = 0xffffff;  // beside the width of a bit field
constexpr uint64_t kMaxBitWidth = 0xff;
constexpr uint64_t kMaxIntSize = 16;

}  // namespace

struct ReadMemory::Parts {
  OpenDies open;
  References references;
};

ReadMemory::ReadMemory() : parts_(std::make_unique<Parts>()) {}
ReadMemory::ReadMemory(ReadMemory&&) noexcept = default;
ReadMemory::~ReadMemory() = default;

References& ReadMemory::references() {
  return parts_->references;
}

template <typename Reader>
class UnitReader {
 public:
  UnitReader(Reader& reader, const ReadOptions& options, NameReader& names, ReadMemory& of,
             UnitTypes& types, UnitFunctions& functions)
      : reader_(reader),
        options_(options),
        names_(names),
        out_(types),
        functions_(functions),
        open_(of.parts_->open),
        references_(of.parts_->references) {}

  Result<void> read(std::span<const dwarf::UnitHeader> group) {
    out_.clear();
    functions_.clear();
    open_.begin(out_, functions_, options_.functions);
    base_ = group.front().offset;
    size_ = group.back().end - base_;
    if (size_ >= kOutside) {
      return fail(".debug_info: units of {} bytes refer to each other, expected less than 4 GiB",
                  size_);
    }
    Die die;
    for (const dwarf::UnitHeader& unit : group) {
      BTFKIT_CHECK(reader_.enter(unit));
      for (;;) {
        if constexpr (std::is_same_v<Reader, dwarf::Cursor>) take_small();
        if (!reader_.next(die)) break;
        while (!open_.empty() && open_.innermost().depth >= die.depth) open_.close();
        take(die);
      }
      BTFKIT_CHECK(reader_.status());
      while (!open_.empty()) open_.close();
    }
    references_.begin(base_, static_cast<uint32_t>(size_), open_.dies(), out_, functions_);
    return {};
  }

 private:
  uint32_t relative(dwarf::DieOffset offset) const {
    uint64_t result = number(offset) - base_;
    return result < size_ ? static_cast<uint32_t>(result) : kOutside;
  }
  uint32_t reference(const Die& die, Attribute attribute) const {
    auto target = die.reference(attribute);
    return target ? relative(*target) : 0;
  }
  Name name(const Die& die) {
    return die.has(Attribute::kName) ? names_.name(die.text(Attribute::kName)) : kUnnamed;
  }
  Name name(const dwarf::SmallDie& die) { return names_.name(die.name); }
  uint32_t type_of(const dwarf::SmallDie& die) const {
    return die.has_type ? relative(die.type) : 0;
  }
  void problem(uint32_t die, Tag tag, std::string_view why) {
    out_.problems.push_back(fmt::format("DIE {:#x} ({}): {}", base_ + die, name_of(tag), why));
  }
  void problem(const Die& die, std::string_view why) {
    problem(relative(die.offset), die.tag, why);
  }

  // The DIEs of which nobody wants much, as long as there is nothing else.
  void take_small() {
    while (!open_.empty()) {
      take_small_children();
      if (!reader_.end_children(open_.innermost().depth)) return;
      open_.close();
    }
  }

  void take_small_children() {
    dwarf::SmallDie die;
    switch (open_.role()) {
      case Role::kComposite: {
        OpenDie& composite = open_.innermost();
        if (composite.type.kind == TypeKind::kFwd) return;
        while (reader_.next_small({Tag::kMember}, die)) {
          ++composite.component;
          if (!die.has_value && composite.type.kind == TypeKind::kStruct) continue;
          open_.add_entry({name(die), type_of(die), die.value * 8});
        }
        return;
      }
      case Role::kEnum:
        while (reader_.next_small({Tag::kEnumerator}, die)) {
          open_.add_entry({name(die), die.value, 0});
        }
        return;
      case Role::kPrototype:
        while (reader_.next_small({Tag::kFormalParameter}, die)) {
          open_.add_entry({name(die), type_of(die), 0});
        }
        return;
      case Role::kFunction:
        return reader_.pass_over_locals(open_.innermost().depth);
      case Role::kScope:
        while (reader_.next_small(
            {Tag::kPointerType, Tag::kConstType, Tag::kVolatileType, Tag::kTypedef}, die)) {
          UnitType type{};
          type.kind = reference_kind(die.tag);
          type.name = name(die);
          type.target = type_of(die);
          open_.add_type(relative(die.offset), type);
        }
        return;
      default:
        return;
    }
  }

  static TypeKind reference_kind(Tag tag) {
    switch (tag) {
      case Tag::kConstType:
        return TypeKind::kConst;
      case Tag::kVolatileType:
        return TypeKind::kVolatile;
      case Tag::kTypedef:
        return TypeKind::kTypedef;
      default:
        return TypeKind::kPtr;
    }
  }

  void take(const Die& die) {
    Role parent = open_.role();
    switch (die.tag) {
      case Tag::kMember:
        if (parent == Role::kComposite) return take_member(die);
        break;
      case Tag::kFormalParameter:
        if (parent == Role::kPrototype) {
          open_.add_entry({name(die), reference(die, Attribute::kType), 0});
        }
        if (parent == Role::kFunction) return take_parameter(die);
        break;
      case Tag::kEnumerator:
        if (parent == Role::kEnum) take_enumerator(die);
        break;
      case Tag::kSubrangeType:
        if (parent == Role::kArray) take_dimension(die);
        break;
      case Tag::kUnspecifiedParameters:
        if (parent == Role::kPrototype) open_.innermost().type.flag = true;
        if (parent == Role::kFunction) open_.function().is_variadic = true;
        break;
      case Tag::kLlvmAnnotation:
        if (!open_.empty()) take_annotation(die);
        break;
      case Tag::kBaseType:
        return take_base_type(die);
      case Tag::kPointerType:
        return take_type(die, Role::kPointer, reference_type(TypeKind::kPtr, die));
      case Tag::kConstType:
        return take_type(die, Role::kOtherType, reference_type(TypeKind::kConst, die));
      case Tag::kVolatileType:
        return take_type(die, Role::kOtherType, reference_type(TypeKind::kVolatile, die));
      case Tag::kRestrictType:
        return take_type(die, Role::kOtherType, reference_type(TypeKind::kRestrict, die));
      case Tag::kTypedef:
        return take_type(die, Role::kTypedef, reference_type(TypeKind::kTypedef, die));
      case Tag::kAtomicType:
        problem(die, "BTF has no _Atomic, the type without it stands in its place");
        return take_type(die, Role::kOtherType, reference_type(TypeKind::kTransparent, die));
      case Tag::kUnspecifiedType:
        return take_type(die, Role::kOtherType, new_type(TypeKind::kNothing, die));
      case Tag::kStructureType:
      case Tag::kClassType:
        return take_composite(die, TypeKind::kStruct);
      case Tag::kUnionType:
        return take_composite(die, TypeKind::kUnion);
      case Tag::kEnumerationType:
        return take_enumeration(die);
      case Tag::kArrayType: {
        UnitType type = reference_type(TypeKind::kArray, die);
        type.size = 1;
        return take_type(die, Role::kArray, type);
      }
      case Tag::kSubroutineType:
        return take_type(die, Role::kPrototype, reference_type(TypeKind::kFuncProto, die));
      case Tag::kSubprogram:
        return take_function(die);
      case Tag::kVariable:
        return take_variable(die);
      default:
        if (!dwarf::is_scope(die.tag)) break;
        if (die.has_children) push(die, Role::kScope);
        return;
    }
    reader_.skip_children();
  }

  void take_annotation(const Die& die) {
    OpenDie& frame = open_.innermost();
    std::string_view kind = die.has(Attribute::kName) ? die.text(Attribute::kName) : "";
    if (!die.has(Attribute::kConstText)) return;
    Name value = names_.name(die.text(Attribute::kConstText));
    if (kind == "btf_type_tag" && frame.role == Role::kPointer && options_.type_tags) {
      // Those of one pointer are in the order of the source; what is nearest to the * comes first.
      UnitType tag{};
      tag.kind = TypeKind::kTypeTag;
      tag.name = value;
      tag.target = frame.type.target;
      frame.type.target = relative(die.offset);
      open_.add_type(relative(die.offset), tag);
    }
    if (kind == "btf_decl_tag" && options_.decl_tags) {
      bool is_part = frame.role == Role::kMember || frame.role == Role::kParameter;
      open_.add_tag({value, is_part ? frame.component : -1});
    }
  }

  void take_base_type(const Die& die) {
    uint64_t size = die.value(Attribute::kByteSize);
    UnitType type = new_type(TypeKind::kInt, die);
    type.size = static_cast<uint32_t>(size);
    switch (static_cast<Encoding>(die.value(Attribute::kEncoding))) {
      case Encoding::kSigned:
      case Encoding::kSignedChar:
        type.encoding = kIntSigned;
        break;
      case Encoding::kBoolean:
        type.encoding = kIntBool;
        break;
      case Encoding::kFloat: {
        bool is_known = size == 2 || size == 4 || size == 8 || size == 12 || size == 16;
        if (options_.floats && is_known) type.kind = TypeKind::kFloat;
        break;
      }
      case Encoding::kComplexFloat:
      case Encoding::kImaginaryFloat:
        problem(die, "BTF has no complex numbers, a struct of that size stands for it");
        type.kind = TypeKind::kStruct;
        type.name = kUnnamed;
        break;
      default:
        break;
    }
    // What locations are computed with has sizes that BTF doesn't know.
    bool is_odd = size == 0 || (size & (size - 1)) != 0 || size > kMaxIntSize;
    if (type.kind == TypeKind::kInt && is_odd) {
      type.name = names_.name("__SANITIZED_FAKE_INT__");
      type.size = 4;
    }
    take_type(die, Role::kOtherType, type);
  }

  void take_composite(const Die& die, TypeKind kind) {
    UnitType type = new_type(kind, die);
    type.size = static_cast<uint32_t>(die.value(Attribute::kByteSize));
    if (die.has(Attribute::kDeclaration)) {
      type.kind = TypeKind::kFwd;
      type.flag = kind == TypeKind::kUnion;
      type.size = 0;
    }
    take_type(die, Role::kComposite, type);
  }

  void take_member(const Die& die) {
    OpenDie& frame = open_.innermost();
    int32_t component = frame.component++;
    uint64_t width = die.value(Attribute::kBitSize);
    uint64_t offset = die.value(Attribute::kMemberLocation) * 8;
    bool is_placed = true;
    if (die.has(Attribute::kDataBitOffset)) {
      offset = die.value(Attribute::kDataBitOffset);
    } else if (!die.has(Attribute::kMemberLocation)) {
      is_placed = frame.type.kind == TypeKind::kUnion;
    }
    if (width != 0 && !die.has(Attribute::kDataBitOffset)) {
      // Before DWARF 4: counted from the most significant bit of the storage unit.
      uint64_t from_top = die.value(Attribute::kBitOffset);
      uint64_t storage = die.value(Attribute::kByteSize) * 8;
      if (storage == 0) {
        problem(die, "the size of the bit field's storage is missing");
        is_placed = false;
      }
      offset += options_.endian == Endian::kBig ? from_top : storage - from_top - width;
    }
    if (width > kMaxBitWidth || (width != 0 && offset > kMaxBitOffset) ||
        offset > std::numeric_limits<uint32_t>::max()) {
      problem(die, fmt::format("BTF can't place {} bits at bit {}", width, offset));
      is_placed = false;
    }
    if (is_placed && frame.type.kind != TypeKind::kFwd) {
      frame.type.flag |= width != 0;
      open_.add_entry({name(die), reference(die, Attribute::kType),
                       static_cast<uint32_t>(offset | width << 24)});
    }
    if (die.has_children) push(die, Role::kMember).component = component;
  }

  void take_enumeration(const Die& die) {
    UnitType type = reference_type(TypeKind::kEnum, die);
    type.size = static_cast<uint32_t>(die.value(Attribute::kByteSize, 4));
    if (type.size > 4 && options_.enum64) type.kind = TypeKind::kEnum64;
    take_type(die, Role::kEnum, type);
  }

  void take_enumerator(const Die& die) {
    UnitType& type = open_.innermost().type;
    uint64_t value = die.value(Attribute::kConstValue);
    auto number = static_cast<int64_t>(value);
    if (type.kind == TypeKind::kEnum && options_.enum64) {
      if (number < std::numeric_limits<int32_t>::min() ||
          number > std::numeric_limits<uint32_t>::max()) {
        problem(die, fmt::format("its value {} doesn't fit into 32 bits", number));
      }
      type.flag |= number < 0;
    }
    // What won't be written must not keep enumerations apart that are equal without it.
    auto upper = type.kind == TypeKind::kEnum64 ? static_cast<uint32_t>(value >> 32) : 0;
    open_.add_entry({name(die), static_cast<uint32_t>(value), upper});
  }

  // Several dimensions become one, as pahole has them.
  void take_dimension(const Die& die) {
    uint64_t count = die.has(Attribute::kUpperBound) ? die.value(Attribute::kUpperBound) + 1
                                                     : die.value(Attribute::kCount);
    open_.innermost().type.size *= static_cast<uint32_t>(count);
  }

  void take_function(const Die& die) {
    if (!options_.functions && !die.has_children) return;
    push(die, Role::kFunction);
    UnitFunction& function = open_.open_function();
    function.name = name(die);
    function.die = relative(die.offset);
    function.has_result = die.has(Attribute::kType);
    function.result = reference(die, Attribute::kType);
    function.origin = reference(die, Attribute::kAbstractOrigin);
    function.specification = reference(die, Attribute::kSpecification);
    function.is_declaration = die.has(Attribute::kDeclaration);
    function.is_nocall = die.value(Attribute::kCallingConvention) == kCcNocall;
    function.is_inlined = die.value(Attribute::kInline) != 0;
    function.low_pc = die.value(Attribute::kLowPc);
    if (!die.has_children) open_.close();
  }

  void take_parameter(const Die& die) {
    OpenDie& frame = open_.innermost();
    int32_t component = frame.component++;
    if (options_.functions) {
      UnitParameter parameter{};
      parameter.name = name(die);
      parameter.die = relative(die.offset);
      parameter.has_type = die.has(Attribute::kType);
      parameter.type = reference(die, Attribute::kType);
      parameter.origin = reference(die, Attribute::kAbstractOrigin);
      parameter.has_const_value = die.has(Attribute::kConstValue) || die.has(Attribute::kConstText);
      parameter.location = location(die);
      open_.add_parameter(parameter);
    }
    if (die.has_children) push(die, Role::kParameter).component = component;
  }

  void take_variable(const Die& die) {
    bool is_global = open_.size() <= 1;
    if (options_.variables && (is_global || die.has(Attribute::kDeclaration))) {
      push(die, Role::kVariable);
      UnitVariable& variable = open_.open_variable();
      variable.name = name(die);
      variable.die = relative(die.offset);
      variable.has_type = die.has(Attribute::kType);
      variable.type = reference(die, Attribute::kType);
      variable.specification = reference(die, Attribute::kSpecification);
      variable.is_declaration = die.has(Attribute::kDeclaration);
      variable.is_external = die.has(Attribute::kExternal);
      variable.is_candidate = is_global && !die.has(Attribute::kArtificial);
      variable.location = location(die);
      if (!die.has_children) open_.close();
    } else {
      reader_.skip_children();
    }
  }

  static std::optional<Location> location(const Die& die) {
    if (!die.has(Attribute::kLocation)) return std::nullopt;
    return Location{die.value(Attribute::kLocation), die.location_size, die.location_form};
  }

  UnitType new_type(TypeKind kind, const Die& die) {
    UnitType type{};
    type.kind = kind;
    type.name = name(die);
    return type;
  }
  UnitType reference_type(TypeKind kind, const Die& die) {
    UnitType type = new_type(kind, die);
    type.target = reference(die, Attribute::kType);
    return type;
  }

  void take_type(const Die& die, Role role, const UnitType& type) {
    if (!die.has_children) return open_.add_type(relative(die.offset), type);
    push(die, role).type = type;
  }

  OpenDie& push(const Die& die, Role role) {
    return open_.open(role, relative(die.offset), die.depth);
  }

  Reader& reader_;
  const ReadOptions& options_;
  NameReader& names_;
  UnitTypes& out_;
  UnitFunctions& functions_;
  uint64_t base_ = 0;  // DieOffset of the first unit
  uint64_t size_ = 0;  // bytes
  OpenDies& open_;
  References& references_;
};

template <typename Reader>
Result<void> read_unit(Reader& reader, std::span<const dwarf::UnitHeader> group,
                       const ReadOptions& options, NameReader& names, ReadMemory& memory,
                       UnitTypes& types, UnitFunctions& functions) {
  return UnitReader<Reader>(reader, options, names, memory, types, functions).read(group);
}

template Result<void> read_unit(dwarf::Cursor&, std::span<const dwarf::UnitHeader>,
                                const ReadOptions&, NameReader&, ReadMemory&, UnitTypes&,
                                UnitFunctions&);
template Result<void> read_unit(dwarf::Reader&, std::span<const dwarf::UnitHeader>,
                                const ReadOptions&, NameReader&, ReadMemory&, UnitTypes&,
                                UnitFunctions&);

}  // namespace btfkit::btfgen
