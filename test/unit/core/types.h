// BTF by hand: one call a type.
#pragma once

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

  TypeId add(std::string_view name, Kind kind) {
    return btf.add_type({btf.add_string(name), std::move(kind)});
  }
  TypeId integer(std::string_view name, uint32_t size, uint8_t encoding = 0) {
    return add(name, Int{size, encoding, 0, static_cast<uint8_t>(size * 8)});
  }
  TypeId pointer(TypeId type) { return add("", Ptr{type}); }
  TypeId array(TypeId element, uint32_t count) { return add("", Array{element, element, count}); }
  TypeId alias(std::string_view name, TypeId type) { return add(name, Typedef{type}); }
  TypeId structure(std::string_view name, uint32_t size, const std::vector<Field>& fields) {
    return add(name, Struct{composite(size, fields)});
  }
  TypeId either(std::string_view name, uint32_t size, const std::vector<Field>& fields) {
    return add(name, Union{composite(size, fields)});
  }
  TypeId enumeration(std::string_view name, const std::vector<Value>& values,
                     bool is_signed = false) {
    Enum kind{4, is_signed, {}};
    for (auto [text, value] : values) {
      kind.enumerators.push_back({btf.add_string(text), static_cast<uint32_t>(value)});
    }
    return add(name, kind);
  }
  TypeId wide_enumeration(std::string_view name, const std::vector<Value>& values,
                          bool is_signed = false) {
    Enum64 kind{8, is_signed, {}};
    for (auto [text, value] : values) kind.enumerators.push_back({btf.add_string(text), value});
    return add(name, kind);
  }
  TypeId prototype(TypeId result, const std::vector<TypeId>& parameters) {
    FuncProto kind{result, {}};
    for (TypeId type : parameters) kind.parameters.push_back({kNoName, type});
    return add("", kind);
  }
  CoreRelocation relocation(CoreKind kind, TypeId type, std::string_view access) {
    return {0, type, btf.add_string(access), kind};
  }

  Btf btf;

 private:
  Composite composite(uint32_t size, const std::vector<Field>& fields) {
    Composite result{size, false, {}};
    for (const Field& field : fields) {
      result.kind_flag |= field.bit_width != 0;
      result.members.push_back(
          {btf.add_string(field.name), field.type, field.bit_offset, field.bit_width});
    }
    return result;
  }
};

}  // namespace btfkit::test
