// BTF by hand: one call a type.
#pragma once

#include <algorithm>
#include <string_view>
#include <vector>

#include "btf/ext.h"
#include "btf/model.h"
#include "message.h"

namespace btfkit::test {

using namespace btf;

struct Field {
  std::string_view name;
  TypeId type;
  uint32_t bit_offset;
  uint8_t bit_width = 0;
};

struct Value {
  std::string_view name;
  uint64_t value;
};

struct Types {
  explicit Types(Endian endian = Endian::kLittle) : btf(endian) {}

  TypeId add(std::string_view name, const Kind& kind) {
    return btf.add_type({btf.add_string(name), kind});
  }
  TypeId integer(std::string_view name, uint32_t size, uint8_t encoding = 0) {
    return add(name, Int{size, encoding, 0, static_cast<uint8_t>(size * 8)});
  }
  TypeId pointer(TypeId type) { return add("", Ptr{type}); }
  TypeId array(TypeId element, uint32_t count) { return add("", Array{element, element, count}); }
  TypeId alias(std::string_view name, TypeId type) { return add(name, Typedef{type}); }
  TypeId structure(std::string_view name, uint32_t size, const std::vector<Field>& fields) {
    auto list = members(fields);
    return add(name, Struct{{size, has_bit_fields(fields), list}});
  }
  TypeId either(std::string_view name, uint32_t size, const std::vector<Field>& fields) {
    auto list = members(fields);
    return add(name, Union{{size, has_bit_fields(fields), list}});
  }
  TypeId enumeration(std::string_view name, const std::vector<Value>& values,
                     bool is_signed = false) {
    std::vector<Enumerator> list;
    for (auto [text, value] : values) {
      list.push_back({btf.add_string(text), static_cast<uint32_t>(value)});
    }
    return add(name, Enum{4, is_signed, list});
  }
  TypeId wide_enumeration(std::string_view name, const std::vector<Value>& values,
                          bool is_signed = false) {
    std::vector<Enumerator64> list;
    for (auto [text, value] : values) list.push_back(enumerator64(btf.add_string(text), value));
    return add(name, Enum64{8, is_signed, list});
  }
  TypeId prototype(TypeId result, const std::vector<TypeId>& parameters) {
    std::vector<Parameter> list;
    for (TypeId type : parameters) list.push_back({kNoName, type});
    return add("", FuncProto{result, list});
  }
  CoreRelocation relocation(CoreKind kind, TypeId type, std::string_view access) {
    return {0, type, btf.add_string(access), kind};
  }

  Btf btf;

 private:
  static bool has_bit_fields(const std::vector<Field>& fields) {
    return std::ranges::any_of(fields, [](const Field& field) { return field.bit_width != 0; });
  }
  std::vector<Member> members(const std::vector<Field>& fields) {
    std::vector<Member> result;
    for (const Field& field : fields) {
      result.push_back({btf.add_string(field.name), field.type,
                        member_offset(field.bit_offset, field.bit_width)});
    }
    return result;
  }
};

}  // namespace btfkit::test
