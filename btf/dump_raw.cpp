// `bpftool btf dump file F format raw`, byte for byte.

#include "btf/dump.h"
#include "dump_parts.h"
#include "dump_words.h"

namespace btfkit::btf {
namespace {

class RawDump {
 public:
  RawDump(const Btf& btf, Text& text) : btf_(btf), text_(text) {}

  void add(TypeId id) {
    Type type = btf_.type(id);
    text_.add('[');
    text_.add_number(number(id));
    text_.add("] ");
    text_.add(kind_name(type.kind));
    text_.add(' ');
    name(type.name);
    std::visit([&](const auto& kind) { body(kind); }, type.kind);
    text_.add('\n');
  }

 private:
  void name(StringOffset offset) {
    text_.add('\'');
    auto at_end = [](uint64_t letters) { return stops_below(1, letters); };
    if (text_.add_until(btf_.string_and_rest(offset), at_end) == 0) text_.add(kAnonymous);
    text_.add('\'');
  }
  template <std::integral Number>
  void field(std::string_view key, Number value) {
    text_.add(key);
    text_.add_number(value);
  }
  void field(std::string_view key, TypeId id) { field(key, number(id)); }
  void field(std::string_view key, std::string_view value) {
    text_.add(key);
    text_.add(value);
  }
  void entry() { text_.add("\n\t"); }
  void entry(StringOffset of) {
    entry();
    name(of);
  }

  void body(const Int& kind) {
    field(" size=", kind.size);
    field(" bits_offset=", kind.bit_offset);
    field(" nr_bits=", kind.bits);
    field(" encoding=", encoding_name(kind.encoding));
  }
  void body(const Ptr& kind) { reference(kind.type); }
  void body(const Typedef& kind) { reference(kind.type); }
  void body(const Const& kind) { reference(kind.type); }
  void body(const Volatile& kind) { reference(kind.type); }
  void body(const Restrict& kind) { reference(kind.type); }
  void body(const TypeTag& kind) { reference(kind.type); }
  void reference(TypeId type) { field(" type_id=", type); }

  void body(const Array& kind) {
    reference(kind.element);
    field(" index_type_id=", kind.index);
    field(" nr_elems=", kind.count);
  }
  void body(const Composite& kind) {
    field(" size=", kind.size);
    field(" vlen=", kind.members.size());
    for (const Member& member : kind.members) {
      entry(member.name);
      reference(member.type);
      field(" bits_offset=", kind.bit_offset(member));
      if (uint8_t width = kind.bit_width(member)) field(" bitfield_size=", width);
    }
  }
  template <typename AnyEnum>
  void enum_head(const AnyEnum& kind) {
    field(" encoding=", sign_name(kind.is_signed));
    field(" size=", kind.size);
    field(" vlen=", kind.enumerators.size());
  }
  void body(const Enum& kind) {
    enum_head(kind);
    for (const Enumerator& enumerator : kind.enumerators) {
      entry(enumerator.name);
      if (kind.is_signed) {
        field(" val=", static_cast<int32_t>(enumerator.value));
      } else {
        field(" val=", enumerator.value);
      }
    }
  }
  void body(const Enum64& kind) {
    enum_head(kind);
    for (const Enumerator64& enumerator : kind.enumerators) {
      entry(enumerator.name);
      if (kind.is_signed) {
        field(" val=", static_cast<int64_t>(value_of(enumerator)));
        text_.add("LL");
      } else {
        field(" val=", value_of(enumerator));
        text_.add("ULL");
      }
    }
  }
  void body(const Fwd& kind) { field(" fwd_kind=", kind.is_union ? "union" : "struct"); }
  void body(const Func& kind) {
    reference(kind.proto);
    field(" linkage=", linkage_name(kind.linkage));
  }
  void body(const FuncProto& kind) {
    field(" ret_type_id=", kind.result);
    field(" vlen=", kind.parameters.size());
    for (const Parameter& parameter : kind.parameters) {
      entry(parameter.name);
      reference(parameter.type);
    }
  }
  void body(const Var& kind) {
    reference(kind.type);
    field(", linkage=", linkage_name(kind.linkage));
  }
  void body(const Datasec& kind) {
    field(" size=", kind.size);
    field(" vlen=", kind.vars.size());
    for (const SectionVar& var : kind.vars) {
      entry();
      field("type_id=", var.var);
      field(" offset=", var.offset);
      field(" size=", var.size);
      if (!get_if<Var>(btf_, var.var)) continue;
      text_.add(" (VAR ");
      name(btf_.type(var.var).name);
      text_.add(')');
    }
  }
  void body(const Float& kind) { field(" size=", kind.size); }
  void body(const DeclTag& kind) {
    reference(kind.type);
    field(" component_idx=", kind.component);
  }
  void body(const Unknown& kind) {
    field(" kind=", kind.kind);
    field(" vlen=", kind.vlen);
  }

  const Btf& btf_;
  Text& text_;
};

}  // namespace

void dump_raw(const Btf& btf, std::span<const TypeId> types, const Sink& sink) {
  dump_in_parts(types, sink, [&](std::span<const TypeId> part, Text& text) {
    RawDump dump(btf, text);
    for (TypeId id : part) dump.add(id);
  });
}

std::string dump_raw(const Btf& btf) {
  std::string whole;
  dump_raw(btf, own_types(btf), [&](std::string_view piece) { whole += piece; });
  return whole;
}

}  // namespace btfkit::btf
