// Where LLVM's interfaces differ between the versions that the plugin is built for (19 to 22), for
// the stages on the IR. On the AST, one function of name_attribute.cpp asks the compiler what there
// is.
#pragma once

#include <llvm/Config/llvm-config.h>
#include <llvm/IR/DebugInfoMetadata.h>

#include <cstdint>
#include <optional>

namespace btfkit {

// What DICompositeType is made of, as far as types for BTF need it.
struct CompositeParts {
  unsigned tag;
  llvm::StringRef name;
  llvm::DIFile* file = nullptr;
  unsigned line = 0;
  llvm::DIType* base_type = nullptr;  // of an enum or an array
  std::uint64_t size_in_bits = 0;
  std::uint32_t align_in_bits = 0;
  llvm::DINode::DIFlags flags = llvm::DINode::FlagZero;
  llvm::MDTuple* elements = nullptr;
  llvm::MDTuple* annotations = nullptr;
  llvm::DIScope* scope = nullptr;
  llvm::DIDerivedType* discriminator = nullptr;  // of a variant part
};

// Whether BTF can be made of DW_TAG_variant_part: a union, the discriminator its first member.
inline constexpr bool btf_has_variant_parts = LLVM_VERSION_MAJOR >= 22;

// Which -mcpu there is without one, and whether the backend knows atomic loads and stores.
inline constexpr llvm::StringLiteral default_processor = LLVM_VERSION_MAJOR >= 20 ? "v3" : "v1";
inline constexpr bool backend_has_atomic_loads = LLVM_VERSION_MAJOR >= 20;

// Calls `create` with the parts in the order in which DICompositeType::get() and getDistinct() take
// them. LLVM 21 put the kind of an enum in between, which is Swift's.
template <typename Create>
llvm::DICompositeType* create_composite(Create create, const CompositeParts& parts) {
  return create(parts.tag, parts.name, parts.file, parts.line, parts.scope, parts.base_type,
                parts.size_in_bits, parts.align_in_bits, 0, parts.flags, parts.elements, 0,
#if LLVM_VERSION_MAJOR >= 21
                std::nullopt,
#endif
                nullptr, nullptr, "", parts.discriminator, nullptr, nullptr, nullptr, nullptr,
                parts.annotations);
}

// Two calls with the same parts give one type.
inline llvm::DICompositeType* composite(llvm::LLVMContext& context, const CompositeParts& parts) {
  return create_composite([&](auto... all) { return llvm::DICompositeType::get(context, all...); },
                          parts);
}

// Each call gives another type.
inline llvm::DICompositeType* distinct_composite(llvm::LLVMContext& context,
                                                 const CompositeParts& parts) {
  return create_composite(
      [&](auto... all) { return llvm::DICompositeType::getDistinct(context, all...); }, parts);
}

// A subprogram like `old`, by other names, of another type and with other flags; it retains
// nothing.
inline llvm::DISubprogram* subprogram_like(llvm::DISubprogram& old, llvm::StringRef name,
                                           llvm::DISubroutineType* type,
                                           llvm::DISubprogram::DISPFlags flags,
                                           llvm::MDTuple* annotations) {
  llvm::LLVMContext& context = old.getContext();
  llvm::DIScope* scope = old.getFile();
  const auto create = [&](auto maker) {
    return maker(scope, name, "", old.getFile(), old.getLine(), type, old.getScopeLine(), nullptr,
                 0, 0, old.getFlags(), flags, old.getUnit(), nullptr, nullptr, nullptr, nullptr,
#if LLVM_VERSION_MAJOR >= 21
                 annotations, "", old.getKeyInstructionsEnabled());
#else
                 annotations, "");
#endif
  };
  if (old.isDistinct()) {
    return create([&](auto... all) { return llvm::DISubprogram::getDistinct(context, all...); });
  }
  return create([&](auto... all) { return llvm::DISubprogram::get(context, all...); });
}

}  // namespace btfkit
