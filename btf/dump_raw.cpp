#include <iterator>

#include "btf/dump.h"
#include "dump_words.h"

namespace btfkit::btf {
namespace {

class RawDump {
 public:
  explicit RawDump(const Btf& btf) : btf_(btf) {}

  std::string run(std::span<const TypeId> types) && {
    for (TypeId id : types) {
      Type type = btf_.type(id);
      print("[{}] {} '{}'", number(id), kind_name(type.kind), name(type.name));
      std::visit([&](const auto& kind) { body(kind); }, type.kind);
      text_.push_back('\n');
    }
    return std::move(text_);
  }

 private:
  template <typename... Args>
  void print(fmt::format_string<Args...> format, Args&&... args) {
    fmt::format_to(std::back_inserter(text_), format, std::forward<Args>(args)...);
  }

  std::string_view name(StringOffset offset) const { return name_or_anon(btf_.string(offset)); }

  void body(const Int& kind) {
    print(" size={} bits_offset={} nr_bits={} encoding={}", kind.size, kind.bit_offset, kind.bits,
          encoding_name(kind.encoding));
  }
  void body(const Ptr& kind) { reference(kind.type); }
  void body(const Typedef& kind) { reference(kind.type); }
  void body(const Const& kind) { reference(kind.type); }
  void body(const Volatile& kind) { reference(kind.type); }
  void body(const Restrict& kind) { reference(kind.type); }
  void body(const TypeTag& kind) { reference(kind.type); }
  void reference(TypeId type) { print(" type_id={}", number(type)); }

  void body(const Array& kind) {
    print(" type_id={} index_type_id={} nr_elems={}", number(kind.element), number(kind.index),
          kind.count);
  }
  void body(const Composite& kind) {
    print(" size={} vlen={}", kind.size, kind.members.size());
    for (const Member& member : kind.members) {
      print("\n\t'{}' type_id={} bits_offset={}", name(member.name), number(member.type),
            kind.bit_offset(member));
      uint8_t width = kind.bit_width(member);
      if (width != 0) print(" bitfield_size={}", width);
    }
  }
  void body(const Enum& kind) {
    print(" encoding={} size={} vlen={}", sign_name(kind.is_signed), kind.size,
          kind.enumerators.size());
    for (const Enumerator& enumerator : kind.enumerators) {
      if (kind.is_signed) {
        print("\n\t'{}' val={}", name(enumerator.name), static_cast<int32_t>(enumerator.value));
      } else {
        print("\n\t'{}' val={}", name(enumerator.name), enumerator.value);
      }
    }
  }
  void body(const Enum64& kind) {
    print(" encoding={} size={} vlen={}", sign_name(kind.is_signed), kind.size,
          kind.enumerators.size());
    for (const Enumerator64& enumerator : kind.enumerators) {
      if (kind.is_signed) {
        print("\n\t'{}' val={}LL", name(enumerator.name),
              static_cast<int64_t>(value_of(enumerator)));
      } else {
        print("\n\t'{}' val={}ULL", name(enumerator.name), value_of(enumerator));
      }
    }
  }
  void body(const Fwd& kind) { print(" fwd_kind={}", kind.is_union ? "union" : "struct"); }
  void body(const Func& kind) {
    print(" type_id={} linkage={}", number(kind.proto), linkage_name(kind.linkage));
  }
  void body(const FuncProto& kind) {
    print(" ret_type_id={} vlen={}", number(kind.result), kind.parameters.size());
    for (const Parameter& parameter : kind.parameters) {
      print("\n\t'{}' type_id={}", name(parameter.name), number(parameter.type));
    }
  }
  void body(const Var& kind) {
    print(" type_id={}, linkage={}", number(kind.type), linkage_name(kind.linkage));
  }
  void body(const Datasec& kind) {
    print(" size={} vlen={}", kind.size, kind.vars.size());
    for (const SectionVar& var : kind.vars) {
      print("\n\ttype_id={} offset={} size={}", number(var.var), var.offset, var.size);
      if (btf_.contains(var.var) && std::holds_alternative<Var>(btf_.type(var.var).kind)) {
        print(" (VAR '{}')", name(btf_.type(var.var).name));
      }
    }
  }
  void body(const Float& kind) { print(" size={}", kind.size); }
  void body(const DeclTag& kind) {
    print(" type_id={} component_idx={}", number(kind.type), kind.component);
  }
  void body(const Unknown& kind) { print(" kind={} vlen={}", kind.kind, kind.vlen); }

  const Btf& btf_;
  std::string text_;
};

}  // namespace

std::string dump_raw(const Btf& btf, std::span<const TypeId> types) {
  return RawDump(btf).run(types);
}

std::string dump_raw(const Btf& btf) {
  return dump_raw(btf, own_types(btf));
}

}  // namespace btfkit::btf
