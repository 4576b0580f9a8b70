// Everything behind the reader of DWARF: bytes that look like an ELF file go through the collection
// of debug sections and the headers of their units; all others are taken for the DIEs that a reader
// hands out, and become BTF.
#include <cstdint>
#include <cstdlib>

#include "btf/dedup.h"
#include "btf/writer.h"
#include "c/variables.h"
#include "cxx_rust/lower.h"
#include "cxx_rust/type_graph.h"
#include "dwarf/reader.h"
#include "dwarf/sections.h"
#include "elf/file.h"
#include "legalise.h"

namespace {

using namespace btfkit;
using dwarf::Attribute;

// Makes DIEs of bytes: each of any tag at any depth that is possible, with references that mostly
// lead to one of the others.
class BytesAsReader final : public dwarf::Reader {
 public:
  explicit BytesAsReader(Bytes bytes) : bytes_(bytes, Endian::kLittle) {}

  // A few units, which the first byte says the languages of.
  std::array<btfgen::SourceUnit, 4> units() {
    std::array<btfgen::SourceUnit, 4> result{};
    uint8_t languages = byte();
    for (btfgen::SourceUnit& unit : result) {
      unit.attributes.name = "unit";
      unit.attributes.language = languages & 1 ? 0x0c : 0x21;  // C99 or C++14
      languages >>= 1;
    }
    return result;
  }

  Result<void> enter(const dwarf::UnitHeader&) override {
    depth_ = 0;
    is_first_ = true;
    return {};
  }

  bool next(dwarf::Die& die) override {
    die.present = die.is_signed = 0;
    if (std::exchange(is_first_, false)) {
      die.tag = dwarf::Tag::kCompileUnit;
    } else {
      uint8_t step = byte();
      if (bytes_.at_end() || step == 0xff) return false;
      // One level deeper at most, and never back to the unit's own DIE.
      depth_ = std::min<uint32_t>(depth_ + 1, 1 + step % 8);
      die.tag = dwarf::Tag{byte()};
    }
    die.offset = dwarf::DieOffset{++offset_};
    die.depth = depth_;
    die.has_children = true;
    static constexpr std::array<const char*, 8> kNames = {
        "", "a", "b", "int", "ns::T<int, 4U>", "_Z1fv", "decltype(nullptr)", "x.y"};
    uint8_t present = byte();
    if (present & 1) {
      set(die, Attribute::kName, reinterpret_cast<uint64_t>(kNames[byte() % kNames.size()]));
    }
    if (present & 2) set(die, Attribute::kType, byte());
    if (present & 4) set(die, Attribute::kByteSize, number());
    if (present & 8) set(die, Attribute::kMemberLocation, number());
    if (present & 16) set(die, Attribute::kBitSize, byte());
    if (present & 32) take_rare(die);
    if (present & 64) set(die, Attribute::kDeclaration, 1);
    if (present & 128) set(die, Attribute::kLowPc, 0);
    return true;
  }

  void skip_children() override {}
  Result<void> status() const override { return {}; }

 private:
  static void set(dwarf::Die& die, Attribute attribute, uint64_t value) {
    die.values[static_cast<size_t>(attribute)] = value;
    die.present |= dwarf::bit(attribute);
  }

  void take_rare(dwarf::Die& die) {
    uint8_t present = byte();
    if (present & 1) set(die, Attribute::kSpecification, byte());
    if (present & 2) set(die, Attribute::kAbstractOrigin, byte());
    if (present & 4) set(die, Attribute::kSignature, byte());
    if (present & 8) set(die, Attribute::kDataBitOffset, number());
    if (present & 16) set_constant(die, Attribute::kBitOffset);
    if (present & 32) set_constant(die, Attribute::kUpperBound);
    if (present & 64) set_constant(die, Attribute::kConstValue);
    if (present & 128) set(die, Attribute::kEncoding, byte());
  }

  uint8_t byte() { return bytes_.u8().value_or(0); }
  // Small numbers, and large ones where something could wrap.
  uint64_t number() {
    uint8_t value = byte();
    return value < 0xf0 ? value : ~uint64_t{0} >> (4 * (value & 0xf));
  }
  void set_constant(dwarf::Die& die, Attribute attribute) {
    bool is_negative = byte() & 1;
    uint64_t value = number();
    set(die, attribute, is_negative ? ~value : value);
    if (is_negative) die.is_signed |= dwarf::bit(attribute);
  }

  ByteReader bytes_;
  uint64_t offset_ = 0;
  uint32_t depth_ = 0;
  bool is_first_ = false;
};

void convert(Bytes bytes) {
  std::vector<std::string> warnings;
  BytesAsReader reader(bytes);
  auto units = reader.units();
  auto graph =
      btfgen::collect(reader, units, dwarf::Sections{Endian::kLittle, 8, {}}, warnings, {});
  if (!graph) abort();
  const btfgen::VariableSections no_variables;
  btf::Btf btf = btfgen::lower(*graph, {Endian::kLittle, 8, {}, no_variables}, warnings);
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
    auto input = dwarf::read_input(*file, "input");
    if (!input && input.error().message().contains('\n')) abort();
  }
  return 0;
}
