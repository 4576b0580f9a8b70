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
template <JsonStyle style>
class JsonWriter {
 public:
  // Goes on at `depth`, behind a value that somebody else wrote if it `needs_comma`.
  JsonWriter(Text& text, uint32_t depth, bool needs_comma)
      : text_(text), depth_(depth), needs_comma_(needs_comma) {}

  [[gnu::always_inline]] void open(char bracket) {
    separate();
    text_.add(bracket);
    ++depth_;
    needs_comma_ = false;
  }
  [[gnu::always_inline]] void close(char bracket) {
    --depth_;
    if (needs_comma_) new_line();
    text_.add(bracket);
    needs_comma_ = true;
  }
  [[gnu::always_inline]] void name(const Key& key) {
    if (needs_comma_ && !kIsPretty) [[likely]] {
      text_.add_first(key.letters, key.size);
    } else {
      separate();
      new_line();
      text_.add(std::string_view(key.letters.data() + 1, key.size - 1));
      if (kIsPretty) text_.add(' ');
    }
    needs_comma_ = false;
  }
  template <std::integral Number>
  [[gnu::always_inline]] void field(const Key& key, Number number) {
    name(key);
    text_.add_number(number);
    needs_comma_ = true;
  }
  // `value` is one of our own words, in which nothing needs an escape.
  [[gnu::always_inline]] void field(const Key& key, std::string_view value) {
    name(key);
    text_.add('"');
    text_.add(value);
    text_.add('"');
    needs_comma_ = true;
  }
  // A string that ends in a zero byte within `value`; `if_empty` stands for an empty one.
  [[gnu::always_inline]] void c_string_field(const Key& key, std::string_view value,
                                             std::string_view if_empty) {
    name(key);
    text_.add('"');
    if (value.front() == '\0') text_.add(if_empty);
    for (;;) {
      value.remove_prefix(text_.add_until(value, special));
      if (value.front() == '\0') break;
      text_.add(escape(value.front()));
      value.remove_prefix(1);
    }
    text_.add('"');
    needs_comma_ = true;
  }

 private:
  [[gnu::always_inline]] void separate() {
    if (needs_comma_) text_.add(',');
  }
  [[gnu::always_inline]] void new_line() {
    if (!kIsPretty) return;
    text_.add('\n');
    text_.add(size_t{4} * depth_, ' ');
  }

  // What JSON can't hold as it is, and the end.
  static uint64_t special(uint64_t letters) {
    return stops_below(0x20, letters) | stops_at('"', letters) | stops_at('\\', letters);
  }

  [[gnu::noinline]] static std::string escape(char letter) {
    constexpr std::string_view kShort = "\"\\\b\f\n\r\t", kLetters = "\"\\bfnrt";
    size_t at = kShort.find(letter);
    if (at != kShort.npos) return {'\\', kLetters[at]};
    return fmt::format("\\u{:04x}", static_cast<unsigned char>(letter));
  }

  static constexpr bool kIsPretty = style == JsonStyle::kPretty;

  Pen text_;
  uint32_t depth_;
  bool needs_comma_;
};

// What is around the types.
template <JsonStyle style>
void begin(Text& text) {
  JsonWriter<style> json(text, 0, false);
  json.open('{');
  json.name("types");
  json.open('[');
}
template <JsonStyle style>
void end(Text& text, bool is_empty) {
  {
    JsonWriter<style> json(text, 2, !is_empty);
    json.close(']');
    json.close('}');
  }
  text.add('\n');
}

// The JSON of one type. It is all in add(), so that the writer is in registers.
template <JsonStyle style>
class JsonDump {
 public:
  JsonDump(const Btf& btf, Text& text, bool is_first) : btf_(btf), json_(text, kDepth, !is_first) {}

  [[gnu::noinline]] void add(TypeId id) {
    std::span<const uint32_t> words = btf_.words(id);
    visit_kind(words, [&] [[gnu::always_inline]] (const auto& kind) {
      json_.open('{');
      json_.field("id", number(id));
      json_.field("kind", kKindName(kind));
      name(StringOffset{words[0]});
      body(kind);
      json_.close('}');
    });
  }

 private:
  static constexpr uint32_t kDepth = 2;  // of a type: in an array in an object

  [[gnu::always_inline]] void name(StringOffset offset) {
    json_.c_string_field("name", btf_.string_and_rest(offset), kAnonymous);
  }

  [[gnu::always_inline]] void field(const Key& key, TypeId id) { json_.field(key, number(id)); }

