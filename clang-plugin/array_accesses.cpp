// Elements of arrays of arrays.
//
// Of `object->pages[2][0].flags` clang preserves the first index and the member; the second index
// is an ordinary getelementptr in between. With index 0 that one is no step at all: the backend
// takes the member's number for an index into the inner array and relocates another address, in C
// as well. With another index the inner array's stride stays this program's, whatever the kernel's
// record is as large as. So the index becomes one that the backend knows of. Elements that aren't
// records have the same size everywhere and stay as they are, as in C.
//
// Elements of a type without a name.
//
// With an index that isn't constant `object->slots[i].state` is two accesses, of `slots` and of
// `state`, and an ordinary getelementptr in between. The second is then relocated against the type
// of the elements. If that has no name no loader finds it, in C neither. So the access is made
// again as one chain, from the object that has a name through the first element; the elements ahead
// of the wanted one are skipped before, each as large as the kernel's:
//
//   (object + i * sizeof(object->slots[0]))->slots[0].state
#include <llvm/ADT/STLExtras.h>
#include <llvm/BinaryFormat/Dwarf.h>
#include <llvm/IR/Constants.h>
#include <llvm/IR/DebugInfoMetadata.h>
#include <llvm/IR/Function.h>
#include <llvm/IR/IRBuilder.h>
#include <llvm/IR/InstIterator.h>
#include <llvm/IR/IntrinsicInst.h>
#include <llvm/IR/IntrinsicsBPF.h>
#include <llvm/IR/Module.h>
#include <llvm/IR/ValueHandle.h>

#include <algorithm>
#include <cstdint>

#include "base_of.h"
#include "debug_types.h"
#include "ir_stages.h"
#include "llvm_version.h"

namespace btfkit {

using namespace llvm;

namespace {

bool is_record(const DIType* type) {
  const auto* composite = dyn_cast_or_null<DICompositeType>(type);
  return composite != nullptr && composite->getTag() != dwarf::DW_TAG_array_type &&
         composite->getTag() != dwarf::DW_TAG_enumeration_type;
}

// The array that an access to an element of `array` leads to; null if it is no array.
DICompositeType* inner_array(DICompositeType& array) {
  const DINodeArray dimensions = array.getElements();
  if (dimensions.size() < 2) return nullptr;
  SmallVector<Metadata*, 2> inner;
  for (unsigned i = 1; i < dimensions.size(); ++i) inner.push_back(dimensions[i]);
  return composite(array.getContext(), {.tag = dwarf::DW_TAG_array_type,
                                        .name = "",
                                        .base_type = array.getBaseType(),
                                        .elements = MDTuple::get(array.getContext(), inner)});
}

void settle(IntrinsicInst& access) {
  auto* array = dyn_cast_or_null<DICompositeType>(strip_qualifiers(
      dyn_cast_or_null<DIType>(access.getMetadata(LLVMContext::MD_preserve_access_index))));
  if (array == nullptr || !is_record(strip_qualifiers(array->getBaseType()))) return;
  DICompositeType* inner = inner_array(*array);
  if (inner == nullptr) return;
  for (User* user : make_early_inc_range(access.users())) {
    auto* element = dyn_cast<GetElementPtrInst>(user);
    if (element == nullptr || element->getNumIndices() != 2 ||
        !element->getSourceElementType()->isArrayTy() || !element->hasAllConstantIndices()) {
      continue;
    }
    const auto* object = cast<ConstantInt>(element->getOperand(1));
    const auto* index = cast<ConstantInt>(element->getOperand(2));
    if (!object->isZero() || index->isNegative()) continue;
    IRBuilder<> builder(element);
    auto* preserved = cast<IntrinsicInst>(builder.CreatePreserveArrayAccessIndex(
        element->getSourceElementType(), &access, 1, static_cast<unsigned>(index->getZExtValue()),
        inner));
    element->replaceAllUsesWith(preserved);
    element->eraseFromParent();
    settle(*preserved);
  }
}

bool is_access(const Value& value) {
  const auto* call = dyn_cast<IntrinsicInst>(&value);
  if (call == nullptr) return false;
  switch (call->getIntrinsicID()) {
    case Intrinsic::preserve_struct_access_index:
    case Intrinsic::preserve_union_access_index:
    case Intrinsic::preserve_array_access_index:
      return true;
    default:
      return false;
  }
}

bool is_conversion(const Value& value) {
  const auto* call = dyn_cast<CallInst>(&value);
  BaseOf base_of;
  return call != nullptr && parse_base_of(call->getCalledFunction(), base_of);
}

bool is_element(const GetElementPtrInst& element) {
  if (element.getNumIndices() != 2 || !element.getSourceElementType()->isArrayTy()) return false;
  const auto* object = dyn_cast<ConstantInt>(element.getOperand(1));
  return object != nullptr && object->isZero();
}

Value* index_of(const Instruction& element) {
  return element.getOperand(2);
}

DICompositeType* as_array(DIType* type) {
  auto* composite = dyn_cast_or_null<DICompositeType>(strip_qualifiers(type));
  const bool array = composite != nullptr && composite->getTag() == dwarf::DW_TAG_array_type;
  return array ? composite : nullptr;
}

// The array, if it is one, to which the step leads that is an access or an element of `within`.
DICompositeType* array_behind(const Instruction& step, DICompositeType* within) {
  auto* type = dyn_cast_or_null<DIType>(step.getMetadata(LLVMContext::MD_preserve_access_index));
  const auto* access = dyn_cast<IntrinsicInst>(&step);
  if (access == nullptr || access->getIntrinsicID() == Intrinsic::preserve_array_access_index) {
    DICompositeType* array = access == nullptr ? within : as_array(type);
    if (array == nullptr) return nullptr;
    DICompositeType* inner = inner_array(*array);
    return inner == nullptr ? as_array(array->getBaseType()) : inner;
  }
  auto* owner = dyn_cast_or_null<DICompositeType>(strip_qualifiers(type));
  if (owner == nullptr) return nullptr;
  const unsigned operand =
      access->getIntrinsicID() == Intrinsic::preserve_union_access_index ? 1 : 2;
  const auto* number = cast<ConstantInt>(access->getArgOperand(operand));
  const DIDerivedType* member = field(*owner, static_cast<unsigned>(number->getZExtValue()));
  return member == nullptr ? nullptr : as_array(member->getBaseType());
}

// How `access`, whose type has no name, is reached from an object whose type has one.
class ElementChain {
 public:
  explicit ElementChain(IntrinsicInst& access) : access_(access), object_(&access) {
    const IntrinsicInst* last = nullptr;
    for (;;) {
      auto* step = dyn_cast<Instruction>(object_);
      if (step == nullptr) break;
      auto* element = dyn_cast<GetElementPtrInst>(step);
      if (is_access(*step)) {
        auto* call = cast<IntrinsicInst>(step);
        if (call->getIntrinsicID() != Intrinsic::preserve_array_access_index) last = call;
      } else if (element != nullptr) {
        if (!is_element(*element) || has_type_name(*last)) break;
      } else if (!is_conversion(*step)) {
        break;
      }
      steps_.push_back(step);
      object_ = step->getOperand(0);
    }
    // Elements of no member.
    while (isa<GetElementPtrInst>(steps_.back())) {
      object_ = steps_.pop_back_val();
    }
    std::reverse(steps_.begin(), steps_.end());
  }

