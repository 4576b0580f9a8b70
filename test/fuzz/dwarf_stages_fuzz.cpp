// Everything on both sides of libdwarf: bytes that look like an ELF file go through the collection
// of debug sections; all others are taken for the DIEs that a reader hands out, and become BTF.
#include <cstdint>
#include <cstdlib>

#include "btf/dedup.h"
#include "btf/writer.h"
#include "dwarf/reader.h"
#include "dwarf/sections.h"
#include "elf/file.h"
#include "legalise.h"
#include "lower.h"
#include "type_graph.h"

namespace {

using namespace btfkit;

// Makes DIEs of bytes: each of any tag at any depth that is possible, with references that mostly
// lead to one of the others.
class BytesAsReader final : public dwarf::Reader {
 public:
  explicit BytesAsReader(Bytes bytes) : bytes_(bytes, Endian::kLittle) {}

  Result<bool> next_unit(dwarf::Unit& unit) override {
    unit = {};
    if (bytes_.at_end()) return false;
    unit.name = "unit";
    unit.language = byte() & 1 ? 0x0c : 0x21;  // C99 or C++14
    unit.offset = next_offset();
    depth_ = 0;
    is_first_ = true;
    return true;
  }

  Result<bool> next_die(dwarf::Die& die) override {
    die = {};
    if (std::exchange(is_first_, false)) {
      die.tag = dwarf::Tag::kCompileUnit;
    } else {
      uint8_t step = byte();
      if (bytes_.at_end() || step == 0xff) return false;
      // One level deeper at most, and never back to the unit's own DIE.
      depth_ = std::min<uint32_t>(depth_ + 1, 1 + step % 8);
      die.tag = dwarf::Tag{byte()};
    }
    die.offset = next_offset();
    die.depth = depth_;
    static constexpr std::array<std::string_view, 8> kNames = {
        "", "a", "b", "int", "ns::T<int, 4U>", "_Z1fv", "decltype(nullptr)", "x.y"};
    uint8_t present = byte();
    if (present & 1) die.name = kNames[byte() % kNames.size()];
    if (present & 2) die.type = reference();
    if (present & 4) die.byte_size = number();
    if (present & 8) die.member_location = number();
    if (present & 16) die.bit_size = byte();
    if (present & 32) take_rare(die);
    die.is_declaration = present & 64;
    die.has_code = present & 128;
    return true;
  }

  void skip_children() override {}

 private:
  void take_rare(dwarf::Die& die) {
    uint8_t present = byte();
    if (present & 1) die.specification = reference();
    if (present & 2) die.abstract_origin = reference();
    if (present & 4) die.signature = reference();
    if (present & 8) die.data_bit_offset = number();
    if (present & 16) die.bit_offset = constant();
    if (present & 32) die.upper_bound = constant();
    if (present & 64) die.const_value = constant();
    if (present & 128) die.encoding = static_cast<dwarf::Encoding>(byte());
  }

  uint8_t byte() { return bytes_.u8().value_or(0); }
  // Small numbers, and large ones where something could wrap.
  uint64_t number() {
    uint8_t value = byte();
    return value < 0xf0 ? value : ~uint64_t{0} >> (4 * (value & 0xf));
  }
  dwarf::Constant constant() {
    bool is_negative = byte() & 1;
    uint64_t value = number();
    return {is_negative ? ~value : value, is_negative};
  }
  dwarf::DieOffset reference() { return dwarf::DieOffset{byte()}; }
  dwarf::DieOffset next_offset() { return dwarf::DieOffset{++offset_}; }

  ByteReader bytes_;
  uint64_t offset_ = 0;
  uint32_t depth_ = 0;
  bool is_first_ = false;
};

void convert(Bytes bytes) {
  std::vector<std::string> warnings;
  BytesAsReader reader(bytes);
  auto graph = btfgen::collect(reader, Endian::kLittle, warnings);
  if (!graph) abort();
  btf::Btf btf = btfgen::lower(*graph, {Endian::kLittle, 8, false, {}}, warnings);
  // Typedefs of DWARF can be loops, which is refused.
  auto once = btf::deduplicate(btf);
  if (!once) return;
  auto legal = btfgen::legalise(std::move(*once), 8, warnings);
  if (!legal) abort();
  btf = std::move(*legal);
  auto written = btf::write(btf);
  if (!written) abort();
  if (*written != btf::write(btf::deduplicate(btf).value()).value()) abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  Bytes bytes(reinterpret_cast<const std::byte*>(data), size);
  if (!elf::is_elf(bytes)) {
    convert(bytes);
  } else if (auto file = elf::File::open(bytes)) {
    auto sections = dwarf::debug_sections(*file);
    if (!sections && sections.error().message().contains('\n')) abort();
  }
  return 0;
}
