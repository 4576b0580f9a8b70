// The two judges of a BTF, the running kernel and our check, and whether they agree.
#pragma once

#include <string>
#include <unordered_set>
#include <vector>

#include "btf_complaints.h"
#include "btf_mutator.h"

namespace btfkit::test {

class Judges {
 public:
  // Has both judge a BTF, unless they have before. Prints how they differ.
  void judge(const std::string& origin, const Blob& blob);
  // The same, and that the complaint is this one.
  void judge(const std::string& origin, const Blob& blob, const std::string& complaint);

  // Prints the figures. Whether both agreed on everything, and enough of it was valid.
  bool finish(bool with_coverage) const;

 private:
  void differ(const std::string& origin, const std::string& how);

  Coverage coverage_;
  std::unordered_set<std::string> seen_;
  int judged_ = 0;
  int accepted_ = 0;
  int differences_ = 0;
};

}  // namespace btfkit::test
