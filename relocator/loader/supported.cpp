// What a plan can say and this loader doesn't do.
#include "supported.h"

#include <linux/bpf.h>

namespace loader {
namespace {

// The record that is in the way, or null.
const char* unsupported_record(const MapPlan& map) {
  if (map.attr.btf_vmlinux_value_type_id != 0) return "PLAN_MAP_ATTR of a struct_ops map";
  return nullptr;
}

const char* unsupported_record(const ProgramPlan& program) {
  if (!program.patches.empty()) return "PLAN_PROGRAM_PATCHES";
  if (program.replaces != nullptr) return "PLAN_PROGRAM_REPLACES";
  return nullptr;
}

template <class Item>
bool check_each(const Array<Item>& items, const char* what, loader_error& error) {
  for (const Item& item : items) {
    if (const char* record = unsupported_record(item)) {
      return fail(error, "%s '%s': %s is not supported", what, item.name, record);
    }
  }
  return true;
}

}  // namespace

bool check_supported(const Plan& plan, loader_error& error) {
  return check_each(plan.maps, "map", error) && check_each(plan.programs, "program", error);
}

}  // namespace loader
