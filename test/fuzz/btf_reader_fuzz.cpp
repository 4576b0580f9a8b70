// Bytes as BTF, alone and on a base. What the reader lets through can be used in every way, and
// comes back the same after it was written. A split BTF also does after a way over a distilled
// base, but for the copies that this leaves in it.
#include <cstdint>

#include "btf/diff.h"
#include "btf/distill.h"
#include "btf/dump.h"
#include "btf/reader.h"
#include "btf/show.h"
#include "btf/writer.h"
#include "one_line.h"

namespace {

using namespace btfkit;

void use(const btf::Btf& btf) {
  std::string text = btf::dump_raw(btf);
  uint32_t pointer_size = btf::pointer_size(btf);
  for (uint32_t id = 0; id < number(btf.end_id()); ++id) {
    auto bytes = btf::size_of(btf, btf::TypeId{id}, pointer_size);
    if (!bytes) fuzz::expect_one_line(bytes.error());
    fuzz::expect(!btf::describe(btf, btf::TypeId{id}).empty());
  }
  // A few are enough: each may be shown up to the bounds of a walk.
  constexpr uint32_t kShown = 16;
  for (uint32_t id = 1; id < number(btf.end_id()) && id <= kShown; ++id) {
    for (bool expand : {false, true}) {
      auto shown = btf::show(btf, btf::TypeId{id}, {expand, 64});
      if (!shown) fuzz::expect_one_line(shown.error());
    }
  }
  auto none = btf::diff(btf, btf);
  if (none) {
    fuzz::expect(none->types.empty());
  } else {
    fuzz::expect_one_line(none.error());
  }
  auto written = btf::write(btf);
  if (!written) return fuzz::expect_one_line(written.error());
  auto again = btf::read(*written, btf.base());
  fuzz::expect(again && btf::dump_raw(*again) == text && *btf::write(*again) == *written);
}

const btf::Btf& base(Endian endian) {
  auto make = [](Endian order) {
    btf::Btf btf(order);
    btf.add_type({btf.add_string("int"), btf::Int{4, btf::Int::kSigned, 0, 32}});
    btf.add_type({btf.add_string("long"), btf::Int{8, btf::Int::kSigned, 0, 64}});
    return btf;
  };
  static const btf::Btf little = make(Endian::kLittle);
  static const btf::Btf big = make(Endian::kBig);
  return endian == Endian::kLittle ? little : big;
}

// Every type is asked for: what is at fault in any of them comes out.
void use_late(const btf::Btf& btf, bool is_sound) {
  for (btf::Type type : btf.own_types()) static_cast<void>(type);
  fuzz::expect(btf.has_fault() != is_sound);
  btf::dump_raw(btf);
}

// A base that has each type of `distilled`, by other ids.
btf::Btf shifted(const btf::Btf& distilled) {
  btf::Btf base(distilled.endian());
  base.add_type({btf::kNoName, btf::Ptr{btf::kVoid}});
  for (const btf::Type& type : distilled.own_types()) {
    base.add_type({base.add_string(distilled.name(type)), type.kind});
  }
  return base;
}

void over_distilled_base(const btf::Btf& split) {
  auto distilled = btf::distill(split);
  if (!distilled) return fuzz::expect_one_line(distilled.error());
  btf::Btf other = shifted(*distilled->base);
  auto there = btf::resolve_base(distilled->split, other);
  if (!there) return fuzz::expect_one_line(there.error());
  fuzz::expect(there->own_types().size() == distilled->split.own_types().size());
  use(*there);
  // Distilled again it says the same.
  auto again = btf::distill(*there);
  fuzz::expect(again.has_value());
  auto back = btf::resolve_base(again->split, other);
  fuzz::expect(back && btf::dump_raw(*back) == btf::dump_raw(*there));
}

// A split BTF that needs whatever may be needed of its base.
btf::Btf user_of(const btf::Btf& base) {
  std::vector<btf::Member> members;
  for (uint32_t id = 1; id < number(base.end_id()); ++id) {
    btf::Kind kind = base.type(btf::TypeId{id}).kind;
    bool is_data =
        !std::holds_alternative<btf::Func>(kind) && !std::holds_alternative<btf::Var>(kind) &&
        !std::holds_alternative<btf::Datasec>(kind) &&
        !std::holds_alternative<btf::DeclTag>(kind) && !std::holds_alternative<btf::Unknown>(kind);
    if (is_data) members.push_back({btf::kNoName, btf::TypeId{id}, 0});
  }
  btf::Btf split(base, base.endian());
  split.add_type({btf::kNoName, btf::Struct{{0, false, members}}});
  return split;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  Bytes bytes(reinterpret_cast<const std::byte*>(data), size);
  auto btf = btf::read(bytes);
  if (auto late = btf::read(bytes, nullptr, btf::Check::kWhenUsed)) {
    use_late(*late, btf.has_value());
  } else {
    fuzz::expect(!btf && btf.error().message() == late.error().message());
  }
  if (btf) {
    use(*btf);
    // Against another BTF all is new.
    if (auto all = btf::diff(base(Endian::kLittle), *btf)) {
      btf::diff_text(*all);
      btf::diff_json(*all);
    }
    over_distilled_base(user_of(*btf));
  } else {
    fuzz::expect_one_line(btf.error());
  }
  for (Endian endian : {Endian::kLittle, Endian::kBig}) {
    auto split = btf::read(bytes, &base(endian));
    if (split) {
      use(*split);
      over_distilled_base(*split);
    } else {
      fuzz::expect_one_line(split.error());
    }
  }
  return 0;
}
