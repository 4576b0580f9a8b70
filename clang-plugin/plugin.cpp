// What clang calls when it has loaded the plugin, and the order of the stages on the AST.
#include <clang/AST/DeclCXX.h>
#include <clang/AST/DeclGroup.h>
#include <clang/Basic/CodeGenOptions.h>
#include <clang/Basic/Diagnostic.h>
#include <clang/Basic/Sanitizers.h>
#include <clang/Basic/TargetInfo.h>
#include <clang/Frontend/CompilerInstance.h>
#include <clang/Frontend/FrontendAction.h>
#include <clang/Frontend/FrontendPluginRegistry.h>
#include <clang/Sema/SemaConsumer.h>
#include <llvm/TargetParser/Triple.h>

#include <algorithm>
#include <memory>
#include <string>

#include "ast_report.h"
#include "ast_stages.h"
#include "base_accesses.h"
#include "ir_stages.h"
#include "options.h"

namespace {

// The IR half knows files and lines; clang shows the line, with the caret and what it was included
// from, if it knows the place by its own measure.
btfkit::Reporter reporter(clang::CompilerInstance& compiler,
                          const btfkit::DiagnosticSwitches& switches) {
  const auto say = [&compiler, switches](btfkit::Diagnostic diagnostic,
                                         const btfkit::SourcePlace& place,
                                         const std::string& text) {
    clang::SourceLocation at;
    if (compiler.hasSourceManager() && place.line != 0) {
      const auto file = compiler.getFileManager().getOptionalFileRef(place.file);
      if (file) {
        at = compiler.getSourceManager().translateFileLineCol(*file, place.line,
                                                              std::max(place.column, 1U));
      }
    }
    // Where the file can't be found again.
    std::string prefix;
    if (at.isInvalid() && place.line != 0) {
      prefix = place.file + ":" + std::to_string(place.line) + ": ";
    }
    // The text is not clang's own: a percent sign in it means itself.
    btfkit::report(compiler.getDiagnostics(), switches, diagnostic, at, "%0") << prefix + text;
  };
  return {switches, say};
}

class Stages : public clang::SemaConsumer {
 public:
  explicit Stages(const btfkit::DiagnosticSwitches& switches) : switches_(switches) {}

  void InitializeSema(clang::Sema& sema) override {
    sema_ = &sema;
    base_accesses_ = std::make_unique<btfkit::BaseAccesses>(sema, switches_);
  }
  void ForgetSema() override {
    sema_ = nullptr;
    base_accesses_.reset();
  }

  // A record or an enum is complete; CodeGen has made nothing of it yet.
  void HandleTagDeclDefinition(clang::TagDecl* tag) override {
    if (sema_ == nullptr) return;
    btfkit::mark_record(*sema_, switches_, *tag);
    if (auto* enumeration = llvm::dyn_cast<clang::EnumDecl>(tag)) {
      btfkit::name_enum(*sema_, *enumeration);
    }
  }

  // A declaration, an instance of a template, the body of an inline function are complete.
  bool HandleTopLevelDecl(clang::DeclGroupRef group) override {
    for (clang::Decl* decl : group) visit(decl);
    return true;
  }
  void HandleInlineFunctionDefinition(clang::FunctionDecl* function) override { visit(function); }
  void HandleCXXStaticMemberVarInstantiation(clang::VarDecl* variable) override { visit(variable); }

 private:
  void visit(clang::Decl* decl) {
    if (btfkit::is_plain(*decl)) return;
    if (base_accesses_ != nullptr) base_accesses_->visit(*decl);
    btfkit::check_declaration(decl->getASTContext(), switches_, *decl);
  }

