#include "kconfig.h"

#include <algorithm>
#include <bit>
#include <charconv>
#include <tuple>

#include "value_text.h"

namespace btfkit::relocator {
namespace {

using Type = ConfigVariable::Type;

struct ValueType {
  Type type;
  bool is_signed;
};

std::optional<ValueType> value_type(const btf::Btf& btf, btf::TypeId id) {
  auto stripped = btf::skip_modifiers(btf, id);
  if (!stripped || *stripped == btf::kVoid) return std::nullopt;
  btf::Type type = btf.type(*stripped);
  constexpr std::string_view kTristate = "libbpf_tristate";
  if (auto* integer = std::get_if<btf::Int>(&type.kind)) {
    if (integer->encoding & btf::Int::kBool) {
      return integer->size == 1 ? std::optional(ValueType{Type::kBool, false}) : std::nullopt;
    }
    bool is_signed = integer->encoding & btf::Int::kSigned;
    if (integer->size == 1) return ValueType{Type::kCharacter, is_signed};
    if (integer->size > 8 || !std::has_single_bit(integer->size)) return std::nullopt;
    return ValueType{Type::kInteger, is_signed};
  }
  if (auto* choice = std::get_if<btf::Enum>(&type.kind)) {
    if (choice->size != 4 || btf.name(type) != kTristate) return std::nullopt;
    return ValueType{Type::kTristate, false};
  }
  if (auto* array = std::get_if<btf::Array>(&type.kind)) {
    auto element_id = btf::skip_modifiers(btf, array->element);
    auto element = element_id ? btf::get_if<btf::Int>(btf, *element_id) : std::nullopt;
    bool is_text =
        element && element->size == 1 && !(element->encoding & btf::Int::kBool) && array->count > 0;
    return is_text ? std::optional(ValueType{Type::kCharacters, false}) : std::nullopt;
  }
  return std::nullopt;
}

// Also 0x... and, as strtoull has it, negative and octal numbers.
std::optional<uint64_t> parse_number(std::string_view text) {
  bool is_negative = text.starts_with('-');
  if (is_negative) text.remove_prefix(1);
  int base = 10;
  if (text.starts_with("0x") || text.starts_with("0X")) {
    text.remove_prefix(2);
    base = 16;
  } else if (text.size() > 1 && text.starts_with('0')) {
    base = 8;
  }
  uint64_t value = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return is_negative ? -value : value;
}

bool fits(const ConfigVariable& variable, uint64_t value) {
  if (variable.size == 8) return true;
  uint32_t bits = variable.size * 8;
  if (variable.is_signed) value += uint64_t{1} << (bits - 1);
  return value >> bits == 0;
}

std::string_view expected(Type type) {
  switch (type) {
    case Type::kBool:
      return "y or n";
    case Type::kTristate:
      return "y, n or m";
    case Type::kCharacter:
      return "y, n, m or a number";
    case Type::kInteger:
      return "a number";
    case Type::kCharacters:
      return "a text in quotes";
  }
  std::unreachable();
}

Result<void> misfit(const ConfigVariable& variable, std::string_view value) {
  return fail("'{}' is {}, which its type doesn't take: {} expected", variable.name, value,
              expected(variable.type));
}

}  // namespace

Result<ConfigVariable> config_variable(const btf::Btf& btf, btf::TypeId id) {
  auto var = btf::get_if<btf::Var>(btf, id);
  if (!var) return fail("{} is not a VAR", btf::describe(btf, id));
  auto type = value_type(btf, var->type);
  if (!type) {
    return fail(
        "'{}': no configuration value has its type; bool, enum libbpf_tristate, an integer or an "
        "array of char expected",
        btf.name(id));
  }
  uint64_t size = BTFKIT_TRY(btf::size_of(btf, var->type, btf::pointer_size(btf)));
  constexpr uint64_t kLargest = 1 << 20;  // no line of a configuration is as long
  if (size > kLargest) return fail("'{}' has {} bytes, more than {}", btf.name(id), size, kLargest);
  ConfigVariable variable;
  variable.name = btf.name(id);
  variable.var = id;
  variable.type = type->type;
  variable.is_signed = type->is_signed;
  variable.size = static_cast<uint32_t>(size);
  variable.alignment = type->type == Type::kCharacters ? 1 : variable.size;
  return variable;
}

Result<uint32_t> lay_out(std::vector<ConfigVariable>& variables) {
  std::ranges::sort(variables, [](const ConfigVariable& a, const ConfigVariable& b) {
    return std::tie(b.alignment, a.size, a.name) < std::tie(a.alignment, b.size, b.name);
  });
  constexpr uint32_t kLargest = 16 << 20;
  uint32_t end = 0;
  for (ConfigVariable& variable : variables) {
    uint32_t alignment = variable.alignment;
    variable.offset = (end + alignment - 1) / alignment * alignment;
    end = variable.offset + variable.size;
    if (end > kLargest) return fail("its variables have more than {} bytes", kLargest);
  }
  return end;
}

Result<void> ConfigData::read(std::string_view text) {
  for (size_t line = 1; !text.empty(); ++line) {
    size_t end = std::min(text.find('\n'), text.size());
    if (auto done = read_line(text.substr(0, end)); !done) {
      return in(fmt::format("line {}", line), std::move(done));
    }
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return {};
}

Result<void> ConfigData::read_line(std::string_view line) {
  // Comments, of which "# CONFIG_X is not set" is one, and empty lines.
  if (!line.starts_with("CONFIG_")) return {};
  size_t separator = line.find('=');
  if (separator == line.npos) return fail("'{}' has no '='", line);
  std::string_view value = line.substr(separator + 1);
  if (value.empty()) return fail("'{}' has no value", line);
  auto found = by_name_.find(line.substr(0, separator));
  if (found == by_name_.end() || found->second->is_set) return {};
  return set(*found->second, value);
}

Result<void> ConfigData::set(ConfigVariable& variable, std::string_view value) {
  if (value == "y" || value == "n" || value == "m") return set_choice(variable, value[0]);
  if (value.starts_with('"')) return set_text(variable, value);
  auto number = parse_number(value);
  bool takes_numbers = variable.type == Type::kInteger || variable.type == Type::kCharacter;
  if (!number || !takes_numbers) return misfit(variable, value);
  return set_number(variable, *number);
}

Result<void> ConfigData::set_choice(ConfigVariable& variable, char choice) {
  constexpr std::string_view kTristate = "nym";  // in the order of enum libbpf_tristate
  bool is_module = choice == 'm';
  switch (variable.type) {
    case Type::kBool:
      if (is_module) return misfit(variable, "m");
      [[fallthrough]];
    case Type::kTristate:
      write(variable, kTristate.find(choice));
      return {};
    case Type::kCharacter:
      write(variable, static_cast<uint8_t>(choice));
      return {};
    case Type::kInteger:
    case Type::kCharacters:
      return misfit(variable, {&choice, 1});
  }
  std::unreachable();
}

Result<void> ConfigData::set_text(ConfigVariable& variable, std::string_view value) {
  if (variable.type != Type::kCharacters) return misfit(variable, value);
  if (value.size() < 2 || !value.ends_with('"')) {
    return fail("'{}' is {}, which has no quote at its end", variable.name, value);
  }
  std::string_view text = value.substr(1, value.size() - 2);
  if (text.size() >= variable.size) {
    text = text.substr(0, variable.size - 1);
    warnings_.push_back(
        fmt::format("'{}' is {}, cut to {} characters", variable.name, value, text.size()));
  }
  std::ranges::copy(as_bytes(text), bytes_.begin() + variable.offset);
  variable.is_set = true;
  return {};
}

Result<void> ConfigData::set_number(ConfigVariable& variable, uint64_t value) {
  bool is_number = variable.type == Type::kInteger || variable.type == Type::kCharacter ||
                   (variable.type == Type::kBool && value <= 1);
  if (!is_number) return misfit(variable, fmt::format("{}", value));
  if (!fits(variable, value)) {
    return fail("'{}' is {}, which doesn't fit into {} bytes", variable.name, value, variable.size);
  }
  write(variable, value);
  return {};
}

void ConfigData::write(ConfigVariable& variable, uint64_t value) {
  std::ranges::copy(number_bytes(value, variable.size, endian_), bytes_.begin() + variable.offset);
  variable.is_set = true;
}

}  // namespace btfkit::relocator
