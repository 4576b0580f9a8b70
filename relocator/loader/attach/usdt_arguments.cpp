// An argument is SIZE@OPERAND, the size in bytes and negative for a signed one. Operands by
// machine:
//
//             register   memory                              constant
//   x86       %rax       -20(%rbp)  8(%rax,%rbx,4)           $5
//   arm64     x0         [x0]  [sp, 60]                      5
//   arm       r0         [r0]  [fp, #-8]                     #5
//   s390x     %r2        160(%r11)                           5
//   riscv     a0         -32(s0)                             5
//
// Where registers are is what programs of type kprobe get as their context: the kernel's struct
// pt_regs.
#include "attach/usdt_arguments.h"

#include <elf.h>

#include <bit>
#include <cctype>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <span>

#ifndef EM_RISCV
#define EM_RISCV 243
#endif

namespace loader {
namespace {

struct Register {
  const char* name;
  int16_t at;  // bytes
};

constexpr Register kX86[] = {
    {"r15", 0},   {"r15d", 0},  {"r15w", 0},  {"r15b", 0},  {"r14", 8},   {"r14d", 8},
    {"r14w", 8},  {"r14b", 8},  {"r13", 16},  {"r13d", 16}, {"r13w", 16}, {"r13b", 16},
    {"r12", 24},  {"r12d", 24}, {"r12w", 24}, {"r12b", 24}, {"rbp", 32},  {"ebp", 32},
    {"bp", 32},   {"bpl", 32},  {"rbx", 40},  {"ebx", 40},  {"bx", 40},   {"bl", 40},
    {"r11", 48},  {"r11d", 48}, {"r11w", 48}, {"r11b", 48}, {"r10", 56},  {"r10d", 56},
    {"r10w", 56}, {"r10b", 56}, {"r9", 64},   {"r9d", 64},  {"r9w", 64},  {"r9b", 64},
    {"r8", 72},   {"r8d", 72},  {"r8w", 72},  {"r8b", 72},  {"rax", 80},  {"eax", 80},
    {"ax", 80},   {"al", 80},   {"rcx", 88},  {"ecx", 88},  {"cx", 88},   {"cl", 88},
    {"rdx", 96},  {"edx", 96},  {"dx", 96},   {"dl", 96},   {"rsi", 104}, {"esi", 104},
    {"si", 104},  {"sil", 104}, {"rdi", 112}, {"edi", 112}, {"di", 112},  {"dil", 112},
    {"rip", 128}, {"eip", 128}, {"rsp", 152}, {"esp", 152}, {"sp", 152},  {"spl", 152},
};

constexpr Register kArm[] = {
    {"fp", 44}, {"ip", 48}, {"sp", 52}, {"lr", 56}, {"pc", 60},
};

constexpr Register kArm64[] = {
    {"sp", 248},
    {"fp", 232},
    {"lr", 240},
};

constexpr Register kRiscv[] = {
    {"ra", 8},   {"sp", 16},  {"gp", 24},  {"tp", 32},  {"t0", 40},  {"t1", 48},   {"t2", 56},
    {"s0", 64},  {"fp", 64},  {"s1", 72},  {"a0", 80},  {"a1", 88},  {"a2", 96},   {"a3", 104},
    {"a4", 112}, {"a5", 120}, {"a6", 128}, {"a7", 136}, {"s2", 144}, {"s3", 152},  {"s4", 160},
    {"s5", 168}, {"s6", 176}, {"s7", 184}, {"s8", 192}, {"s9", 200}, {"s10", 208}, {"s11", 216},
    {"t3", 224}, {"t4", 232}, {"t5", 240}, {"t6", 248},
};

// Registers that are numbered: "x0" and "w0" of arm64 are 8 bytes from "x1".
struct Numbered {
  const char* letters;
  unsigned count;
  int16_t first;
  int16_t size;
};

// How a machine's assembler writes operands.
struct Syntax {
  uint16_t machine;
  const char* register_prefix;  // "%" or ""
  const char* constant_prefix;  // "$", "#" or ""
  bool brackets;                // [BASE, OFFSET] and not OFFSET(BASE)
  bool indexed;                 // OFFSET(BASE,INDEX,SCALE)
  std::span<const Register> registers;
  Numbered numbered;
};

constexpr Syntax kSyntaxes[] = {
    {EM_X86_64, "%", "$", false, true, kX86, {"", 0, 0, 0}},
    {EM_386, "%", "$", false, true, kX86, {"", 0, 0, 0}},
    {EM_AARCH64, "", "", true, false, kArm64, {"xw", 31, 0, 8}},
    {EM_ARM, "", "#", true, false, kArm, {"r", 16, 0, 4}},
    // Behind a word of the kernel's and the program status word.
    {EM_S390, "%", "", false, false, {}, {"r", 16, 24, 8}},
    {EM_RISCV, "", "", false, false, kRiscv, {"", 0, 0, 0}},
};

class Parser {
 public:
  Parser(const char* text, const Syntax& syntax) : at_(text), syntax_(syntax) {}

