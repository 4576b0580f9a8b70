// BTF as the kernel's Documentation/bpf/btf.rst describes it.
//
// A type section is nothing but 32-bit words, so that a BTF in the host's byte order is used where
// it lies: a `Type` is decoded from its words when it is asked for, and the lists in it (members,
// enumerators, parameters) are views of the words themselves.
//
// A type id counts from 1; id 0 is void. A split BTF continues the ids and the string offsets of
// its base, to which it keeps a pointer; the base must outlive it.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <variant>
#include <vector>

#include "btf/type_starts.h"
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

// struct btf_member. What `offset` holds depends on the struct's kind_flag: see Composite.
struct Member {
  StringOffset name;
  TypeId type;
  uint32_t offset;
};

// The offset word of a member in a struct with kind_flag; a `bit_width` of 0 is no bit field.
constexpr uint32_t member_offset(uint32_t bit_offset, uint8_t bit_width) {
  return uint32_t{bit_width} << 24 | bit_offset;
}

// What structs and unions share. `kind_flag` says that members carry their own bit widths.
struct Composite {
  uint32_t size;  // bytes
  bool kind_flag;
  std::span<const Member> members;

  // From the start of the struct.
  uint32_t bit_offset(const Member& member) const {
    return kind_flag ? member.offset & 0xffffff : member.offset;
  }
  // 0 for what is not a bit field, and for one in the old way, whose INT knows its width.
  uint8_t bit_width(const Member& member) const {
    return kind_flag ? static_cast<uint8_t>(member.offset >> 24) : uint8_t{0};
  }
};
struct Struct : Composite {};
struct Union : Composite {};

// struct btf_enum.
struct Enumerator {
  StringOffset name;
  uint32_t value;  // the bits of a signed or unsigned 32-bit value
};
// BTF_KIND_ENUM: `is_signed` is its kind_flag.
struct Enum {
  uint32_t size;  // bytes
  bool is_signed;
  std::span<const Enumerator> enumerators;
};

// struct btf_enum64.
struct Enumerator64 {
  StringOffset name;
  uint32_t low;
  uint32_t high;
};
constexpr uint32_t value_of(const Enumerator& enumerator) {
  return enumerator.value;
}
constexpr uint64_t value_of(const Enumerator64& enumerator) {
  return uint64_t{enumerator.high} << 32 | enumerator.low;
}
constexpr Enumerator64 enumerator64(StringOffset name, uint64_t value) {
  return {name, static_cast<uint32_t>(value), static_cast<uint32_t>(value >> 32)};
}
struct Enum64 {
  uint32_t size;  // bytes
  bool is_signed;
  std::span<const Enumerator64> enumerators;
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

// struct btf_param.
struct Parameter {
  StringOffset name;
  TypeId type;
};
// A last parameter without name and type stands for "...".
struct FuncProto {
  TypeId result;
  std::span<const Parameter> parameters;
};

struct Var {
  TypeId type;
  Linkage linkage;
};

// struct btf_var_secinfo.
struct SectionVar {
  TypeId var;
  uint32_t offset;  // bytes from the section's start
  uint32_t size;    // bytes
};
struct Datasec {
  uint32_t size;  // bytes
  std::span<const SectionVar> vars;
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

// A kind that is newer than btfkit: the BTF's layout section (Linux 6.19) says how long it is, and
// so it is carried along as it came. What it refers to isn't known.
struct Unknown {
  uint32_t kind;
  uint32_t vlen;
  bool kind_flag;
  uint32_t size_or_type;
  std::span<const uint32_t> words;  // what follows struct btf_type
};

using Kind =
    std::variant<Int, Ptr, Array, Struct, Union, Enum, Fwd, Typedef, Volatile, Const, Restrict,
                 Func, FuncProto, Var, Datasec, Float, DeclTag, TypeTag, Enum64, Unknown>;

// A type as it is asked for or added. The lists in it belong to somebody else: to the BTF that it
// was asked of, and there until that changes, or to whoever adds it.
struct Type {
  StringOffset name = kNoName;
  Kind kind;
};

// "STRUCT", "TYPEDEF" and so on, as bpftool and btf.rst spell them.
std::string_view kind_name(const Kind& kind);

// The shared part of a struct or union, or null.
const Composite* as_composite(const Kind& kind);
const Composite* as_composite(Kind&& kind) = delete;  // it would be gone with the type

// The type that a pointer-like or modifying kind refers to (PTR, TYPEDEF, CONST, VOLATILE,
// RESTRICT, TYPE_TAG), if it is one.
std::optional<TypeId> referenced_type(const Kind& kind);

// Visits with one callable a kind: `std::visit(Overloaded{...}, type.kind)`.
template <typename... Callables>
struct Overloaded : Callables... {
  using Callables::operator()...;
};

// How many bytes a kind takes, as the layout section says (struct btf_layout).
struct KindLayout {
  uint8_t info_size;   // bytes behind struct btf_type
  uint8_t entry_size;  // bytes of each of the vlen entries behind those
  uint16_t flags;
};

class Btf {
 public:
  // An empty BTF of the given byte order, or one that continues `base`.
  explicit Btf(Endian endian = kHostEndian);
  explicit Btf(const Btf& base, Endian endian);
  Btf(Btf&&) = default;
  Btf& operator=(Btf&&) = default;

