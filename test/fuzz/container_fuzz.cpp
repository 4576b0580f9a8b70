// Bytes as whatever BTF can be in: kernel images, archives, ELF files, compressed or not.
#include <cstdint>
#include <functional>

#include "elf/btf_input.h"
#include "one_line.h"

namespace {

using namespace btfkit;

void open(Bytes bytes, std::string_view member) {
  constexpr uint64_t kLimit = 1 << 20;
  auto input = elf::find_btf(Content({bytes.begin(), bytes.end()}), member, kLimit);
  if (!input) return fuzz::expect_one_line(input.error());
  // The blob is in the content that keeps it alive, and it says where it was.
  Bytes content = input->content.bytes();
  std::less_equal<const std::byte*> before;
  fuzz::expect(before(content.data(), input->btf.data()) || input->btf.empty());
  fuzz::expect(before(input->btf.data() + input->btf.size(), content.data() + content.size()) ||
               input->btf.empty());
  fuzz::expect(!input->containers.empty());
  fuzz::expect(!input->release || !input->release->empty());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  Bytes bytes(reinterpret_cast<const std::byte*>(data), size);
  open(bytes, "");
  if (as_text(bytes).substr(0, 512).contains("ustar")) open(bytes, "b.btf");
  return 0;
}
