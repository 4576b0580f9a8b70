#include "explain.h"

#include <algorithm>
#include <iterator>
#include <map>

#include "core/explain_match.h"
#include "core/name.h"
#include "driver.h"
#include "explain_source.h"
#include "explain_why.h"
#include "load_btf.h"
#include "maps.h"

namespace btfkit::relocator {
namespace {

using btf::CoreKind;

// "6.12.107+deb13-amd64" of "dir/6.12.107+deb13-amd64.btf.xz", where the kernel doesn't say more.
std::string kernel_name(const Kernel& kernel, std::string_view path) {
  if (auto release = kernel.identity().release) return *release;
  while (path.ends_with('/')) path.remove_suffix(1);
  path.remove_prefix(path.rfind('/') + 1);
  size_t end = path.rfind(".btf");
  if (end == path.npos) end = path.size();
  std::string_view name = path.substr(0, end);
  return std::string(name.empty() ? "the target" : name);
}

// Since Linux 6.8 the verifier remembers which global functions are called, and leaves out others.
VerifierTraits traits_of(const btf::Btf& kernel) {
  for (uint32_t number = 1; number < btf::number(kernel.end_id()); ++number) {
    btf::TypeId id{number};
    if (kernel.name(id) != "bpf_func_info_aux") continue;
    if (core::find_member(kernel, id, "called")) return {.verifies_uncalled_functions = false};
  }
  return {};
}

Named named(const btf::Btf& btf, const core::Access& access, CoreKind kind) {
  Named result;
  result.text = core::describe(btf, access, kind);
  result.type = core::describe(btf, core::Access{access.root, {}, 0}, CoreKind::kTypeExists);
  std::string_view path = std::string_view(result.text).substr(result.type.size());
  while (path.starts_with('.') || path.starts_with(':')) path.remove_prefix(1);
  result.path = path;
  return result;
}

std::string_view unit_of(CoreKind kind) {
  switch (kind) {
    case CoreKind::kFieldByteOffset:
    case CoreKind::kFieldByteSize:
    case CoreKind::kTypeSize:
      return "bytes";
    case CoreKind::kFieldLshiftU64:
    case CoreKind::kFieldRshiftU64:
      return "bits";
    case CoreKind::kFieldExists:
    case CoreKind::kFieldSigned:
    case CoreKind::kTypeIdLocal:
    case CoreKind::kTypeIdTarget:
    case CoreKind::kTypeExists:
    case CoreKind::kEnumvalExists:
    case CoreKind::kEnumvalValue:
    case CoreKind::kTypeMatches:
      return "";
  }
  return "";
}

// Of what the target has.
Status status_of(CoreKind kind, const core::Fixup& fixup) {
  if (fixup.local_width != fixup.target_width) return Status::kResized;
  if (fixup.local_value == fixup.target_value) return Status::kSame;
  if (kind == CoreKind::kFieldByteOffset) return Status::kMoved;
  bool is_size = kind == CoreKind::kFieldByteSize || kind == CoreKind::kTypeSize;
  return is_size ? Status::kResized : Status::kChanged;
}

bool is_poison(const core::Instruction& insn) {
  return insn.code == core::kCall && insn.src == 0 && insn.imm == core::kPoisonHelper;
}

// What a program may ask for to choose by; where a field is decides nothing.
bool is_choice(CoreKind kind) {
  return kind != CoreKind::kFieldByteOffset;
}

// Gives variables the values that the user says. Only what is known of them is of interest here.
Result<void> set_variables(Object& object, const Settings& settings) {
  if (settings.values.empty()) return {};
  BTFKIT_CHECK(complete_btf(object));
  auto maps = BTFKIT_TRY(find_maps(object, ""));
  return apply_settings(settings, object, maps);
}

// One object against one kernel.
class Explainer {
 public:
  Explainer(Object& object, const Kernel& kernel, const std::string& kernel_name)
      : object_(object),
        roots_(core::roots_of(object.btf, object.ext)),
        target_(kernel.searched_for(roots_)),
        lines_(object),
        why_(object.btf, kernel, target_, kernel_name) {}

  // The answers, without those on reach.
  std::vector<Explanation> run() {
    relocate_each(object_, target_, [&](Outcome&& outcome) {
      add(outcome);
      return true;
    });
    return std::move(explanations_);
  }

