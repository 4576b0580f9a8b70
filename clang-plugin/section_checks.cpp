// A section that no loader knows: the program or the variable in it would not be found, or be
// refused with the name of the section only.
#include <clang/AST/ASTContext.h>
#include <clang/Basic/SourceManager.h>
#include <clang/Lex/Lexer.h>

#include <array>
#include <optional>
#include <string>

#include "abi/program_sections.h"
#include "loader_checks.h"

namespace btfkit {

namespace {

// Sections of variables that have a meaning of their own. Those that begin with `.data.`,
// `.rodata.` or `.bss.` are the user's.
constexpr std::array variable_sections = {"license",     ".maps",           ".kconfig", ".ksyms",
                                          ".data",       ".rodata",         ".bss",     "version",
                                          ".struct_ops", ".struct_ops.link"};

// The nearest of the names: letters left out, added, changed or swapped, but not so many that it
// could be any.
class Nearest {
 public:
  explicit Nearest(llvm::StringRef wanted) : wanted_(wanted) {}

  // `suggestion`: what to write if `name` is the nearest one. `part`: what is compared with it.
  void offer(llvm::StringRef name, llvm::StringRef part, const std::string& suggestion) {
    const unsigned distance = part.edit_distance(name, true, farthest(name) + 1);
    if (distance > farthest(name) || (best_ && distance >= distance_)) return;
    best_ = suggestion;
    distance_ = distance;
  }
  void offer(llvm::StringRef name) { offer(name, wanted_, name.str()); }

  const std::optional<std::string>& best() const { return best_; }

 private:
  static unsigned farthest(llvm::StringRef name) { return name.size() < 3 ? 1 : 2; }

  llvm::StringRef wanted_;
  std::optional<std::string> best_;
  unsigned distance_ = 0;
};

// The first `slashes` + 1 parts of a name.
llvm::StringRef head_of(llvm::StringRef name, std::size_t slashes) {
  std::size_t end = name.find('/');
  for (; slashes > 0 && end != llvm::StringRef::npos; --slashes) end = name.find('/', end + 1);
  return name.substr(0, end);
}

std::optional<std::string> program_section_like(llvm::StringRef name) {
  Nearest nearest(name);
  for (const abi::ProgramSection& section : abi::kProgramSections) {
    const llvm::StringRef prefix(section.prefix.data(), section.prefix.size());
    const llvm::StringRef head = head_of(name, prefix.count('/'));
    nearest.offer(prefix, head, (prefix + name.drop_front(head.size())).str());
    // "xdp_drop", as it was once customary.
    if (name.starts_with((prefix + "_").str())) nearest.offer(prefix, prefix, prefix.str());
  }
  return nearest.best();
}

bool is_own_section(llvm::StringRef name) {
  return name.starts_with(".data.") || name.starts_with(".rodata.") || name.starts_with(".bss.") ||
         name.starts_with(".maps.");
}

std::optional<std::string> variable_section_like(llvm::StringRef name) {
  Nearest nearest(name);
  for (const char* known : variable_sections) nearest.offer(known);
  // What libbpf read before version 1.0.
  if (name == "maps" || name.starts_with("maps/")) return ".maps";
  return nearest.best();
}

bool is_known(const clang::DeclaratorDecl& decl, llvm::StringRef name) {
  name.consume_front("?");  // libbpf: not to be loaded of itself
  if (llvm::isa<clang::FunctionDecl>(decl)) {
    // Ordinary functions; "prog" is what `ip link set xdp` looks for.
    if (name.starts_with(".") || name == "prog") return true;
    return abi::find_program_section({name.data(), name.size()}) != nullptr;
  }
  if (llvm::is_contained(variable_sections, name) || is_own_section(name)) return true;
  // Of a compiler or a linker, if it is not a misspelt one.
  return name.starts_with(".") && !variable_section_like(name);
}

// Where the name is written: in the attribute, or in the call of the macro that makes it.
std::optional<clang::CharSourceRange> written_name(const clang::ASTContext& context,
                                                   const clang::SectionAttr& section) {
  const clang::SourceManager& sources = context.getSourceManager();
  const clang::CharSourceRange written = sources.getExpansionRange(section.getRange());
  const llvm::StringRef text = clang::Lexer::getSourceText(written, sources, context.getLangOpts());
  const std::size_t at = text.find(("\"" + section.getName() + "\"").str());
  if (at == llvm::StringRef::npos) return std::nullopt;
  const clang::SourceLocation begin = written.getBegin().getLocWithOffset(at + 1);
  return clang::CharSourceRange::getCharRange(begin,
                                              begin.getLocWithOffset(section.getName().size()));
}

}  // namespace

void check_section(const clang::ASTContext& context, const DiagnosticSwitches& switches,
                   const clang::DeclaratorDecl& decl) {
  const clang::SectionAttr& section = *written_section(decl);
  const llvm::StringRef name = section.getName();
  if (is_known(decl, name)) return;
  const bool is_program = llvm::isa<clang::FunctionDecl>(decl);
  llvm::StringRef bare = name;
  const bool is_optional = bare.consume_front("?");
  std::optional<std::string> like =
      is_program ? program_section_like(bare) : variable_section_like(bare);
  if (like && is_optional) like = "?" + *like;

  const std::optional<clang::CharSourceRange> written = written_name(context, section);
  const clang::SourceLocation at =
      written ? written->getBegin()
              : context.getSourceManager().getExpansionLoc(section.getLocation());
  if (!like) {
    report(context.getDiagnostics(), switches, Diagnostic::unknown_section, at,
           is_program
               ? "no program type has a section '%0'; loaders know a program's type by it"
               : "loaders know no section '%0' of variables; sections of your own begin with "
                 "'.data.', '.rodata.' or '.bss.'")
        << name;
    return;
  }
  auto builder =
      report(context.getDiagnostics(), switches, Diagnostic::unknown_section, at,
             is_program ? "no program type has a section '%0'; did you mean '%1'?"
                        : "loaders know no section '%0' of variables; did you mean '%1'?");
  builder << name << *like;
  if (written) builder << clang::FixItHint::CreateReplacement(*written, *like);
}

}  // namespace btfkit
