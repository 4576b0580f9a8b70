#include "btf_words.h"

namespace btfkit::test {

uint32_t BtfWords::text(std::string_view name) {
  if (name.empty()) return 0;
  std::string whole = std::string(1, '\0') + std::string(name) + '\0';
  size_t at = strings_.find(whole);
  if (at != std::string::npos) return static_cast<uint32_t>(at + 1);
  at = strings_.size();
  strings_ += whole.substr(1);
  return static_cast<uint32_t>(at);
}

uint32_t BtfWords::add(Kind kind, std::string_view name, uint32_t size_or_type,
                       std::vector<uint32_t> behind, uint32_t vlen, bool kind_flag) {
  starts_.push_back(types_.size());
  types_.push_back(text(name));
  types_.push_back(btf::wire::info_of(kind, vlen, kind_flag));
  types_.push_back(size_or_type);
  types_.insert(types_.end(), behind.begin(), behind.end());
  return static_cast<uint32_t>(starts_.size());
}

uint32_t BtfWords::structure(std::string_view name, uint32_t size,
                             std::initializer_list<Member> members, bool kind_flag, Kind kind) {
  std::vector<uint32_t> behind;
  for (const Member& member : members) {
    behind.insert(behind.end(), {text(member.name), member.type, member.bits});
  }
  return add(kind, name, size, std::move(behind), static_cast<uint32_t>(members.size()), kind_flag);
}

uint32_t BtfWords::enumeration(Kind kind, std::string_view name, uint32_t size,
                               std::string_view enumerator) {
  std::vector<uint32_t> behind{text(enumerator), 7};
  if (kind == Kind::kEnum64) behind.push_back(1);
  return add(kind, name, size, std::move(behind), 1);
}

uint32_t BtfWords::prototype(uint32_t result, std::initializer_list<Parameter> parameters) {
  std::vector<uint32_t> behind;
  for (const Parameter& parameter : parameters) {
    behind.insert(behind.end(), {text(parameter.name), parameter.type});
  }
  return add(Kind::kFuncProto, "", result, std::move(behind),
             static_cast<uint32_t>(parameters.size()));
}

uint32_t BtfWords::section(std::string_view name, uint32_t size,
                           std::initializer_list<Variable> variables) {
  std::vector<uint32_t> behind;
  for (const Variable& variable : variables) {
    behind.insert(behind.end(), {variable.type, variable.offset, variable.size});
  }
  return add(Kind::kDatasec, name, size, std::move(behind),
             static_cast<uint32_t>(variables.size()));
}

Header BtfWords::header() const {
  Header header;
  header.length += static_cast<uint32_t>(header_tail_.size());
  header.types_length = static_cast<uint32_t>(types_.size() * sizeof(uint32_t));
  header.strings_offset = header.types_length;
  header.strings_length = static_cast<uint32_t>(strings_.size());
  return header;
}

std::vector<std::byte> BtfWords::bytes(const Header& header, Endian endian) const {
  std::vector<std::byte> bytes;
  auto put = [&]<typename T>(T value) {
    value = to_endian(value, endian);
    Bytes raw = std::as_bytes(std::span(&value, 1));
    bytes.insert(bytes.end(), raw.begin(), raw.end());
  };
  auto put_text = [&](const std::string& text) {
    for (char c : text) bytes.push_back(static_cast<std::byte>(c));
  };
  put(header.magic);
  put(header.version);
  put(header.flags);
  for (uint32_t word : {header.length, header.types_offset, header.types_length,
                        header.strings_offset, header.strings_length}) {
    put(word);
  }
  put_text(header_tail_);
  for (uint32_t word : types_) put(word);
  put_text(strings_);
  return bytes;
}

}  // namespace btfkit::test