  // Adds to these whether what they poison is reached. From here on the object's code and its
  // read-only variables are what the target's verifier sees.
  void add_reach(const ConfigValues& config, std::vector<Explanation>& explanations) const {
    auto answers = find_reach(object_, relocated_, traits_of(target_.btf), config);
    std::map<Site, size_t> places;
    for (size_t i = 0; i < sites_.size(); ++i) places.emplace(sites_[i], i);
    for (size_t i = 0; i < explanations.size(); ++i) {
      Explanation& explanation = explanations[i];
      auto answer = answers.find(sites_[i]);
      if (explanation.status != Status::kPoisoned || answer == answers.end()) continue;
      explanation.reach = answer->second;
      for (Site guard : answer->second.guards) {
        explanation.guards.push_back(places.at(guard));
      }
      if (!may_be_reached(explanation)) explanation.advice.clear();
    }
  }

 private:
  void add(const Outcome& outcome) {
    const btf::CoreRelocation& relocation = outcome.relocation;
    // What linking removed is nobody's.
    if (!outcome.before && !outcome.error) return;
    Explanation explanation;
    explanation.section = outcome.section;
    explanation.offset = relocation.offset;
    explanation.kind = relocation.kind;
    explanation.unit = unit_of(relocation.kind);
    auto code = std::ranges::find(object_.code, outcome.section, &Code::name);
    Site site{static_cast<size_t>(code - object_.code.begin()),
              static_cast<uint32_t>(relocation.offset / core::kInstructionSize)};
    if (outcome.before) {
      explanation.function = object_.function_at(site.code, site.insn)->name;
    }
    judge(outcome, explanation);
    if (outcome.before) {
      const Function& function = *object_.function_at(site.code, site.insn);
      uint64_t begin = uint64_t{function.first} * core::kInstructionSize;
      explanation.source =
          lines_.find(outcome.section, begin, begin + function.count * core::kInstructionSize,
                      relocation.offset, word_of(relocation));
      bool is_poisoned = !outcome.error && is_poison(code->insns[site.insn]);
      if (is_poisoned && explanation.status != Status::kPoisoned) {
        explanation.status = Status::kPoisoned;
        explanation.target_value.reset();
        why_.cannot_load(*outcome.resolution, explanation);
        explanation.advice = "read it with bpf_core_read() and bpf_core_field_size()";
      }
      if (is_poisoned || outcome.error || is_choice(relocation.kind)) {
        auto value = is_poisoned     ? Relocated::Value::kPoison
                     : outcome.error ? Relocated::Value::kUnknown
                                     : Relocated::Value::kChoice;
        relocated_.push_back({site, *outcome.before, value});
      }
    }
    sites_.push_back(site);
    explanations_.push_back(std::move(explanation));
  }

  // What a line of source that asks for it mentions: the last member, the enumerator, the type.
  std::string_view word_of(const btf::CoreRelocation& relocation) const {
    auto access = core::parse_access(object_.btf, relocation, btf::pointer_size(object_.btf));
    if (!access) return {};
    for (auto step = access->steps.rbegin(); step != access->steps.rend(); ++step) {
      if (!step->name.empty()) return step->name;
    }
    return object_.btf.name(access->root);
  }

  std::string_view advice_on(const core::Access& access) const {
    std::string_view name = core::essential_name(object_.btf.name(access.root));
    bool is_registers = name == "pt_regs" || name == "user_pt_regs";
    return is_registers ? "registers are the architecture's: compile it with the target's "
                          "-D__TARGET_ARCH_..."
                        : "guard it with an exists check";
  }

  // Everything but what only the instruction tells.
  void judge(const Outcome& outcome, Explanation& explanation) {
    const btf::CoreRelocation& relocation = outcome.relocation;
    auto parsed = core::parse_access(object_.btf, relocation, btf::pointer_size(object_.btf));
    if (parsed) explanation.local = named(object_.btf, *parsed, relocation.kind);
    if (outcome.resolution) {
      const core::Resolution& resolution = *outcome.resolution;
      explanation.local_value = resolution.fixup.local_value;
      if (!resolution.fixup.poison) explanation.target_value = resolution.fixup.target_value;
      if (resolution.target) {
        explanation.target = named(*resolution.found_in->btf, *resolution.target, relocation.kind);
        explanation.module = resolution.found_in->module;
      }
    }
    if (outcome.error) {
      bool is_unresolved = !outcome.resolution && parsed && outcome.before;
      if (is_unresolved && why_.is_ambiguous(relocation, *parsed, explanation)) {
        explanation.status = Status::kAmbiguous;
      } else {
        explanation.status = Status::kError;
        explanation.why = outcome.error->message();
      }
      return;
    }
    const core::Resolution& resolution = *outcome.resolution;
    bool is_local = relocation.kind == CoreKind::kTypeIdLocal;
    if (!resolution.target && !is_local) {
      explanation.status = resolution.fixup.poison ? Status::kPoisoned : Status::kAbsent;
      why_.lacks(relocation, resolution.local, explanation);
      if (resolution.fixup.poison) explanation.advice = advice_on(resolution.local);
      return;
    }
    if (is_local) explanation.target_value = resolution.fixup.target_value;
    explanation.status = status_of(relocation.kind, resolution.fixup);
    if (resolution.fixup.local_width != resolution.fixup.target_width) {
      explanation.widths = {resolution.fixup.local_width, resolution.fixup.target_width};
    }
  }

