// BTF and .BTF.ext from bytes.
#pragma once

#include "btf/ext.h"
#include "btf/model.h"
#include "support/bytes.h"

namespace btfkit::btf {

class NameFilter;

// Whether `bytes` begin with BTF's magic number in either byte order.
bool is_btf(Bytes bytes);

// When the string offsets and type ids of a BTF are checked. Bounds, kinds and the types' own names
// always are at once.
enum class Check : uint8_t {
  kAtOnce,
  // When a type is asked for, which takes a third of the time where few are. One that is at fault
  // is then one of its kind that has nothing, and Btf::has_fault() says so; reading once more says
  // what it is.
  kWhenUsed,
};

// Reads a `.BTF` section or a file of /sys/kernel/btf, of either byte order. The result uses the
// bytes in place; they must outlive it. With `base` it is read as split BTF on that base, which
// must outlive the result, too. Checked are bounds, kinds, string offsets and the range of all type
// ids, so that whoever uses the types need not; whether the kernel would take it is not.
Result<Btf> read(Bytes bytes, const Btf* base = nullptr, Check check = Check::kAtOnce);
// What was read, and its types that a filter lets through, by ascending id.
struct FilteredBtf {
  Btf btf;
  std::vector<TypeId> types;
};
// Reads as with Check::kWhenUsed, and filters the types in the same walk.
Result<FilteredBtf> read_filtered(Bytes bytes, const NameFilter& filter);

// The same as read() for bytes that nobody else needs: the result keeps them.
Result<Btf> read(std::vector<std::byte>&& bytes, const Btf* base = nullptr);

// Reads a `.BTF.ext` section that belongs to `btf`. String offsets and type ids are checked.
Result<Ext> read_ext(Bytes bytes, const Btf& btf);

}  // namespace btfkit::btf
