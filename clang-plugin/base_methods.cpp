// Methods of a base, and functions that take one, called for an object of a derived type.
//
//   struct task_ids { int tgid; int group() const { return tgid; } };
//   struct task_struct : task_ids { ... };
//   task->group()
//
// The method knows of task_ids only, which no kernel has. So it is copied for task_struct:
//
//   int group(task_ids* this)  ->  int group(task_struct* object) { this = base_of(object); ... }
//
// from which accesses.cpp makes accesses of task_struct, and the copy is called instead.
#include <llvm/IR/DebugInfoMetadata.h>
#include <llvm/IR/Function.h>
#include <llvm/IR/IRBuilder.h>
#include <llvm/IR/InstIterator.h>
#include <llvm/IR/Instructions.h>
#include <llvm/IR/Module.h>
#include <llvm/Transforms/Utils/Cloning.h>

#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "base_of.h"
#include "btf_name.h"
#include "contract.h"
#include "debug_types.h"
#include "ir_stages.h"

namespace btfkit {

using namespace llvm;

bool parse_base_of(const Function* function, BaseOf& parsed) {
  const DISubprogram* subprogram = function == nullptr ? nullptr : function->getSubprogram();
  if (subprogram == nullptr) return false;
  StringRef name = subprogram->getName();
  if (!name.consume_front(base_of_prefix)) return false;
  SmallVector<StringRef, 3> parts;
  name.split(parts, '_');
  if (parts.size() != 3 || parts[1].getAsInteger(10, parsed.offset) ||
      parts[2].getAsInteger(10, parsed.align)) {
    return false;
  }
  const DITypeRefArray types = subprogram->getType()->getTypeArray();
  auto* parameter = types.size() < 2 ? nullptr : dyn_cast<DIDerivedType>(types[1]);
  if (parameter == nullptr) return false;
  parsed.derived = dyn_cast_or_null<DICompositeType>(strip_qualifiers(parameter->getBaseType()));
  return parsed.derived != nullptr;
}

namespace {

CallInst* as_conversion(Value* value) {
  BaseOf base_of;
  auto* call = dyn_cast<CallInst>(value);
  return call != nullptr && parse_base_of(call->getCalledFunction(), base_of) ? call : nullptr;
}

// What is stored in a variable that nothing else is ever assigned to, as in `this`'s own.
Value* stored_once(Value* variable) {
  if (!isa<AllocaInst>(variable)) return nullptr;
  Value* stored = nullptr;
  for (User* user : variable->users()) {
    if (isa<LoadInst>(user)) continue;
    auto* store = dyn_cast<StoreInst>(user);
    if (store == nullptr || store->getValueOperand() == variable || stored != nullptr) {
      return nullptr;
    }
    stored = store->getValueOperand();
  }
  return stored;
}

// Whether it is one at the head of a copied method.
bool is_conversion_of_this(CallInst& conversion) {
  Value* object = &conversion;
  while (CallInst* call = as_conversion(object)) object = call->getArgOperand(0);
  return isa<Argument>(object);
}

// The conversion that `object` is, directly or as the value of `this`.
CallInst* conversion_to(Value* object) {
  auto* load = dyn_cast<LoadInst>(object);
  if (load == nullptr) return as_conversion(object);
  Value* stored = stored_once(load->getPointerOperand());
  CallInst* conversion = stored == nullptr ? nullptr : as_conversion(stored);
  return conversion != nullptr && is_conversion_of_this(*conversion) ? conversion : nullptr;
}

class BaseMethods {
 public:
  explicit BaseMethods(Module& module) {
    for (Function& function : module) work_.push_back(&function);
  }

  void settle() {
    // Copies can call further methods of the base.
    for (std::size_t i = 0; i < work_.size(); ++i) {
      for (CallInst* call : calls_for_derived(*work_[i])) {
        while (object_operand(*call) < call->arg_size()) call_copy(*call);
      }
    }
  }

 private:
  // A copy is for one function, parameter, derived type and place of the base in it.
  using Key = std::tuple<const Function*, unsigned, const DICompositeType*, std::uint64_t>;

