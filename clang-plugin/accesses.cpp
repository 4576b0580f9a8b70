// Member accesses index the types as BTF will have them.
//
// For `object->member` of a preserved type CodeGen emits
//
//   %address = call ptr @llvm.preserve.struct.access.index(ptr elementtype(%T) %object, i32 LLVM,
//   i32 N)
//              !llvm.preserve.access.index !T
//
// where N counts T's own fields, and the BPF backend takes N for an index into T's elements. Bases,
// static members and the like make that another element, so N is corrected here. A call of
// btfkit_base_of_... on the way (see base_accesses.cpp) says that T is a base of a type that is to
// be the relocation's root: both become one access of that type.
#include <llvm/ADT/SmallPtrSet.h>
#include <llvm/Analysis/ValueTracking.h>
#include <llvm/BinaryFormat/Dwarf.h>
#include <llvm/IR/Constants.h>
#include <llvm/IR/DebugInfoMetadata.h>
#include <llvm/IR/Function.h>
#include <llvm/IR/IRBuilder.h>
#include <llvm/IR/InstIterator.h>
#include <llvm/IR/IntrinsicInst.h>
#include <llvm/IR/IntrinsicsBPF.h>
#include <llvm/IR/Module.h>

#include <optional>
#include <string>

#include "base_of.h"
#include "contract.h"
#include "debug_types.h"
#include "ir_report.h"
#include "ir_stages.h"

namespace btfkit {

using namespace llvm;

namespace {

constexpr std::uint64_t byte_bits = 8;
// Of llvm.bpf.preserve.enum.value.
constexpr unsigned enumerator_operand = 1;

bool is_member_access(const IntrinsicInst& call) {
  return call.getIntrinsicID() == Intrinsic::preserve_struct_access_index ||
         call.getIntrinsicID() == Intrinsic::preserve_union_access_index;
}

// __builtin_preserve_type_info, __builtin_preserve_enum_value, __builtin_btf_type_id.
bool asks_for_type(const IntrinsicInst& call) {
  switch (call.getIntrinsicID()) {
    case Intrinsic::bpf_preserve_type_info:
    case Intrinsic::bpf_preserve_enum_value:
    case Intrinsic::bpf_btf_type_id:
      return true;
    default:
      return false;
  }
}

class Accesses {
 public:
  Accesses(Module& module, DebugTypes& types, const Reporter& report)
      : module_(module), types_(types), report_(report) {}

  void settle() {
    SmallVector<IntrinsicInst*, 32> accesses;
    SmallVector<CallInst*, 32> conversions;
    for (Function& function : module_) {
      for (Instruction& instruction : instructions(function)) {
        BaseOf base_of;
        auto* call = dyn_cast<CallInst>(&instruction);
        auto* intrinsic = dyn_cast<IntrinsicInst>(&instruction);
        if (intrinsic != nullptr && is_member_access(*intrinsic)) {
          note_kernel_enums(*intrinsic);
          accesses.push_back(intrinsic);
        }
        if (intrinsic != nullptr && asks_for_type(*intrinsic)) {
          note_kernel_type(*intrinsic);
          use_given_name(*intrinsic);
        }
        if (call != nullptr && parse_base_of(call->getCalledFunction(), base_of)) {
          conversions.push_back(call);
        }
      }
    }
    warn_if_unoptimised(accesses);
    for (IntrinsicInst* access : accesses) settle(*access);
    for (CallInst* conversion : conversions) report_unknown_place(*conversion);
    // What is left of the conversions leads to plain accesses.
    for (CallInst* conversion : conversions) to_plain_offset(*conversion);
    remove_functions();
  }

 private:
  // The question is about the kernel's type of that name.
  void note_kernel_type(const IntrinsicInst& call) {
    // __builtin_btf_type_id(object, 0) asks for this program's.
    const bool local = call.getIntrinsicID() == Intrinsic::bpf_btf_type_id &&
                       cast<ConstantInt>(call.getArgOperand(1))->isZero();
    auto* type = dyn_cast_or_null<DIType>(call.getMetadata(LLVMContext::MD_preserve_access_index));
    if (type == nullptr || local) return;
    while (auto* derived = dyn_cast<DIDerivedType>(type)) {
      if (derived->getTag() == dwarf::DW_TAG_typedef || derived->getBaseType() == nullptr) break;
      type = derived->getBaseType();
    }
    types_.stands_for_kernels(type);
  }

