// BTF as JSON, in the bytes of `bpftool -j btf dump file F`, but for strings that bpftool escapes
// wrongly: docs/btfgen-dump.md has them.

#include "btf/dump.h"
#include "dump_parts.h"
#include "dump_words.h"
#include "words.h"

namespace btfkit::btf {
namespace {

// The name of a field as it is mostly written, `,"name":`, so that one copy does it.
struct Key {
  template <size_t length>
  consteval Key(const char (&name)[length]) : size(length + 3) {
    letters[0] = ',';
    letters[1] = '"';
    std::copy_n(name, length - 1, letters.begin() + 2);
    letters[length + 1] = '"';
    letters[length + 2] = ':';
  }

  std::array<char, 24> letters{};
  size_t size;
};

// Writes JSON without keeping any. A value follows a name or stands in an array.
class JsonWriter {
 public:
  JsonWriter(JsonStyle style, Text& text) : is_pretty_(style == JsonStyle::kPretty), text_(text) {}

  // Behind a value at this depth that somebody else wrote.
  void go_on(uint32_t depth) {
    depth_ = depth;
    needs_comma_ = true;
  }
  void open(char bracket) {
    separate();
    text_.add(bracket);
    ++depth_;
    needs_comma_ = false;
  }
  void close(char bracket) {
    --depth_;
    if (needs_comma_) new_line();
    text_.add(bracket);
    needs_comma_ = true;
  }
  void name(const Key& key) {
    if (needs_comma_ && !is_pretty_) [[likely]] {
      text_.add_first(key.letters, key.size);
    } else {
      separate();
      new_line();
      text_.add(std::string_view(key.letters.data() + 1, key.size - 1));
      if (is_pretty_) text_.add(' ');
    }
    needs_comma_ = false;
  }
  template <std::integral Number>
  void field(const Key& key, Number number) {
    name(key);
    text_.add_number(number);
    needs_comma_ = true;
  }
  // `value` is one of our own words, in which nothing needs an escape.
  void field(const Key& key, std::string_view value) {
    name(key);
    text_.add('"');
    text_.add(value);
    text_.add('"');
    needs_comma_ = true;
  }
  // A string that ends in a zero byte within `value`; `if_empty` stands for an empty one.
  void c_string_field(const Key& key, std::string_view value, std::string_view if_empty) {
    name(key);
    text_.add('"');
    if (value.front() == '\0') text_.add(if_empty);
    for (;;) {
      value.remove_prefix(text_.add_until(value, special));
      if (value.front() == '\0') break;
      escape(value.front());
      value.remove_prefix(1);
    }
    text_.add('"');
    needs_comma_ = true;
  }

 private:
  void separate() {
    if (needs_comma_) text_.add(',');
  }
  void new_line() {
    if (!is_pretty_) return;
    text_.add('\n');
    text_.add(size_t{4} * depth_, ' ');
  }

  // What JSON can't hold as it is, and the end.
  static uint64_t special(uint64_t letters) {
    return stops_below(0x20, letters) | stops_at('"', letters) | stops_at('\\', letters);
  }

  void escape(char letter) {
    constexpr std::string_view kShort = "\"\\\b\f\n\r\t", kLetters = "\"\\bfnrt";
    text_.add('\\');
    if (size_t at = kShort.find(letter); at != kShort.npos) {
      text_.add(kLetters[at]);
    } else {
      text_.add(fmt::format("u{:04x}", static_cast<unsigned char>(letter)));
    }
  }

  bool is_pretty_;
  Text& text_;
  uint32_t depth_ = 0;
  bool needs_comma_ = false;
};

class JsonDump {
 public:
  JsonDump(const Btf& btf, JsonStyle style, Text& text) : btf_(btf), json_(style, text) {}

  // Where the document doesn't begin here, other types are before these.
  void begin(bool is_first) {
    if (!is_first) return json_.go_on(2);
    json_.open('{');
    json_.name("types");
    json_.open('[');
  }
  void end() {
    json_.close(']');
    json_.close('}');
  }

  void add(TypeId id) {
    Type type = btf_.type(id);
    json_.open('{');
    json_.field("id", number(id));
    json_.field("kind", kind_name(type.kind));
    name(type.name);
    visit_kind(btf_.words(id), [&](const auto& kind) { body(kind); });
    json_.close('}');
  }

