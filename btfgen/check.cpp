#include "btfgen/check.h"

#include <charconv>
#include <optional>

#include "elf/btf_input.h"

namespace btfkit::btfgen {
namespace {

// `FILE: .BTF: type [12] STRUCT 'x': member 3 'm': it is of type void (kernel: "Invalid type_id")`
std::string line(const std::string& file, const btf::Complaint& complaint) {
  const std::string kernel = complaint.kernel_wording.empty()
                                 ? fmt::format("{}, without a word", complaint.kernel_error)
                                 : fmt::format("\"{}\"", complaint.kernel_wording);
  return one_line(fmt::format("{}: .BTF: {}: {} (kernel: {})", file, complaint.subject,
                              complaint.rule, kernel)) +
         '\n';
}

Result<std::vector<btf::Complaint>> check_one(const std::string& input,
                                              const btf::CheckOptions& options) {
  elf::BtfInput opened = BTFKIT_TRY(elf::open_btf(input));
  return in(input, btf::check(opened.btf, options));
}

}  // namespace

Result<btf::KernelVersion> parse_kernel_version(const std::string& text) {
  btf::KernelVersion version{};
  const char* end = text.data() + text.size();
  auto major = std::from_chars(text.data(), end, version.major);
  if (major.ec != std::errc{} || major.ptr == end || *major.ptr != '.' ||
      std::from_chars(major.ptr + 1, end, version.minor).ec != std::errc{}) {
    return fail("'{}' is no kernel version such as {}.{}", text, btf::kNewestKernel.major,
                btf::kNewestKernel.minor);
  }
  if (version < btf::kOldestKernel || version > btf::kNewestKernel) {
    return fail("the rules of Linux {}.{} are not known, only those of {}.{} to {}.{}",
                version.major, version.minor, btf::kOldestKernel.major, btf::kOldestKernel.minor,
                btf::kNewestKernel.major, btf::kNewestKernel.minor);
  }
  return version;
}

Result<Checked> check(const CheckOptions& options) {
  btf::CheckOptions how{.kernel = options.kernel, .endian = {}, .base = {}};
  std::optional<elf::BtfInput> base;
  if (!options.base.empty()) {
    base = BTFKIT_TRY(elf::open_btf(options.base));
    how.base = base->btf;
  }
  Checked checked;
  for (const std::string& input : options.inputs) {
    auto complaints = check_one(input, how);
    if (!complaints) {
      checked.failures.push_back(std::move(complaints).error());
      checked.is_accepted = false;
      continue;
    }
    for (const btf::Complaint& complaint : *complaints) checked.text += line(input, complaint);
    if (!complaints->empty()) checked.is_accepted = false;
    if (complaints->empty() && options.verbose) {
      checked.text += fmt::format("{}: Linux {}.{} accepts it\n", one_line(input),
                                  options.kernel.major, options.kernel.minor);
    }
  }
  return checked;
}

}  // namespace btfkit::btfgen
