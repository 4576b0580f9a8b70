// What the plugin can complain about, by name. docs/clang-diagnostics.md has a section for each.
//
// A diagnostic ends in its name in brackets, `[btf-bit-field]`, and -fplugin-arg-btf-no-bit-field
// turns it off. No LLVM in here: both halves of the plugin use it.
#pragma once

#include <array>
#include <bitset>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace btfkit {

enum class Diagnostic : unsigned char {
  aggregate_parameter,
  aggregate_return,
  atomic_operation,
  base_conversion,
  bit_field,
  builtin_function,
  context_name,
  context_type,
  debug_info,
  exceptions,
  float_arithmetic,
  global_destructor,
  global_function,
  gpl_helper,
  indirect_call,
  local_layout,
  map_definition,
  map_incomplete,
  member_pointer,
  name_collision,
  no_such_member,
  offset_of,
  polymorphic,
  recursion,
  rtti,
  run_time_initialiser,
  runtime_function,
  sanitizer,
  signed_division,
  stack_chain,
  stack_frame,
  tagged_union,
  thread_safe_static,
  too_many_arguments,
  unknown_section,
  unmarked_base,
  unoptimised,
  unrelocatable,
  variadic,
  virtual_base,
  wide_arithmetic,
};

enum class Severity : unsigned char { warning, error };

struct DiagnosticEntry {
  Diagnostic diagnostic;
  std::string_view name;
  Severity severity;
};

// In the order of the enumerators.
inline constexpr std::array diagnostic_table = {
    DiagnosticEntry{Diagnostic::aggregate_parameter, "aggregate-parameter", Severity::error},
    DiagnosticEntry{Diagnostic::aggregate_return, "aggregate-return", Severity::error},
    DiagnosticEntry{Diagnostic::atomic_operation, "atomic", Severity::error},
    DiagnosticEntry{Diagnostic::base_conversion, "base-conversion", Severity::error},
    DiagnosticEntry{Diagnostic::bit_field, "bit-field", Severity::error},
    DiagnosticEntry{Diagnostic::builtin_function, "builtin-function", Severity::error},
    DiagnosticEntry{Diagnostic::context_name, "context-name", Severity::warning},
    DiagnosticEntry{Diagnostic::context_type, "context-type", Severity::error},
    DiagnosticEntry{Diagnostic::debug_info, "debug-info", Severity::warning},
    DiagnosticEntry{Diagnostic::exceptions, "exceptions", Severity::error},
    DiagnosticEntry{Diagnostic::float_arithmetic, "float", Severity::error},
    DiagnosticEntry{Diagnostic::global_destructor, "global-destructor", Severity::error},
    DiagnosticEntry{Diagnostic::global_function, "global-function", Severity::error},
    DiagnosticEntry{Diagnostic::gpl_helper, "gpl-helper", Severity::warning},
    DiagnosticEntry{Diagnostic::indirect_call, "indirect-call", Severity::error},
    DiagnosticEntry{Diagnostic::local_layout, "local-layout", Severity::warning},
    DiagnosticEntry{Diagnostic::map_definition, "map-definition", Severity::error},
    DiagnosticEntry{Diagnostic::map_incomplete, "map-incomplete", Severity::warning},
    DiagnosticEntry{Diagnostic::member_pointer, "member-pointer", Severity::error},
    DiagnosticEntry{Diagnostic::name_collision, "name-collision", Severity::error},
    DiagnosticEntry{Diagnostic::no_such_member, "no-such-member", Severity::error},
    DiagnosticEntry{Diagnostic::offset_of, "offsetof", Severity::error},
    DiagnosticEntry{Diagnostic::polymorphic, "polymorphic", Severity::warning},
    DiagnosticEntry{Diagnostic::recursion, "recursion", Severity::error},
    DiagnosticEntry{Diagnostic::rtti, "rtti", Severity::error},
    DiagnosticEntry{Diagnostic::run_time_initialiser, "run-time-initialiser", Severity::error},
    DiagnosticEntry{Diagnostic::runtime_function, "runtime-function", Severity::error},
    DiagnosticEntry{Diagnostic::sanitizer, "sanitizer", Severity::warning},
    DiagnosticEntry{Diagnostic::signed_division, "signed-division", Severity::error},
    DiagnosticEntry{Diagnostic::stack_chain, "stack-chain", Severity::warning},
    DiagnosticEntry{Diagnostic::stack_frame, "stack-frame", Severity::error},
    DiagnosticEntry{Diagnostic::tagged_union, "tagged-union", Severity::error},
    DiagnosticEntry{Diagnostic::thread_safe_static, "thread-safe-static", Severity::error},
    DiagnosticEntry{Diagnostic::too_many_arguments, "too-many-arguments", Severity::error},
    DiagnosticEntry{Diagnostic::unknown_section, "unknown-section", Severity::warning},
    DiagnosticEntry{Diagnostic::unmarked_base, "unmarked-base", Severity::warning},
    DiagnosticEntry{Diagnostic::unoptimised, "unoptimised", Severity::warning},
    DiagnosticEntry{Diagnostic::unrelocatable, "unrelocatable", Severity::error},
    DiagnosticEntry{Diagnostic::variadic, "variadic", Severity::error},
    DiagnosticEntry{Diagnostic::virtual_base, "virtual-base", Severity::error},
    DiagnosticEntry{Diagnostic::wide_arithmetic, "wide-arithmetic", Severity::error},
};

