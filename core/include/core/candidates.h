// Which types of a kernel may be meant by a name.
#pragma once

#include <span>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "btf/ext.h"
#include "btf/model.h"
#include "btf/name_filter.h"

namespace btfkit::core {

// What a relocation begins with, in the object's BTF.
struct Root {
  const btf::Btf* local;
  btf::TypeId type;
};

// What the relocations of `ext` begin with, each once. An object's own ids ask nothing of a target.
std::vector<Root> roots_of(const btf::Btf& local, const btf::Ext& ext);

// Which of a split BTF's types count.
enum class Part { kAll, kOwn };

// Lets through what may be a candidate for one of `roots`.
void add_roots(btf::NameFilter& filter, std::span<const Root> roots);

// The types of a target by essential name; made once for a target, asked for each root type.
class CandidateIndex {
 public:
  // `target` must outlive the index.
  explicit CandidateIndex(const btf::Btf& target);
  // Of those types alone that are candidates for one of `roots`, whose BTFs must outlive the index,
  // too. find() may be called for those.
  CandidateIndex(const btf::Btf& target, std::span<const Root> roots, Part part = Part::kAll);
  // The same, where `among` has all types that a filter with `roots` lets through.
  CandidateIndex(const btf::Btf& target, std::span<const Root> roots,
                 std::span<const btf::TypeId> among);

  // All types of `kind` (enums of both widths count as one) whose essential name is that of `name`,
  // in the order of their ids. Of a split BTF's own types only where its base has none: libbpf
  // looks into modules for what vmlinux lacks (bpf_core_find_cands).
  std::vector<btf::TypeId> find(std::string_view name, const btf::Kind& kind) const;

 private:
  const btf::Btf& target_;
  std::unordered_map<std::string_view, std::vector<btf::TypeId>> by_name_;
};

}  // namespace btfkit::core
