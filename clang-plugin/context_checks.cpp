// The parameter of a program is its context, whose type follows from the section. C and C++ compile
// any type: the program then reads other members than it means to.
#include <clang/AST/ASTContext.h>
#include <clang/AST/DeclCXX.h>
#include <clang/AST/TypeLoc.h>
#include <clang/Basic/SourceManager.h>

#include <string>

#include "abi/program_sections.h"
#include "loader_checks.h"

namespace btfkit {

namespace {

enum class Verdict { fits, unknown, wrong };

llvm::StringRef ref(std::string_view text) {
  return {text.data(), text.size()};
}

// `task_struct` of `task_struct___old`.
llvm::StringRef without_flavor(llvm::StringRef name) {
  return name.substr(0, name.find("___"));
}

// bpf_iter__NAME, of section iter/NAME.
std::string iterator_struct(llvm::StringRef section) {
  return ("bpf_iter__" + section.rsplit('/').second).str();
}

bool is_one_of(const abi::Context& context, llvm::StringRef section, llvm::StringRef name) {
  if (context.kind == abi::ContextKind::kIterator) return name == iterator_struct(section);
  return llvm::any_of(context.structs,
                      [&](std::string_view each) { return !each.empty() && ref(each) == name; });
}

// A class fits by its own name or by that of a base: a wrapper of the context.
Verdict judge_record(const abi::Context& context, llvm::StringRef section,
                     const clang::RecordDecl& record) {
  const llvm::StringRef name = without_flavor(name_in_btf(record));
  if (is_one_of(context, section, name)) return Verdict::fits;
  Verdict verdict = abi::is_context({name.data(), name.size()}) ? Verdict::wrong : Verdict::unknown;
  const auto* type = llvm::dyn_cast<clang::CXXRecordDecl>(&record);
  if (type == nullptr || !type->hasDefinition()) return verdict;
  for (const clang::CXXBaseSpecifier& base : type->bases()) {
    const clang::CXXRecordDecl* of = base.getType()->getAsCXXRecordDecl();
    if (of == nullptr) continue;
    const Verdict inherited = judge_record(context, section, *of);
    if (inherited != Verdict::unknown) return inherited;
  }
  return verdict;
}

Verdict judge(const clang::ASTContext& ast, const abi::Context& context, llvm::StringRef section,
              clang::QualType pointee) {
  if (pointee->isVoidType()) return Verdict::fits;
  const clang::RecordDecl* record = pointee->getAsRecordDecl();
  switch (context.kind) {
    case abi::ContextKind::kAny:
      return Verdict::fits;
    case abi::ContextKind::kStruct:
    case abi::ContextKind::kIterator:
      // Bytes are looked at as such.
      if (record == nullptr) return pointee->isCharType() ? Verdict::fits : Verdict::unknown;
      return judge_record(context, section, *record);
    case abi::ContextKind::kArguments:
      if (pointee->isIntegerType() && ast.getTypeSize(pointee) == 64) return Verdict::fits;
      if (record == nullptr) return Verdict::unknown;
      // The user's own struct of the arguments.
      if (judge_record(context, section, *record) != Verdict::wrong) return Verdict::fits;
      return Verdict::wrong;
    case abi::ContextKind::kInteger:
      if (pointee->isIntegerType() && ast.getTypeSize(pointee) == 32) return Verdict::fits;
      return record != nullptr && judge_record(context, section, *record) == Verdict::wrong
                 ? Verdict::wrong
                 : Verdict::unknown;
  }
  return Verdict::fits;
}

// What to write in place of the pointee.
std::string expected_pointee(const abi::Context& context, llvm::StringRef section) {
  switch (context.kind) {
    case abi::ContextKind::kStruct:
      return "struct " + std::string(context.structs.front());
    case abi::ContextKind::kIterator:
      return "struct " + iterator_struct(section);
    case abi::ContextKind::kArguments:
      return context.structs.front().empty() ? "unsigned long long"
                                             : "struct " + std::string(context.structs.front());
    case abi::ContextKind::kInteger:
      return "unsigned int";
    case abi::ContextKind::kAny:
      return "void";
  }
  return "void";
}

// The pointee as it is written, to be replaced; invalid if a macro wrote it.
clang::SourceRange written_pointee(const clang::ParmVarDecl& parameter) {
  const clang::TypeSourceInfo* written = parameter.getTypeSourceInfo();
  if (written == nullptr) return {};
  clang::TypeLoc location;
  if (const auto pointer = written->getTypeLoc().getAs<clang::PointerTypeLoc>()) {
    location = pointer.getPointeeLoc();
  } else if (const auto reference = written->getTypeLoc().getAs<clang::ReferenceTypeLoc>()) {
    location = reference.getPointeeLoc();
  } else {
    return {};
  }
  const clang::SourceRange range = location.getUnqualifiedLoc().getSourceRange();
  return range.getBegin().isMacroID() || range.getEnd().isMacroID() ? clang::SourceRange() : range;
}

}  // namespace

void check_context(const clang::ASTContext& ast, const DiagnosticSwitches& switches,
                   const clang::FunctionDecl& function) {
  const llvm::StringRef written_name = written_section(function)->getName();
  llvm::StringRef section = written_name;
  section.consume_front("?");
  const abi::ProgramSection* known = abi::find_program_section({section.data(), section.size()});
  if (known == nullptr || function.getNumParams() == 0) return;
  const clang::ParmVarDecl& parameter = *function.getParamDecl(0);
  const abi::Context context = abi::context_of(*known);
  const clang::QualType type = parameter.getType().getCanonicalType();
  const clang::QualType pointee = type->getPointeeType();
  const Verdict verdict = pointee.isNull()
                              ? Verdict::unknown
                              : judge(ast, context, section, pointee.getUnqualifiedType());
  if (verdict == Verdict::fits) return;
  const bool is_wrong = verdict == Verdict::wrong;
  auto builder = report(
      ast.getDiagnostics(), switches,
      is_wrong ? Diagnostic::context_type : Diagnostic::context_name,
      ast.getSourceManager().getExpansionLoc(parameter.getBeginLoc()),
      is_wrong ? "a program in section '%0' is called with '%1 *', not with %2"
               : "a program in section '%0' is called with '%1 *'; %2 is not known to stand for it "
                 "([[btf::name]] can say so, and 'void *' is accepted)");
  const std::string expected = expected_pointee(context, section);
  builder << written_name << expected << parameter.getType();
  const clang::SourceRange written = written_pointee(parameter);
  if (is_wrong && written.isValid()) {
    builder << clang::FixItHint::CreateReplacement(written, expected);
  }
}

}  // namespace btfkit
