// Bit fields of preserved types are read where the kernel has them.
//
// For `object->bits` CodeGen loads the unit of storage that holds the bits in this program's type,
// and takes them out of it by this program's position:
//
//   %address = call ptr @llvm.preserve.struct.access.index(...)
//   %unit = load i8, ptr %address
//   %shifted = lshr i8 %unit, 3
//   %bits = and i8 %shifted, 7
//   %value = zext i8 %bits to i32
//
// The relocation corrects the address only. So the load and what follows become what libbpf's
// BPF_CORE_READ_BITFIELD is in C: a load as wide as the kernel's unit, and two shifts, left to the
// top of 64 bits and right again, by what relocations say of the kernel's field. The value is the
// kernel's, also where its field has more bits than this program's.
//
// A write has no such form: the bits around the field have to be kept, for which
// BTFKIT_WRITE_BIT_FIELD is. It is diagnosed.
#include <llvm/BinaryFormat/Dwarf.h>
#include <llvm/IR/Constants.h>
#include <llvm/IR/DebugInfoMetadata.h>
#include <llvm/IR/Function.h>
#include <llvm/IR/IRBuilder.h>
#include <llvm/IR/InlineAsm.h>
#include <llvm/IR/InstIterator.h>
#include <llvm/IR/IntrinsicInst.h>
#include <llvm/IR/IntrinsicsBPF.h>
#include <llvm/IR/Module.h>
#include <llvm/Transforms/Utils/BasicBlockUtils.h>

#include <algorithm>
#include <cstdint>
#include <string>

#include "debug_types.h"
#include "ir_report.h"
#include "ir_stages.h"

namespace btfkit {

using namespace llvm;

namespace {

constexpr unsigned byte_bits = 8;
// In bytes, of what a load can have.
constexpr std::uint64_t largest_unit = 8;

// Kinds of llvm.bpf.preserve.field.info (enum bpf_core_relo_kind of linux/bpf.h).
enum class FieldInfo : std::uint8_t {
  byte_size = 1,
  is_signed = 3,
  left_shift = 4,
  right_shift = 5,
};

bool is_access(const Value* value) {
  const auto* call = dyn_cast<IntrinsicInst>(value);
  if (call == nullptr) return false;
  return call->getIntrinsicID() == Intrinsic::preserve_struct_access_index ||
         call->getIntrinsicID() == Intrinsic::preserve_union_access_index ||
         call->getIntrinsicID() == Intrinsic::preserve_array_access_index;
}

// The bit field that an access leads to, null if it is none. CodeGen has the struct's intrinsic for
// those of unions too.
const DIDerivedType* bit_field_of(const IntrinsicInst& access) {
  if (access.getIntrinsicID() != Intrinsic::preserve_struct_access_index) return nullptr;
  const auto* owner = dyn_cast_or_null<DICompositeType>(strip_qualifiers(
      dyn_cast_or_null<DIType>(access.getMetadata(LLVMContext::MD_preserve_access_index))));
  if (owner == nullptr) return nullptr;
  const std::uint64_t index = cast<ConstantInt>(access.getArgOperand(2))->getZExtValue();
  const DINodeArray elements = owner->getElements();
  const auto* member = index < elements.size()
                           ? dyn_cast<DIDerivedType>(elements[static_cast<unsigned>(index)])
                           : nullptr;
  return member != nullptr && is_bit_field(*member) ? member : nullptr;
}

// The field's own type, behind an enumeration's underlying one.
const DIBasicType* basic_type(const DIDerivedType& field) {
  DIType* type = strip_qualifiers(field.getBaseType());
  if (auto* enumeration = dyn_cast_or_null<DICompositeType>(type)) {
    type = strip_qualifiers(enumeration->getBaseType());
  }
  return dyn_cast_or_null<DIBasicType>(type);
}

class BitFields {
 public:
  BitFields(Module& module, const Reporter& report) : module_(module), report_(report) {}

