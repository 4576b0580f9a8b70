// A BTF with every kind once, so that type n is of kind n, and ways to put one wrong value into it.
#pragma once

#include <gtest/gtest.h>

#include <cstring>

#include "btf/model.h"
#include "btf/writer.h"
#include "message.h"

namespace btfkit::test {

using namespace btf;

inline Btf every_kind(Endian endian) {
  Btf btf(endian);
  auto name = [&](std::string_view text) { return btf.add_string(text); };
  TypeId integer{1};
  btf.add_type({name("int"), Int{4, Int::kSigned, 0, 32}});
  btf.add_type({kNoName, Ptr{integer}});
  btf.add_type({kNoName, Array{integer, integer, 7}});
  const Member bits[] = {{name("a"), integer, member_offset(0, 3)},
                         {name("b"), integer, member_offset(32, 0)}};
  btf.add_type({name("bits"), Struct{{8, true, bits}}});
  const Member either[] = {{name("a"), integer, 0}};
  btf.add_type({name("either"), Union{{4, false, either}}});
  const Enumerator sign[] = {{name("MINUS"), 0xffffffff}, {name("PLUS"), 1}};
  btf.add_type({name("sign"), Enum{4, true, sign}});
  btf.add_type({name("unknown"), Fwd{true}});
  btf.add_type({name("int_t"), Typedef{integer}});
  btf.add_type({kNoName, Volatile{integer}});
  btf.add_type({kNoName, Const{kVoid}});
  btf.add_type({kNoName, Restrict{TypeId{2}}});
  btf.add_type({name("call"), Func{TypeId{13}, Linkage::kGlobal}});
  const Parameter parameters[] = {{name("x"), integer}, {kNoName, kVoid}};
  btf.add_type({kNoName, FuncProto{integer, parameters}});
  btf.add_type({name("counter"), Var{integer, Linkage::kExtern}});
  const SectionVar vars[] = {{TypeId{14}, 0, 4}};
  btf.add_type({name(".data"), Datasec{4, vars}});
  btf.add_type({name("double"), Float{8}});
  btf.add_type({name("tag"), DeclTag{TypeId{4}, 1, true}});
  btf.add_type({name("user"), TypeTag{integer, false}});
  const Enumerator64 wide[] = {enumerator64(name("HUGE"), uint64_t{1} << 40)};
  btf.add_type({name("wide"), Enum64{8, false, wide}});
  return btf;
}

// The fields of BTF's header, by their offsets.
enum HeaderField : size_t {
  kHeaderLength = 4,
  kTypesOffset = 8,
  kTypesLength = 12,
  kStringsOffset = 16,
  kStringsLength = 20,
};

inline void set_word(std::vector<std::byte>& bytes, size_t at, uint32_t value, Endian endian) {
  ASSERT_LE(at + sizeof value, bytes.size());
  value = to_endian(value, endian);
  std::memcpy(bytes.data() + at, &value, sizeof value);
}

inline uint32_t word_at(const std::vector<std::byte>& bytes, size_t at, Endian endian) {
  ByteReader reader(bytes, endian);
  return reader.seek(at) ? *reader.u32() : 0;
}

// Where word `word` of type `id` is in the written section; 0 is the name, 1 the info word.
inline size_t place_of(const Btf& btf, uint32_t id, size_t word) {
  Btf before(btf.endian());
  for (uint32_t i = 1; i < id; ++i) before.add_type(btf.type(TypeId{i}));
  return write(before)->size() - before.own_strings().size() + word * sizeof(uint32_t);
}

}  // namespace btfkit::test
