// Makes types for the dump's tests, and shows the text between a header's head and tail.
#pragma once

#include <string>
#include <vector>

#include "btf/dump.h"
#include "btf/model.h"

namespace btfkit::btf {

class Types {
 public:
  TypeId add(std::string_view name, const Kind& kind) {
    return btf.add_type({btf.add_string(name), kind});
  }
  TypeId integer(std::string_view name, uint32_t size) {
    return add(name, Int{size, Int::kSigned, 0, static_cast<uint8_t>(8 * size)});
  }
  TypeId pointer(TypeId type) { return add("", Ptr{type}); }
  Member member(std::string_view name, TypeId type, uint32_t bit_offset, uint8_t bit_width = 0) {
    return {btf.add_string(name), type, member_offset(bit_offset, bit_width)};
  }
  TypeId structure(std::string_view name, uint32_t size, const std::vector<Member>& members) {
    return add(name, Struct{{size, true, members}});
  }
  void set_members(TypeId id, const std::vector<Member>& members) {
    Type type = btf.type(id);
    btf.replace_type(id, {type.name, Struct{{get_if_composite(btf, id)->size, true, members}}});
  }
  TypeId union_of(std::string_view name, uint32_t size, const std::vector<Member>& members) {
    return add(name, Union{{size, true, members}});
  }
  TypeId function(TypeId result, const std::vector<TypeId>& parameters) {
    std::vector<Parameter> list;
    for (TypeId type : parameters) list.push_back({kNoName, type});
    return add("", FuncProto{result, list});
  }

  // What the header has of all types, or "error: MESSAGE".
  std::string c() const { return c(all_types(btf)); }
  std::string c(const std::vector<TypeId>& roots) const { return definitions(roots, dump_c); }
  // The same for C++.
  std::string cxx() const { return cxx(all_types(btf)); }
  std::string cxx(const std::vector<TypeId>& roots) const { return definitions(roots, dump_cxx); }

  Btf btf;

 private:
  template <typename Dump>
  std::string definitions(const std::vector<TypeId>& roots, Dump dump) const {
    std::string text;
    Result<void> done = dump(btf, roots, [&](std::string_view piece) { text += piece; });
    if (!done) return "error: " + done.error().message();
    size_t begin = text.find("#endif\n\n") + 8;
    return text.substr(begin, text.find("#ifndef BPF_NO", begin) - begin);
  }
};

}  // namespace btfkit::btf
