// BTF as JSON, in the bytes of `bpftool -j btf dump file F`, but for strings that bpftool escapes
// wrongly: docs/btfgen-dump.md has them.

#include "btf/dump.h"
#include "dump_words.h"
#include "text.h"

namespace btfkit::btf {
namespace {

// Writes JSON without keeping any. A value follows a name or stands in an array.
class JsonWriter {
 public:
  JsonWriter(JsonStyle style, Text& text) : is_pretty_(style == JsonStyle::kPretty), text_(text) {}

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
  void name(std::string_view name) {
    separate();
    new_line();
    text_.add('"');
    text_.add(name);
    text_.add(is_pretty_ ? std::string_view("\": ") : "\":");
    needs_comma_ = false;
  }
  template <std::integral Number>
  void field(std::string_view key, Number number) {
    name(key);
    text_.add_number(number);
    needs_comma_ = true;
  }
  void field(std::string_view key, std::string_view value) {
    name(key);
    string(value);
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

  static bool needs_escape(char letter) {
    return static_cast<unsigned char>(letter) < 0x20 || letter == '"' || letter == '\\';
  }

  void string(std::string_view value) {
    text_.add('"');
    size_t plain = 0;  // where what has not been written yet begins
    for (size_t at = 0; at < value.size(); ++at) {
      if (!needs_escape(value[at])) continue;
      text_.add(value.substr(plain, at - plain));
      escape(value[at]);
      plain = at + 1;
    }
    text_.add(value.substr(plain));
    text_.add('"');
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

  void begin() {
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
    json_.field("name", name(type.name));
    std::visit([&](const auto& kind) { body(kind); }, type.kind);
    json_.close('}');
  }

 private:
  std::string_view name(StringOffset offset) const { return name_or_anon(btf_.string(offset)); }

  void field(std::string_view key, TypeId id) { json_.field(key, number(id)); }

  // A count and an array of objects, each filled by `add_item`.
  template <typename Item, typename AddItem>
  void list(std::string_view key, std::span<const Item> items, AddItem add_item) {
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
      json_.field("name", name(member.name));
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
      json_.field("name", name(enumerator.name));
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
      json_.field("name", name(parameter.name));
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

// A kernel's JSON is 150 bytes a type; the address space set aside is for more, in either style.
constexpr size_t kBytesPerType = 256;
// The same string may be the name of a million types, and 16 MB long.
constexpr size_t kLongestText = size_t{1} << 28;

}  // namespace

Result<std::string> dump_json(const Btf& btf, std::span<const TypeId> types, JsonStyle style) {
  Text text(types.size() * kBytesPerType);
  JsonDump dump(btf, style, text);
  dump.begin();
  for (TypeId id : types) {
    dump.add(id);
    if (text.size() > kLongestText) {
      return fail("type {}: more than {} bytes of JSON", describe(btf, id), kLongestText);
    }
  }
  dump.end();
  text.add('\n');
  return std::move(text).take();
}

}  // namespace btfkit::btf