  const btfkit::DiagnosticSwitches switches_;
  clang::Sema* sema_ = nullptr;
  std::unique_ptr<btfkit::BaseAccesses> base_accesses_;
};

class Action : public clang::PluginASTAction {
 protected:
  std::unique_ptr<clang::ASTConsumer> CreateASTConsumer(clang::CompilerInstance& compiler,
                                                        llvm::StringRef) override {
    // C has all of this in clang itself, and no other target has BTF.
    if (!compiler.getTarget().getTriple().isBPF() || !compiler.getLangOpts().CPlusPlus) {
      return std::make_unique<clang::ASTConsumer>();
    }
    if (!btfkit::built_in_attributes_are_open()) {
      clang::DiagnosticsEngine& diagnostics = compiler.getDiagnostics();
      diagnostics.Report(diagnostics.getCustomDiagID(
          clang::DiagnosticsEngine::Warning,
          "libbtfplugin: clang's own preserve_access_index, preserve_static_offset, btf_decl_tag "
          "and btf_type_tag could not be opened for C++; only [[btf::preserve_access_index]] and "
          "its kind have an effect"));
    }
    clang::CodeGenOptions& options = compiler.getCodeGenOpts();
    check_debug_info(compiler);
    leave_out_sanitizers(compiler);
    // BTF and relocations are made from debug info; less than all of it leaves out definitions.
    options.setDebugInfo(llvm::codegenoptions::FullDebugInfo);
    // Names without template arguments would make one name of all of a template's instances.
    options.setDebugSimpleTemplateNames(llvm::codegenoptions::DebugTemplateNamesKind::Full);
    options.PassBuilderCallbacks.push_back(
        [report = reporter(compiler, options_.switches), discriminants = options_.discriminants,
         output = output_of(compiler)](llvm::PassBuilder& builder) {
          btfkit::register_passes(builder, report, discriminants, output);
        });
    return std::make_unique<Stages>(options_.switches);
  }

  bool ParseArgs(const clang::CompilerInstance& compiler,
                 const std::vector<std::string>& arguments) override {
    for (const std::string& argument : arguments) {
      if (options_.apply(argument)) continue;
      clang::DiagnosticsEngine& engine = compiler.getDiagnostics();
      engine.Report(engine.getCustomDiagID(
          clang::DiagnosticsEngine::Error,
          "libbtfplugin: unknown option '-fplugin-arg-btf-%0'; options are discriminants, and "
          "no-NAME, of a diagnostic that ends in [btf-NAME]"))
          << argument;
      return false;
    }
    return true;
  }
  ActionType getActionType() override { return AddBeforeMainAction; }

 private:
  // No -g and -g0 reach the compiler alike; both get BTF without a word.
  void check_debug_info(clang::CompilerInstance& compiler) const {
    const llvm::codegenoptions::DebugInfoKind kind = compiler.getCodeGenOpts().getDebugInfo();
    if (kind != llvm::codegenoptions::DebugLineTablesOnly &&
        kind != llvm::codegenoptions::DebugDirectivesOnly) {
      return;
    }
    btfkit::report(compiler.getDiagnostics(), options_.switches, btfkit::Diagnostic::debug_info, {},
                   "BTF and relocations are made from debug info, of which line numbers are too "
                   "little: it is turned on in full, as by -g");
  }

  // Their checks are arithmetic with addresses, which the verifier refuses, and look at bases by
  // this program's offsets. What they look for the verifier finds.
  void leave_out_sanitizers(clang::CompilerInstance& compiler) const {
    using Kind = clang::SanitizerKind;
    constexpr clang::SanitizerMask of_pointers =
        Kind::Null | Kind::Alignment | Kind::ObjectSize | Kind::Vptr | Kind::Function |
        Kind::PointerOverflow | Kind::KernelAddress | Kind::KernelHWAddress;
    clang::SanitizerSet& sanitizers = compiler.getLangOpts().Sanitize;
    if (!sanitizers.hasOneOf(of_pointers)) return;
    sanitizers.clear(of_pointers);
    btfkit::report(compiler.getDiagnostics(), options_.switches, btfkit::Diagnostic::sanitizer, {},
                   "-fsanitize=null, alignment, object-size, pointer-overflow, vptr, function and "
                   "kernel-address check pointers, which the verifier does: they are left out");
  }

  static btfkit::Output output_of(const clang::CompilerInstance& compiler) {
    const clang::CodeGenOptions& options = compiler.getCodeGenOpts();
    if (options.PrepareForLTO || options.PrepareForThinLTO) return btfkit::Output::for_linking;
    const clang::frontend::ActionKind action = compiler.getFrontendOpts().ProgramAction;
    return action == clang::frontend::EmitObj || action == clang::frontend::EmitAssembly
               ? btfkit::Output::machine_code
               : btfkit::Output::ir;
  }

  btfkit::Options options_;
};

const clang::FrontendPluginRegistry::Add<Action> registration(
    "btf", "CO-RE relocations and valid BTF for C++ programs");

}  // namespace