  // Loaders compare the enum that a member is of with the kernel's by its name.
  void note_kernel_enums(const IntrinsicInst& access) {
    auto* owner = dyn_cast_or_null<DICompositeType>(strip_qualifiers(
        dyn_cast_or_null<DIType>(access.getMetadata(LLVMContext::MD_preserve_access_index))));
    if (owner == nullptr || find_tag(owner, preserve_tag) == nullptr) return;
    for (DINode* element : owner->getElements()) {
      const auto* member = dyn_cast<DIDerivedType>(element);
      if (member == nullptr || member->getTag() != dwarf::DW_TAG_member) continue;
      auto* type = dyn_cast_or_null<DICompositeType>(strip_qualifiers(member->getBaseType()));
      while (type != nullptr && type->getTag() == dwarf::DW_TAG_array_type) {
        type = dyn_cast_or_null<DICompositeType>(strip_qualifiers(type->getBaseType()));
      }
      const bool is_enum = type != nullptr && type->getTag() == dwarf::DW_TAG_enumeration_type;
      if (is_enum) types_.stands_for_kernels(type);
    }
  }

  // __builtin_preserve_enum_value names the enumerator as C++ does, "NAME:VALUE", and the backend
  // looks for it among those of the new type.
  void use_given_name(IntrinsicInst& call) {
    if (call.getIntrinsicID() != Intrinsic::bpf_preserve_enum_value) return;
    auto* type = dyn_cast_or_null<DICompositeType>(strip_qualifiers(
        dyn_cast_or_null<DIType>(call.getMetadata(LLVMContext::MD_preserve_access_index))));
    auto* old = dyn_cast<GlobalVariable>(call.getArgOperand(enumerator_operand));
    StringRef text;
    if (type == nullptr || old == nullptr || !getConstantStringInfo(old, text)) return;
    const auto [name, value] = text.split(':');
    unsigned number = 0;
    for (DINode* element : type->getElements()) {
      if (cast<DIEnumerator>(element)->getName() == name) break;
      ++number;
    }
    const std::optional<StringRef> given = given_enumerator_name(type, number);
    if (!given) return;
    IRBuilder<> builder(&call);
    call.setArgOperand(enumerator_operand,
                       builder.CreateGlobalString((*given + ":" + value).str()));
    if (old->use_empty()) old->eraseFromParent();
  }

  // The backend leaves the load of a relocated offset as it is, from an address that means nothing.
  void warn_if_unoptimised(ArrayRef<IntrinsicInst*> accesses) {
    for (const IntrinsicInst* access : accesses) {
      const Function& function = *access->getFunction();
      if (!function.hasOptNone()) continue;
      report_(Diagnostic::unoptimised, place_of(access->getDebugLoc()),
              "relocations don't work without optimisation, in C neither; use -O1 or higher");
      return;
    }
  }

  void settle(IntrinsicInst& access) {
    auto* metadata = access.getMetadata(LLVMContext::MD_preserve_access_index);
    auto* owner =
        dyn_cast_or_null<DICompositeType>(strip_qualifiers(dyn_cast_or_null<DIType>(metadata)));
    if (owner == nullptr) return;
    // `using task = kernel::task_struct;` is a name of this program's, which no kernel knows. What
    // only a typedef names is called so by the kernel too.
    if (!owner->getName().empty()) {
      access.setMetadata(LLVMContext::MD_preserve_access_index, owner);
    }
    // A lambda's closure is the program's own, but __builtin_preserve_access_index of something
    // that is captured covers it.
    const bool closure = owner->getTag() == dwarf::DW_TAG_class_type && owner->getName().empty() &&
                         find_tag(owner, preserve_tag) == nullptr;
    if (closure) {
      to_plain_access(access);
      return;
    }
    if (is_nameless_root(access)) return use_own_layout(access);

    const bool is_union = access.getIntrinsicID() == Intrinsic::preserve_union_access_index;
    const unsigned operand = is_union ? 1 : 2;
    const auto number =
        static_cast<unsigned>(cast<ConstantInt>(access.getArgOperand(operand))->getZExtValue());

    Value* object = access.getArgOperand(0);
    DICompositeType* root = owner;
    std::uint64_t base_offset = 0;
    std::uint64_t align = 1;
    for (CallInst* conversion : conversions_behind(object)) {
      BaseOf base_of;
      parse_base_of(conversion->getCalledFunction(), base_of);
      base_offset += base_of.offset;
      align = base_of.align;
      root = base_of.derived;
      object = conversion->getArgOperand(0);
    }

    const std::vector<Step> steps = types_.path(root, owner, base_offset * byte_bits, number);
    if (steps.empty()) {
      report_(Diagnostic::no_such_member, place_of(access.getDebugLoc()),
              "this access can't be relocated: BTF has no such member");
      to_plain_access(access);
      return;
    }
    if (root == owner && steps.size() == 1) {
      auto* type = access.getArgOperand(operand)->getType();
      access.setArgOperand(operand, ConstantInt::get(type, steps.front().index));
      return;
    }
    rebuild(access, object, root, base_offset, align, steps);
  }

