// Bytes as a kernel's configuration, or as something that holds one, for a variable of each type.
// What comes out is the variables' bytes, or an error of one line.
#include <cstdint>

#include "elf/kernel_config.h"
#include "kconfig.h"
#include "one_line.h"

namespace {

using namespace btfkit;
using Type = relocator::ConfigVariable::Type;

relocator::ConfigVariable variable(std::string_view name, Type type, uint32_t size,
                                   bool is_signed = false) {
  relocator::ConfigVariable one;
  one.name = name;
  one.type = type;
  one.size = size;
  one.alignment = type == Type::kCharacters ? 1 : size;
  one.is_signed = is_signed;
  return one;
}

Result<void> read(Bytes bytes) {
  constexpr uint64_t kLimit = 1 << 20;
  std::vector<relocator::ConfigVariable> variables = {
      variable("CONFIG_B", Type::kBool, 1),       variable("CONFIG_T", Type::kTristate, 4),
      variable("CONFIG_C", Type::kCharacter, 1),  variable("CONFIG_I", Type::kInteger, 4, true),
      variable("CONFIG_U", Type::kInteger, 2),    variable("CONFIG_L", Type::kInteger, 8),
      variable("CONFIG_S", Type::kCharacters, 5),
  };
  uint32_t size = BTFKIT_TRY(relocator::lay_out(variables));
  auto config = BTFKIT_TRY(elf::find_kernel_config(Content({bytes.begin(), bytes.end()}), kLimit));
  relocator::ConfigData data(variables, size, Endian::kLittle);
  BTFKIT_CHECK(data.read(as_text(config.bytes())));
  fuzz::expect(std::move(data).take().size() == size);
  return {};
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  Bytes bytes(reinterpret_cast<const std::byte*>(data), size);
  if (auto done = read(bytes); !done) fuzz::expect_one_line(done.error());
  return 0;
}