  // The byte order in which it was read and will be written.
  Endian endian() const { return endian_; }
  const Btf* base() const { return base_; }

  // Ids run from first_id() (1, or one behind the base's last) to end_id() - 1.
  TypeId first_id() const { return TypeId{first_id_}; }
  TypeId end_id() const { return TypeId{first_id_ + static_cast<uint32_t>(starts_.size())}; }
  bool contains(TypeId id) const { return number(id) != 0 && number(id) < number(end_id()); }

  // A type of this BTF or of its base. `id` must be contained.
  Type type(TypeId id) const;
  // Its words in the host's byte order: struct btf_type and what follows it.
  std::span<const uint32_t> words(TypeId id) const {
    uint32_t n = number(id);
    if (n < first_id_) [[unlikely]]
      return base_->words(id);
    n -= first_id_;
    uint32_t begin = starts_.begin(n, words_.data());
    std::span<const uint32_t> words = words_.subspan(begin, starts_.end(n, begin, words_) - begin);
    return unchecked_ ? checked(n, words) : words;
  }

  // This BTF's own types in the order of their ids, without those of its base.
  class Types;
  Types own_types() const;
  // The words of all own types, in the host's byte order.
  std::span<const uint32_t> own_words() const { return words_; }
  // Where in own_words() the type begins. It must be one of this BTF's own.
  uint32_t start(TypeId id) const { return starts_.begin(number(id) - first_id_, words_.data()); }
  // Calls `use(id, words)` with each own type and its first word, which is faster than asking for
  // one after the other where these are unchecked.
  template <typename Use>
  void for_each_own(Use use) const {
    starts_.for_each(words_.data(), [&](size_t index, uint32_t begin) {
      use(TypeId{first_id_ + static_cast<uint32_t>(index)}, words_.data() + begin);
    });
  }

  // The string at `offset`, or nothing where the offset is behind the end.
  std::optional<std::string_view> find_string(StringOffset offset) const;
  // The string at a valid offset.
  std::string_view string(StringOffset offset) const {
    return std::string_view(string_and_rest(offset).data());
  }
  // The string section from there on: the string, a zero byte, and others.
  std::string_view string_and_rest(StringOffset offset) const {
    uint32_t position = number(offset);
    return position >= first_string_ ? strings_.substr(position - first_string_)
                                     : base_->string_and_rest(offset);
  }
  // void has no name.
  StringOffset name_of(TypeId id) const {
    if (number(id) >= first_id_) return StringOffset{words_[start(id)]};
    return base_ ? base_->name_of(id) : kNoName;
  }
  std::string_view name(const Type& type) const { return string(type.name); }
  std::string_view name(TypeId id) const { return string(name_of(id)); }
  // This BTF's own string section, and the offset of its first byte.
  std::string_view own_strings() const { return strings_; }
  uint32_t first_string() const { return first_string_; }
  uint32_t end_string() const { return first_string_ + static_cast<uint32_t>(strings_.size()); }

  // The layout section by kind; empty if there is none. A split BTF without one shares its base's.
  std::span<const KindLayout> own_layout() const { return layout_; }
  std::span<const KindLayout> known_layout() const {
    return layout_.empty() && base_ ? base_->known_layout() : layout_;
  }

  // Appends a copy. Ids and offsets that are already out stay valid, Types that are out don't;
  // add_string returns the offset of an equal string where there is one. A type with more than
  // 65,535 entries makes the info word one that only Linux 6.19 and later read.
  TypeId add_type(const Type& type);
  // Appends a type by its words, in the host's byte order.
  TypeId add_words(std::span<const uint32_t> words);
  StringOffset add_string(std::string_view text);
  // Appends a string section as it is; returns the offset at which it begins. Equal strings are not
  // looked for.
  uint32_t append_strings(std::string_view section);
  // Puts `type` in the place of one of this BTF's own. It may be made of parts of the old one.
  void replace_type(TypeId id, const Type& type);

