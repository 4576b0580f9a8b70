// Deduplication of any BTF, alone and on a base: it ends, says one line where it can't be done, and
// once it is done there is nothing left to do. On a prepared base it gives the same.
//
// An input is a BTF, or one and behind it a split BTF that is on it.
#include <algorithm>
#include <cstdint>

#include "btf/dedup.h"
#include "btf/reader.h"
#include "btf/writer.h"
#include "one_line.h"

namespace {

using namespace btfkit;

// `unprepared` is what became of `btf` on its base without preparing that.
void use_on_prepared_base(const btf::Btf& btf, const Result<btf::Btf>& unprepared) {
  auto base = btf::DedupBase::prepare(*btf.base());
  if (!base) {
    // What is the matter with the base alone.
    fuzz::expect(!unprepared.has_value());
    auto alone = btf::deduplicate(*btf.base());
    fuzz::expect(!alone.has_value());
    fuzz::expect(base.error().message() == alone.error().message());
    return;
  }
  // The second time nothing is left of the first.
  for (int time = 0; time < 2; ++time) {
    auto once = btf::deduplicate(btf, *base);
    if (!once) {
      fuzz::expect(!unprepared.has_value());
      fuzz::expect(once.error().message() == unprepared.error().message());
      continue;
    }
    fuzz::expect_value(unprepared);
    fuzz::expect(btf::write(*once).value() == btf::write(*unprepared).value());
  }
}

void use(const btf::Btf& btf) {
  auto once = btf::deduplicate(btf);
  if (btf.base()) use_on_prepared_base(btf, once);
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

// Where the second BTF begins: where four bytes are the first one's magic number, version and flags
// again.
size_t end_of_first(Bytes bytes) {
  constexpr size_t kSame = 4;
  if (bytes.size() < kSame) return bytes.size();
  auto rest = bytes.subspan(kSame);
  auto found = std::ranges::search(rest, bytes.first(kSame));
  return bytes.size() - static_cast<size_t>(rest.end() - found.begin());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  Bytes bytes(reinterpret_cast<const std::byte*>(data), size);
  size_t end = end_of_first(bytes);
  Bytes first = bytes.first(end);
  // Without a second one, the same types once more, behind themselves.
  Bytes second = end < bytes.size() ? bytes.subspan(end) : first;
  auto btf = btf::read(first);
  if (!btf) return 0;
  use(*btf);
  auto split = btf::read(second, &*btf);
  if (split) use(*split);
  return 0;
}