  // A count and an array of objects, each filled by `add_item`.
  template <typename Item, typename AddItem>
  [[gnu::always_inline]] void list(const Key& key, std::span<const Item> items, AddItem add_item) {
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

  [[gnu::always_inline]] void body(const Int& kind) {
    json_.field("size", kind.size);
    json_.field("bits_offset", kind.bit_offset);
    json_.field("nr_bits", kind.bits);
    json_.field("encoding", encoding_name(kind.encoding));
  }
  [[gnu::always_inline]] void body(const Ptr& kind) { field("type_id", kind.type); }
  [[gnu::always_inline]] void body(const Typedef& kind) { field("type_id", kind.type); }
  [[gnu::always_inline]] void body(const Const& kind) { field("type_id", kind.type); }
  [[gnu::always_inline]] void body(const Volatile& kind) { field("type_id", kind.type); }
  [[gnu::always_inline]] void body(const Restrict& kind) { field("type_id", kind.type); }
  [[gnu::always_inline]] void body(const TypeTag& kind) { field("type_id", kind.type); }
  [[gnu::always_inline]] void body(const Array& kind) {
    field("type_id", kind.element);
    field("index_type_id", kind.index);
    json_.field("nr_elems", kind.count);
  }
  [[gnu::always_inline]] void body(const Composite& kind) {
    json_.field("size", kind.size);
    list("members", kind.members, [&] [[gnu::always_inline]] (const Member& member) {
      name(member.name);
      field("type_id", member.type);
      json_.field("bits_offset", kind.bit_offset(member));
      uint8_t width = kind.bit_width(member);
      if (width != 0) json_.field("bitfield_size", width);
    });
  }
  [[gnu::always_inline]] void body(const Enum& kind) { enumeration<int32_t>(kind); }
  [[gnu::always_inline]] void body(const Enum64& kind) { enumeration<int64_t>(kind); }
  template <typename Signed, typename AnyEnum>
  [[gnu::always_inline]] void enumeration(const AnyEnum& kind) {
    json_.field("encoding", sign_name(kind.is_signed));
    json_.field("size", kind.size);
    list("values", kind.enumerators, [&] [[gnu::always_inline]] (const auto& enumerator) {
      name(enumerator.name);
      if (kind.is_signed) {
        json_.field("val", static_cast<Signed>(value_of(enumerator)));
      } else {
        json_.field("val", value_of(enumerator));
      }
    });
  }
  [[gnu::always_inline]] void body(const Fwd& kind) {
    json_.field("fwd_kind", std::string_view(kind.is_union ? "union" : "struct"));
  }
  [[gnu::always_inline]] void body(const Func& kind) {
    field("type_id", kind.proto);
    json_.field("linkage", linkage_name(kind.linkage));
  }
  [[gnu::always_inline]] void body(const FuncProto& kind) {
    field("ret_type_id", kind.result);
    list("params", kind.parameters, [&] [[gnu::always_inline]] (const Parameter& parameter) {
      name(parameter.name);
      field("type_id", parameter.type);
    });
  }
  [[gnu::always_inline]] void body(const Var& kind) {
    field("type_id", kind.type);
    json_.field("linkage", linkage_name(kind.linkage));
  }
  [[gnu::always_inline]] void body(const Datasec& kind) {
    json_.field("size", kind.size);
    list("vars", kind.vars, [&] [[gnu::always_inline]] (const SectionVar& var) {
      field("type_id", var.var);
      json_.field("offset", var.offset);
      json_.field("size", var.size);
    });
  }
  [[gnu::always_inline]] void body(const Float& kind) { json_.field("size", kind.size); }
  [[gnu::always_inline]] void body(const DeclTag& kind) {
    field("type_id", kind.type);
    json_.field("component_idx", kind.component);
  }
  [[gnu::always_inline]] void body(const Unknown& kind) {
    json_.field("kind_number", kind.kind);
    json_.field("vlen", kind.vlen);
  }

  const Btf& btf_;
  JsonWriter<style> json_;
};

template <JsonStyle style>
void dump_json(const Btf& btf, std::span<const TypeId> types, const Sink& sink) {
  dump_in_parts(types, sink, [&](std::span<const TypeId> part, Text& text) {
    bool is_first = part.data() == types.data();
    bool is_last = part.data() + part.size() == types.data() + types.size();
    if (is_first) begin<style>(text);
    for (TypeId id : part) {
      JsonDump<style>(btf, text, is_first).add(id);
      is_first = false;
    }
    if (is_last) end<style>(text, types.empty());
  });
}

}  // namespace

void dump_json(const Btf& btf, std::span<const TypeId> types, JsonStyle style, const Sink& sink) {
  switch (style) {
    case JsonStyle::kCompact:
      return dump_json<JsonStyle::kCompact>(btf, types, sink);
    case JsonStyle::kPretty:
      return dump_json<JsonStyle::kPretty>(btf, types, sink);
  }
}

}  // namespace btfkit::btf
