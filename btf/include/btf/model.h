// BTF as values: what the kernel's Documentation/bpf/btf.rst describes, free of bytes.
//
// A type id counts from 1; id 0 is void. A split BTF continues the ids and the string offsets of
// its base, to which it keeps a pointer; the base must outlive it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <variant>
#include <vector>

#include "support/bytes.h"
#include "support/error.h"

namespace btfkit::btf {

enum class TypeId : uint32_t {};
inline constexpr TypeId kVoid{0};
constexpr uint32_t number(TypeId id) {
  return static_cast<uint32_t>(id);
}

// A byte offset into the string section, which continues that of the base.
enum class StringOffset : uint32_t {};
inline constexpr StringOffset kNoName{0};
constexpr uint32_t number(StringOffset offset) {
  return static_cast<uint32_t>(offset);
}

// BTF_KIND_INT. Encoding is a bit set of kSigned, kChar and kBool; `bit_offset` and `bits` describe
// a bit field in the old way and are 0 and 8 * size otherwise.
struct Int {
  static constexpr uint8_t kSigned = 1, kChar = 2, kBool = 4;
  uint32_t size;  // bytes
  uint8_t encoding;
  uint8_t bit_offset;
  uint8_t bits;
};

struct Ptr {
  TypeId type;
};

struct Array {
  TypeId element;
  TypeId index;
  uint32_t count;
};

// A member of a struct or union. The width is that of kind_flag's encoding: 0 for what is not a bit
// field.
struct Member {
  StringOffset name;
  TypeId type;
  uint32_t bit_offset;  // from the start of the struct
  uint8_t bit_width;
};

// What structs and unions share. `kind_flag` says that members carry their own bit widths.
struct Composite {
  uint32_t size;  // bytes
  bool kind_flag;
  std::vector<Member> members;
};
struct Struct : Composite {};
struct Union : Composite {};

struct Enumerator {
  StringOffset name;
  uint32_t value;  // the bits of a signed or unsigned 32-bit value
};
// BTF_KIND_ENUM: `is_signed` is its kind_flag.
struct Enum {
  uint32_t size;  // bytes
  bool is_signed;
  std::vector<Enumerator> enumerators;
};

struct Enumerator64 {
  StringOffset name;
  uint64_t value;
};
struct Enum64 {
  uint32_t size;  // bytes
  bool is_signed;
  std::vector<Enumerator64> enumerators;
};

// A forward declaration of a struct or union.
struct Fwd {
  bool is_union;
};

struct Typedef {
  TypeId type;
};
struct Volatile {
  TypeId type;
};
struct Const {
  TypeId type;
};
struct Restrict {
  TypeId type;
};
struct TypeTag {
  TypeId type;
  bool kind_flag;  // the tag is an attribute, not a btf_type_tag (Linux 6.15)
};

// BTF_FUNC_* and BTF_VAR_*: the same numbers.
enum class Linkage : uint32_t { kStatic = 0, kGlobal = 1, kExtern = 2 };

struct Func {
  TypeId proto;
  Linkage linkage;
};

struct Parameter {
  StringOffset name;
  TypeId type;
};
// A last parameter without name and type stands for "...".
struct FuncProto {
  TypeId result;
  std::vector<Parameter> parameters;
};

struct Var {
  TypeId type;
  Linkage linkage;
};

struct SectionVar {
  TypeId var;
  uint32_t offset;  // bytes from the section's start
  uint32_t size;    // bytes
};
struct Datasec {
  uint32_t size;  // bytes
  std::vector<SectionVar> vars;
};

struct Float {
  uint32_t size;  // bytes
};

// `component` is the index of the member or parameter, or kWhole for the type itself.
struct DeclTag {
  static constexpr int32_t kWhole = -1;
  TypeId type;
  int32_t component;
  bool kind_flag;  // the tag is an attribute, not a btf_decl_tag (Linux 6.15)
};

using Kind = std::variant<Int, Ptr, Array, Struct, Union, Enum, Fwd, Typedef, Volatile, Const,
                          Restrict, Func, FuncProto, Var, Datasec, Float, DeclTag, TypeTag, Enum64>;

struct Type {
  StringOffset name = kNoName;
  Kind kind;
};

// "STRUCT", "TYPEDEF" and so on, as bpftool and btf.rst spell them.
std::string_view kind_name(const Kind& kind);

// The shared part of a struct or union, or null.
const Composite* as_composite(const Kind& kind);
Composite* as_composite(Kind& kind);

// The type that a pointer-like or modifying kind refers to (PTR, TYPEDEF, CONST, VOLATILE,
// RESTRICT, TYPE_TAG), if it is one.
std::optional<TypeId> referenced_type(const Kind& kind);

// Visits with one callable a kind: `std::visit(Overloaded{...}, type.kind)`.
template <typename... Callables>
struct Overloaded : Callables... {
  using Callables::operator()...;
};

class Btf {
 public:
  // An empty BTF of the given byte order, or one that continues `base`.
  explicit Btf(Endian endian = kHostEndian);
  explicit Btf(const Btf& base, Endian endian);
  Btf(Btf&&) = default;
  Btf& operator=(Btf&&) = default;

