// The module's debug info speaks of the new types only.
//
// Every type that is reachable gets its new type, every function its new description; LLVM's value
// mapper then replaces the old ones wherever they are mentioned.
#include <llvm/ADT/DenseSet.h>
#include <llvm/BinaryFormat/Dwarf.h>
#include <llvm/IR/Constants.h>
#include <llvm/IR/DebugInfoMetadata.h>
#include <llvm/IR/DebugProgramInstruction.h>
#include <llvm/IR/Function.h>
#include <llvm/IR/InstIterator.h>
#include <llvm/IR/Metadata.h>
#include <llvm/IR/Module.h>
#include <llvm/Transforms/Utils/ValueMapper.h>

#include <map>
#include <string>

#include "btf_name.h"
#include "debug_types.h"
#include "ir_stages.h"
#include "llvm_version.h"

namespace btfkit {

using namespace llvm;

namespace {

// Operands that have no setter: of DISubprogram and DIVariable, DIGlobalVariable.
constexpr unsigned variable_name_operand = 1;
constexpr unsigned variable_annotations_operand = 4;
constexpr unsigned global_declaration_operand = 6;
constexpr unsigned global_template_operand = 7;

// All types that the module's metadata leads to, in the order of the module.
class TypeCollector {
 public:
  void visit(Module& module) {
    for (NamedMDNode& named : module.named_metadata()) {
      for (MDNode* node : named.operands()) visit(node);
    }
    for (GlobalVariable& variable : module.globals()) visit_attachments(variable);
    for (Function& function : module) {
      visit_attachments(function);
      for (Instruction& instruction : instructions(function)) visit(instruction);
    }
  }

  ArrayRef<DIType*> types() const { return types_; }
  ArrayRef<DIGlobalVariable*> variables() const { return variables_; }
  ArrayRef<DICompileUnit*> units() const { return units_; }

 private:
  void visit_attachments(GlobalObject& object) {
    SmallVector<std::pair<unsigned, MDNode*>, 4> attachments;
    object.getAllMetadata(attachments);
    for (const auto& attachment : attachments) visit(attachment.second);
  }

  void visit(Instruction& instruction) {
    SmallVector<std::pair<unsigned, MDNode*>, 4> attachments;
    instruction.getAllMetadata(attachments);
    for (const auto& attachment : attachments) visit(attachment.second);
    for (DbgVariableRecord& record : filterDbgVars(instruction.getDbgRecordRange())) {
      visit(record.getVariable());
    }
  }

  void visit(MDNode* root) {
    SmallVector<MDNode*, 32> work = {root};
    while (!work.empty()) {
      MDNode* node = work.pop_back_val();
      if (node == nullptr || !seen_.insert(node).second) continue;
      if (auto* type = dyn_cast<DIType>(node)) types_.push_back(type);
      if (auto* variable = dyn_cast<DIGlobalVariable>(node)) variables_.push_back(variable);
      if (auto* unit = dyn_cast<DICompileUnit>(node)) units_.push_back(unit);
      for (const MDOperand& operand : reverse(node->operands())) {
        work.push_back(dyn_cast_or_null<MDNode>(operand.get()));
      }
    }
  }

  DenseSet<MDNode*> seen_;
  SmallVector<DIType*, 64> types_;
  SmallVector<DIGlobalVariable*, 16> variables_;
  SmallVector<DICompileUnit*, 1> units_;
};

// Members are only mentioned by their records, and those are made anew.
bool stands_alone(const DIType& type) {
  switch (type.getTag()) {
    case dwarf::DW_TAG_member:
    case dwarf::DW_TAG_variable:
    case dwarf::DW_TAG_inheritance:
    case dwarf::DW_TAG_friend:
      return false;
    default:
      return true;
  }
}

class Rewriter {
 public:
  Rewriter(Module& module, DebugTypes& types)
      : module_(module), context_(module.getContext()), types_(types) {}

