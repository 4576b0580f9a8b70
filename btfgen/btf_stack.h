// BTF and what it is on.
#pragma once

#include <deque>
#include <string>

#include "btf/model.h"
#include "elf/btf_input.h"

namespace btfkit::btfgen {

// Split BTFs, each on the one that was added before it. They and their files live as long as this.
class BtfStack {
 public:
  BtfStack() = default;
  // One that begins on what is on top of `base`, if anything is; `base` must outlive it and stay as
  // it is.
  static BtfStack on(const BtfStack& base);

  // Reads the BTF of `path`, which elf::open_btf must know, on what is there already. One with a
  // distilled base is resolved against that; where nothing is there it stays on its distilled base.
  // Errors name path and section.
  Result<void> add(const std::string& path);

  // What was read last.
  const elf::BtfInput& input() const { return inputs_.back(); }
  // The one that was added last.
  const btf::Btf& top() const { return btfs_.empty() ? *base_ : btfs_.back(); }
  const btf::Btf* top_if_any() const { return btfs_.empty() ? base_ : &btfs_.back(); }

 private:
  Result<btf::Btf> read(const elf::BtfInput& input);

  const btf::Btf* base_ = nullptr;
  // Deques, as each BTF points into its file and to the BTF that it is on.
  std::deque<elf::BtfInput> inputs_;
  std::deque<btf::Btf> btfs_;
};

}  // namespace btfkit::btfgen
