// Why a candidate isn't what a relocation asks for: match_access() says whether, this says where it
// stopped.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "btf/ext.h"
#include "btf/model.h"
#include "core/access.h"

namespace btfkit::core {

// Where a candidate stops to fit. Types of the target are those of the candidate's BTF.
struct Mismatch {
  enum class Reason {
    kNoMember,            // `in` has no member of the step's name
    kIncompatibleMember,  // it has one, but of `target_type`, which can't stand for `local_type`
    kNoStruct,            // the step names a member, but `in` is no struct or union
    kNoArray,             // the step is an index, but `in` is no array
    kBeyondArray,         // array `in` has `count` elements, too few for the step's index
    kNoEnumerator,        // `in` has no enumerator of the name
    kIncompatibleType,    // the types themselves, `local_type` and `target_type`, are apart
    kMemberIsNotMatched,  // types are matched; `target_type` of the member doesn't match
    kShape,               // types are matched, and differ otherwise
  };

  Reason reason;
  size_t step = 0;              // index into the access's steps
  btf::TypeId in = btf::kVoid;  // what the step was looked for in, without modifiers
  std::string_view name = {};   // the local name that was looked for
  btf::TypeId local_type = btf::kVoid;
  btf::TypeId target_type = btf::kVoid;
  uint32_t count = 0;
};

// Where and why `candidate` of `target` isn't what `access` of `local` means; nothing if it is.
// The arguments are match_access()'s, and so are the errors.
Result<std::optional<Mismatch>> explain_match(const btf::Btf& local, const Access& access,
                                              btf::CoreKind kind, const btf::Btf& target,
                                              btf::TypeId candidate, uint32_t pointer_size);

// The first member of struct or union `in` of that name, through anonymous members, and the struct
// that has it. Nothing where there is none.
struct FoundMember {
  btf::TypeId in;
  btf::Member member;
};
std::optional<FoundMember> find_member(const btf::Btf& btf, btf::TypeId in, std::string_view name);

}  // namespace btfkit::core