  static std::vector<CallInst*> calls_for_derived(Function& function) {
    std::vector<CallInst*> calls;
    for (Instruction& instruction : instructions(function)) {
      auto* call = dyn_cast<CallInst>(&instruction);
      const Function* callee = call == nullptr ? nullptr : call->getCalledFunction();
      if (callee == nullptr || callee->isDeclaration() || callee->hasSection()) continue;
      if (as_conversion(call) != nullptr) continue;
      if (object_operand(*call) < call->arg_size()) calls.push_back(call);
    }
    return calls;
  }

  // The first argument that is a derived object.
  static unsigned object_operand(const CallInst& call) {
    unsigned number = 0;
    while (number < call.arg_size() && conversions_behind(call.getArgOperand(number)).empty()) {
      ++number;
    }
    return number;
  }

  void call_copy(CallInst& call) {
    const unsigned operand = object_operand(call);
    const SmallVector<CallInst*, 2> conversions = conversions_behind(call.getArgOperand(operand));
    BaseOf base_of;
    std::uint64_t offset = 0;
    for (const CallInst* conversion : conversions) {
      parse_base_of(conversion->getCalledFunction(), base_of);
      offset += base_of.offset;
    }
    Function*& made = copies_[{call.getCalledFunction(), operand, base_of.derived, offset}];
    if (made == nullptr) {
      made = copy(*call.getCalledFunction(), operand, conversions, base_of.derived->getName());
      work_.push_back(made);
    }
    call.setCalledFunction(made);
    call.setArgOperand(operand, conversions.back()->getArgOperand(0));
    forget_size_of_base(call, operand);
  }

  // What is known of the base's size is not true of the object.
  template <class Callable>
  static void forget_size_of_base(Callable& callable, unsigned operand) {
    for (const auto kind :
         {Attribute::Dereferenceable, Attribute::DereferenceableOrNull, Attribute::Alignment}) {
      callable.removeParamAttr(operand, kind);
    }
  }

  static Function* copy(Function& method, unsigned operand, ArrayRef<CallInst*> conversions,
                        StringRef derived) {
    ValueToValueMapTy map;
    Function* made = CloneFunction(&method, map);
    made->setName(btf_name((method.getName() + "_for_" + derived).str()));
    made->setComdat(nullptr);
    made->setVisibility(GlobalValue::DefaultVisibility);
    made->setDSOLocal(true);
    made->setLinkage(GlobalValue::InternalLinkage);

    Argument* object = made->getArg(operand);
    SmallVector<Use*, 4> uses;
    for (Use& use : object->uses()) uses.push_back(&use);
    BasicBlock& entry = made->getEntryBlock();
    IRBuilder<> builder(&entry, entry.getFirstNonPHIOrDbgOrAlloca());
    if (DISubprogram* subprogram = made->getSubprogram()) {
      builder.SetCurrentDebugLocation(
          DILocation::get(made->getContext(), subprogram->getLine(), 0, subprogram));
    }
    Value* base = object;
    for (const CallInst* conversion : reverse(conversions)) {
      base = builder.CreateCall(conversion->getCalledFunction(), {base});
    }
    for (Use* use : uses) use->set(base);
    forget_size_of_base(*made, operand);
    return made;
  }

  std::vector<Function*> work_;
  // Looked up only, never iterated.
  std::map<Key, Function*> copies_;
};

}  // namespace

SmallVector<CallInst*, 2> conversions_behind(Value* object) {
  SmallVector<CallInst*, 2> conversions;
  while (CallInst* conversion = conversion_to(object)) {
    conversions.push_back(conversion);
    object = conversion->getArgOperand(0);
  }
  return conversions;
}

std::vector<Use*> other_uses(CallInst& conversion) {
  std::vector<Use*> found;
  SmallVector<Value*, 4> work = {&conversion};
  while (!work.empty()) {
    for (Use& use : work.pop_back_val()->uses()) {
      auto* store = dyn_cast<StoreInst>(use.getUser());
      if (store != nullptr && stored_once(store->getPointerOperand()) == &conversion) {
        for (User* load : store->getPointerOperand()->users()) {
          if (isa<LoadInst>(load)) work.push_back(load);
        }
      } else if (as_conversion(use.getUser()) == nullptr) {
        found.push_back(&use);
      }
    }
  }
  return found;
}

void settle_base_methods(Module& module) {
  BaseMethods(module).settle();
}

}  // namespace btfkit
