// A small kernel for whatever an object may ask for.
#pragma once

#include "btf/writer.h"
#include "kernel.h"

namespace btfkit::fuzz {

// A kernel with one moved field of each sort that the corpus asks for.
inline relocator::Kernel make_kernel(Endian endian) {
  btf::Btf btf(endian);
  auto name = [&](std::string_view text) { return btf.add_string(text); };
  btf::TypeId integer{1}, wide{2}, list{3}, prototype{7};
  btf.add_type({name("int"), btf::Int{4, btf::Int::kSigned, 0, 32}});
  btf.add_type({name("long unsigned int"), btf::Int{8, 0, 0, 64}});
  btf.add_type({btf::kNoName, btf::Array{integer, integer, 8}});
  const btf::Member fields[] = {{name("comm"), list, 0},
                                {name("flags"), wide, 256},
                                {name("state"), integer, btf::member_offset(323, 3)},
                                {name("pid"), integer, 352}};
  btf.add_type({name("task"), btf::Struct{{64, true, fields}}});
  const btf::Enumerator colors[] = {{name("RED"), 5}, {name("BLUE"), 7}};
  btf.add_type({name("color"), btf::Enum{4, false, colors}});
  btf.add_type({name("pid_type"), btf::Typedef{integer}});
  const btf::Parameter parameters[] = {{name("task"), wide}};
  btf.add_type({btf::kNoName, btf::FuncProto{integer, parameters}});
  btf.add_type({name("traced"), btf::Func{prototype, btf::Linkage::kStatic}});
  btf::TypeId callback{9}, ops{10};
  btf.add_type({btf::kNoName, btf::Ptr{prototype}});
  const btf::Member members[] = {{name("limit"), integer, 0}, {name("run"), callback, 64}};
  btf.add_type({name("ops"), btf::Struct{{16, false, members}}});
  const btf::Member values[] = {{name("common"), wide, 0}, {name("data"), ops, 64}};
  btf.add_type({name("bpf_struct_ops_ops"), btf::Struct{{24, false, values}}});
  elf::BtfInput input;
  input.content = Content(*btf::write(btf));
  input.btf = input.content.bytes();
  return *relocator::Kernel::read(std::move(input));
}

}  // namespace btfkit::fuzz