  // Skips spaces; whether that is all there is.
  bool at_end() {
    skip_spaces();
    return *at_ == '\0';
  }
  const char* rest() const { return at_; }

  // SIZE@OPERAND, with a space or the end behind it.
  bool argument(UsdtArgument& out, bpfload_error& error) {
    const char* start = at_;
    int64_t size;
    if (!number(size)) return refuse(error, start, "has no size");
    if (*at_ == 'f') return refuse(error, start, "is a floating-point number, which can't be read");
    if (!take("@")) return refuse(error, start, "has no '@' behind its size");
    const int64_t bytes = size < 0 ? -size : size;
    if (bytes != 1 && bytes != 2 && bytes != 4 && bytes != 8) {
      return refuse(error, start, "has a size other than 1, 2, 4 or 8");
    }
    out = {};
    out.is_signed = size < 0;
    out.unused_bits = static_cast<uint8_t>(64 - 8 * bytes);
    if (!operand(out) || (*at_ != ' ' && *at_ != '\0')) {
      return refuse(error, start, "is in no place that is known");
    }
    return true;
  }

 private:
  void skip_spaces() {
    while (*at_ == ' ') at_++;
  }

  bool take(const char* what) {
    const size_t size = strlen(what);
    if (strncmp(at_, what, size) != 0) return false;
    at_ += size;
    return true;
  }

  bool number(int64_t& value) {
    const char* digits = *at_ == '-' ? at_ + 1 : at_;
    if (isdigit(static_cast<unsigned char>(*digits)) == 0) return false;
    char* end;
    errno = 0;
    // An address's upper half may be written without sign.
    value = *at_ == '-' ? strtoll(at_, &end, 0) : static_cast<int64_t>(strtoull(at_, &end, 0));
    at_ = end;
    return errno == 0;
  }

  bool register_(int16_t& offset) {
    if (!take(syntax_.register_prefix)) return false;
    size_t size = 0;
    while (isalnum(static_cast<unsigned char>(at_[size])) != 0) size++;
    for (const Register& one : syntax_.registers) {
      if (strlen(one.name) != size || memcmp(one.name, at_, size) != 0) continue;
      offset = one.at;
      at_ += size;
      return true;
    }
    const Numbered& numbered = syntax_.numbered;
    if (size < 2 || size > 3 || strchr(numbered.letters, *at_) == nullptr ||
        isdigit(static_cast<unsigned char>(at_[1])) == 0) {
      return false;
    }
    char* end;
    const unsigned long number = strtoul(at_ + 1, &end, 10);
    if (end != at_ + size || number >= numbered.count) return false;
    offset = static_cast<int16_t>(numbered.first + static_cast<int16_t>(number) * numbered.size);
    at_ = end;
    return true;
  }

  bool operand(UsdtArgument& out) {
    if (register_(out.base)) {
      out.place = UsdtArgument::Place::in_register;
      return true;
    }
    int64_t value;
    if (*syntax_.constant_prefix != '\0' && take(syntax_.constant_prefix)) {
      return number(value) && constant(out, value);
    }
    if (syntax_.brackets && *at_ == '[') return in_brackets(out);
    const bool has_number = number(value);
    if (!syntax_.brackets && *at_ == '(') {
      out.value = has_number ? static_cast<uint64_t>(value) : 0;
      return in_parentheses(out);
    }
    return has_number && *syntax_.constant_prefix == '\0' && constant(out, value);
  }

