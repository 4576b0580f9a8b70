// Why a relocation comes out as it does, in words.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/engine.h"
#include "core/explain_match.h"
#include "explain.h"
#include "kernel.h"

namespace btfkit::relocator {

class Why {
 public:
  // `target` is `kernel` made ready to be searched; `name` is what it is called. All must outlive
  // this.
  Why(const btf::Btf& local, const Kernel& kernel, const core::Target& target,
      const std::string& name)
      : local_(local), kernel_(kernel), target_(target), kernel_name_(name) {}

  // Fills in why, candidates and nearest for what the target lacks.
  void lacks(const btf::CoreRelocation& relocation, const core::Access& access,
             Explanation& explanation);
  // The same where the target has it in a width that the instruction can't be given.
  void cannot_load(const core::Resolution& resolution, Explanation& explanation) const;
  // Whether candidates disagree about it; then why and candidates are filled in.
  bool is_ambiguous(const btf::CoreRelocation& relocation, const core::Access& access,
                    Explanation& explanation) const;

 private:
  std::vector<core::Candidate> candidates_of(btf::TypeId root) const;
  std::string words(const core::Mismatch& mismatch, const core::Access& access,
                    const core::Candidate& candidate) const;
  void find_nearest(const core::Mismatch& mismatch, const core::Access& access,
                    const core::Candidate& candidate, Explanation& explanation) const;
  void find_enumerators_elsewhere(std::string_view name, Explanation& explanation) const;
  void find_nearest_types(btf::TypeId root, Explanation& explanation);

  const btf::Btf& local_;
  const Kernel& kernel_;
  const core::Target& target_;
  const std::string& kernel_name_;
  std::map<btf::TypeId, std::vector<std::string>> nearest_types_;
};

}  // namespace btfkit::relocator
