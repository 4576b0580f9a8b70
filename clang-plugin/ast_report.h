// How the stages on the AST say something, and the door through which those on the IR do.
#pragma once

#include <clang/Basic/Diagnostic.h>
#include <clang/Basic/SourceLocation.h>

#include "diagnostics.h"

namespace btfkit {

// `text` at `at`, with clang's placeholders (%0). Says nothing if the diagnostic is off.
inline clang::DiagnosticBuilder report(clang::DiagnosticsEngine& engine,
                                       const DiagnosticSwitches& switches, Diagnostic diagnostic,
                                       clang::SourceLocation at, llvm::StringRef text) {
  auto level = clang::DiagnosticIDs::Ignored;
  if (switches.is_on(diagnostic)) {
    level = entry_of(diagnostic).severity == Severity::error ? clang::DiagnosticIDs::Error
                                                             : clang::DiagnosticIDs::Warning;
  }
  // clang itself takes -Werror and -w for a matter of its own warnings.
  if (level == clang::DiagnosticIDs::Warning) {
    if (engine.getWarningsAsErrors()) level = clang::DiagnosticIDs::Error;
    if (engine.getIgnoreAllWarnings()) level = clang::DiagnosticIDs::Ignored;
  }
  const std::string named = with_name({text.data(), text.size()}, diagnostic);
  return engine.Report(at, engine.getDiagnosticIDs()->getCustomDiagID(level, named));
}

}  // namespace btfkit
