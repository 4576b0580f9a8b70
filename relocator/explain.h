// What `bpfreloc explain` finds out: of every CO-RE relocation of an object, what one kernel makes
// of it, and why.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "config_values.h"
#include "kernel.h"
#include "object.h"
#include "reach.h"
#include "relocate.h"
#include "settings.h"

namespace btfkit::relocator {

enum class Status {
  kSame,       // the target has the compiler's value
  kMoved,      // a field at another offset
  kResized,    // a field, element or type of another size
  kChanged,    // another value: an enumerator's, a type id, a shift, a sign
  kAbsent,     // the target lacks it, which gives 0
  kPoisoned,   // the target lacks it, or can't load it: the instruction must not be reached
  kAmbiguous,  // types of the target disagree
  kError,      // the relocation can't be done
};
inline constexpr size_t kStatusCount = static_cast<size_t>(Status::kError) + 1;
// "same", "moved" and so on.
std::string_view name_of(Status status);

// Where in the program's source an instruction comes from.
struct SourceLine {
  std::string file;
  std::string text;  // of the line; may be empty
  uint32_t line;
  uint32_t column;  // from 1; 0: not known
};

// A field, type or enumerator, as one side's BTF has it.
struct Named {
  std::string type;  // "struct task_struct"
  std::string path;  // "se.sum_exec_runtime", an enumerator's name, or empty for the type itself
  // "struct task_struct.se.sum_exec_runtime", as messages have it
  std::string text;
};

// One of the target's types that was looked at, and why it isn't what is meant.
struct CandidateAnswer {
  std::string type;               // "[142] struct bio", "[142] struct bio of module 'm'"
  std::optional<uint64_t> value;  // what it gives, if it fits
  std::string why;                // in words, if it doesn't
};

struct Explanation {
  std::string section;
  uint32_t offset = 0;   // bytes into the section
  std::string function;  // empty if none covers it
  btf::CoreKind kind = btf::CoreKind::kFieldByteOffset;
  std::optional<SourceLine> source;

  std::optional<Named> local;  // nothing where the record makes no sense
  std::optional<Named> target;
  std::string module = {};  // the one whose types have `target`; empty for vmlinux
  std::optional<uint64_t> local_value;
  std::optional<uint64_t> target_value;  // nothing where it has none
  std::string_view unit = {};            // "bytes", "bits" or empty
  // Widths in bytes of a loaded or stored field, where they differ; 0 is a bit field.
  std::optional<std::pair<uint32_t, uint32_t>> widths;

  Status status = Status::kError;
  std::string why;                          // in words, where there is something to say
  std::string advice;                       // what may be done about it
  std::vector<CandidateAnswer> candidates;  // where none, or more than one, is what is meant
  std::vector<std::string> nearest;         // "bi_bdev", "struct gendisk (module m)"

  // Of a poisoned instruction: whether it is reached, and the relocations that guard it, by their
  // places in Explained::relocations.
  std::optional<Reach> reach;
  std::vector<size_t> guards;
};

// All of one object and one kernel.
struct Explained {
  std::string object;  // as the user gave it
  std::string target;
  std::string kernel;  // "6.12.107+deb13-amd64": its release, or the name of its file
  std::vector<Explanation> relocations;
  std::vector<std::string> warnings;

  size_t count(Status status) const;
  // Whether one fails, or poisons an instruction that isn't known to be out of reach.
  bool is_bad() const;
};

// Whether it poisons an instruction that isn't known to be out of reach.
bool may_be_reached(const Explanation& explanation);

// Whether it is something to mend: it fails or poisons.
bool is_failure(const Explanation& explanation);

struct ExplainOptions {
  std::string object;
  std::vector<std::string> targets;
  std::vector<std::string> modules;
  ExternOptions externs = {};  // what .kconfig has for all targets, but for those that tell it
  Settings settings = {};      // values of variables; nothing else of it counts
  bool failures_only = false;
};

// The answers for one kernel, which was opened as `target`. `object` becomes the kernel's. Errors
// name the object's file.
Result<Explained> explain(Object& object, const Kernel& kernel, const std::string& target,
                          const ExplainOptions& options);

// The answers for each target, in their order. Fails, naming the file, for an object or target that
// can't be read or whose byte orders differ.
Result<std::vector<Explained>> explain(const ExplainOptions& options);

// The same as text for people, ending in a newline; with colours of a terminal.
std::string explain_text(const std::vector<Explained>& all, bool failures_only, bool is_coloured);
// As docs/bpfreloc-explain.md describes it.
std::string explain_json(const std::vector<Explained>& all, bool failures_only);

}  // namespace btfkit::relocator
