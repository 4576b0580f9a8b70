// What the BPF backend says, in the user's words and at the user's line.
//
// The backend knows best what it can't do, but speaks of its own matters: "A call to built-in
// function
// '__muldf3' is not supported". The messages pass through LLVM's handler of diagnostics, which
// clang has set; ours takes its place while code is generated, and hands over to clang's whatever
// it has no words for.
#include <llvm/IR/DiagnosticHandler.h>
#include <llvm/IR/DiagnosticInfo.h>
#include <llvm/IR/Function.h>
#include <llvm/IR/InstIterator.h>
#include <llvm/IR/LLVMContext.h>
#include <llvm/IR/Module.h>

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <utility>

#include "ir_report.h"
#include "ir_stages.h"
#include "stack_use.h"

namespace btfkit {

using namespace llvm;

namespace {

constexpr StringRef frame_size_attribute = "warn-stack-size";

struct Words {
  Diagnostic diagnostic;
  std::string text;
};

// The functions of a compiler's runtime library that LLVM would call. Their names end in the kind
// of number and how many operands have it: __muldf3, __multi3.
Words words_for_builtin(StringRef name) {
  if (name.starts_with("__") &&
      (name.contains("sf") || name.contains("df") || name.contains("tf") || name.contains("hf"))) {
    return {Diagnostic::float_arithmetic,
            "arithmetic with floating-point numbers, which BPF doesn't have"};
  }
  if (name.starts_with("__") && (name.ends_with("ti3") || name.ends_with("ti4"))) {
    return {Diagnostic::wide_arithmetic,
            "this needs arithmetic with 128 bits that BPF doesn't have ('" + name.str() + "')"};
  }
  if (name.starts_with("mem")) {
    return {Diagnostic::builtin_function,
            "'" + name.str() +
                "' is compiled to single loads and stores in BPF: its size has to be a constant, "
                "and not large (128 bytes without alignment, 1,024 with one of 8)"};
  }
  return {Diagnostic::builtin_function,
          "this calls '" + name.str() + "', which no BPF program has"};
}

// Nothing for a message that is not known here, or clear enough.
std::optional<Words> words_for(StringRef message) {
  constexpr StringRef builtin = "built-in function '";
  if (const std::size_t at = message.find(builtin); at != StringRef::npos) {
    return words_for_builtin(message.drop_front(at + builtin.size()).split('\'').first);
  }
  if (message.contains("aggregate returns") || message.contains("only integer returns") ||
      message.contains("only small returns")) {
    return Words{Diagnostic::aggregate_return,
                 "this function is not inlined and returns more than one register of 64 bits: "
                 "return a number or a pointer, let the caller pass a pointer to the result, or "
                 "make the function [[gnu::always_inline]]"};
  }
  if (message.contains("pass by value not supported")) {
    return Words{Diagnostic::aggregate_parameter,
                 "an object of more than 16 bytes is passed by value to a function that is not "
                 "inlined: let it take a reference, or make it [[gnu::always_inline]]"};
  }
  if (message.contains("stack arguments") || message.contains("too many arg")) {
    return Words{Diagnostic::too_many_arguments,
                 "this function is not inlined and takes more than five registers of 64 bits: pass "
                 "a pointer to a struct, or make it [[gnu::always_inline]]"};
  }
  if (message.contains("variadic functions")) {
    return Words{Diagnostic::variadic, "a function with '...', which BPF doesn't have"};
  }
  if (message.contains("unsupported signed division")) {
    return Words{Diagnostic::signed_division,
                 "division of signed numbers, which BPF has from -mcpu=v4 on only: divide "
                 "unsigned ones"};
  }
  return std::nullopt;
}

// A diagnostic has lost which calls its place was inlined into; the instruction has not.
DebugLoc full_place(const Function& function, const DiagnosticInfoWithLocationBase& info) {
  if (!info.isLocationAvailable()) return {};
  StringRef file;
  unsigned line = 0;
  unsigned column = 0;
  info.getLocation(file, line, column);
  for (const Instruction& instruction : instructions(function)) {
    const DebugLoc& at = instruction.getDebugLoc();
    if (at && at.getLine() == line && at.getCol() == column && at->getFilename() == file) {
      return at;
    }
  }
  return {};
}

class BackendHandler : public DiagnosticHandler {
 public:
  BackendHandler(const Module& module, const Reporter& report,
                 std::unique_ptr<DiagnosticHandler> clang,
                 std::optional<std::uint64_t> users_frame_size)
      : report_(report),
        clang_(std::move(clang)),
        stack_(module),
        users_frame_size_(users_frame_size) {}

