// Who guards an instruction is found by asking "what if": a constant that counts as unknown opens
// both sides of the branches that it decides. One constant that opens the way alone is the guard;
// otherwise all are opened, and those are closed again without which the way stays open:
//
//   if (bpf_core_field_exists(a) && bpf_core_field_exists(b)) use(a);     needs both
#include "reach.h"

#include <algorithm>

#include "reach_walk.h"

namespace btfkit::relocator {
namespace {

// What one walk may look at, and all of them.
constexpr uint64_t kMaxSteps = 1'000'000;
constexpr uint64_t kMaxStepsInAll = 16'000'000;
// More constants than these aren't tried one by one.
constexpr size_t kMaxSources = 64;

class ProgramReach {
 public:
  ProgramReach(const CodeIndex& index, const Function& program, const VerifierTraits& traits,
               uint64_t& steps_left)
      : index_(index), program_(program), traits_(traits), steps_left_(steps_left) {}

  // Takes what this program does into the answers.
  void add_to(std::map<Site, Reach>& answers) {
    std::vector<Site> asked = asked_here(answers);
    if (asked.empty()) return;
    WalkResult plain = walk({});
    std::optional<WalkResult> open;
    for (Site site : asked) {
      Reach& answer = answers.at(site);
      if (plain.reached.contains(index_.number(site))) {
        answer.verdict = Reach::Verdict::kReached;
        answer.programs.push_back(program_.name);
        continue;
      }
      if (answer.verdict == Reach::Verdict::kReached) continue;
      if (!plain.is_complete) {
        answer.verdict = Reach::Verdict::kUnknown;
        continue;
      }
      if (answer.verdict != Reach::Verdict::kUncalled && answer.verdict != Reach::Verdict::kDead) {
        continue;
      }
      answer.verdict = Reach::Verdict::kDead;
      if (!open) open = walk_open(plain);
      find_guards(site, *open, answer);
    }
  }

 private:
  // The poisoned instructions of the functions that linking puts into the program.
  std::vector<Site> asked_here(const std::map<Site, Reach>& answers) const {
    auto linked = index_.linked_functions(program_);
    std::vector<Site> sites;
    for (const auto& [site, answer] : answers) {
      const Function* function = index_.object().function_at(site.code, site.insn);
      if (std::ranges::find(linked, function) != linked.end()) sites.push_back(site);
    }
    return sites;
  }

  WalkResult walk(const std::set<Source>& free) {
    WalkResult result =
        relocator::walk(index_, program_, free, traits_, std::min(kMaxSteps, steps_left_));
    steps_left_ -= std::min(steps_left_, result.steps);
    return result;
  }

  // With all constants unknown, those included that are met then only.
  WalkResult walk_open(const WalkResult& plain) {
    sources_ = plain.asked;
    for (;;) {
      WalkResult result = walk(sources_);
      size_t before = sources_.size();
      sources_.insert(result.asked.begin(), result.asked.end());
      if (sources_.size() == before || !result.is_complete) return result;
    }
  }

  bool opens(const std::set<Source>& free, Site site) {
    return walk(free).reached.contains(index_.number(site));
  }

  void find_guards(Site site, const WalkResult& open, Reach& answer) {
    if (!open.reached.contains(index_.number(site))) return;
    answer.verdict = Reach::Verdict::kGuarded;
    if (sources_.size() > kMaxSources) return;
    for (const Source& source : sources_) {
      const std::set<size_t>& reached = reached_without(source);
      if (!reached.contains(index_.number(site))) continue;
      add_guard(source, answer);
      return;
    }
    std::set<Source> needed = sources_;
    for (const Source& source : sources_) {
      needed.erase(source);
      if (steps_left_ == 0 || !opens(needed, site)) needed.insert(source);
    }
    // Without the steps to find out, they would be more than are needed.
    if (steps_left_ == 0) return;
    for (const Source& source : needed) add_guard(source, answer);
  }

  const std::set<size_t>& reached_without(const Source& source) {
    auto [entry, is_new] = reached_without_.try_emplace(source);
    if (is_new) entry->second = walk({source}).reached;
    return entry->second;
  }

  void add_guard(const Source& source, Reach& answer) const {
    if (source.is_variable) {
      answer.variables.push_back(index_.variable_name(source));
    } else {
      answer.guards.push_back({source.place, static_cast<uint32_t>(source.offset)});
    }
  }

  const CodeIndex& index_;
  const Function& program_;
  const VerifierTraits& traits_;
  uint64_t& steps_left_;
  std::set<Source> sources_;
  std::map<Source, std::set<size_t>> reached_without_;
};

}  // namespace

std::map<Site, Reach> find_reach(const Object& object, std::span<const Relocated> relocated,
                                 const VerifierTraits& traits) {
  std::map<Site, Reach> answers;
  for (const Relocated& one : relocated) {
    if (one.value == Relocated::Value::kPoison) answers.try_emplace(one.site);
  }
  if (answers.empty()) return answers;
  CodeIndex index(object, relocated);
  uint64_t steps_left = kMaxStepsInAll;
  for (const Function& function : object.functions) {
    if (function.is_program) ProgramReach(index, function, traits, steps_left).add_to(answers);
  }
  return answers;
}

}  // namespace btfkit::relocator
