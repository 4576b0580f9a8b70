// One block a relocation, as compilers print what they have to say:
//
//   biotop.bpf.c:98:21: poisoned: <byte_off> struct bio.bi_disk: 8 bytes -> none
//      98 |     disk = BPF_CORE_READ(bio, bi_disk);
//         |            ^
//       at kprobe/x+0x38, in trace_rq
//       why: struct bio has no member 'bi_disk' in 6.12; nearest: 'bi_bdev'
#include <algorithm>

#include "explain.h"

namespace btfkit::relocator {
namespace {

// ECMA-48's SGR parameters.
constexpr std::string_view kBold = "1", kDim = "2", kRed = "1;31", kGreen = "32", kYellow = "33",
                           kBlue = "34";

std::string_view colour_of(const Explanation& explanation) {
  switch (explanation.status) {
    case Status::kSame:
      return kDim;
    case Status::kMoved:
    case Status::kResized:
    case Status::kChanged:
      return kGreen;
    case Status::kAbsent:
      return kYellow;
    case Status::kPoisoned:
      return may_be_reached(explanation) ? kRed : kYellow;
    case Status::kAmbiguous:
    case Status::kError:
      return kRed;
  }
  return kBold;
}

std::string width_text(uint32_t width) {
  return width == 0 ? "a bit field" : fmt::format("{} bytes", width);
}

// "'a', 'b'".
std::string quoted(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) {
    text += fmt::format("{}'{}'", text.empty() ? "" : ", ", name);
  }
  return text;
}

class Printer {
 public:
  Printer(const Explained& explained, bool is_coloured)
      : explained_(explained), is_coloured_(is_coloured) {}

  std::string run(bool failures_only) && {
    for (const Explanation& one : explained_.relocations) {
      if (!failures_only || is_failure(one)) print(one);
    }
    print_summary();
    return std::move(text_);
  }

 private:
  std::string coloured(std::string_view colour, std::string_view text) const {
    std::string line = one_line(text);
    return is_coloured_ ? fmt::format("\x1b[{}m{}\x1b[0m", colour, line) : line;
  }

  // Names in an object may hold anything, and must not command the terminal.
  template <typename... Args>
  void line(fmt::format_string<Args...> format, Args&&... args) {
    text_ += one_line(fmt::format(format, std::forward<Args>(args)...)) + "\n";
  }

  static std::string place_of(const Explanation& one) {
    if (!one.source) return fmt::format("{}+{:#x}", one.section, one.offset);
    std::string place = fmt::format("{}:{}", one.source->file, one.source->line);
    if (one.source->column) place += fmt::format(":{}", one.source->column);
    return place;
  }

  static std::string subject_of(const Explanation& one) {
    return fmt::format("<{}> {}", kind_name(one.kind),
                       one.local ? one.local->text : "a record that makes no sense");
  }

  // "24 -> 2432 bytes", "8 bytes -> none".
  static std::string values_of(const Explanation& one) {
    if (!one.local_value) return "";
    std::string unit = one.unit.empty() ? "" : fmt::format(" {}", one.unit);
    std::string text = fmt::format(": {}", *one.local_value);
    if (!one.target_value) return text + unit + " -> none";
    text += fmt::format(" -> {}{}", *one.target_value, unit);
    if (one.widths) {
      text += fmt::format(", {} -> {} wide", width_text(one.widths->first),
                          width_text(one.widths->second));
    }
    if (one.target && one.target->text != one.local->text) {
      text += fmt::format(" ({})", one.target->text);
    }
    if (!one.module.empty()) text += fmt::format(", of module '{}'", one.module);
    return text;
  }