  void rewrite() {
    TypeCollector found;
    found.visit(module_);
    for (DICompileUnit* unit : found.units()) {
      // Using-declarations lead to the old types and are nothing to BTF.
      unit->replaceImportedEntities(nullptr);
    }
    for (DIGlobalVariable* variable : found.variables()) {
      variable->replaceOperandWith(global_declaration_operand, nullptr);
      variable->replaceOperandWith(global_template_operand, nullptr);
    }

    ValueToValueMapTy map;
    for (DIType* type : found.types()) {
      if (stands_alone(*type)) map.MD()[type].reset(types_.map(type));
    }
    for (Function& function : module_) {
      if (DISubprogram* old = function.getSubprogram()) {
        DISubprogram* made = describe(function, *old);
        never_null_[made] = never_null(*old);
        map.MD()[old].reset(made);
      }
    }
    // From here on all new nodes are known, and the mapper touches the old ones only.
    ValueMapper mapper(map, RF_IgnoreMissingLocals | RF_ReuseAndMutateDistinctMDs);
    std::map<const DISubprogram*, MDTuple*> retained = retained_variables(mapper);
    for (NamedMDNode& named : module_.named_metadata()) {
      for (unsigned i = 0; i < named.getNumOperands(); ++i) {
        named.setOperand(i, mapper.mapMDNode(*named.getOperand(i)));
      }
    }
    for (GlobalVariable& variable : module_.globals()) mapper.remapGlobalObjectMetadata(variable);
    for (Function& function : module_) {
      if (function.isDeclaration()) {
        mapper.remapGlobalObjectMetadata(function);
      } else {
        mapper.remapFunction(function);
      }
    }
    for (Function& function : module_) {
      DISubprogram* subprogram = function.getSubprogram();
      if (subprogram == nullptr || !subprogram->isDefinition()) continue;
      name_parameters(function, *subprogram, retained[subprogram]);
      tag_parameters(function, *subprogram);
    }
  }

 private:
  // `this` and references: numbers of the parameters that are never null, counted from 1.
  static SmallVector<unsigned, 4> never_null(const DISubprogram& old) {
    SmallVector<unsigned, 4> numbers;
    const DITypeRefArray types = old.getType()->getTypeArray();
    for (unsigned number = 1; number < types.size(); ++number) {
      const auto* type = dyn_cast_or_null<DIDerivedType>(types[number]);
      if (type == nullptr) continue;
      const bool is_this = number == 1 && type->isObjectPointer();
      if (is_this || type->getTag() == dwarf::DW_TAG_reference_type ||
          type->getTag() == dwarf::DW_TAG_rvalue_reference_type) {
        numbers.push_back(number);
      }
    }
    return numbers;
  }

  // The verifier looks at a global function by itself, and takes each pointer for one that may be
  // null unless a tag on the parameter denies it (kernel 6.8; older ones ignore the tag).
  void tag_parameters(const Function& function, const DISubprogram& subprogram) {
    if (function.hasLocalLinkage() || function.hasSection()) return;
    Metadata* entry[] = {MDString::get(context_, "btf_decl_tag"),
                         MDString::get(context_, "arg:nonnull")};
    MDTuple* tags = MDTuple::get(context_, {MDTuple::get(context_, entry)});
    const SmallVector<unsigned, 4>& numbers = never_null_[&subprogram];
    for (DINode* node : subprogram.getRetainedNodes()) {
      auto* variable = dyn_cast<DILocalVariable>(node);
      if (variable == nullptr || !is_contained(numbers, variable->getArg())) continue;
      if (!variable->getAnnotations()) {
        variable->replaceOperandWith(variable_annotations_operand, tags);
      }
    }
  }

  // BTF's FUNC is called as the symbol is, which is how linkers of BPF objects match the two.
  DISubprogram* describe(Function& function, DISubprogram& old) {
    DISubprogram::DISPFlags flags = old.getSPFlags() & ~DISubprogram::SPFlagVirtuality;
    if (!function.isDeclaration()) {
      flags &= ~DISubprogram::SPFlagLocalToUnit;
      if (function.hasLocalLinkage()) flags |= DISubprogram::SPFlagLocalToUnit;
    }
    const std::string name = btf_name(function.getName().str());
    auto* type = cast_or_null<DISubroutineType>(types_.map(old.getType()));
    MDTuple* annotations = without_own_tags(context_, old.getAnnotations());
    return subprogram_like(old, name, type, flags, annotations);
  }

