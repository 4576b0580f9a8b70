// The CO-RE engine: what each relocation of an object comes to on one target.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "btf/ext.h"
#include "btf/model.h"
#include "core/access.h"
#include "core/candidates.h"
#include "core/fixup.h"

namespace btfkit::core {

// A module's BTF, on that of its kernel.
struct Module {
  std::string_view name;
  const btf::Btf* btf;
};

// A type of a target that may be meant.
struct Candidate {
  const btf::Btf* btf;
  btf::TypeId type;
  std::string_view module = {};  // its name; empty for vmlinux
};

// A kernel's BTF, made ready to be searched.
struct Target {
  explicit Target(const btf::Btf& kernel)
      : btf(kernel), candidates(kernel), pointer_size(btf::pointer_size(kernel)) {}
  // Searched for `roots` only, which takes a tenth of the time. Their BTFs must outlive this, too.
  Target(const btf::Btf& kernel, std::span<const Root> roots)
      : btf(kernel), candidates(kernel, roots), pointer_size(btf::pointer_size(kernel)) {}

  // The same, where `among` has all types that a filter with `roots` lets through.
  Target(const btf::Btf& kernel, std::span<const Root> roots, std::span<const btf::TypeId> among)
      : btf(kernel), candidates(kernel, roots, among), pointer_size(btf::pointer_size(kernel)) {}

  // Those of `roots` for which there is no candidate.
  std::vector<Root> without_candidate(std::span<const Root> roots) const;
  // Has them looked for in modules of the kernel, too, which must outlive this with their names.
  void add_modules(std::span<const Module> modules, std::span<const Root> roots);
  // What CandidateIndex::find() has: of vmlinux, or, where that has none, of all modules.
  std::vector<Candidate> find(std::string_view name, const btf::Kind& kind) const;

  const btf::Btf& btf;
  CandidateIndex candidates;
  uint32_t pointer_size;
  // If `btf` is a part of a kernel's: the kernel's own ids of its types, by those here (Origin).
  const std::map<btf::TypeId, btf::TypeId>* ids = nullptr;

 private:
  struct SearchedModule {
    Module module;
    CandidateIndex candidates;
  };
  std::vector<SearchedModule> modules_;
};

// What a relocation comes to: the fixup, and what it was found from.
struct Resolution {
  Fixup fixup;
  Access local;
  std::optional<Access> target;            // nothing where the target has no match
  std::optional<Candidate> found_in = {};  // the type that `target` begins with

  size_t step_count() const { return local.steps.size() + (target ? target->steps.size() : 0); }
};

// Resolves the relocations of one object, which must come in the order of its `.BTF.ext`: a
// candidate that doesn't fit one relocation of a root type is no candidate for the later ones, as
// long as another one fits.
class Engine {
 public:
  // Both must outlive the engine.
  Engine(const btf::Btf& local, const Target& target);

  // Fails where the object is at fault, or where candidates disagree. A target that merely lacks
  // the field or type is no failure: the fixup says what to do.
  Result<Resolution> resolve(const btf::CoreRelocation& relocation);

 private:
  std::vector<Candidate>& candidates_of(btf::TypeId root);

  const btf::Btf& local_;
  const Target& target_;
  uint32_t local_pointer_size_;
  Budget budget_{kMaxSteps};                                         // of all relocations together
  std::unordered_map<uint32_t, std::vector<Candidate>> candidates_;  // by local root type id
};

// One relocation in words, for messages: "<byte_off> struct task_struct.pid (0:3)".
std::string describe(const btf::Btf& local, const btf::CoreRelocation& relocation);

}  // namespace btfkit::core
