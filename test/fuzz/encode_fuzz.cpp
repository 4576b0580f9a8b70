// Debug info under arbitrary bytes: ELF files with them become BTF by the fast reader.
#include <cstdint>

#include "encode_files.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace btfkit;
  fuzz::EncodeFiles files({reinterpret_cast<const std::byte*>(data), size});
  files.encode(btfgen::DwarfReader::kFast);
  return 0;
}
