// Where the phases of the check leave what they find.
#pragma once

#include <fmt/format.h>

#include <string>
#include <utility>
#include <vector>

#include "btf/check.h"
#include "check/raw.h"

namespace btfkit::btf::checking {

class Report {
 public:
  // About the BTF as a whole or a part of it that is no type.
  void add(std::string_view subject, std::string kernel_wording, std::string rule) {
    add(kVoid, std::string(subject), std::move(kernel_wording), std::move(rule));
  }
  // The same, where the kernel returns an error and says nothing.
  void add_silent(std::string_view subject, std::string kernel_error, std::string rule) {
    add(subject, "", std::move(rule));
    complaints_.back().kernel_error = std::move(kernel_error);
  }
  // About a type that is not there whole.
  void add(TypeId type, std::string subject, std::string kernel_wording, std::string rule);
  // About a type.
  void add(const RawBtf& btf, uint32_t id, const RawType& type, std::string kernel_wording,
           std::string rule);

  // About a type, where the kernel returns an error and says nothing.
  void add_silent(const RawBtf& btf, uint32_t id, const RawType& type, std::string kernel_error,
                  std::string rule);

  bool empty() const { return complaints_.empty(); }
  // Whether something has been said about this type.
  bool names(uint32_t id) const;

  std::vector<Complaint> take() && { return std::move(complaints_); }

 private:
  std::vector<Complaint> complaints_;
  std::vector<bool> named_;  // by id
};

// "member 3 'next'", or "member 3" where it has no name.
std::string describe_part(const RawBtf& btf, std::string_view what, uint32_t i, uint32_t name);

// "type [12] STRUCT 'x'"; with what there is, where kind or name are wrong themselves.
std::string describe(const RawBtf& btf, uint32_t id, const RawType& type);

}  // namespace btfkit::btf::checking