  Object& object_;
  std::vector<core::Root> roots_;
  core::Target target_;
  SourceLines lines_;
  Why why_;
  std::vector<Explanation> explanations_;
  std::vector<Site> sites_;  // of the explanations
  std::vector<Relocated> relocated_;
};

}  // namespace

std::string_view name_of(Status status) {
  switch (status) {
    case Status::kSame:
      return "same";
    case Status::kMoved:
      return "moved";
    case Status::kResized:
      return "resized";
    case Status::kChanged:
      return "changed";
    case Status::kAbsent:
      return "absent";
    case Status::kPoisoned:
      return "poisoned";
    case Status::kAmbiguous:
      return "ambiguous";
    case Status::kError:
      return "error";
  }
  __builtin_unreachable();
}

size_t Explained::count(Status status) const {
  return static_cast<size_t>(std::ranges::count(relocations, status, &Explanation::status));
}

bool is_failure(const Explanation& explanation) {
  switch (explanation.status) {
    case Status::kSame:
    case Status::kMoved:
    case Status::kResized:
    case Status::kChanged:
    case Status::kAbsent:
      return false;
    case Status::kPoisoned:
    case Status::kAmbiguous:
    case Status::kError:
      return true;
  }
  __builtin_unreachable();
}

bool may_be_reached(const Explanation& explanation) {
  if (!explanation.reach) return false;
  return explanation.reach->verdict == Reach::Verdict::kReached ||
         explanation.reach->verdict == Reach::Verdict::kUnknown;
}

bool Explained::is_bad() const {
  return std::ranges::any_of(relocations, [](const Explanation& one) {
    return one.status == Status::kAmbiguous || one.status == Status::kError || may_be_reached(one);
  });
}

Result<Explained> explain(Object& object, const Kernel& kernel, const std::string& target,
                          const ExplainOptions& options) {
  const std::string& path = options.object;
  BTFKIT_CHECK(in(path, check_same_endian(object, kernel.vmlinux())));
  Explained explained{path, target, kernel_name(kernel, target), {}, {}};
  Explainer explainer(object, kernel, explained.kernel);
  explained.relocations = explainer.run();
  BTFKIT_CHECK(in(path, set_variables(object, options.settings)));
  auto config = find_config_values(object, kernel, options.externs);
  if (!config) {
    return std::unexpected(std::move(config.error().front()).in(kConfigSection).in(path));
  }
  explained.warnings = std::move(config->warnings);
  if (explained.count(Status::kPoisoned) > 0) {
    explainer.add_reach(*config, explained.relocations);
  }
  if (std::ranges::any_of(explained.relocations, may_be_reached)) {
    for (Error& error : config->unknown) {
      explained.warnings.push_back(std::move(error).in(kConfigSection).in(path).message() +
                                   ", so that it counts as unknown");
    }
  }
  BTFKIT_CHECK(kernel.check_used());
  std::ranges::copy(kernel.warnings(), std::back_inserter(explained.warnings));
  return explained;
}

Result<std::vector<Explained>> explain(const ExplainOptions& options) {
  Object as_compiled = BTFKIT_TRY(read_object(options.object));
  std::vector<Explained> all;
  for (const std::string& target : options.targets) {
    // Relocating changes an object, so that each target gets its own.
    Object object = BTFKIT_TRY(in(options.object, read_again(as_compiled)));
    ExplainOptions for_target = options;
    Kernel kernel = BTFKIT_TRY(open_target(target, options.modules, for_target.externs));
    all.push_back(BTFKIT_TRY(explain(object, kernel, target, for_target)));
  }
  return all;
}

}  // namespace btfkit::relocator
