// Who guards an instruction is found by asking "what if": a constant that counts as unknown opens
// both sides of the branches that it decides. One that keeps the way closed while all others are
// open is the guard; otherwise constants are opened one by one as long as the way stays closed:
//
//   if (bpf_core_field_exists(a) || bpf_core_field_exists(b)) use(a);     guarded by both
#include "reach.h"

#include <algorithm>

#include "reach_walk.h"

namespace btfkit::relocator {
namespace {

// What one walk may look at, and all of them.
constexpr uint64_t kMaxSteps = 1'000'000;
constexpr uint64_t kMaxStepsInAll = 16'000'000;
// More constants than these aren't tried one by one.
constexpr size_t kMaxSources = 256;

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

  // Whether the way to `site` is known to stay closed with `free` constants.
  bool stays_closed(const std::set<Source>& free, Site site) {
    WalkResult result = walk(free);
    return result.is_complete && !result.reached.contains(index_.number(site));
  }

  void find_guards(Site site, const WalkResult& open, Reach& answer) {
    if (open.is_complete && !open.reached.contains(index_.number(site))) return;
    answer.verdict = Reach::Verdict::kGuarded;
    if (sources_.size() > kMaxSources) return;
    for (const Source& source : closest_first(site)) {
      const WalkResult& rest = with_only(source);
      if (!rest.is_complete || rest.reached.contains(index_.number(site))) continue;
      add_guard(source, answer);
      return;
    }
    // Variables, which come last, are opened first.
    std::set<Source> free;
    for (auto source = sources_.rbegin(); source != sources_.rend(); ++source) {
      free.insert(*source);
      if (!stays_closed(free, site)) free.erase(*source);
    }
    // Without the steps to find out, they would be more than are needed.
    if (steps_left_ == 0) return;
    for (const Source& source : sources_) {
      if (!free.contains(source)) add_guard(source, answer);
    }
  }

  // Relocated instructions before `site`, from there back; then the others.
  std::vector<Source> closest_first(Site site) const {
    std::vector<Source> sources(sources_.begin(), sources_.end());
    auto is_before = [&](const Source& source) {
      return !source.is_variable && source.place == site.code && source.offset < site.insn;
    };
    auto others = std::ranges::stable_partition(sources, is_before);
    std::reverse(sources.begin(), others.begin());
    return sources;
  }

  // All other constants are unknown.
  const WalkResult& with_only(const Source& source) {
    auto [entry, is_new] = with_only_.try_emplace(source);
    if (is_new) {
      std::set<Source> others = sources_;
      others.erase(source);
      entry->second = walk(others);
    }
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
  std::map<Source, WalkResult> with_only_;
};

}  // namespace

std::map<Site, Reach> find_reach(const Object& object, std::span<const Relocated> relocated,
                                 const VerifierTraits& traits, const ConfigValues& config) {
  std::map<Site, Reach> answers;
  for (const Relocated& one : relocated) {
    if (one.value == Relocated::Value::kPoison) answers.try_emplace(one.site);
  }
  if (answers.empty()) return answers;
  CodeIndex index(object, relocated, config);
  uint64_t steps_left = kMaxStepsInAll;
  for (const Function& function : object.functions) {
    if (function.is_program) ProgramReach(index, function, traits, steps_left).add_to(answers);
  }
  return answers;
}

}  // namespace btfkit::relocator
