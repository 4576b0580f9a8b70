#include "check/report.h"

namespace btfkit::btf::checking {

void Report::add(TypeId type, std::string subject, std::string kernel_wording, std::string rule) {
  complaints_.push_back({type, std::move(subject), std::move(rule), std::move(kernel_wording), {}});
  if (number(type) >= named_.size()) named_.resize(number(type) + 1);
  named_[number(type)] = true;
}

void Report::add(const RawBtf& btf, uint32_t id, const RawType& type, std::string kernel_wording,
                 std::string rule) {
  add(TypeId{id}, describe(btf, id, type), std::move(kernel_wording), std::move(rule));
}

void Report::add_silent(const RawBtf& btf, uint32_t id, const RawType& type,
                        std::string kernel_error, std::string rule) {
  add(btf, id, type, "", std::move(rule));
  complaints_.back().kernel_error = std::move(kernel_error);
}

bool Report::names(uint32_t id) const {
  return id < named_.size() && named_[id];
}

std::string describe_part(const RawBtf& btf, std::string_view what, uint32_t i, uint32_t name) {
  std::string_view text = btf.name(name);
  return text.empty() ? fmt::format("{} {}", what, i) : fmt::format("{} {} '{}'", what, i, text);
}

std::string describe(const RawBtf& btf, uint32_t id, const RawType& type) {
  auto name = btf.find_string(type.name);
  return fmt::format("type [{}] {} '{}'", id, kind_name(type.kind()),
                     !name           ? "?"
                     : name->empty() ? "(anon)"
                                     : *name);
}

}  // namespace btfkit::btf::checking
