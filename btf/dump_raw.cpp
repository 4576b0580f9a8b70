// `bpftool btf dump file F format raw`, byte for byte.

#include "btf/dump.h"
#include "dump_parts.h"
#include "dump_words.h"
#include "words.h"

namespace btfkit::btf {
namespace {

// The lines of one type. They are all in add(), so that the pen is in registers.
class RawDump {
 public:
  RawDump(const Btf& btf, Text& text) : btf_(btf), text_(text) {}

  [[gnu::noinline]] void add(TypeId id) {
    std::span<const uint32_t> words = btf_.words(id);
    visit_kind(words, [&] [[gnu::always_inline]] (const auto& kind) {
      text_.add('[');
      text_.add_number(number(id));
      text_.add("] ");
      text_.add(kKindName(kind));
      text_.add(' ');
      name(StringOffset{words[0]});
      body(kind);
      text_.add('\n');
    });
  }

 private:
  [[gnu::always_inline]] void name(StringOffset offset) {
    text_.add('\'');
    auto at_end = [](uint64_t letters) { return stops_below(1, letters); };
    if (text_.add_until(btf_.string_and_rest(offset), at_end) == 0) text_.add(kAnonymous);
    text_.add('\'');
  }
  template <std::integral Number>
  [[gnu::always_inline]] void field(std::string_view key, Number value) {
    text_.add(key);
    text_.add_number(value);
  }
  [[gnu::always_inline]] void field(std::string_view key, TypeId id) { field(key, number(id)); }
  [[gnu::always_inline]] void field(std::string_view key, std::string_view value) {
    text_.add(key);
    text_.add(value);
  }
  [[gnu::always_inline]] void entry() { text_.add("\n\t"); }
  [[gnu::always_inline]] void entry(StringOffset of) {
    entry();
    name(of);
  }

  [[gnu::always_inline]] void body(const Int& kind) {
    field(" size=", kind.size);
    field(" bits_offset=", kind.bit_offset);
    field(" nr_bits=", kind.bits);
    field(" encoding=", encoding_name(kind.encoding));
  }
  [[gnu::always_inline]] void body(const Ptr& kind) { reference(kind.type); }
  [[gnu::always_inline]] void body(const Typedef& kind) { reference(kind.type); }
  [[gnu::always_inline]] void body(const Const& kind) { reference(kind.type); }
  [[gnu::always_inline]] void body(const Volatile& kind) { reference(kind.type); }
  [[gnu::always_inline]] void body(const Restrict& kind) { reference(kind.type); }
  [[gnu::always_inline]] void body(const TypeTag& kind) { reference(kind.type); }
  [[gnu::always_inline]] void reference(TypeId type) { field(" type_id=", type); }

  [[gnu::always_inline]] void body(const Array& kind) {
    reference(kind.element);
    field(" index_type_id=", kind.index);
    field(" nr_elems=", kind.count);
  }
  [[gnu::always_inline]] void body(const Composite& kind) {
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
  [[gnu::always_inline]] void enum_head(const AnyEnum& kind) {
    field(" encoding=", sign_name(kind.is_signed));
    field(" size=", kind.size);
    field(" vlen=", kind.enumerators.size());
  }
  [[gnu::always_inline]] void body(const Enum& kind) {
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
  [[gnu::always_inline]] void body(const Enum64& kind) {
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
  [[gnu::always_inline]] void body(const Fwd& kind) {
    field(" fwd_kind=", kind.is_union ? "union" : "struct");
  }
  [[gnu::always_inline]] void body(const Func& kind) {
    reference(kind.proto);
    field(" linkage=", linkage_name(kind.linkage));
  }
  [[gnu::always_inline]] void body(const FuncProto& kind) {
    field(" ret_type_id=", kind.result);
    field(" vlen=", kind.parameters.size());
    for (const Parameter& parameter : kind.parameters) {
      entry(parameter.name);
      reference(parameter.type);
    }
  }
  [[gnu::always_inline]] void body(const Var& kind) {
    reference(kind.type);
    field(", linkage=", linkage_name(kind.linkage));
  }
  [[gnu::always_inline]] void body(const Datasec& kind) {
    field(" size=", kind.size);
    field(" vlen=", kind.vars.size());
    for (const SectionVar& var : kind.vars) {
      entry();
      field("type_id=", var.var);
      field(" offset=", var.offset);
      field(" size=", var.size);
      if (var.var == kVoid || wire_kind(btf_.words(var.var)) != wire::Kind::kVar) continue;
      text_.add(" (VAR ");
      name(btf_.name_of(var.var));
      text_.add(')');
    }
  }
  [[gnu::always_inline]] void body(const Float& kind) { field(" size=", kind.size); }
  [[gnu::always_inline]] void body(const DeclTag& kind) {
    reference(kind.type);
    field(" component_idx=", kind.component);
  }
  [[gnu::always_inline]] void body(const Unknown& kind) {
    field(" kind=", kind.kind);
    field(" vlen=", kind.vlen);
  }

  const Btf& btf_;
  Pen text_;
};

}  // namespace

void dump_raw(const Btf& btf, std::span<const TypeId> types, const Sink& sink) {
  dump_in_parts(types, sink, [&](std::span<const TypeId> part, Text& text) {
    for (TypeId id : part) RawDump(btf, text).add(id);
  });
}

std::string dump_raw(const Btf& btf) {
  std::string whole;
  dump_raw(btf, own_types(btf), [&](std::string_view piece) { whole += piece; });
  return whole;
}

}  // namespace btfkit::btf