  void settle() {
    SmallVector<IntrinsicInst*, 16> accesses;
    for (Function& function : module_) {
      for (Instruction& instruction : instructions(function)) {
        auto* access = dyn_cast<IntrinsicInst>(&instruction);
        if (access != nullptr && bit_field_of(*access) != nullptr) accesses.push_back(access);
      }
    }
    for (IntrinsicInst* access : accesses) {
      if (IntrinsicInst* fitting = with_fitting_unit(*access)) settle(*fitting);
    }
  }

 private:
  // The backend takes the alignment of LLVM's type for the size of the unit that holds the field,
  // and gives up, for all of the program, if the field doesn't fit in. Types of C++ classes are
  // often packed, with all their padding written out, and some of the kernel's are aligned to more
  // than 8 bytes. So the access gets a type of a fitting alignment. Null if there is none, which is
  // diagnosed.
  IntrinsicInst* with_fitting_unit(IntrinsicInst& access) {
    const DIDerivedType& field = *bit_field_of(access);
    const DataLayout& layout = module_.getDataLayout();
    const std::uint64_t first = field.getOffsetInBits();
    const std::uint64_t last = first + field.getSizeInBits() - 1;
    const std::uint64_t given = layout.getABITypeAlign(access.getParamElementType(0)).value();
    std::uint64_t align = std::min<std::uint64_t>(given, largest_unit);
    while (align < largest_unit && first / (align * byte_bits) != last / (align * byte_bits)) {
      align *= 2;
    }
    if (first / (align * byte_bits) != last / (align * byte_bits)) {
      report_(Diagnostic::bit_field, place_of(access.getDebugLoc()),
              "bit field '" + field.getName().str() +
                  "' can't be relocated: it is not within 8 aligned bytes");
      to_plain_access(access);
      return nullptr;
    }
    if (align == given) return &access;
    LLVMContext& context = module_.getContext();
    Type* byte = Type::getInt8Ty(context);
    Type* aligned = Type::getIntNTy(context, static_cast<unsigned>(align * byte_bits));
    auto* shape = StructType::get(
        context, {ArrayType::get(byte, unit_offset(access)), byte, ArrayType::get(aligned, 0)});
    const auto index =
        static_cast<unsigned>(cast<ConstantInt>(access.getArgOperand(2))->getZExtValue());
    IRBuilder<> builder(&access);
    auto* made = cast<IntrinsicInst>(builder.CreatePreserveStructAccessIndex(
        shape, access.getArgOperand(0), 1, index,
        cast<DIType>(access.getMetadata(LLVMContext::MD_preserve_access_index))));
    access.replaceAllUsesWith(made);
    access.eraseFromParent();
    return made;
  }

  // Where CodeGen's unit of the field begins in the type that is accessed, in bytes.
  std::uint64_t unit_offset(const IntrinsicInst& access) const {
    auto* shape = cast<StructType>(access.getParamElementType(0));
    const auto element =
        static_cast<unsigned>(cast<ConstantInt>(access.getArgOperand(1))->getZExtValue());
    return module_.getDataLayout().getStructLayout(shape)->getElementOffset(element);
  }

  void to_plain_access(IntrinsicInst& access) const {
    IRBuilder<> builder(&access);
    for (User* user : make_early_inc_range(access.users())) {
      if (!asks_for_field(*user)) continue;
      user->replaceAllUsesWith(Constant::getNullValue(user->getType()));
      cast<Instruction>(user)->eraseFromParent();
    }
    access.replaceAllUsesWith(builder.CreateInBoundsGEP(
        builder.getInt8Ty(), access.getArgOperand(0), builder.getInt64(unit_offset(access))));
    access.eraseFromParent();
  }

  void settle(IntrinsicInst& access) {
    const DIDerivedType& field = *bit_field_of(access);
    SmallVector<LoadInst*, 2> loads;
    for (User* user : access.users()) {
      if (auto* load = dyn_cast<LoadInst>(user)) {
        loads.push_back(load);
      } else if (asks_for_field(*user)) {
        return;
      } else {
        report_(Diagnostic::bit_field, place_of(cast<Instruction>(user)->getDebugLoc()),
                "bit field '" + field.getName().str() +
                    "' can't be written directly: its position would be this program's, not the "
                    "kernel's; use BTFKIT_WRITE_BIT_FIELD from <btfkit/core.hpp>");
        return;
      }
    }
    for (LoadInst* load : loads) read(access, field, *load);
  }

