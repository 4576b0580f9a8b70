// The types of the module's debug info as BTF can have them: for each type that clang described, a
// new one without classes, bases, methods, references and names that the kernel refuses.
#pragma once

#include <llvm/ADT/DenseMap.h>
#include <llvm/ADT/DenseSet.h>
#include <llvm/ADT/StringRef.h>
#include <llvm/IR/DebugInfoMetadata.h>

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace llvm {
class IntrinsicInst;
}  // namespace llvm

namespace btfkit {

struct TagAlternative;
struct TaggedUnion;

// A field of a record with its bases flattened into it.
struct Field {
  // As clang described it; null for a nested base, and for tag and storage of a tagged union.
  llvm::DIDerivedType* member;
  llvm::DICompositeType* owner;  // the class that declares it, the nested base, or the tagged union
  std::uint64_t owner_offset;    // of that class in the record, in bits
  std::vector<Field> nested;     // a base whose member names collide stays a struct of its own

  std::uint64_t offset() const {
    return owner_offset + (member == nullptr ? 0 : member->getOffsetInBits());
  }
};

// One step of an access as BTF has it: element `index` of `type`, at `offset` bits in it.
struct Step {
  llvm::DICompositeType* type;
  unsigned index;
  std::uint64_t offset;
};

class DebugTypes {
 public:
  // `tags_discriminants`: the alternatives of tagged unions get decl tags that say which value of
  // the tag stands for them.
  DebugTypes(llvm::LLVMContext& context, bool tags_discriminants)
      : context_(context), tags_discriminants_(tags_discriminants) {}

  // Asked about by the program, `type` is one of the kernel's and named without scopes, as one
  // under preserve_access_index is. To be said before it is mapped.
  void stands_for_kernels(llvm::DIType* type) { kernels_.insert(type); }

  // The new type for one of clang's; null (void) for null.
  llvm::DIType* map(llvm::DIType* type);

  // How field `number` of `owner`, counted as CodeGen does, is reached from a `root` that holds
  // `owner` as a base at `owner_offset` bits, or that is `owner`. Empty if there is no such field.
  // The steps' types are new ones.
  std::vector<Step> path(llvm::DICompositeType* root, llvm::DICompositeType* owner,
                         std::uint64_t owner_offset, unsigned number);

 private:
  llvm::DIType* make(llvm::DIType* type);
  llvm::DIType* make_basic(llvm::DIBasicType* type);
  llvm::DIType* make_derived(llvm::DIDerivedType* type);
  llvm::DIType* make_member_pointer(llvm::DIDerivedType* type);
  llvm::DIType* make_subroutine(llvm::DISubroutineType* type);
  llvm::DIType* make_array(llvm::DICompositeType* type);
  llvm::DIType* make_enum(llvm::DICompositeType* type);
  llvm::DIType* make_record(llvm::DICompositeType* type);

  const std::vector<Field>& fields(llvm::DICompositeType* record);
  bool find(const std::vector<Field>& level, llvm::DICompositeType* made, const Field& wanted,
            std::vector<Step>& steps);
  std::vector<llvm::Metadata*> members(const std::vector<Field>& fields,
                                       llvm::DICompositeType* new_record);
  llvm::DICompositeType* nested_record(const Field& field);

  // debug_variants.cpp: tag and alternatives of a tagged union, as an element of `new_record`.
  llvm::Metadata* variant_element(llvm::DICompositeType* variant, llvm::DICompositeType* new_record,
                                  std::uint64_t offset);
  llvm::DIType* standard_alternative(llvm::DICompositeType* variant,
                                     llvm::DICompositeType* new_record,
                                     const TaggedUnion& described,
                                     const TagAlternative& alternative);
  llvm::DIType* written_alternative(llvm::DICompositeType* variant,
                                    llvm::DICompositeType* new_record, const TaggedUnion& described,
                                    const TagAlternative& alternative);
  llvm::DICompositeType* alternative_struct(llvm::DICompositeType* variant,
                                            llvm::DICompositeType* new_record,
                                            const TaggedUnion& described,
                                            const TagAlternative& alternative);
  std::string argument_name(llvm::DIType* argument);

  llvm::DIDerivedType* member(llvm::DIType* of, llvm::StringRef name, llvm::DIType* type,
                              std::uint64_t size, std::uint64_t offset);
  llvm::DICompositeType* record(unsigned tag, llvm::StringRef name, std::uint64_t size,
                                llvm::DICompositeType* like);
  void set_elements(llvm::DICompositeType* record, const std::vector<llvm::Metadata*>& elements);
  llvm::DIBasicType* byte_type();

  // By the scheme of docs/cxx-names.md.
  std::string name_of(llvm::DIType* type);

  llvm::LLVMContext& context_;
  const bool tags_discriminants_;
  llvm::DenseSet<llvm::DIType*> kernels_;
  llvm::DenseMap<llvm::DIType*, llvm::DIType*> types_;
  // Looked up only, never iterated. References to its values stay valid.
  std::map<llvm::DICompositeType*, std::vector<Field>> fields_;
  // By name and type. Looked up only.
  std::map<std::pair<std::string, llvm::DIType*>, llvm::DIType*> typedefs_;
  // The anonymous structs of nested bases, by the new record and the element's index.
  llvm::DenseMap<std::pair<llvm::DICompositeType*, unsigned>, llvm::DICompositeType*> nested_;
};

// Of a new type: whether the program wrote it as a bit field, with which alone clang says where the
// storage begins. BTF has other members as bit fields, too, for the kernel to accept them.
bool is_bit_field(const llvm::DIDerivedType& member);

// The field of a record that CodeGen counts as `number`; null if there is none.
llvm::DIDerivedType* field(const llvm::DICompositeType& record, unsigned number);

// debug_variants.cpp: what the AST half said of a tagged union; empty if the record is none.
std::optional<TaggedUnion> tagged_union_of(const llvm::DICompositeType* record);

// debug_names.cpp: whether the type that the access is to has a name, be it by a typedef.
bool has_type_name(const llvm::IntrinsicInst& access);
// debug_names.cpp: whether the record, or the anonymous one that a typedef names, is under
// preserve_access_index.
bool is_preserved(llvm::DIType* type);
// How C++ would spell it, scopes included.
std::string cxx_type_name(llvm::DIType* type);

// What the AST half said about a record: the tag that begins with `prefix`, null if there is none.
const llvm::MDString* find_tag(const llvm::DICompositeType* record, llvm::StringRef prefix);
// The same among the tags of any declaration.
const llvm::MDString* find_tag(const llvm::Metadata* annotations, llvm::StringRef prefix);
// The name that [[btf::name]] gave a declaration, from its tags.
std::optional<llvm::StringRef> given_name(const llvm::Metadata* annotations);
// Of an enum: its own given name, and that of its enumerator `number`.
std::optional<llvm::StringRef> given_enum_name(const llvm::DICompositeType* type);
std::optional<llvm::StringRef> given_enumerator_name(const llvm::DICompositeType* type,
                                                     unsigned number);
// The tags without those that the AST half left, which are no business of BTF's readers.
llvm::MDTuple* without_own_tags(llvm::LLVMContext& context, llvm::DINodeArray annotations);

// The type behind typedefs, const, volatile and the like.
llvm::DIType* strip_qualifiers(llvm::DIType* type);

}  // namespace btfkit
