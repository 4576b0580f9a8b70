// Why a relocation comes out as it does, in words.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/engine.h"
#include "core/explain_match.h"
#include "explain.h"

namespace btfkit::relocator {

class Why {
 public:
  // `kernel` is what the target is called. All must outlive this.
  Why(const btf::Btf& local, const core::Target& target, const std::string& kernel)
      : local_(local), target_(target), kernel_(kernel) {}

  // Fills in why, candidates and nearest for what the target lacks.
  void lacks(const btf::CoreRelocation& relocation, const core::Access& access,
             Explanation& explanation);
  // The same where the target has it in a width that the instruction can't be given.
  void cannot_load(const core::Resolution& resolution, Explanation& explanation) const;
  // Whether candidates disagree about it; then why and candidates are filled in.
  bool is_ambiguous(const btf::CoreRelocation& relocation, const core::Access& access,
                    Explanation& explanation) const;

 private:
  std::string words(const core::Mismatch& mismatch, const core::Access& access) const;
  void find_nearest(const core::Mismatch& mismatch, const core::Access& access,
                    Explanation& explanation) const;
  void find_nearest_types(btf::TypeId root, Explanation& explanation);

  const btf::Btf& local_;
  const core::Target& target_;
  const std::string& kernel_;
  std::map<btf::TypeId, std::vector<std::string>> nearest_types_;
};

}  // namespace btfkit::relocator
