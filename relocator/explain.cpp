#include "explain.h"

#include <algorithm>
#include <cctype>
#include <map>

#include "core/explain_match.h"
#include "core/name.h"
#include "driver.h"
#include "explain_why.h"

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

// The lines of an object's code, to be looked up by place.
class SourceLines {
 public:
  explicit SourceLines(const Object& object) : object_(object) {
    for (const auto& section : object.ext.lines) {
      auto& lines = sections_[object.btf.string(section.section)];
      lines.insert(lines.end(), section.records.begin(), section.records.end());
    }
    for (auto& [name, lines] : sections_) {
      std::ranges::stable_sort(lines, {}, &btf::LineInfo::offset);
    }
  }

  // The line of the instruction at `offset` (bytes) of a function from `begin` to `end`. clang
  // gives the instruction that loads a relocated constant no line of its own, so that it counts to
  // whatever is before it: the line of what uses it comes soon after, and has `name` in it.
  std::optional<SourceLine> find(std::string_view section, uint64_t begin, uint64_t end,
                                 uint64_t offset, std::string_view name) const {
    auto found = sections_.find(section);
    if (found == sections_.end()) return std::nullopt;
    const std::vector<btf::LineInfo>& lines = found->second;
    auto behind = std::ranges::upper_bound(
        lines, offset, {}, [](const btf::LineInfo& line) { return uint64_t{line.offset}; });
    std::optional<SourceLine> covering;
    if (behind != lines.begin() && std::prev(behind)->offset >= begin) {
      covering = as_line(*std::prev(behind));
    }
    if (name.empty() || (covering && has_word(covering->text, name))) return covering;
    constexpr uint64_t kSoon = 16 * core::kInstructionSize;
    for (; behind != lines.end() && behind->offset < std::min(end, offset + kSoon); ++behind) {
      auto line = as_line(*behind);
      if (line && has_word(line->text, name)) return line;
    }
    return covering;
  }

 private:
  std::optional<SourceLine> as_line(const btf::LineInfo& line) const {
    constexpr uint32_t kColumnBits = 10;
    uint32_t number = line.line_column >> kColumnBits;
    if (number == 0) return std::nullopt;
    return SourceLine{std::string(object_.btf.string(line.file)),
                      std::string(object_.btf.string(line.line)), number,
                      line.line_column & ((1 << kColumnBits) - 1)};
  }

  static bool has_word(std::string_view text, std::string_view word) {
    auto is_part = [](char c) {
      auto byte = static_cast<unsigned char>(c);
      return std::isalnum(byte) || c == '_' || byte >= 0x80;
    };
    for (size_t at = text.find(word); at != text.npos; at = text.find(word, at + 1)) {
      size_t end = at + word.size();
      bool begins = at == 0 || !is_part(text[at - 1]);
      if (begins && (end == text.size() || !is_part(text[end]))) return true;
    }
    return false;
  }

  const Object& object_;
  std::map<std::string_view, std::vector<btf::LineInfo>> sections_;
};

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

// One object against one kernel.
class Explainer {
 public:
  Explainer(Object& object, const Kernel& kernel, const std::string& kernel_name)
      : object_(object),
        roots_(core::roots_of(object.btf, object.ext)),
        target_(kernel.searched_for(roots_)),
        lines_(object),
        why_(object.btf, kernel, target_, kernel_name) {}

  std::vector<Explanation> run() && {
    relocate_each(object_, target_, [&](Outcome&& outcome) {
      add(outcome);
      return true;
    });
    // From here the code is the target's.
    bool poisons = std::ranges::any_of(
        relocated_, [](const Relocated& one) { return one.value == Relocated::Value::kPoison; });
    if (poisons) add_reach();
    return std::move(explanations_);
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

  void add_reach() {
    auto answers = find_reach(object_, relocated_, traits_of(target_.btf));
    std::map<Site, size_t> places;
    for (size_t i = 0; i < sites_.size(); ++i) places.emplace(sites_[i], i);
    for (size_t i = 0; i < explanations_.size(); ++i) {
      Explanation& explanation = explanations_[i];
      auto answer = answers.find(sites_[i]);
      if (explanation.status != Status::kPoisoned || answer == answers.end()) continue;
      explanation.reach = answer->second;
      for (Site guard : answer->second.guards) {
        explanation.guards.push_back(places.at(guard));
      }
      if (!may_be_reached(explanation)) explanation.advice.clear();
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

Result<std::vector<Explained>> explain(const ExplainOptions& options) {
  Object as_compiled = BTFKIT_TRY(read_object(options.object));
  std::vector<Explained> all;
  for (const std::string& target : options.targets) {
    // Relocating changes an object, so that each target gets its own.
    Object object = BTFKIT_TRY(in(options.object, read_again(as_compiled)));
    ImageOptions unused;
    Kernel kernel = BTFKIT_TRY(open_target(target, options.modules, unused));
    BTFKIT_CHECK(in(options.object, check_same_endian(object, kernel.vmlinux())));
    Explained one{options.object, target, kernel_name(kernel, target), {}, {}};
    one.relocations = Explainer(object, kernel, one.kernel).run();
    BTFKIT_CHECK(kernel.check_used());
    one.warnings = kernel.warnings();
    all.push_back(std::move(one));
  }
  return all;
}

}  // namespace btfkit::relocator
