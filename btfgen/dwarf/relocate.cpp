#include "dwarf/relocate.h"

#include <elf.h>

#include <cstring>
#include <type_traits>

namespace btfkit::dwarf {
namespace {

using enum RelocationAction;

struct MachineRule {
  uint16_t machine;
  uint16_t type;
  RelocationAction action;
  uint8_t width;
};

// Not yet in Debian 12's elf.h.
constexpr uint16_t kBpfAbs64 = 2, kBpfAbs32 = 3, kBpfNoDynamicLoad32 = 4;
constexpr uint16_t kRiscvSetUleb128 = 60, kRiscvSubUleb128 = 61;
constexpr uint16_t kEmLoongArch = 258;

constexpr MachineRule kRules[] = {
    {EM_X86_64, R_X86_64_NONE, kNothing, 0},
    {EM_X86_64, R_X86_64_64, kStore, 8},
    {EM_X86_64, R_X86_64_32, kStore, 4},
    {EM_X86_64, R_X86_64_32S, kStore, 4},
    {EM_X86_64, R_X86_64_DTPOFF32, kStore, 4},
    {EM_X86_64, R_X86_64_DTPOFF64, kStore, 8},
    {EM_386, R_386_NONE, kNothing, 0},
    {EM_386, R_386_32, kStore, 4},
    {EM_386, R_386_TLS_LDO_32, kStore, 4},
    {EM_AARCH64, R_AARCH64_NONE, kNothing, 0},
    {EM_AARCH64, R_AARCH64_ABS64, kStore, 8},
    {EM_AARCH64, R_AARCH64_ABS32, kStore, 4},
    {EM_ARM, R_ARM_NONE, kNothing, 0},
    {EM_ARM, R_ARM_ABS32, kStore, 4},
    {EM_ARM, R_ARM_TLS_LDO32, kStore, 4},
    {EM_BPF, R_BPF_NONE, kNothing, 0},
    {EM_BPF, kBpfAbs64, kStore, 8},
    {EM_BPF, kBpfAbs32, kStore, 4},
    {EM_BPF, kBpfNoDynamicLoad32, kStore, 4},
    {EM_S390, R_390_NONE, kNothing, 0},
    {EM_S390, R_390_64, kStore, 8},
    {EM_S390, R_390_32, kStore, 4},
    {EM_S390, R_390_16, kStore, 2},
    {EM_S390, R_390_8, kStore, 1},
    {EM_S390, R_390_TLS_LDO64, kStore, 8},
    {EM_PPC, R_PPC_NONE, kNothing, 0},
    {EM_PPC, R_PPC_ADDR32, kStore, 4},
    {EM_PPC, R_PPC_DTPREL32, kStore, 4},
    {EM_PPC64, R_PPC64_NONE, kNothing, 0},
    {EM_PPC64, R_PPC64_ADDR64, kStore, 8},
    {EM_PPC64, R_PPC64_ADDR32, kStore, 4},
    {EM_PPC64, R_PPC64_DTPREL64, kStore, 8},
    {EM_RISCV, R_RISCV_NONE, kNothing, 0},
    {EM_RISCV, R_RISCV_32, kStore, 4},
    {EM_RISCV, R_RISCV_64, kStore, 8},
    {EM_RISCV, R_RISCV_TLS_DTPREL32, kStore, 4},
    {EM_RISCV, R_RISCV_TLS_DTPREL64, kStore, 8},
    {EM_RISCV, R_RISCV_ADD8, kAdd, 1},
    {EM_RISCV, R_RISCV_ADD16, kAdd, 2},
    {EM_RISCV, R_RISCV_ADD32, kAdd, 4},
    {EM_RISCV, R_RISCV_ADD64, kAdd, 8},
    {EM_RISCV, R_RISCV_SUB8, kSubtract, 1},
    {EM_RISCV, R_RISCV_SUB16, kSubtract, 2},
    {EM_RISCV, R_RISCV_SUB32, kSubtract, 4},
    {EM_RISCV, R_RISCV_SUB64, kSubtract, 8},
    {EM_RISCV, R_RISCV_SET6, kStoreLow6, 1},
    {EM_RISCV, R_RISCV_SUB6, kSubtractLow6, 1},
    {EM_RISCV, R_RISCV_SET8, kStore, 1},
    {EM_RISCV, R_RISCV_SET16, kStore, 2},
    {EM_RISCV, R_RISCV_SET32, kStore, 4},
    {EM_RISCV, kRiscvSetUleb128, kStoreUleb128, 1},
    {EM_RISCV, kRiscvSubUleb128, kSubtractUleb128, 1},
    {kEmLoongArch, 0, kNothing, 0},            // R_LARCH_NONE
    {kEmLoongArch, 1, kStore, 4},              // R_LARCH_32
    {kEmLoongArch, 2, kStore, 8},              // R_LARCH_64
    {kEmLoongArch, 47, kAdd, 1},               // R_LARCH_ADD8
    {kEmLoongArch, 48, kAdd, 2},               // R_LARCH_ADD16
    {kEmLoongArch, 50, kAdd, 4},               // R_LARCH_ADD32
    {kEmLoongArch, 51, kAdd, 8},               // R_LARCH_ADD64
    {kEmLoongArch, 52, kSubtract, 1},          // R_LARCH_SUB8
    {kEmLoongArch, 53, kSubtract, 2},          // R_LARCH_SUB16
    {kEmLoongArch, 55, kSubtract, 4},          // R_LARCH_SUB32
    {kEmLoongArch, 56, kSubtract, 8},          // R_LARCH_SUB64
    {kEmLoongArch, 107, kAddUleb128, 1},       // R_LARCH_ADD_ULEB128
    {kEmLoongArch, 108, kSubtractUleb128, 1},  // R_LARCH_SUB_ULEB128
};

template <typename T, Endian endian>
T load(const std::byte* at) {
  T value;
  std::memcpy(&value, at, sizeof value);
  return to_endian(value, endian);
}

template <typename T, Endian endian>
void store(std::byte* at, uint64_t value) {
  T narrow = to_endian(static_cast<T>(value), endian);
  std::memcpy(at, &narrow, sizeof narrow);
}

template <Endian endian>
uint64_t load(const std::byte* at, uint8_t width) {
  switch (width) {
    case 1:
      return load<uint8_t, endian>(at);
    case 2:
      return load<uint16_t, endian>(at);
    case 4:
      return load<uint32_t, endian>(at);
    default:
      return load<uint64_t, endian>(at);
  }
}

template <Endian endian>
void store(std::byte* at, uint8_t width, uint64_t value) {
  switch (width) {
    case 1:
      return store<uint8_t, endian>(at, value);
    case 2:
      return store<uint16_t, endian>(at, value);
    case 4:
      return store<uint32_t, endian>(at, value);
    default:
      return store<uint64_t, endian>(at, value);
  }
}

// Replaces the number at the start of `bytes` by f(number), in as many bytes. False if it has no
// end.
template <typename F>
bool change_uleb128(std::span<std::byte> bytes, F f) {
  constexpr auto kMore = std::byte{0x80};
  size_t size = 0;
  uint64_t value = 0;
  do {
    if (size == bytes.size() || size == 10) return false;
    if (size < 9) value |= std::to_integer<uint64_t>(bytes[size] & ~kMore) << (7 * size);
  } while ((bytes[size++] & kMore) != std::byte{0});
  value = f(value);
  for (size_t i = 0; i < size; ++i, value >>= 7) {
    bytes[i] = static_cast<std::byte>(value & 0x7f) | (i + 1 < size ? kMore : std::byte{0});
  }
  return true;
}

}  // namespace

Result<Relocator> Relocator::create(const elf::File& file,
                                    const std::function<uint64_t(uint32_t section)>& moved) {
  Relocator result(file);
  for (const elf::Symbol& symbol : BTFKIT_TRY(file.symbols())) {
    result.values_.push_back(symbol.value + moved(symbol.section));
  }
  for (const MachineRule& rule : kRules) {
    if (rule.machine != file.machine()) continue;
    result.rules_[rule.type] = {rule.action, rule.width};
    result.is_known_machine_ = true;
  }
  return result;
}

Result<void> Relocator::apply(const elf::Section& table, std::span<std::byte> bytes) const {
  if (!is_known_machine_) {
    return fail("relocations of ELF machine {} are not known", file_.machine());
  }
  bool has_addend = table.type == SHT_RELA;
  auto with = [&]<typename Word, Endian endian>() {
    return has_addend ? apply_all<Word, true, endian>(table.data, bytes)
                      : apply_all<Word, false, endian>(table.data, bytes);
  };
  if (file_.endian() == Endian::kLittle) {
    return file_.is_64() ? with.template operator()<uint64_t, Endian::kLittle>()
                         : with.template operator()<uint32_t, Endian::kLittle>();
  }
  return file_.is_64() ? with.template operator()<uint64_t, Endian::kBig>()
                       : with.template operator()<uint32_t, Endian::kBig>();
}

// Elf32_Rel to Elf64_Rela: two or three words.
template <typename Word, bool has_addend, Endian endian>
Result<void> Relocator::apply_all(Bytes table, std::span<std::byte> bytes) const {
  constexpr size_t kWords = has_addend ? 3 : 2;
  constexpr size_t kSize = kWords * sizeof(Word);
  if (table.size() % kSize != 0) {
    return fail("its {} bytes are not relocations of {} bytes", table.size(), kSize);
  }
  for (size_t at = 0; at < table.size(); at += kSize) {
    const std::byte* raw = table.data() + at;
    auto info = load<Word, endian>(raw + sizeof(Word));
    Entry entry{};
    entry.offset = load<Word, endian>(raw);
    entry.type = sizeof(Word) == 8 ? static_cast<uint32_t>(info) : info & 0xff;
    entry.symbol = static_cast<uint32_t>(sizeof(Word) == 8 ? uint64_t{info} >> 32 : info >> 8);
    if constexpr (has_addend) {
      auto addend = load<Word, endian>(raw + 2 * sizeof(Word));
      entry.addend = static_cast<uint64_t>(int64_t{static_cast<std::make_signed_t<Word>>(addend)});
    }
    // Nearly all are this one.
    bool is_plain = entry.type < kTypes && rules_[entry.type].action == kStore && has_addend &&
                    entry.symbol < values_.size();
    uint64_t left = entry.offset <= bytes.size() ? bytes.size() - entry.offset : 0;
    if (is_plain && rules_[entry.type].width == 4 && left >= 4) [[likely]] {
      store<uint32_t, endian>(bytes.data() + entry.offset, values_[entry.symbol] + entry.addend);
      continue;
    }
    if (is_plain && rules_[entry.type].width == 8 && left >= 8) {
      store<uint64_t, endian>(bytes.data() + entry.offset, values_[entry.symbol] + entry.addend);
      continue;
    }
    BTFKIT_CHECK(apply_one<endian>(entry, has_addend, bytes));
  }
  return {};
}

template <Endian endian>
Result<void> Relocator::apply_one(const Entry& entry, bool has_addend,
                                  std::span<std::byte> bytes) const {
  RelocationRule rule = entry.type < kTypes ? rules_[entry.type] : RelocationRule{kUnknown, 0};
  if (rule.action == kNothing) return {};
  if (rule.action == kUnknown) {
    return fail("relocation type {} of ELF machine {} is not known", entry.type, file_.machine());
  }
  if (entry.offset > bytes.size() || bytes.size() - entry.offset < rule.width) {
    return fail("a relocation at {} is outside the section's {} bytes", entry.offset, bytes.size());
  }
  if (entry.symbol >= values_.size()) {
    if (values_.empty())
      return fail("a relocation names symbol [{}], there are none", entry.symbol);
    return fail("a relocation names symbol [{}], the last is [{}]", entry.symbol,
                values_.size() - 1);
  }
  std::span place = bytes.subspan(entry.offset);
  uint64_t there = load<endian>(place.data(), rule.width);
  uint64_t value = values_[entry.symbol] + (has_addend ? entry.addend : there);
  bool has_end = true;
  switch (rule.action) {
    case kUnknown:
    case kNothing:
      break;
    case kStore:
      store<endian>(place.data(), rule.width, value);
      break;
    case kAdd:
      store<endian>(place.data(), rule.width, there + value);
      break;
    case kSubtract:
      store<endian>(place.data(), rule.width, there - value);
      break;
    case kStoreLow6:
      store<endian>(place.data(), 1, (there & 0xc0) | (value & 0x3f));
      break;
    case kSubtractLow6:
      store<endian>(place.data(), 1, (there & 0xc0) | ((there - value) & 0x3f));
      break;
    case kStoreUleb128:
      has_end = change_uleb128(place, [&](uint64_t) { return value; });
      break;
    case kSubtractUleb128:
      has_end = change_uleb128(place, [&](uint64_t number) { return number - value; });
      break;
    case kAddUleb128:
      has_end = change_uleb128(place, [&](uint64_t number) { return number + value; });
      break;
  }
  if (!has_end) return fail("a relocation at {} changes a number without end", entry.offset);
  return {};
}

}  // namespace btfkit::dwarf
