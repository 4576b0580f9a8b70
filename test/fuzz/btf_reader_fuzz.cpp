// Bytes as BTF, alone and on a base. What the reader lets through can be used in every way, and
// comes back the same after it was written.
#include <cstdint>

#include "btf/diff.h"
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

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  Bytes bytes(reinterpret_cast<const std::byte*>(data), size);
  auto btf = btf::read(bytes);
  if (btf) {
    use(*btf);
    // Against another BTF all is new.
    if (auto all = btf::diff(base(Endian::kLittle), *btf)) {
      btf::diff_text(*all);
      btf::diff_json(*all);
    }
  } else {
    fuzz::expect_one_line(btf.error());
  }
  for (Endian endian : {Endian::kLittle, Endian::kBig}) {
    auto split = btf::read(bytes, &base(endian));
    if (split) {
      use(*split);
    } else {
      fuzz::expect_one_line(split.error());
    }
  }
  return 0;
}