  // Does nothing if the chain is one already, or can't be made one.
  void join() {
    if (llvm::none_of(steps_, [](auto* step) { return isa<GetElementPtrInst>(step); })) {
      return;
    }
    if (!find_arrays()) return;
    IRBuilder<> builder(&access_);
    Value* start = object_;
    for (std::size_t i = 0; i < steps_.size(); ++i) {
      const Instruction& step = *steps_[i];
      if (!isa<GetElementPtrInst>(step) || isa<ConstantInt>(index_of(step))) continue;
      // A question has a chain of its own.
      Value* first = make(builder, object_, i + 1);
      Value* size = builder.CreateIntrinsic(Intrinsic::bpf_preserve_field_info, {first->getType()},
                                            {first, builder.getInt64(byte_size)});
      Value* skipped =
          builder.CreateMul(builder.CreateSExtOrTrunc(index_of(step), builder.getInt64Ty()),
                            builder.CreateZExt(size, builder.getInt64Ty()));
      start = builder.CreateGEP(builder.getInt8Ty(), start, skipped);
    }
    access_.replaceAllUsesWith(make(builder, start, steps_.size()));
    for (Instruction* step : llvm::reverse(steps_)) {
      if (step->use_empty()) step->eraseFromParent();
    }
  }

 private:
  // FIELD_BYTE_SIZE of llvm.bpf.preserve.field.info.
  static constexpr std::uint64_t byte_size = 1;

  bool find_arrays() {
    DICompositeType* array = nullptr;
    for (const Instruction* step : steps_) {
      arrays_.push_back(array);
      if (isa<GetElementPtrInst>(step) && array == nullptr) return false;
      array = is_conversion(*step) ? nullptr : array_behind(*step, array);
    }
    return true;
  }

  // The first `count` steps from `object`, with index 0 for those that aren't constant.
  Value* make(IRBuilder<>& builder, Value* object, std::size_t count) const {
    for (std::size_t i = 0; i < count; ++i) {
      const Instruction& step = *steps_[i];
      if (const auto* element = dyn_cast<GetElementPtrInst>(&step)) {
        const auto* index = dyn_cast<ConstantInt>(index_of(step));
        object = builder.CreatePreserveArrayAccessIndex(
            element->getSourceElementType(), object, 1,
            index == nullptr ? 0 : static_cast<unsigned>(index->getZExtValue()), arrays_[i]);
        continue;
      }
      Instruction* copy = step.clone();
      copy->setOperand(0, object);
      object = builder.Insert(copy);
    }
    return object;
  }

  IntrinsicInst& access_;
  Value* object_;
  SmallVector<Instruction*, 8> steps_;
  // For each step, the array whose element it is.
  SmallVector<DICompositeType*, 8> arrays_;
};

}  // namespace

void settle_array_accesses(Module& module) {
  for (Function& function : module) {
    SmallVector<IntrinsicInst*, 8> accesses;
    // Those that a chain makes needless are gone.
    SmallVector<WeakVH, 8> nameless;
    for (Instruction& instruction : instructions(function)) {
      if (!is_access(instruction)) continue;
      auto* call = cast<IntrinsicInst>(&instruction);
      if (call->getIntrinsicID() == Intrinsic::preserve_array_access_index) {
        accesses.push_back(call);
      } else if (!has_type_name(*call)) {
        nameless.emplace_back(call);
      }
    }
    for (IntrinsicInst* access : accesses) settle(*access);
    for (const WeakVH& access : nameless) {
      if (access != nullptr) ElementChain(*cast<IntrinsicInst>(access)).join();
    }
  }
}

}  // namespace btfkit
