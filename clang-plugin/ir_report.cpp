#include "ir_report.h"

#include <llvm/ADT/DenseSet.h>
#include <llvm/ADT/SmallString.h>
#include <llvm/Demangle/Demangle.h>
#include <llvm/IR/Function.h>
#include <llvm/IR/InstrTypes.h>
#include <llvm/Support/Path.h>

namespace btfkit {

using namespace llvm;

namespace {

std::string path_of(const DIFile* file) {
  if (file == nullptr) return "";
  SmallString<128> path = file->getFilename();
  if (sys::path::is_relative(path)) {
    path = file->getDirectory();
    sys::path::append(path, file->getFilename());
  }
  return path.str().str();
}

// Where in the source an instruction comes from.
struct Origin {
  const DILocation* location = nullptr;
  const DISubprogram* subprogram = nullptr;
};

// Of a call that was inlined, where the user wrote it, not inside a library's header. What the
// compiler itself wrote has line 0.
Origin origin_of(const Function& in, const DebugLoc& at) {
  Origin origin{nullptr, in.getSubprogram()};
  for (const DILocation* each = at.get(); each != nullptr; each = each->getInlinedAt()) {
    if (each->getLine() != 0) origin.location = each;
    const DISubprogram* around = each->getScope()->getSubprogram();
    if (around != nullptr && around->getLine() != 0) origin.subprogram = around;
  }
  return origin;
}

bool is_in_main_file(const Origin& origin) {
  if (origin.subprogram == nullptr) return false;
  const DICompileUnit* unit = origin.subprogram->getUnit();
  const StringRef file = origin.location != nullptr ? origin.location->getFilename()
                                                    : origin.subprogram->getFilename();
  return unit != nullptr && sys::path::filename(unit->getFilename()) == sys::path::filename(file);
}

const CallBase* first_call(const Function& function) {
  for (const User* user : function.users()) {
    const auto* call = dyn_cast<CallBase>(user);
    if (call != nullptr && call->getCalledFunction() == &function) return call;
  }
  return nullptr;
}

// The line that calls into a library's header, if a call of the library's function was not inlined.
Origin origin_at_user(const Function& in, const DebugLoc& at) {
  const Origin origin = origin_of(in, at);
  DenseSet<const Function*> seen;
  Origin caller = origin;
  for (const Function* function = &in; !is_in_main_file(caller);) {
    const CallBase* call = first_call(*function);
    if (call == nullptr || !seen.insert(function).second) return origin;
    function = call->getFunction();
    caller = origin_of(*function, call->getDebugLoc());
  }
  return caller;
}

}  // namespace

SourcePlace place_of(const DILocation* at) {
  if (at == nullptr) return {};
  return {path_of(at->getFile()), at->getLine(), at->getColumn()};
}

SourcePlace place_of(const DISubprogram* function) {
  if (function == nullptr) return {};
  return {path_of(function->getFile()), function->getLine(), 0};
}

SourcePlace place_of(const DIVariable* variable) {
  if (variable == nullptr) return {};
  return {path_of(variable->getFile()), variable->getLine(), 0};
}

std::string source_name(const Function& function) {
  std::string name = demangle(function.getName());
  const std::size_t parameters = name.find('(');
  // Not of `(anonymous namespace)::f(int)`.
  if (parameters != std::string::npos && parameters != 0) name.resize(parameters);
  return name;
}

SourcePlace user_place(const Function& in, const DebugLoc& at) {
  const Origin origin = origin_at_user(in, at);
  return origin.location != nullptr ? place_of(origin.location) : place_of(origin.subprogram);
}

}  // namespace btfkit