  // The variables that each function is to keep, by its new description.
  std::map<const DISubprogram*, MDTuple*> retained_variables(ValueMapper& mapper) {
    std::map<const DISubprogram*, MDTuple*> retained;
    for (Function& function : module_) {
      DISubprogram* old = function.getSubprogram();
      if (old == nullptr || !old->isDefinition()) continue;
      SmallVector<Metadata*, 8> kept;
      for (DINode* node : old->getRetainedNodes()) {
        if (isa<DILocalVariable, DILabel>(node)) kept.push_back(mapper.mapMDNode(*node));
      }
      retained[cast<DISubprogram>(mapper.mapMDNode(*old))] = MDTuple::get(context_, kept);
    }
    return retained;
  }

  // The kernel wants a name for each parameter of a FUNC. The BTF writer takes it from the
  // variables that the function retains, which are none at -O0, and an unnamed parameter has none.
  void name_parameters(Function& function, DISubprogram& subprogram, MDTuple* retained) {
    SmallVector<Metadata*, 8> nodes;
    std::map<unsigned, DILocalVariable*> parameters;
    const auto note = [&](DILocalVariable* variable) {
      if (variable == nullptr || variable->getArg() == 0) return false;
      if (variable->getScope() != &subprogram) return false;
      return parameters.try_emplace(variable->getArg(), variable).second;
    };
    if (retained != nullptr) {
      for (const MDOperand& node : retained->operands()) {
        note(dyn_cast<DILocalVariable>(node.get()));
        nodes.push_back(node.get());
      }
    }
    for (Instruction& instruction : instructions(function)) {
      for (DbgVariableRecord& record : filterDbgVars(instruction.getDbgRecordRange())) {
        if (record.getDebugLoc().getInlinedAt() != nullptr) continue;
        if (note(record.getVariable())) nodes.push_back(record.getVariable());
      }
    }
    const DITypeRefArray types = subprogram.getType()->getTypeArray();
    for (unsigned number = 1; number < types.size(); ++number) {
      if (types[number] == nullptr) continue;
      const std::string name = "arg" + std::to_string(number);
      if (auto known = parameters.find(number); known != parameters.end()) {
        if (auto given = given_name(known->second->getRawAnnotations())) {
          known->second->replaceOperandWith(variable_name_operand, MDString::get(context_, *given));
          known->second->replaceOperandWith(
              variable_annotations_operand,
              without_own_tags(context_, known->second->getAnnotations()));
        }
        if (known->second->getName().empty()) {
          known->second->replaceOperandWith(variable_name_operand, MDString::get(context_, name));
        }
        continue;
      }
      nodes.push_back(DILocalVariable::get(context_, &subprogram, name, subprogram.getFile(),
                                           subprogram.getLine(), types[number], number,
                                           DINode::FlagArtificial, 0, nullptr));
    }
    subprogram.replaceRetainedNodes(MDTuple::get(context_, nodes));
  }

  Module& module_;
  LLVMContext& context_;
  DebugTypes& types_;
  // By the new description; looked up only.
  std::map<const DISubprogram*, SmallVector<unsigned, 4>> never_null_;
};

}  // namespace

void rewrite_debug_info(Module& module, DebugTypes& types) {
  Rewriter(module, types).rewrite();
}

void forget_shrunk_variables(Module& module) {
  for (GlobalVariable& variable : module.globals()) {
    SmallVector<DIGlobalVariableExpression*, 1> described;
    variable.getDebugInfo(described);
    const std::uint64_t size =
        module.getDataLayout().getTypeSizeInBits(variable.getValueType()).getFixedValue();
    const bool shrunk = any_of(described, [&](const DIGlobalVariableExpression* each) {
      return each->getVariable()->getSizeInBits().value_or(0) > size;
    });
    if (shrunk) variable.eraseMetadata(LLVMContext::MD_dbg);
  }
}

}  // namespace btfkit
