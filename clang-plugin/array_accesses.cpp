// Elements of arrays of arrays.
//
// Of `object->pages[2][0].flags` clang preserves the first index and the member; the second index
// is an ordinary getelementptr in between. With index 0 that one is no step at all: the backend
// takes the member's number for an index into the inner array and relocates another address, in C
// as well. With another index the inner array's stride stays this program's, whatever the kernel's
// record is as large as. So the index becomes one that the backend knows of. Elements that aren't
// records have the same size everywhere and stay as they are, as in C.
#include <llvm/BinaryFormat/Dwarf.h>
#include <llvm/IR/Constants.h>
#include <llvm/IR/DebugInfoMetadata.h>
#include <llvm/IR/Function.h>
#include <llvm/IR/IRBuilder.h>
#include <llvm/IR/InstIterator.h>
#include <llvm/IR/IntrinsicInst.h>
#include <llvm/IR/Module.h>

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

}  // namespace

void settle_array_accesses(Module& module) {
  for (Function& function : module) {
    SmallVector<IntrinsicInst*, 8> accesses;
    for (Instruction& instruction : instructions(function)) {
      auto* call = dyn_cast<IntrinsicInst>(&instruction);
      if (call != nullptr && call->getIntrinsicID() == Intrinsic::preserve_array_access_index) {
        accesses.push_back(call);
      }
    }
    for (IntrinsicInst* access : accesses) settle(*access);
  }
}

}  // namespace btfkit
