#include "btf/ext.h"

namespace btfkit::btf {

std::string_view kind_name(CoreKind kind) {
  switch (kind) {
    case CoreKind::kFieldByteOffset:
      return "byte_off";
    case CoreKind::kFieldByteSize:
      return "byte_sz";
    case CoreKind::kFieldExists:
      return "field_exists";
    case CoreKind::kFieldSigned:
      return "signed";
    case CoreKind::kFieldLshiftU64:
      return "lshift_u64";
    case CoreKind::kFieldRshiftU64:
      return "rshift_u64";
    case CoreKind::kTypeIdLocal:
      return "local_type_id";
    case CoreKind::kTypeIdTarget:
      return "target_type_id";
    case CoreKind::kTypeExists:
      return "type_exists";
    case CoreKind::kTypeSize:
      return "type_size";
    case CoreKind::kEnumvalExists:
      return "enumval_exists";
    case CoreKind::kEnumvalValue:
      return "enumval_value";
    case CoreKind::kTypeMatches:
      return "type_matches";
  }
  return "unknown";
}

}  // namespace btfkit::btf
