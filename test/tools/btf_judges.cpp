#include "btf_judges.h"

#include <fmt/format.h>
#include <linux/bpf.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "btf/check.h"
#include "btf_cases.h"
#include "support/file.h"

namespace btfkit::test {
namespace {

constexpr int kShown = 20;
constexpr int kValidPercent = 30;

// What the kernel answers to BPF_BTF_LOAD.
struct Verdict {
  int error = 0;  // 0 is acceptance
  std::string log;
};

// "EINVAL"; the kernel's inner errors, such as ENOTSUPP, have no name outside.
std::string name_of(int error) {
  const char* name = strerrorname_np(error);
  return name ? name : fmt::format("error {}", error);
}

int load(const Blob& blob, std::vector<char>* log) {
  union bpf_attr attr;
  std::memset(&attr, 0, sizeof attr);
  attr.btf = reinterpret_cast<uintptr_t>(blob.data());
  attr.btf_size = static_cast<uint32_t>(blob.size());
  if (log) {
    attr.btf_log_buf = reinterpret_cast<uintptr_t>(log->data());
    attr.btf_log_size = static_cast<uint32_t>(log->size());
    attr.btf_log_level = 1;
  }
  long fd = syscall(SYS_bpf, BPF_BTF_LOAD, &attr, sizeof attr);
  if (fd < 0) return errno;
  close(static_cast<int>(fd));
  return 0;
}

Verdict ask_kernel(const Blob& blob) {
  Verdict verdict{load(blob, nullptr), {}};
  if (verdict.error == 0) return verdict;
  static std::vector<char> log(64 << 20);
  log[0] = '\0';
  load(blob, &log);
  verdict.log = log.data();
  while (verdict.log.ends_with('\n')) verdict.log.pop_back();
  // It says this of each type that it drops, without a newline, and goes on.
  constexpr std::string_view kDropped = "Exceeded max num of types";
  for (size_t at; (at = verdict.log.find(kDropped)) != std::string::npos;) {
    verdict.log.erase(at, kDropped.size());
  }
  return verdict;
}

// The id of the type that the end of the log is about: "[12] ..." at the beginning of a line.
std::string last_type(const std::string& log) {
  size_t line = log.rfind("\n[");
  line = line == std::string::npos ? 0 : line + 1;
  return log.substr(line, log.find(']', line) - line + 1);
}

// Nothing if check and kernel agree, or how they differ.
std::string compare(const std::vector<btf::Complaint>& complaints, const Verdict& verdict) {
  const bool is_accepted = verdict.error == 0;
  if (is_accepted != complaints.empty()) {
    return is_accepted ? fmt::format("the kernel accepts it, we say: {}: {}", complaints[0].subject,
                                     complaints[0].rule)
                       : fmt::format("we accept it, the kernel says: {}", name_of(verdict.error));
  }
  if (is_accepted) return {};
  const btf::Complaint& first = complaints[0];
  bool is_alike = false;
  if (first.kernel_wording.empty()) {
    is_alike = first.kernel_error == name_of(verdict.error);
  } else {
    is_alike = verdict.log.ends_with(first.kernel_wording);
    // A line that is all wording names no type.
    const std::string last_line = verdict.log.substr(verdict.log.rfind('\n') + 1);
    if (first.type != btf::kVoid && last_line != first.kernel_wording) {
      is_alike = is_alike && last_type(verdict.log) == fmt::format("[{}]", number(first.type));
    }
  }
  if (is_alike) return {};
  return fmt::format(
      "we say first: {}: {} ({})\n  the kernel: {}, its log ends: {}", first.subject, first.rule,
      key(first), name_of(verdict.error),
      verdict.log.substr(verdict.log.size() - std::min<size_t>(verdict.log.size(), 300)));
}

}  // namespace

void Judges::judge(const std::string& origin, const Blob& blob) {
  if (!seen_.emplace(as_text(blob)).second) return;
  ++judged_;
  Verdict verdict = ask_kernel(blob);
  accepted_ += verdict.error == 0;
  auto complaints =
      btf::check(blob, {.kernel = btf::kNewestKernel, .endian = kHostEndian, .base = {}});
  if (verdict.error != 0 && !complaints->empty()) coverage_.count(key(complaints->front()));
  std::string difference = compare(*complaints, verdict);
  if (difference.empty()) return;
  differ(origin, difference);
  // For a closer look.
  if (const char* folder = std::getenv("BTF_MUTATE_KEEP")) {
    static_cast<void>(write_file(fmt::format("{}/{}.btf", folder, judged_), blob));
  }
}

void Judges::judge(const std::string& origin, const Blob& blob, const std::string& complaint) {
  judge(origin, blob);
  auto complaints = btf::check(blob, {});
  std::string first = complaints->empty() ? "" : key(complaints->front());
  if (first != complaint) {
    differ(origin, fmt::format("we say first: '{}', not '{}'", first, complaint));
  }
}

void Judges::differ(const std::string& origin, const std::string& how) {
  if (++differences_ <= kShown) fmt::print("{}: BTF {}: {}\n", origin, judged_, how);
}

bool Judges::finish(bool with_coverage) const {
  const bool is_covered = !with_coverage || coverage_.finish();
  fmt::print("{} BTFs, {} valid ({} %), {} different judgements\n", judged_, accepted_,
             100 * accepted_ / judged_, differences_);
  return is_covered && differences_ == 0 && 100 * accepted_ >= kValidPercent * judged_;
}

}  // namespace btfkit::test
