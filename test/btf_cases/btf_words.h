// BTF put together from words, right or wrong: what the library's writer would refuse too.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "btf/wire.h"
#include "support/bytes.h"

namespace btfkit::test {

using btf::wire::Kind;

struct Header {
  uint16_t magic = 0xeb9f;
  uint8_t version = 1;
  uint8_t flags = 0;
  uint32_t length = 24;
  uint32_t types_offset = 0;
  uint32_t types_length = 0;
  uint32_t strings_offset = 0;
  uint32_t strings_length = 0;
};

class BtfWords {
 public:
  struct Member {
    std::string_view name;
    uint32_t type;
    uint32_t bits;  // the bit offset, with a bit field's width in the upper byte
  };
  struct Parameter {
    std::string_view name;
    uint32_t type;
  };
  struct Variable {
    uint32_t type;
    uint32_t offset;
    uint32_t size;
  };

  static constexpr bool kKindFlag = true;

  // The offset of a name, new or known; 0 for "".
  uint32_t text(std::string_view name);

  // Adds a type and returns its id.
  uint32_t add(Kind kind, std::string_view name, uint32_t size_or_type,
               std::vector<uint32_t> behind = {}, uint32_t vlen = 0, bool kind_flag = false);
  uint32_t integer(std::string_view name, uint32_t size) {
    return add(Kind::kInt, name, size, {size * 8});
  }
  // Of any kind that is a reference and no more.
  uint32_t reference(Kind kind, uint32_t type, std::string_view name = "") {
    return add(kind, name, type);
  }
  uint32_t pointer(uint32_t type) { return reference(Kind::kPtr, type); }
  uint32_t array(uint32_t element, uint32_t index, uint32_t count) {
    return add(Kind::kArray, "", 0, {element, index, count});
  }
  uint32_t structure(std::string_view name, uint32_t size, std::initializer_list<Member> members,
                     bool kind_flag = false, Kind kind = Kind::kStruct);
  uint32_t enumeration(Kind kind, std::string_view name, uint32_t size,
                       std::string_view enumerator);
  uint32_t prototype(uint32_t result, std::initializer_list<Parameter> parameters);
  uint32_t function(std::string_view name, uint32_t prototype, uint32_t linkage = 1) {
    return add(Kind::kFunc, name, prototype, {}, linkage);
  }
  uint32_t variable(std::string_view name, uint32_t type) {
    return add(Kind::kVar, name, type, {1});
  }
  uint32_t section(std::string_view name, uint32_t size, std::initializer_list<Variable> variables);
  // `component` -1 is the whole type.
  uint32_t tag(std::string_view text, uint32_t type, uint32_t component = UINT32_MAX) {
    return add(Kind::kDeclTag, text, type, {component});
  }

  // The id that the next type will have.
  uint32_t next() const { return static_cast<uint32_t>(starts_.size()) + 1; }
  // Any word of a type: 0 is its name, 1 the info word, 2 size or type, and so on.
  uint32_t& word(uint32_t id, uint32_t i) { return types_[starts_[id - 1] + i]; }
  // The same for a string's characters.
  std::string& strings() { return strings_; }
  // Bytes between the header that is known and the types; makes the header longer.
  std::string& header_tail() { return header_tail_; }
  // Takes words off the end of the types.
  void cut(uint32_t words) { types_.resize(types_.size() - words); }

  // The header of these types and strings, to be changed.
  Header header() const;
  std::vector<std::byte> bytes(Endian endian = kHostEndian) const {
    return bytes(header(), endian);
  }
  std::vector<std::byte> bytes(const Header& header, Endian endian = kHostEndian) const;

 private:
  std::vector<uint32_t> types_;
  std::vector<size_t> starts_;  // by id - 1
  std::string strings_{'\0'};
  std::string header_tail_;
};

}  // namespace btfkit::test