  static bool constant(UsdtArgument& out, int64_t value) {
    out.place = UsdtArgument::Place::constant;
    out.value = static_cast<uint64_t>(value);
    return true;
  }

  // [BASE], [BASE, OFFSET]
  bool in_brackets(UsdtArgument& out) {
    out.place = UsdtArgument::Place::in_memory;
    if (!take("[") || !register_(out.base)) return false;
    skip_spaces();
    if (take(",")) {
      skip_spaces();
      int64_t value;
      if (!take(syntax_.constant_prefix) || !number(value)) return false;
      out.value = static_cast<uint64_t>(value);
      skip_spaces();
    }
    return take("]");
  }

  // (BASE), (BASE,INDEX), (BASE,INDEX,SCALE)
  bool in_parentheses(UsdtArgument& out) {
    out.place = UsdtArgument::Place::in_memory;
    if (!take("(") || !register_(out.base)) return false;
    if (syntax_.indexed && take(",")) {
      if (!register_(out.index)) return false;
      int64_t scale = 1;
      if (take(",") && !number(scale)) return false;
      uint8_t shift = 0;
      while (shift < 3 && int64_t{1} << shift != scale) shift++;
      if (int64_t{1} << shift != scale) return false;
      out.place = UsdtArgument::Place::indexed;
      out.scale_shift = shift;
    }
    return take(")");
  }

  static bool refuse(bpfload_error& error, const char* argument, const char* what) {
    return fail(error, "argument '%.*s' %s", static_cast<int>(strcspn(argument, " ")), argument,
                what);
  }

  const char* at_;
  const Syntax& syntax_;
};

constexpr bool kLittleEndian = std::endian::native == std::endian::little;

// The offsets are those of the struct's members; the rest is 0.
void encode(const UsdtArgument& argument, std::byte* out) {
  const auto type = static_cast<uint32_t>(argument.place);
  memcpy(out, &argument.value, 8);
  memcpy(out + 8, &type, 4);
  memcpy(out + 12, &argument.base, 2);
  out[14] = std::byte{argument.is_signed};
  out[15] = std::byte{argument.unused_bits};
}

// Bit-fields: which end of them comes first depends on the byte order.
void encode_with_index(const UsdtArgument& argument, std::byte* out) {
  const auto index = static_cast<unsigned>(argument.index);
  const auto bits =
      static_cast<uint16_t>(kLittleEndian ? index | unsigned{argument.scale_shift} << 12
                                          : index << 4 | argument.scale_shift);
  memcpy(out, &argument.value, 8);
  out[kLittleEndian ? 8 : 12] = static_cast<std::byte>(argument.place);
  memcpy(out + 10, &bits, 2);
  memcpy(out + 14, &argument.base, 2);
  out[16] = std::byte{argument.is_signed};
  out[17] = std::byte{argument.unused_bits};
}

}  // namespace

void encode_usdt_spec(const UsdtSpec& spec, size_t size, std::byte (&out)[kUsdtIndexedSpecSize]) {
  const bool has_index = size == kUsdtIndexedSpecSize;
  const size_t step = has_index ? 24 : 16;
  memset(out, 0, sizeof out);
  for (size_t i = 0; i < spec.count; i++) {
    (has_index ? encode_with_index : encode)(spec.arguments[i], out + i * step);
  }
  // Behind the arguments comes the user's cookie, which is 0.
  const auto count = static_cast<int16_t>(spec.count);
  memcpy(out + kUsdtArguments * step + 8, &count, sizeof count);
}

bool parse_usdt_arguments(const char* text, uint16_t machine, UsdtSpec& spec,
                          bpfload_error& error) {
  const Syntax* syntax = nullptr;
  for (const Syntax& one : kSyntaxes) {
    if (one.machine == machine) syntax = &one;
  }
  if (syntax == nullptr) return fail(error, "arguments of machine %u are not known", machine);
  spec = {};
  Parser parser(text, *syntax);
  while (!parser.at_end()) {
    if (spec.count == kUsdtArguments) {
      return fail(error, "has more than %zu arguments", kUsdtArguments);
    }
    if (!parser.argument(spec.arguments[spec.count], error)) return false;
    spec.count++;
  }
  return true;
}

}  // namespace loader