  Endian endian() const { return endian_; }
  const Btf* base() const { return base_; }

  // Ids run from first_id() (1, or one behind the base's last) to end_id() - 1.
  TypeId first_id() const { return TypeId{first_id_}; }
  TypeId end_id() const { return TypeId{first_id_ + static_cast<uint32_t>(types_.size())}; }
  bool contains(TypeId id) const { return number(id) != 0 && number(id) < number(end_id()); }

  // A type of this BTF or of its base. `id` must be contained.
  const Type& type(TypeId id) const {
    uint32_t n = number(id);
    return n >= first_id_ ? types_[n - first_id_] : base_->type(id);
  }
  // A type of this BTF itself, to be changed. `id` must be one of its own.
  Type& own_type(TypeId id) { return types_[number(id) - first_id_]; }
  // This BTF's own types, without those of its base.
  const std::vector<Type>& own_types() const { return types_; }

  // The string at `offset`, or nothing where the offset is behind the end.
  std::optional<std::string_view> find_string(StringOffset offset) const;
  // The string at a valid offset.
  std::string_view string(StringOffset offset) const { return *find_string(offset); }
  std::string_view name(const Type& type) const { return string(type.name); }
  std::string_view name(TypeId id) const { return name(type(id)); }
  // This BTF's own string section, and the offset of its first byte.
  std::string_view own_strings() const { return strings_; }
  uint32_t first_string() const { return first_string_; }
  uint32_t end_string() const { return first_string_ + static_cast<uint32_t>(strings_.size()); }

  // Appends. Ids and offsets that are already out stay valid; add_string returns the offset of an
  // equal string where there is one.
  TypeId add_type(Type type);
  StringOffset add_string(std::string_view text);

  // Replaces the own string section; for the reader. It begins (but for a split BTF) and ends in
  // NUL.
  void set_strings(std::string strings);
  void reserve_types(size_t count) { types_.reserve(count); }

 private:
  Endian endian_;
  const Btf* base_ = nullptr;
  uint32_t first_id_ = 1;
  uint32_t first_string_ = 0;
  std::vector<Type> types_;
  std::string strings_;
  // Filled when add_string is called for the first time.
  std::unordered_map<std::string, uint32_t> string_index_;
};

// "[12] STRUCT 'task_struct'", or "[0] void", for messages.
std::string describe(const Btf& btf, TypeId id);

// Follows TYPEDEF, CONST, VOLATILE, RESTRICT and TYPE_TAG to what they stand for; kVoid if that is
// void. Fails on a chain longer than any that the kernel accepts, such as a loop.
Result<TypeId> skip_modifiers(const Btf& btf, TypeId id);

// The size in bytes that an object of type `id` takes; fails for what has none (functions, forward
// declarations, void). `pointer_size` is the target's.
Result<uint64_t> size_of(const Btf& btf, TypeId id, uint32_t pointer_size);

// The target's pointer size in bytes: that of its `long`, or 8 if it has none (8 is BPF's).
uint32_t pointer_size(const Btf& btf);

}  // namespace btfkit::btf