  // For the reader, which has checked them: parts of a BTF that this one doesn't own.
  void set_types(std::span<const uint32_t> words, TypeStarts starts);
  void set_types(std::vector<uint32_t> words, TypeStarts starts);
  void set_strings(std::string_view strings);
  // Makes types be checked when they are asked for.
  void check_when_used() { unchecked_ = std::make_unique<Unchecked>(starts_.size()); }
  // Whether a type has been asked for that names a string or a type that isn't there. Its base's
  // don't count.
  bool has_fault() const { return unchecked_ && unchecked_->has_fault; }
  // The memory that words and strings are in, if it is to live as long as this.
  void keep(std::vector<std::byte> bytes) { kept_ = std::move(bytes); }
  void set_layout(std::vector<KindLayout> layout) { layout_ = std::move(layout); }
  // A copy of a string section. It begins (but for a split BTF) and ends in NUL.
  void set_own_strings(std::string strings);

 private:
  struct Unchecked {
    explicit Unchecked(size_t count) : sound(count / 64 + 1) {}
    std::vector<std::atomic<uint64_t>> sound;  // a bit for each of those that were checked
    std::atomic<bool> has_fault = false;
  };

  void own_words_for_change();
  // The words of the own type `index`, or those of an empty one if something in them is out
  // of range.
  std::span<const uint32_t> checked(size_t index, std::span<const uint32_t> words) const;

  Endian endian_;
  const Btf* base_ = nullptr;
  uint32_t first_id_ = 1;
  uint32_t first_string_ = 0;
  // What is seen is in words_ and strings_: somebody else's memory, or that of the three below
  // them.
  std::span<const uint32_t> words_;
  std::string_view strings_;
  std::vector<std::byte> kept_;
  std::vector<uint32_t> changed_words_;
  // A vector, as a short std::string would take its bytes along when it is moved.
  std::vector<char> changed_strings_;
  TypeStarts starts_;
  std::vector<KindLayout> layout_;
  std::unique_ptr<Unchecked> unchecked_;  // null where all types have been checked
  // Filled when add_string is called for the first time.
  std::unordered_map<std::string, uint32_t> string_index_;
};

// The own types of a BTF, decoded one by one.
class Btf::Types {
 public:
  class Iterator {
   public:
    using value_type = Type;
    using difference_type = std::ptrdiff_t;
    Iterator() = default;
    Iterator(const Btf* btf, TypeId id) : btf_(btf), id_(id) {}
    Type operator*() const { return btf_->type(id_); }
    Iterator& operator++() {
      id_ = TypeId{number(id_) + 1};
      return *this;
    }
    Iterator operator++(int) {
      Iterator old = *this;
      ++*this;
      return old;
    }
    bool operator==(const Iterator& other) const { return id_ == other.id_; }

   private:
    const Btf* btf_ = nullptr;
    TypeId id_{};
  };

  explicit Types(const Btf& btf) : btf_(&btf) {}
  Iterator begin() const { return {btf_, btf_->first_id()}; }
  Iterator end() const { return {btf_, btf_->end_id()}; }
  size_t size() const { return number(btf_->end_id()) - number(btf_->first_id()); }

 private:
  const Btf* btf_;
};

inline Btf::Types Btf::own_types() const {
  return Types(*this);
}

// The type `id` as a kind that it may be; nothing if it is another one or void.
template <typename WantedKind>
std::optional<WantedKind> get_if(const Btf& btf, TypeId id) {
  if (id == kVoid) return std::nullopt;
  Type type = btf.type(id);
  if (auto* kind = std::get_if<WantedKind>(&type.kind)) return *kind;
  return std::nullopt;
}

// The same for either of struct and union.
std::optional<Composite> get_if_composite(const Btf& btf, TypeId id);

// "[12] STRUCT 'task_struct'", or "[0] void", for messages.
std::string describe(const Btf& btf, TypeId id);

// Follows TYPEDEF, CONST, VOLATILE, RESTRICT and TYPE_TAG to what they stand for; kVoid if that is
// void. Fails on a chain longer than any that the kernel accepts, such as a loop.
Result<TypeId> skip_modifiers(const Btf& btf, TypeId id);

// The size in bytes that an object of type `id` takes; fails for what has none (functions, forward
// declarations, void). `pointer_size` is the target's.
Result<uint64_t> size_of(const Btf& btf, TypeId id, uint32_t pointer_size);

// The first type by which a kernel's `long` goes, signed or not, of 4 or 8 bytes.
std::optional<TypeId> find_long(const Btf& btf);

// The target's pointer size in bytes: that of its `long`, if it has one.
std::optional<uint32_t> known_pointer_size(const Btf& btf);
// The same, or 8 if there is none (8 is BPF's).
uint32_t pointer_size(const Btf& btf);

}  // namespace btfkit::btf
