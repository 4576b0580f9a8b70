// Bytes as the BTF of a kernel's part: what its ENUM btfkit_origin tells, or an error of one line.
// What is told comes out again if it is written into another BTF.
#include <cstdint>

#include "btf/reader.h"
#include "core/origin.h"
#include "one_line.h"
#include "support/bytes.h"

namespace {

using namespace btfkit;

void expect_again(const btf::Btf& part, const core::Origin& origin) {
  // Each of its types as an INT of its name.
  btf::Btf other(part.endian());
  core::Origin copy{origin.btf_hash, origin.build_id, origin.release, {}, origin.age};
  for (auto [here, in_kernel] : origin.ids) {
    fuzz::expect(part.contains(here));
    auto name = other.add_string(part.name(here));
    copy.ids.emplace(other.add_type({name, btf::Int{4, 0, 0, 32}}), in_kernel);
  }
  core::add_origin(other, copy);
  auto found = core::find_origin(other);
  fuzz::expect_value(found);
  fuzz::expect(found->has_value());
  const core::Origin& again = **found;
  fuzz::expect(again.btf_hash == origin.btf_hash && again.build_id == origin.build_id &&
               again.release == origin.release && again.ids == copy.ids &&
               again.age == origin.age);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  auto btf = btf::read(Bytes(reinterpret_cast<const std::byte*>(data), size));
  if (!btf) return fuzz::expect_one_line(btf.error()), 0;
  auto origin = core::find_origin(*btf);
  if (!origin) return fuzz::expect_one_line(origin.error()), 0;
  if (*origin) expect_again(*btf, **origin);
  return 0;
}