  // A chain of accesses in place of one. LLVM's type for the root is not at hand, so each access
  // has a type of its own that has a byte at the step's offset and the root's alignment.
  void rebuild(IntrinsicInst& access, Value* object, DICompositeType* root,
               std::uint64_t base_offset, std::uint64_t align, const std::vector<Step>& steps) {
    const DataLayout& layout = module_.getDataLayout();
    auto* accessed = cast<StructType>(access.getParamElementType(0));
    const auto llvm_index =
        static_cast<unsigned>(cast<ConstantInt>(access.getArgOperand(1))->getZExtValue());
    std::uint64_t left =
        base_offset + layout.getStructLayout(accessed)->getElementOffset(llvm_index);
    align = std::max(align, layout.getABITypeAlign(accessed).value());

    IRBuilder<> builder(&access);
    Type* byte = builder.getInt8Ty();
    Type* aligned = builder.getIntNTy(static_cast<unsigned>(std::min<std::uint64_t>(align, 8) * 8));
    Value* address = object;
    for (std::size_t i = 0; i < steps.size(); ++i) {
      // The last step goes to where CodeGen went, which for a bit field is its storage.
      const bool last = i + 1 == steps.size();
      const std::uint64_t offset = last ? left : steps[i].offset / byte_bits;
      left -= offset;
      auto* shape = StructType::get(
          module_.getContext(), {ArrayType::get(byte, offset), byte, ArrayType::get(aligned, 0)});
      DIType* type = i == 0 ? root : steps[i].type;
      address = builder.CreatePreserveStructAccessIndex(shape, address, 1, steps[i].index, type);
    }
    access.replaceAllUsesWith(address);
    access.eraseFromParent();
  }

  // Loaders find a kernel's type by its name. array_accesses.cpp has joined what can be.
  static bool is_nameless_root(const IntrinsicInst& access) {
    if (has_type_name(access)) return false;
    const auto* object = dyn_cast<IntrinsicInst>(access.getArgOperand(0));
    return object == nullptr ||
           (!is_member_access(*object) &&
            object->getIntrinsicID() != Intrinsic::preserve_array_access_index);
  }

  void use_own_layout(IntrinsicInst& access) {
    const Value* object = access.getArgOperand(0);
    const Value* start = getUnderlyingObject(object);
    // A variable has this layout anyway; the first access of a chain has said it for all.
    const bool said = isa<AllocaInst, GlobalVariable>(start) || nameless_.contains(object);
    if (!said) {
      report_(Diagnostic::unrelocatable, place_of(access.getDebugLoc()),
              "this access can't be relocated: its type has no name by which a kernel's could be "
              "found; access it from the object that it is in (object->array[index].member)");
    }
    nameless_.insert(to_plain_access(access));
  }

  Value* to_plain_access(IntrinsicInst& access) {
    IRBuilder<> builder(&access);
    Value* address = access.getArgOperand(0);
    if (access.getIntrinsicID() == Intrinsic::preserve_struct_access_index) {
      address = builder.CreateInBoundsGEP(access.getParamElementType(0), address,
                                          {builder.getInt32(0), access.getArgOperand(1)});
    }
    access.replaceAllUsesWith(address);
    access.eraseFromParent();
    return address;
  }

  // A base elsewhere than at the object's start is at another place in the kernel, if anywhere.
  void report_unknown_place(CallInst& conversion) {
    std::uint64_t offset = 0;
    BaseOf base_of;
    for (CallInst* each : conversions_behind(&conversion)) {
      parse_base_of(each->getCalledFunction(), base_of);
      offset += base_of.offset;
    }
    if (offset == 0) return;
    for (const Use* use : other_uses(conversion)) {
      const auto* user = cast<Instruction>(use->getUser());
      const std::string text =
          ("a base of '" + base_of.derived->getName() +
           "' can't be used by itself here: its offset of " + Twine(offset) +
           " bytes is this program's, not the kernel's; access the members through '" +
           base_of.derived->getName() + "', or in a function that this file defines")
              .str();
      report_(Diagnostic::base_conversion, place_of(user->getDebugLoc()), text);
    }
  }

  void to_plain_offset(CallInst& conversion) {
    BaseOf base_of;
    parse_base_of(conversion.getCalledFunction(), base_of);
    IRBuilder<> builder(&conversion);
    Value* address = conversion.getArgOperand(0);
    if (base_of.offset != 0) {
      address =
          builder.CreateInBoundsGEP(builder.getInt8Ty(), address, builder.getInt64(base_of.offset));
    }
    conversion.replaceAllUsesWith(address);
    conversion.eraseFromParent();
  }

  void remove_functions() {
    for (Function& function : make_early_inc_range(module_)) {
      BaseOf base_of;
      if (parse_base_of(&function, base_of) && function.use_empty()) function.eraseFromParent();
    }
  }

  Module& module_;
  DebugTypes& types_;
  const Reporter& report_;
  // Addresses of members of types without a name.
  SmallPtrSet<const Value*, 8> nameless_;
};

}  // namespace

void settle_accesses(Module& module, DebugTypes& types, const Reporter& report) {
  Accesses(module, types, report).settle();
}

}  // namespace btfkit