  // __builtin_preserve_field_info(object->bits, kind)
  static bool asks_for_field(const User& user) {
    const auto* call = dyn_cast<IntrinsicInst>(&user);
    return call != nullptr && call->getIntrinsicID() == Intrinsic::bpf_preserve_field_info;
  }

  void read(IntrinsicInst& access, const DIDerivedType& field, LoadInst& load) {
    Instruction* extracted = extracted_value(access, field, load);
    if (extracted == nullptr) {
      report_(Diagnostic::bit_field, place_of(load.getDebugLoc()),
              "this read of bit field '" + field.getName().str() +
                  "' can't be relocated; use BTFKIT_READ_BIT_FIELD from <btfkit/core.hpp>");
      return;
    }
    IRBuilder<> builder(&load);
    Value* value = value_in_kernel(builder, access, load);
    builder.SetInsertPoint(&load);
    // A bool is true for any value but 0, as it would be by conversion.
    value = extracted->getType()->isIntegerTy(1)
                ? builder.CreateIsNotNull(value)
                : builder.CreateIntCast(value, extracted->getType(), false);
    extracted->replaceAllUsesWith(value);
    // From the last step to the load.
    for (Instruction* step = extracted; step != &load;) {
      auto* before = cast<Instruction>(step->getOperand(0));
      step->eraseFromParent();
      step = before;
    }
    load.eraseFromParent();
  }

  // The last of the instructions with which CodeGen takes the field out of the loaded unit
  // (CodeGenFunction::EmitLoadOfBitfieldLValue); null if they are others.
  Instruction* extracted_value(const IntrinsicInst& access, const DIDerivedType& field,
                               LoadInst& load) const {
    const DIBasicType* type = basic_type(field);
    if (type == nullptr || !load.getType()->isIntegerTy()) return nullptr;
    const DataLayout& layout = module_.getDataLayout();
    const std::uint64_t unit = load.getType()->getIntegerBitWidth();
    const std::uint64_t start = unit_offset(access) * byte_bits;
    const std::uint64_t width = field.getSizeInBits();
    if (field.getOffsetInBits() < start || field.getOffsetInBits() + width > start + unit) {
      return nullptr;
    }
    // Bits of the unit below the field and above it.
    std::uint64_t below = field.getOffsetInBits() - start;
    std::uint64_t above = unit - width - below;
    if (layout.isBigEndian()) std::swap(below, above);

    Instruction* last = &load;
    const auto follow = [&](unsigned opcode, const APInt& operand) {
      auto* next = last->hasOneUse() ? dyn_cast<BinaryOperator>(last->user_back()) : nullptr;
      const auto* constant = next == nullptr ? nullptr : dyn_cast<ConstantInt>(next->getOperand(1));
      const bool matches =
          constant != nullptr && next->getOpcode() == opcode && constant->getValue() == operand;
      last = matches ? next : nullptr;
      return matches;
    };
    const auto amount = [&](std::uint64_t bits) {
      return APInt(static_cast<unsigned>(unit), bits);
    };
    const bool is_signed = type->getSignedness() == DIBasicType::Signedness::Signed;
    if (is_signed) {
      if (above != 0 && !follow(Instruction::Shl, amount(above))) return nullptr;
      if (above + below != 0 && !follow(Instruction::AShr, amount(above + below))) return nullptr;
    } else {
      if (below != 0 && !follow(Instruction::LShr, amount(below))) return nullptr;
      const APInt mask =
          APInt::getLowBitsSet(static_cast<unsigned>(unit), static_cast<unsigned>(width));
      if (above != 0 && !follow(Instruction::And, mask)) return nullptr;
    }
    const bool is_bool = type->getEncoding() == dwarf::DW_ATE_boolean;
    const std::uint64_t value_bits = is_bool ? 1 : type->getSizeInBits();
    if (value_bits == unit) return last;
    auto* converted = last->hasOneUse() ? dyn_cast<CastInst>(last->user_back()) : nullptr;
    return converted != nullptr &&
                   converted->getType()->isIntegerTy(static_cast<unsigned>(value_bits))
               ? converted
               : nullptr;
  }