constexpr const DiagnosticEntry& entry_of(Diagnostic diagnostic) {
  return diagnostic_table[static_cast<std::size_t>(diagnostic)];
}

static_assert([] {
  for (std::size_t i = 0; i < diagnostic_table.size(); ++i) {
    if (static_cast<std::size_t>(diagnostic_table[i].diagnostic) != i) return false;
  }
  return true;
}());

// `text [btf-NAME]`
inline std::string with_name(std::string_view text, Diagnostic diagnostic) {
  return std::string(text) + " [btf-" + std::string(entry_of(diagnostic).name) + "]";
}

// Which diagnostics are on: all, but for those that an option turned off.
class DiagnosticSwitches {
 public:
  // `option` is what follows -fplugin-arg-btf-. False if it is no `no-NAME` of a diagnostic.
  bool apply(std::string_view option) {
    constexpr std::string_view prefix = "no-";
    if (!option.starts_with(prefix)) return false;
    for (const DiagnosticEntry& entry : diagnostic_table) {
      if (entry.name != option.substr(prefix.size())) continue;
      turn_off(entry.diagnostic);
      return true;
    }
    return false;
  }

  void turn_off(Diagnostic diagnostic) { off_.set(static_cast<std::size_t>(diagnostic)); }

  bool is_on(Diagnostic diagnostic) const {
    return !off_.test(static_cast<std::size_t>(diagnostic));
  }

 private:
  std::bitset<diagnostic_table.size()> off_;
};

// A place in a source file, as debug info has it. Lines and columns count from 1; 0 is unknown.
struct SourcePlace {
  std::string file;
  unsigned line = 0;
  unsigned column = 0;
};

// How the stages on the IR, which have no SourceManager, say something.
class Reporter {
 public:
  using Sink = std::function<void(Diagnostic, const SourcePlace&, const std::string& text)>;

  Reporter(const DiagnosticSwitches& switches, Sink sink)
      : switches_(switches), sink_(std::move(sink)) {}

  bool is_on(Diagnostic diagnostic) const { return switches_.is_on(diagnostic); }

  // Says nothing if the diagnostic is off.
  void operator()(Diagnostic diagnostic, const SourcePlace& place, const std::string& text) const {
    if (is_on(diagnostic)) sink_(diagnostic, place, text);
  }

  // One that says the same, and calls `also` each time.
  Reporter with(std::function<void(Diagnostic)> also) const {
    return {switches_,
            [sink = sink_, also = std::move(also)](Diagnostic diagnostic, const SourcePlace& place,
                                                   const std::string& text) {
              also(diagnostic);
              sink(diagnostic, place, text);
            }};
  }

 private:
  DiagnosticSwitches switches_;
  Sink sink_;
};

}  // namespace btfkit
