// Places in the source as the stages on the IR find them.
#pragma once

#include <llvm/IR/DebugInfoMetadata.h>
#include <llvm/IR/DebugLoc.h>

#include <string>

#include "diagnostics.h"

namespace llvm {
class Function;
}

namespace btfkit {

// Nowhere for null.
SourcePlace place_of(const llvm::DILocation* at);
SourcePlace place_of(const llvm::DISubprogram* function);
SourcePlace place_of(const llvm::DIVariable* variable);
inline SourcePlace place_of(const llvm::DebugLoc& at) {
  return place_of(at.get());
}

// What the source calls a function, with its scopes and without parameters.
std::string source_name(const llvm::Function& function);

// Where the user wrote what an instruction of `in` at `at` does: of a call that was inlined, the
// outermost line; of a library's function that was not inlined, the line that calls it.
SourcePlace user_place(const llvm::Function& in, const llvm::DebugLoc& at);

}  // namespace btfkit
