// Debug info under arbitrary bytes: an ELF file with them becomes BTF by the fast reader. libdwarf,
// which crashes on some damaged files, is not behind it; encode-damaged.c has both.
#include <unistd.h>

#include <cstdint>
#include <filesystem>
#include <string>

#include "btf/reader.h"
#include "btf/writer.h"
#include "btfgen/encode.h"
#include "one_line.h"
#include "support/file.h"

namespace {

using namespace btfkit;

// encode() wants a file.
std::string write(Bytes bytes) {
  static const std::string kPath =
      (std::filesystem::temp_directory_path() / fmt::format("btfkit-encode-fuzz.{}", getpid()))
          .string();
  fuzz::expect(write_file(kPath, bytes).has_value());
  return kPath;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  std::string path = write({reinterpret_cast<const std::byte*>(data), size});
  btfgen::EncodeOptions options;
  options.features.global_var = true;
  auto encoded = btfgen::encode(path, options);
  std::filesystem::remove(path);
  if (!encoded) {
    fuzz::expect_one_line(encoded.error());
    return 0;
  }
  auto written = btf::write(encoded->btf);
  if (written) fuzz::expect(btf::read(*written).has_value());
  return 0;
}
