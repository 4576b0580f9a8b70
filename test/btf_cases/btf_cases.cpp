#include "btf_cases.h"

namespace btfkit::test {

std::vector<Case> all_cases() {
  std::vector<Case> all;
  for (std::span<const Case> cases : {header_cases(), kind_cases(), list_cases(), member_cases(),
                                      reference_cases(), special_field_cases()}) {
    all.insert(all.end(), cases.begin(), cases.end());
  }
  return all;
}

std::vector<std::byte> bytes_of(const Case& one, Endian endian) {
  BtfWords words;
  words.integer("int", 4);
  one.build(words);
  Header header = words.header();
  if (one.change_header) one.change_header(header);
  std::vector<std::byte> bytes = words.bytes(header, endian);
  if (one.kept < bytes.size()) bytes.resize(one.kept);
  return bytes;
}

std::vector<std::byte> bytes_of(const VersionCase& one) {
  return bytes_of(Case{one.name, one.complaint, one.build});
}

std::string key(const btf::Complaint& complaint) {
  // "type [2] STRUCT 'x'" without its first word and its name.
  std::string subject = complaint.subject;
  if (subject.starts_with("type [")) {
    subject = subject.substr(5, subject.find(" '") - 5);
  }
  return subject + ": " +
         (complaint.kernel_wording.empty() ? complaint.kernel_error : complaint.kernel_wording);
}

}  // namespace btfkit::test