  // The field's value in the kernel, 64 bits wide, ahead of `load`.
  Value* value_in_kernel(IRBuilder<>& builder, IntrinsicInst& access, LoadInst& load) {
    // Keeps the relocated offset out of the loads: one that is part of a load would change the
    // load's width, and of four only one has the kernel's.
    auto* pointer = access.getType();
    InlineAsm* barrier =
        InlineAsm::get(FunctionType::get(pointer, {pointer}, false), "", "=r,0", true);
    Value* address = builder.CreateCall(barrier, {&access});
    Value* size = ask(builder, access, FieldInfo::byte_size);
    Type* number = builder.getInt64Ty();

    LLVMContext& context = module_.getContext();
    BasicBlock* before = load.getParent();
    BasicBlock* behind = SplitBlock(before, &load);
    Function* function = before->getParent();
    before->getTerminator()->eraseFromParent();
    builder.SetInsertPoint(before);
    SwitchInst* by_size = builder.CreateSwitch(size, behind, 4);
    SmallVector<std::pair<Value*, BasicBlock*>, 4> loaded;
    for (const unsigned bytes : {1U, 2U, 4U, 8U}) {
      BasicBlock* block = BasicBlock::Create(context, "", function, behind);
      by_size->addCase(builder.getInt32(bytes), block);
      builder.SetInsertPoint(block);
      LoadInst* unit = builder.CreateAlignedLoad(builder.getIntNTy(bytes * byte_bits), address,
                                                 Align(bytes), load.isVolatile());
      loaded.emplace_back(builder.CreateZExt(unit, number), block);
      builder.CreateBr(behind);
    }
    builder.SetInsertPoint(&load);
    PHINode* unit = builder.CreatePHI(number, 5);
    // There are no other sizes.
    unit->addIncoming(UndefValue::get(number), before);
    for (const auto& [value, block] : loaded) unit->addIncoming(value, block);

    Value* left = ask(builder, access, FieldInfo::left_shift);
    Value* top = builder.CreateShl(unit, builder.CreateZExt(left, number));
    Value* is_signed = builder.CreateIsNotNull(ask(builder, access, FieldInfo::is_signed));
    Instruction* with_sign = nullptr;
    Instruction* without_sign = nullptr;
    SplitBlockAndInsertIfThenElse(is_signed, &load, &with_sign, &without_sign);
    const auto shifted = [&](Instruction* at, bool keeps_sign) {
      builder.SetInsertPoint(at);
      Value* right = builder.CreateZExt(ask(builder, access, FieldInfo::right_shift), number);
      return keeps_sign ? builder.CreateAShr(top, right) : builder.CreateLShr(top, right);
    };
    Value* extended = shifted(with_sign, true);
    Value* plain = shifted(without_sign, false);
    builder.SetInsertPoint(&load);
    PHINode* value = builder.CreatePHI(number, 2);
    value->addIncoming(extended, with_sign->getParent());
    value->addIncoming(plain, without_sign->getParent());
    return value;
  }

  // What the backend makes of the question is a relocation for the whole chain of accesses, so each
  // question has a chain of its own.
  static Value* ask(IRBuilder<>& builder, const IntrinsicInst& access, FieldInfo what) {
    SmallVector<const IntrinsicInst*, 4> chain;
    const Value* object = &access;
    while (is_access(object)) {
      chain.push_back(cast<IntrinsicInst>(object));
      object = chain.back()->getArgOperand(0);
    }
    Value* field = const_cast<Value*>(object);
    for (const IntrinsicInst* step : reverse(chain)) {
      Instruction* copy = step->clone();
      copy->setOperand(0, field);
      field = builder.Insert(copy);
    }
    return builder.CreateIntrinsic(Intrinsic::bpf_preserve_field_info, {field->getType()},
                                   {field, builder.getInt64(static_cast<std::uint64_t>(what))});
  }

  Module& module_;
  const Reporter& report_;
};

}  // namespace

void settle_bit_fields(Module& module, const Reporter& report) {
  BitFields(module, report).settle();
}

}  // namespace btfkit
