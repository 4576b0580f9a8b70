// Bytes as .BTF.ext of a fixed BTF, which has something for each relocation to ask for. What the
// reader lets through comes back the same after it was written, and is resolved against that BTF.
#include <cstdint>

#include "btf/reader.h"
#include "btf/writer.h"
#include "core/engine.h"
#include "one_line.h"

namespace {

using namespace btfkit;

btf::Btf make_btf(Endian endian) {
  btf::Btf btf(endian);
  auto name = [&](std::string_view text) { return btf.add_string(text); };
  btf::TypeId integer{1}, array{2}, inner{3};
  btf.add_type({name("int"), btf::Int{4, btf::Int::kSigned, 0, 32}});
  btf.add_type({btf::kNoName, btf::Array{integer, integer, 4}});
  const btf::Member all[] = {{name("all"), array, 0}};
  btf.add_type({btf::kNoName, btf::Union{{16, false, all}}});
  const btf::Member fields[] = {{name("a"), integer, btf::member_offset(3, 5)},
                                {btf::kNoName, inner, 64}};
  btf.add_type({name("s"), btf::Struct{{24, true, fields}}});
  const btf::Enumerator narrow[] = {{name("A"), 1}};
  btf.add_type({name("e"), btf::Enum{4, true, narrow}});
  const btf::Enumerator64 wide[] = {btf::enumerator64(name("W"), 1)};
  btf.add_type({name("w"), btf::Enum64{8, false, wide}});
  btf.add_type({name("t"), btf::Typedef{btf::TypeId{4}}});
  const btf::Parameter parameters[] = {{name("p"), btf::TypeId{9}}};
  btf.add_type({btf::kNoName, btf::FuncProto{integer, parameters}});
  btf.add_type({btf::kNoName, btf::Ptr{btf::TypeId{8}}});
  btf.add_type({name("f"), btf::Func{btf::TypeId{8}, btf::Linkage::kGlobal}});
  for (auto text : {"xdp", "0", "0:0", "0:1:0", "0:1:0:3", "1:0", "prog.c", "int x;"}) name(text);
  return btf;
}

void check(Bytes bytes, const btf::Btf& btf, const core::Target& target) {
  auto ext = btf::read_ext(bytes, btf);
  if (!ext) return fuzz::expect_one_line(ext.error());
  auto written = btf::write_ext(*ext, btf.endian());
  auto again = btf::read_ext(written, btf);
  fuzz::expect(again && btf::write_ext(*again, btf.endian()) == written);
  core::Engine engine(btf, target);
  for (const auto& section : ext->relocations) {
    for (const btf::CoreRelocation& relocation : section.records) {
      auto resolution = engine.resolve(relocation);
      if (!resolution) fuzz::expect_one_line(resolution.error());
      fuzz::expect(!core::describe(btf, relocation).empty());
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const btf::Btf little = make_btf(Endian::kLittle);
  static const btf::Btf big = make_btf(Endian::kBig);
  static const core::Target little_target(little);
  static const core::Target big_target(big);
  Bytes bytes(reinterpret_cast<const std::byte*>(data), size);
  check(bytes, little, little_target);
  check(bytes, big, big_target);
  return 0;
}
