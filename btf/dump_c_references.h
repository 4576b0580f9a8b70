// Which types others refer to.
#pragma once

#include <vector>

#include "btf/model.h"

namespace btfkit::btf::c {

class References {
 public:
  // `kOneByName`: by nothing but one member of a struct or union with a name, or by a typedef.
  // Those are written once, and so is a type without a name inside them.
  enum Count : uint8_t { kNone, kOneByName, kMany };

  explicit References(const Btf& btf) : counts_(number(btf.end_id())) { count(btf); }

  Count to(TypeId id) const { return counts_[number(id)]; }

 private:
  void count(const Btf& part);

  std::vector<Count> counts_;  // by id
};

}  // namespace btfkit::btf::c
