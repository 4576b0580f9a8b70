#include "btf/check.h"

#include "check/header.h"
#include "check/metas.h"
#include "check/resolve.h"
#include "check/special_fields.h"
#include "check/type_tags.h"

namespace btfkit::btf {
namespace {

using namespace checking;

// The base of a split BTF. What it has against itself is not this check's matter.
Result<RawBtf> read_base(Bytes bytes, Endian endian, const Rules& rules) {
  Report ignored;
  auto sections = check_header(bytes, endian, false, rules, ignored);
  if (!sections) return fail("base: its header leads to no types");
  RawBtf base(sections->types, sections->strings, endian, nullptr);
  if (!check_metas(sections->types, base, rules, ignored)) {
    return fail("base: type [{}] can't be read", base.end_id());
  }
  return base;
}

}  // namespace

Result<std::vector<Complaint>> check(Bytes bytes, const CheckOptions& options) {
  const Rules rules(options.kernel);
  Report report;
  const bool is_split = options.base.has_value();
  auto sections = check_header(bytes, options.endian, is_split, rules, report);
  if (!sections) return std::move(report).take();

  std::optional<RawBtf> base;
  if (is_split) base = BTFKIT_TRY(read_base(*options.base, sections->endian, rules));
  RawBtf btf(sections->types, sections->strings, sections->endian, base ? &*base : nullptr);
  if (!check_metas(sections->types, btf, rules, report)) return std::move(report).take();

  // From here all ids are known.
  check_references(btf, rules, report);
  if (rules.type_tags_first) check_type_tags(btf, report);
  // The kernel doesn't ask this of split BTF, since there are no objects of a module's own types.
  if (!is_split && report.empty()) check_special_fields(btf, rules, report);
  return std::move(report).take();
}

}  // namespace btfkit::btf
