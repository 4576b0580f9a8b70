// Deduplication of any BTF, alone and on a base: it ends, says one line where it can't be done, and
// once it is done there is nothing left to do.
#include <cstdint>

#include "btf/dedup.h"
#include "btf/reader.h"
#include "btf/writer.h"
#include "one_line.h"

namespace {

using namespace btfkit;

void use(const btf::Btf& btf) {
  auto once = btf::deduplicate(btf);
  if (!once) return fuzz::expect_one_line(once.error());
  auto written = btf::write(*once);
  fuzz::expect(written.has_value());
  // What it made of references and names is still in range.
  auto read = btf::read(*written, btf.base());
  fuzz::expect(read.has_value());
  auto twice = btf::deduplicate(*read);
  fuzz::expect(twice.has_value());
  fuzz::expect(number(twice->end_id()) <= number(once->end_id()));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  Bytes bytes(reinterpret_cast<const std::byte*>(data), size);
  auto btf = btf::read(bytes);
  if (!btf) return 0;
  use(*btf);
  // The same types once more, behind themselves.
  auto split = btf::read(bytes, &*btf);
  if (split) use(*split);
  return 0;
}
