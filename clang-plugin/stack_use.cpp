#include "stack_use.h"

#include <llvm/ADT/STLExtras.h>
#include <llvm/IR/DataLayout.h>
#include <llvm/IR/DebugInfoMetadata.h>
#include <llvm/IR/DebugProgramInstruction.h>
#include <llvm/IR/Function.h>
#include <llvm/IR/InstIterator.h>
#include <llvm/IR/Instructions.h>
#include <llvm/IR/Module.h>
#include <llvm/Support/Path.h>

#include <algorithm>
#include <optional>

#include "ir_report.h"

namespace btfkit {

using namespace llvm;

namespace {

// As many variables or functions as fit into a line of a message.
constexpr std::size_t max_listed = 5;

// The kernel counts a frame in steps of so many bytes (check_max_stack_depth); the interpreter and
// older kernels in steps of 32.
constexpr std::uint64_t frame_step = 16;

std::uint64_t rounded(std::uint64_t bytes) {
  return (bytes + frame_step - 1) / frame_step * frame_step;
}

// `line 12`, or `header.hpp:12` of another file.
std::string line_seen_from(const SourcePlace& here, const SourcePlace& there) {
  const std::string line = std::to_string(there.line);
  if (there.file == here.file) return "line " + line;
  return sys::path::filename(there.file).str() + ":" + line;
}

// The variable that lives in each place of the stack, as far as debug info knows.
DenseMap<const Value*, const DILocalVariable*> variables_in(const Function& function) {
  DenseMap<const Value*, const DILocalVariable*> variables;
  for (const Instruction& instruction : instructions(function)) {
    for (const DbgVariableRecord& record : filterDbgVars(instruction.getDbgRecordRange())) {
      // Where a store is described, the variable's place is apart from its value.
      const Value* address = record.isDbgAssign() ? record.getAddress()
                             : record.getNumVariableLocationOps() == 1
                                 ? record.getVariableLocationOp(0)
                                 : nullptr;
      const auto* place = dyn_cast_or_null<AllocaInst>(address);
      if (place != nullptr) variables.try_emplace(place, record.getVariable());
    }
  }
  return variables;
}

}  // namespace

StackUse::StackUse(const Module& module) {
  for (const Function& function : module) {
    if (function.isDeclaration()) continue;
    Frame& frame = frames_[function.getName().str()];
    frame.name = source_name(function);
    frame.place = place_of(function.getSubprogram());
    const DenseMap<const Value*, const DILocalVariable*> variables = variables_in(function);
    for (const Instruction& instruction : instructions(function)) {
      if (const auto* place = dyn_cast<AllocaInst>(&instruction)) {
        const std::optional<TypeSize> size = place->getAllocationSize(module.getDataLayout());
        if (!size) continue;
        const DILocalVariable* variable = variables.lookup(place);
        frame.variables.push_back(
            variable == nullptr
                ? Variable{size->getFixedValue(), "", {}}
                : Variable{size->getFixedValue(), variable->getName().str(), place_of(variable)});
      }
      const auto* call = dyn_cast<CallBase>(&instruction);
      const Function* callee = call == nullptr ? nullptr : call->getCalledFunction();
      if (callee == nullptr || callee->isDeclaration()) continue;
      frame.callees.push_back(callee->getName().str());
      frames_[callee->getName().str()].is_called = true;
    }
    std::ranges::stable_sort(frame.variables, std::greater{}, &Variable::bytes);
  }
}

void StackUse::set_frame(const std::string& function, std::uint64_t bytes) {
  frames_[function].bytes = bytes;
}

SourcePlace StackUse::place(const std::string& function) const {
  const auto found = frames_.find(function);
  return found == frames_.end() ? SourcePlace{} : found->second.place;
}

std::string StackUse::explain(const std::string& function, std::uint64_t bytes) const {
  const auto found = frames_.find(function);
  const std::string name = found == frames_.end() ? function : found->second.name;
  std::string text = "the variables of '" + name + "' take " + std::to_string(bytes) +
                     " bytes of the stack, of which BPF has " + std::to_string(max_stack);
  if (found == frames_.end()) return text;
  const char* separator = ": ";
  std::size_t left = max_listed;
  for (const Variable& variable : found->second.variables) {
    if (left-- == 0) break;
    text += separator + std::to_string(variable.bytes) + " ";
    text += variable.name.empty() ? "for a temporary object"
                                  : "'" + variable.name + "' (" +
                                        line_seen_from(found->second.place, variable.place) + ")";
    separator = ", ";
  }
  return text + "; large ones go into a map with one entry a processor";
}

StackUse::Chain StackUse::deepest_from(const Frame& frame, std::vector<const Frame*>& way,
                                       Known& known) const {
  if (const auto found = known.find(&frame); found != known.end()) return found->second;
  way.push_back(&frame);
  Chain deepest;
  for (const std::string& callee : frame.callees) {
    const Frame& next = frames_.at(callee);
    if (is_contained(way, &next)) {
      deepest.is_diagnosed = true;
      continue;
    }
    Chain chain = deepest_from(next, way, known);
    chain.is_diagnosed |= deepest.is_diagnosed;
    if (chain.bytes > deepest.bytes) {
      deepest = std::move(chain);
    } else {
      deepest.is_diagnosed = chain.is_diagnosed;
    }
  }
  way.pop_back();
  deepest.bytes += rounded(frame.bytes);
  deepest.frames.insert(deepest.frames.begin(), &frame);
  deepest.is_diagnosed |= frame.bytes > max_stack;
  known.emplace(&frame, deepest);
  return deepest;
}

void StackUse::report_chains(const Reporter& report) const {
  Known known;
  for (const auto& [symbol, frame] : frames_) {
    if (frame.is_called) continue;
    std::vector<const Frame*> way;
    const Chain chain = deepest_from(frame, way, known);
    if (chain.bytes <= max_stack || chain.is_diagnosed) continue;
    std::string text = "this and the functions that it calls need " + std::to_string(chain.bytes) +
                       " bytes of the stack, of which BPF has " + std::to_string(max_stack) + ": ";
    // In the order of the calls, without the small ones of a long chain.
    std::vector<const Frame*> largest = chain.frames;
    std::ranges::stable_sort(largest, std::greater{}, &Frame::bytes);
    largest.resize(std::min(largest.size(), max_listed));
    const char* separator = "";
    for (const Frame* each : chain.frames) {
      if (!is_contained(largest, each)) continue;
      text += separator + std::to_string(rounded(each->bytes)) + " '" + each->name + "'";
      separator = ", ";
    }
    const std::size_t others = chain.frames.size() - largest.size();
    if (others != 0) text += " and " + std::to_string(others) + " more";
    report(Diagnostic::stack_chain, frame.place, text);
  }
}

}  // namespace btfkit