 private:
  void name(StringOffset offset) {
    json_.c_string_field("name", btf_.string_and_rest(offset), kAnonymous);
  }

  void field(const Key& key, TypeId id) { json_.field(key, number(id)); }

  // A count and an array of objects, each filled by `add_item`.
  template <typename Item, typename AddItem>
  void list(const Key& key, std::span<const Item> items, AddItem add_item) {
    json_.field("vlen", items.size());
    json_.name(key);
    json_.open('[');
    for (const Item& item : items) {
      json_.open('{');
      add_item(item);
      json_.close('}');
    }
    json_.close(']');
  }

  void body(const Int& kind) {
    json_.field("size", kind.size);
    json_.field("bits_offset", kind.bit_offset);
    json_.field("nr_bits", kind.bits);
    json_.field("encoding", encoding_name(kind.encoding));
  }
  void body(const Ptr& kind) { field("type_id", kind.type); }
  void body(const Typedef& kind) { field("type_id", kind.type); }
  void body(const Const& kind) { field("type_id", kind.type); }
  void body(const Volatile& kind) { field("type_id", kind.type); }
  void body(const Restrict& kind) { field("type_id", kind.type); }
  void body(const TypeTag& kind) { field("type_id", kind.type); }
  void body(const Array& kind) {
    field("type_id", kind.element);
    field("index_type_id", kind.index);
    json_.field("nr_elems", kind.count);
  }
  void body(const Composite& kind) {
    json_.field("size", kind.size);
    list("members", kind.members, [&](const Member& member) {
      name(member.name);
      field("type_id", member.type);
      json_.field("bits_offset", kind.bit_offset(member));
      uint8_t width = kind.bit_width(member);
      if (width != 0) json_.field("bitfield_size", width);
    });
  }
  void body(const Enum& kind) { enumeration<int32_t>(kind); }
  void body(const Enum64& kind) { enumeration<int64_t>(kind); }
  template <typename Signed, typename AnyEnum>
  void enumeration(const AnyEnum& kind) {
    json_.field("encoding", sign_name(kind.is_signed));
    json_.field("size", kind.size);
    list("values", kind.enumerators, [&](const auto& enumerator) {
      name(enumerator.name);
      if (kind.is_signed) {
        json_.field("val", static_cast<Signed>(value_of(enumerator)));
      } else {
        json_.field("val", value_of(enumerator));
      }
    });
  }
  void body(const Fwd& kind) {
    json_.field("fwd_kind", std::string_view(kind.is_union ? "union" : "struct"));
  }
  void body(const Func& kind) {
    field("type_id", kind.proto);
    json_.field("linkage", linkage_name(kind.linkage));
  }
  void body(const FuncProto& kind) {
    field("ret_type_id", kind.result);
    list("params", kind.parameters, [&](const Parameter& parameter) {
      name(parameter.name);
      field("type_id", parameter.type);
    });
  }
  void body(const Var& kind) {
    field("type_id", kind.type);
    json_.field("linkage", linkage_name(kind.linkage));
  }
  void body(const Datasec& kind) {
    json_.field("size", kind.size);
    list("vars", kind.vars, [&](const SectionVar& var) {
      field("type_id", var.var);
      json_.field("offset", var.offset);
      json_.field("size", var.size);
    });
  }
  void body(const Float& kind) { json_.field("size", kind.size); }
  void body(const DeclTag& kind) {
    field("type_id", kind.type);
    json_.field("component_idx", kind.component);
  }
  void body(const Unknown& kind) {
    json_.field("kind_number", kind.kind);
    json_.field("vlen", kind.vlen);
  }

  const Btf& btf_;
  JsonWriter json_;
};

}  // namespace

void dump_json(const Btf& btf, std::span<const TypeId> types, JsonStyle style, const Sink& sink) {
  dump_in_parts(types, sink, [&](std::span<const TypeId> part, Text& text) {
    bool is_first = part.data() == types.data();
    bool is_last = part.data() + part.size() == types.data() + types.size();
    JsonDump dump(btf, style, text);
    dump.begin(is_first);
    for (TypeId id : part) dump.add(id);
    if (!is_last) return;
    dump.end();
    text.add('\n');
  });
}

}  // namespace btfkit::btf
