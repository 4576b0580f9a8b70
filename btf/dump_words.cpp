#include "dump_words.h"

#include "btf/dump.h"

namespace btfkit::btf {
namespace {

std::vector<TypeId> types_from(TypeId first, const Btf& btf) {
  std::vector<TypeId> types(number(btf.end_id()) - number(first));
  for (uint32_t i = 0; i < types.size(); ++i) types[i] = TypeId{number(first) + i};
  return types;
}

}  // namespace

std::vector<TypeId> own_types(const Btf& btf) {
  return types_from(btf.first_id(), btf);
}
std::vector<TypeId> all_types(const Btf& btf) {
  return types_from(TypeId{1}, btf);
}

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