  void print(const Explanation& one) {
    text_ += coloured(kBold, place_of(one) + ":") + " " +
             coloured(colour_of(one), std::string(name_of(one.status)) + ":") + " " +
             one_line(subject_of(one) + values_of(one)) + "\n";
    if (one.source) print_line(*one.source);
    if (one.source || !one.function.empty()) {
      line("      at {}+{:#x}, in {}", one.section, one.offset, one.function);
    }
    if (!one.why.empty()) {
      std::string why = one.why;
      if (!one.nearest.empty()) why += "; nearest: " + quoted(one.nearest);
      if (!one.advice.empty()) why += "; " + one.advice;
      line("      why: {}", why);
    }
    if (one.candidates.size() > 1) {
      for (const CandidateAnswer& candidate : one.candidates) {
        line("      {}: {}", candidate.type,
             candidate.value ? fmt::format("gives {}", *candidate.value) : candidate.why);
      }
    }
    if (one.reach) line("      reach: {}", reach_text(one));
  }

  void print_line(const SourceLine& source) {
    std::string_view text = source.text;
    size_t begin = text.find_first_not_of(" \t");
    if (begin == text.npos) return;
    line("{:>5} | {}", source.line, text.substr(begin));
    if (source.column <= begin || source.column > text.size()) return;
    std::string caret(source.column - 1 - begin, ' ');
    // Under a tab there is a tab.
    for (size_t i = 0; i < caret.size(); ++i) {
      if (text[begin + i] == '\t') caret[i] = '\t';
    }
    text_ += fmt::format("      | {}{}\n", caret, coloured(kGreen, "^"));
  }

  std::string reach_text(const Explanation& one) const {
    const Reach& reach = *one.reach;
    switch (reach.verdict) {
      case Reach::Verdict::kReached: {
        std::string more =
            reach.programs.size() > 1 ? fmt::format(" and {} more", reach.programs.size() - 1) : "";
        return fmt::format("program '{}'{} can reach it: the kernel refuses that",
                           reach.programs.front(), more);
      }
      case Reach::Verdict::kGuarded:
        return "not reached: " + guards_text(one);
      case Reach::Verdict::kDead:
        return "not reached: no branch of a program leads there";
      case Reach::Verdict::kUncalled:
        return fmt::format("not reached: no program calls '{}'", one.function);
      case Reach::Verdict::kUnknown:
        return "not known: the program is too large to be followed, or jumps indirectly";
    }
    __builtin_unreachable();
  }

  std::string guards_text(const Explanation& one) const {
    std::string text;
    auto add = [&](const std::string& guard) { text += (text.empty() ? "" : ", and ") + guard; };
    for (size_t index : one.guards) {
      const Explanation& guard = explained_.relocations[index];
      add(fmt::format("guarded by {}, which is {}, at {}", subject_of(guard),
                      guard.target_value.value_or(0), place_of(guard)));
    }
    for (const std::string& variable : one.reach->variables) {
      add(fmt::format("guarded by the read-only variable '{}'", variable));
    }
    return text.empty() ? "guarded by relocations or read-only variables" : text;
  }

  void print_summary() {
    std::string counts;
    for (size_t i = 0; i < kStatusCount; ++i) {
      auto status = static_cast<Status>(i);
      size_t count = explained_.count(status);
      if (count == 0) continue;
      counts += fmt::format("{}{} {}", counts.empty() ? ": " : ", ", count, name_of(status));
      if (status == Status::kPoisoned) {
        counts += fmt::format(" ({} can be reached)",
                              std::ranges::count_if(explained_.relocations, may_be_reached));
      }
    }
    size_t all = explained_.relocations.size();
    line("{} for {}: {} relocation{}{}", explained_.object, explained_.kernel, all,
         all == 1 ? "" : "s", counts);
  }

  const Explained& explained_;
  bool is_coloured_;
  std::string text_;
};

}  // namespace

std::string explain_text(const std::vector<Explained>& all, bool failures_only, bool is_coloured) {
  std::string text;
  for (const Explained& one : all) text += Printer(one, is_coloured).run(failures_only);
  return text;
}

}  // namespace btfkit::relocator
