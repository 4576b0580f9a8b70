#include "dump_words.h"

#include "btf/dump.h"

namespace btfkit::btf {
namespace {

std::vector<TypeId> types_from(TypeId first, const Btf& btf) {
  std::vector<TypeId> types;
  types.reserve(number(btf.end_id()) - number(first));
  for (uint32_t id = number(first); id < number(btf.end_id()); ++id) types.push_back(TypeId{id});
  return types;
}

}  // namespace

std::vector<TypeId> own_types(const Btf& btf) { return types_from(btf.first_id(), btf); }
std::vector<TypeId> all_types(const Btf& btf) { return types_from(TypeId{1}, btf); }

std::string_view linkage_name(Linkage linkage) {
  switch (linkage) {
    case Linkage::kStatic:
      return "static";
    case Linkage::kGlobal:
      return "global";
    case Linkage::kExtern:
      return "extern";
  }
  return "(unknown)";
}

std::string_view encoding_name(uint8_t encoding) {
  switch (encoding) {
    case 0:
      return "(none)";
    case Int::kSigned:
      return "SIGNED";
    case Int::kChar:
      return "CHAR";
    case Int::kBool:
      return "BOOL";
    default:
      return "(unknown)";
  }
}

}  // namespace btfkit::btf