  // clang takes its handler back when all code is generated.
  ~BackendHandler() override { stack_.report_chains(report_); }

  bool handleDiagnostics(const DiagnosticInfo& info) override {
    if (const auto* size = dyn_cast<DiagnosticInfoStackSize>(&info)) {
      take_frame(*size);
      return true;
    } else if (const auto* unsupported = dyn_cast<DiagnosticInfoUnsupported>(&info)) {
      if (take_unsupported(*unsupported)) return true;
    }
    return clang_ != nullptr && clang_->handleDiagnostics(info);
  }

  bool isAnalysisRemarkEnabled(StringRef pass) const override {
    return clang_ != nullptr && clang_->isAnalysisRemarkEnabled(pass);
  }
  bool isMissedOptRemarkEnabled(StringRef pass) const override {
    return clang_ != nullptr && clang_->isMissedOptRemarkEnabled(pass);
  }
  bool isPassedOptRemarkEnabled(StringRef pass) const override {
    return clang_ != nullptr && clang_->isPassedOptRemarkEnabled(pass);
  }
  bool isAnyRemarkEnabled() const override {
    return clang_ != nullptr && clang_->isAnyRemarkEnabled();
  }

 private:
  void take_frame(const DiagnosticInfoStackSize& info) {
    const std::string function = info.getFunction().getName().str();
    const std::uint64_t bytes = info.getResourceSize();
    stack_.set_frame(function, bytes);
    if (too_large_.contains(function)) {
      report_(Diagnostic::stack_frame, stack_.place(function), stack_.explain(function, bytes));
    }
    // The limit in `info` is ours, see listen_to_backend.
    if (users_frame_size_ && bytes > *users_frame_size_ && clang_ != nullptr) {
      clang_->handleDiagnostics(
          DiagnosticInfoStackSize(info.getFunction(), bytes, *users_frame_size_, DS_Warning));
    }
  }

  // False if clang is to say it.
  bool take_unsupported(const DiagnosticInfoUnsupported& info) {
    const Function& function = info.getFunction();
    const std::string message = info.getMessage().str();
    if (StringRef(message).contains("BPF stack limit")) {
      // How large the frame is will be known soon.
      too_large_.insert(function.getName().str());
      return report_.is_on(Diagnostic::stack_frame);
    }
    std::optional<Words> words = words_for(message);
    if (!words || !report_.is_on(words->diagnostic)) return false;
    const SourcePlace place = user_place(function, full_place(function, info));
    // What follows from what was said of the line already.
    if (!places_.insert({place.file, place.line}).second) return true;
    report_(words->diagnostic, place, words->text);
    return true;
  }

  Reporter report_;
  std::unique_ptr<DiagnosticHandler> clang_;
  StackUse stack_;
  std::optional<std::uint64_t> users_frame_size_;
  std::set<std::string> too_large_;
  std::set<std::pair<std::string, unsigned>> places_;
};

}  // namespace

void listen_to_backend(Module& module, const Reporter& report) {
  // The code generator tells the size of a frame that is larger than this attribute says, which is
  // how clang learns it for -Wframe-larger-than.
  std::optional<std::uint64_t> users_frame_size;
  for (Function& function : module) {
    if (function.isDeclaration()) continue;
    const Attribute users = function.getFnAttribute(frame_size_attribute);
    std::uint64_t bytes = 0;
    if (users.isValid() && !users.getValueAsString().getAsInteger(10, bytes)) {
      users_frame_size = bytes;
    }
    function.addFnAttr(frame_size_attribute, "0");
  }
  LLVMContext& context = module.getContext();
  context.setDiagnosticHandler(std::make_unique<BackendHandler>(
      module, report, context.getDiagnosticHandler(), users_frame_size));
}

}  // namespace btfkit
