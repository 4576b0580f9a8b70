#include "btf_stack.h"

#include <utility>

#include "btf/distill.h"
#include "btf/reader.h"

namespace btfkit::btfgen {

BtfStack BtfStack::on(const BtfStack& base) {
  BtfStack stack;
  stack.base_ = base.top_if_any();
  return stack;
}

Result<void> BtfStack::add(const std::string& path) {
  inputs_.push_back(BTFKIT_TRY(elf::open_btf(path)));
  btf::Btf btf = BTFKIT_TRY(in(path, read(inputs_.back())));
  btfs_.push_back(std::move(btf));
  return {};
}

Result<btf::Btf> BtfStack::read(const elf::BtfInput& input) {
  const btf::Btf* base = top_if_any();
  if (!input.distilled_base) return in(".BTF", btf::read(input.btf, base));
  btf::Btf distilled = BTFKIT_TRY(in(".BTF.base", btf::read(*input.distilled_base)));
  if (base) {
    btf::Btf split = BTFKIT_TRY(in(".BTF", btf::read(input.btf, &distilled)));
    return in(".BTF.base", btf::resolve_base(split, *base));
  }
  btfs_.push_back(std::move(distilled));
  return in(".BTF", btf::read(input.btf, &btfs_.back()));
}

}  // namespace btfkit::btfgen
