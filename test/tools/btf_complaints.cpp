#include "btf_complaints.h"

#include <fmt/format.h>

#include <set>

namespace btfkit::test {
namespace {

constexpr std::string_view kAtZero = "a member of a union is at offset 0";

const KernelComplaint kComplaints[] = {
    {"header", "hdr_len not found"},
    {"header", "btf_header not found"},
    {"header", "Unsupported btf_header"},
    {"header", "Invalid magic"},
    {"header", "Unsupported version"},
    {"header", "Unsupported flags"},
    {"header", "No data"},
    {"header", "Unsupported section found"},
    {"header", "E2BIG"},
    {"type section", "Invalid section offset"},
    {"type section", "Unsupported section found"},
    {"type section", "Total section length too long"},
    {"type section", "Section overlap found"},
    {"type section", "Unaligned type_off"},
    {"type section", "No type found"},
    {"string section", "Invalid section offset"},
    {"string section", "Unsupported section found"},
    {"string section", "Section overlap found"},
    {"string section", "Total section length too long"},
    {"string section", "String section is not at the end"},
    {"string section", "Invalid string section"},
    {"type", "meta_left:# meta_needed:#"},
    {"?", "Invalid kind:#"},
    {"?", "Invalid btf_info:#"},
    {"INT", "Invalid btf_info:#"},
    {"INT", "Invalid name_offset:#"},
    {"PTR", "Invalid btf_info:#"},
    {"PTR", "Invalid name_offset:#"},
    {"ARRAY", "Invalid btf_info:#"},
    {"ARRAY", "Invalid name_offset:#"},
    {"STRUCT", "Invalid btf_info:#"},
    {"STRUCT", "Invalid name_offset:#"},
    {"UNION", "Invalid btf_info:#"},
    {"UNION", "Invalid name_offset:#"},
    {"ENUM", "Invalid btf_info:#"},
    {"ENUM", "Invalid name_offset:#"},
    {"FWD", "Invalid btf_info:#"},
    {"FWD", "Invalid name_offset:#"},
    {"TYPEDEF", "Invalid btf_info:#"},
    {"TYPEDEF", "Invalid name_offset:#"},
    {"VOLATILE", "Invalid btf_info:#"},
    {"VOLATILE", "Invalid name_offset:#"},
    {"CONST", "Invalid btf_info:#"},
    {"CONST", "Invalid name_offset:#"},
    {"RESTRICT", "Invalid btf_info:#"},
    {"RESTRICT", "Invalid name_offset:#"},
    {"FUNC", "Invalid btf_info:#"},
    {"FUNC", "Invalid name_offset:#"},
    {"FUNC_PROTO", "Invalid btf_info:#"},
    {"FUNC_PROTO", "Invalid name_offset:#"},
    {"VAR", "Invalid btf_info:#"},
    {"VAR", "Invalid name_offset:#"},
    {"DATASEC", "Invalid btf_info:#"},
    {"DATASEC", "Invalid name_offset:#"},
    {"FLOAT", "Invalid btf_info:#"},
    {"FLOAT", "Invalid name_offset:#"},
    {"DECL_TAG", "Invalid btf_info:#"},
    {"DECL_TAG", "Invalid name_offset:#"},
    {"TYPE_TAG", "Invalid btf_info:#"},
    {"TYPE_TAG", "Invalid name_offset:#"},
    {"ENUM64", "Invalid btf_info:#"},
    {"ENUM64", "Invalid name_offset:#"},
    {"INT", "meta_left:# meta_needed:#"},
    {"ARRAY", "meta_left:# meta_needed:#"},
    {"STRUCT", "meta_left:# meta_needed:#"},
    {"UNION", "meta_left:# meta_needed:#"},
    {"ENUM", "meta_left:# meta_needed:#"},
    {"FUNC_PROTO", "meta_left:# meta_needed:#"},
    {"VAR", "meta_left:# meta_needed:#"},
    {"DATASEC", "meta_left:# meta_needed:#"},
    {"DECL_TAG", "meta_left:# meta_needed:#"},
    {"ENUM64", "meta_left:# meta_needed:#"},
    {"INT", "vlen != #"},
    {"PTR", "vlen != #"},
    {"ARRAY", "vlen != #"},
    {"FWD", "vlen != #"},
    {"TYPEDEF", "vlen != #"},
    {"VOLATILE", "vlen != #"},
    {"CONST", "vlen != #"},
    {"RESTRICT", "vlen != #"},
    {"VAR", "vlen != #"},
    {"FLOAT", "vlen != #"},
    {"DECL_TAG", "vlen != #"},
    {"TYPE_TAG", "vlen != #"},
    {"INT", "Invalid btf_info kind_flag"},
    {"PTR", "Invalid btf_info kind_flag"},
    {"ARRAY", "Invalid btf_info kind_flag"},
    {"TYPEDEF", "Invalid btf_info kind_flag"},
    {"VOLATILE", "Invalid btf_info kind_flag"},
    {"CONST", "Invalid btf_info kind_flag"},
    {"RESTRICT", "Invalid btf_info kind_flag"},
    {"FUNC", "Invalid btf_info kind_flag"},
    {"FUNC_PROTO", "Invalid btf_info kind_flag"},
    {"VAR", "Invalid btf_info kind_flag"},
    {"DATASEC", "Invalid btf_info kind_flag"},
    {"FLOAT", "Invalid btf_info kind_flag"},
    {"INT", "Invalid int_data:#"},
    {"INT", "nr_bits exceeds #"},
    {"INT", "nr_bits exceeds type_size"},
    {"INT", "Unsupported encoding"},
    {"PTR", "Invalid name"},
    {"PTR", "Invalid type_id"},
    {"PTR", "Loop detected"},
    {"PTR", "Exceeded max resolving depth:#"},
    {"TYPEDEF", "Invalid name"},
    {"TYPEDEF", "Invalid type_id"},
    {"TYPEDEF", "Loop detected"},
    {"TYPEDEF", "Exceeded max resolving depth:#"},
    {"VOLATILE", "Invalid name"},
    {"VOLATILE", "Invalid type_id"},
    {"VOLATILE", "Loop detected"},
    {"VOLATILE", "Exceeded max resolving depth:#"},
    {"CONST", "Invalid name"},
    {"CONST", "Invalid type_id"},
    {"CONST", "Loop detected"},
    {"CONST", "Exceeded max resolving depth:#"},
    {"RESTRICT", "Invalid name"},
    {"RESTRICT", "Invalid type_id"},
    {"RESTRICT", "Loop detected"},
    {"RESTRICT", "Exceeded max resolving depth:#"},
    {"TYPE_TAG", "Invalid name"},
    {"TYPE_TAG", "Invalid type_id"},
    {"TYPE_TAG", "Loop detected"},
    {"TYPE_TAG", "Exceeded max resolving depth:#"},
    {"FWD", "type != #"},
    {"FWD", "Invalid name"},
    {"ARRAY", "Invalid name"},
    {"ARRAY", "size != #"},
    {"ARRAY", "Invalid elem"},
    {"ARRAY", "Invalid index"},
    {"ARRAY", "Invalid array of int"},
    {"ARRAY", "Array size overflows U#_MAX"},
    {"ARRAY", "Loop detected"},
    {"ARRAY", "Exceeded max resolving depth:#"},
    {"STRUCT", "Invalid name"},
    {"STRUCT", "Invalid member name_offset:#"},
    {"STRUCT", "Invalid type_id"},
    {"STRUCT", "Invalid member bits_offset"},
    {"STRUCT", "Member bits_offset exceeds its struct size"},
    {"STRUCT", "Invalid member"},
    {"STRUCT", "Member exceeds struct_size"},
    {"STRUCT", "nr_copy_bits exceeds #"},
    {"STRUCT", "Member is not byte aligned"},
    {"STRUCT", "Invalid member bitfield_size"},
    {"STRUCT", "Invalid member base type"},
    {"STRUCT", "Invalid member offset"},
    {"STRUCT", "Member is not properly aligned"},
    {"STRUCT", "Loop detected"},
    {"STRUCT", "Exceeded max resolving depth:#"},
    {"UNION", "Invalid name"},
    {"UNION", "Invalid member name_offset:#"},
    {"UNION", "Invalid type_id"},
    {"UNION", "Invalid member bits_offset"},
    {"UNION", "Member bits_offset exceeds its struct size", kAtZero},
    {"UNION", "Invalid member"},
    {"UNION", "Member exceeds struct_size"},
    {"UNION", "nr_copy_bits exceeds #", kAtZero},
    {"UNION", "Member is not byte aligned", kAtZero},
    {"UNION", "Invalid member bitfield_size"},
    {"UNION", "Invalid member base type"},
    {"UNION", "Invalid member offset", kAtZero},
    {"UNION", "Member is not properly aligned", kAtZero},
    {"UNION", "Loop detected"},
    {"UNION", "Exceeded max resolving depth:#"},
    {"STRUCT", "bits_offset exceeds U#_MAX"},
    {"ENUM", "Unexpected size"},
    {"ENUM", "Invalid name"},
    {"ENUM64", "Unexpected size"},
    {"ENUM64", "Invalid name"},
    {"FUNC", "Invalid name"},
    {"FUNC", "Invalid func linkage"},
    {"FUNC", "Invalid type_id"},
    {"FUNC", "Invalid arg#"},
    {"FUNC_PROTO", "Invalid name"},
    {"FUNC_PROTO", "Invalid return type"},
    {"FUNC_PROTO", "Invalid arg#"},
    {"VAR", "Invalid name"},
    {"VAR", "Invalid type_id"},
    {"VAR", "Linkage not supported"},
    {"VAR", "Loop detected"},
    {"DATASEC", "Loop detected"},
    {"DECL_TAG", "Loop detected"},
    {"VAR", "Exceeded max resolving depth:#"},
    {"DATASEC", "Invalid name"},
    {"DATASEC", "size == #"},
    {"DATASEC", "Invalid type_id"},
    {"DATASEC", "Invalid offset"},
    {"DATASEC", "Invalid size"},
    {"DATASEC", "Invalid offset+size"},
    {"DATASEC", "Invalid btf_info size"},
    {"DATASEC", "Not a VAR kind member"},
    {"DATASEC", "Exceeded max resolving depth:#"},
    {"FLOAT", "Invalid type_size"},
    {"DECL_TAG", "Invalid value"},
    {"DECL_TAG", "Invalid component_idx"},
    {"DECL_TAG", "Invalid type_id"},
    {"DECL_TAG", "Exceeded max resolving depth:#"},
    {"TYPEDEF", "Type tags don't precede modifiers"},
    {"VOLATILE", "Type tags don't precede modifiers"},
    {"CONST", "Type tags don't precede modifiers"},
    {"RESTRICT", "Type tags don't precede modifiers"},
    {"TYPEDEF", "Max chain length or cycle detected"},
    {"VOLATILE", "Max chain length or cycle detected"},
    {"CONST", "Max chain length or cycle detected"},
    {"RESTRICT", "Max chain length or cycle detected"},
    {"TYPE_TAG", "Max chain length or cycle detected"},
    {"STRUCT", "EINVAL"},
    {"STRUCT", "E2BIG"},
    {"STRUCT", "EFAULT"},
    {"STRUCT", "EEXIST"},
    {"STRUCT", "ENOENT"},
    {"STRUCT", "ELOOP"},
    {"any", "Unsupported resolve", "kinds that need no resolution are never put on the stack"},
    {"any", "Unsupported check_member",
     "the member was refused before, since there are no objects of its type"},
    {"any", "Unsupported check_kflag_member", "the same"},
    {"any", "Invalid resolve state",
     "it would be a bug of the kernel: a type that it has just resolved is not resolved"},
    {"DATASEC", "Invalid type", "the variable has been refused itself if its type has no size"},
    {"UNION", "bits_offset exceeds U#_MAX", kAtZero},
    {"type section", "Exceeded max num of types",
     "it is only written to the log: the types above the limit are dropped and the BTF is "
     "accepted"},
};

// "[2] STRUCT: Invalid arg#3" without its id, and with "#" for each number. A kernel's wording has
// numbers in hexadecimal in two places.
std::string without_numbers(std::string_view key) {
  if (key.starts_with('[')) key.remove_prefix(key.find(']') + 1);
  if (key.starts_with(' ')) key.remove_prefix(1);
  std::string whole(key);
  if (whole.starts_with(':')) whole = "type" + whole;
  if (whole.ends_with("E2BIG")) return whole;
  for (std::string_view word : {"btf_info:", "int_data:"}) {
    if (size_t at = whole.find(word); at != std::string::npos) {
      return whole.substr(0, at + word.size()) + "#";
    }
  }
  // What is in front of the colon has digits that are no number: ENUM64.
  const size_t wording = whole.find(": ") + 1;
  std::string text = whole.substr(0, wording);
  for (char c : whole.substr(wording)) {
    const bool is_digit = c >= '0' && c <= '9';
    if (!is_digit) text += c;
    if (is_digit && !text.ends_with('#')) text += '#';
  }
  return text;
}

}  // namespace

std::span<const KernelComplaint> kernel_complaints() {
  return kComplaints;
}

void Coverage::count(const std::string& key) {
  ++counts_[without_numbers(key)];
}

bool Coverage::finish() const {
  bool is_whole = true;
  std::set<std::string> known;
  for (const KernelComplaint& complaint : kComplaints) {
    std::string key = fmt::format("{}: {}", complaint.kind, complaint.wording);
    known.insert(key);
    auto made = counts_.find(key);
    const int count = made == counts_.end() ? 0 : made->second;
    if (!complaint.unreachable.empty()) {
      fmt::print("  never  {} ({})\n", key, complaint.unreachable);
    } else {
      fmt::print("{:7}  {}\n", count, key);
    }
    if ((count == 0) == complaint.unreachable.empty()) {
      fmt::print("         ^ {}\n",
                 count == 0 ? "not reached" : "reached, but listed as unreachable");
      is_whole = false;
    }
  }
  for (const auto& [key, count] : counts_) {
    if (known.contains(key)) continue;
    fmt::print("{:7}  {}\n         ^ not in the list\n", count, key);
    is_whole = false;
  }
  return is_whole;
}

}  // namespace btfkit::test
