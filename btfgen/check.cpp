#include "btfgen/check.h"

#include <charconv>
#include <optional>

#include "btf/distill.h"
#include "btf/reader.h"
#include "btf/writer.h"
#include "elf/btf_input.h"
#include "support/json.h"

namespace btfkit::btfgen {
namespace {

// A complaint, and the section that it is about.
struct Found {
  std::string_view section;
  btf::Complaint complaint;
};

// `.BTF: type [12] STRUCT 'x': member 3 'm': it is of type void (kernel: "Invalid type_id")`
std::string message(const Found& found) {
  const btf::Complaint& complaint = found.complaint;
  const std::string kernel = complaint.kernel_wording.empty()
                                 ? fmt::format("{}, without a word", complaint.kernel_error)
                                 : fmt::format("\"{}\"", complaint.kernel_wording);
  return one_line(fmt::format("{}: {}: {} (kernel: {})", found.section, complaint.subject,
                              complaint.rule, kernel));
}

void add_json(const std::string& file, const Found& found, Json& json) {
  auto text_or_null = [&](std::string_view name, const std::string& text) {
    json.name(name);
    if (text.empty()) return json.literal("null");
    json.value(text);
  };
  const btf::Complaint& complaint = found.complaint;
  json.in('{', '}', [&] {
    json.field("file", file);
    json.field("section", found.section);
    json.field("type_id", number(complaint.type));
    json.field("subject", complaint.subject);
    json.field("rule", complaint.rule);
    text_or_null("kernel_wording", complaint.kernel_wording);
    text_or_null("kernel_error", complaint.kernel_error);
    json.field("message", message(found));
  });
}

Result<std::vector<Found>> check_section(std::string_view section, Bytes bytes,
                                         const btf::CheckOptions& how) {
  std::vector<Found> found;
  for (btf::Complaint& complaint : BTFKIT_TRY(btf::check(bytes, how))) {
    found.push_back({section, std::move(complaint)});
  }
  return found;
}

// A module's BTF as split BTF on `base`, in place of the distilled one that it comes with.
Result<std::vector<std::byte>> resolve(const elf::BtfInput& module, Bytes base_bytes) {
  btf::Btf base = BTFKIT_TRY(in("base", btf::read(base_bytes)));
  btf::Btf distilled = BTFKIT_TRY(in(".BTF.base", btf::read(*module.distilled_base)));
  btf::Btf split = BTFKIT_TRY(in(".BTF", btf::read(module.btf, &distilled)));
  return btf::write(BTFKIT_TRY(in(".BTF.base", btf::resolve_base(split, base))));
}

// As the kernel does: the distilled base first, what is on it, and then both in the base's place.
Result<std::vector<Found>> check_module(const elf::BtfInput& module, const btf::CheckOptions& how) {
  btf::CheckOptions on_distilled = how;
  on_distilled.base = {};
  auto found = BTFKIT_TRY(check_section(".BTF.base", *module.distilled_base, on_distilled));
  if (!found.empty()) return found;
  on_distilled.base = module.distilled_base;
  found = BTFKIT_TRY(check_section(".BTF", module.btf, on_distilled));
  if (!found.empty() || !how.base) return found;
  std::vector<std::byte> resolved = BTFKIT_TRY(resolve(module, *how.base));
  return check_section(".BTF", resolved, how);
}

Result<std::vector<Found>> check_one(const std::string& input, const btf::CheckOptions& how) {
  elf::BtfInput opened = BTFKIT_TRY(elf::open_btf(input));
  if (opened.distilled_base) return in(input, check_module(opened, how));
  return in(input, check_section(".BTF", opened.btf, how));
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
  Json json;
  json.in('[', ']', [&] {
    for (const std::string& input : options.inputs) {
      auto complaints = check_one(input, how);
      if (!complaints) {
        checked.failures.push_back(std::move(complaints).error());
        checked.is_accepted = false;
        continue;
      }
      for (const Found& found : *complaints) {
        add_json(input, found, json);
        checked.text += fmt::format("{}: {}\n", one_line(input), message(found));
      }
      if (!complaints->empty()) checked.is_accepted = false;
      if (complaints->empty() && options.verbose) {
        checked.text += fmt::format("{}: Linux {}.{} accepts it\n", one_line(input),
                                    options.kernel.major, options.kernel.minor);
      }
    }
  });
  if (options.format == CheckFormat::kJson) checked.text = std::move(json).take() + '\n';
  return checked;
}

}  // namespace btfkit::btfgen
