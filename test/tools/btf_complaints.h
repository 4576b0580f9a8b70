// Every complaint that the kernel's BTF verifier can make (kernel/bpf/btf.c up to Linux 6.18).
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>

namespace btfkit::test {

struct KernelComplaint {
  // Of the type that it is about; "header", "string section" or "type section" for those.
  std::string_view kind;
  std::string_view wording;  // without its numbers
  // Why no BTF leads to it; empty where one must.
  std::string_view unreachable{};
};

std::span<const KernelComplaint> kernel_complaints();

// How often each was made, by "KIND: WORDING".
class Coverage {
 public:
  // One that was made; `key` as the cases write it: "[2] STRUCT: Invalid arg#3".
  void count(const std::string& key);

  // Prints a line a complaint. Whether all that can be reached have been, and nothing else.
  bool finish() const;

 private:
  std::map<std::string, int> counts_;
};

}  // namespace btfkit::test
