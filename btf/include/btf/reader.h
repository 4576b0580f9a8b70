// BTF and .BTF.ext from bytes.
#pragma once

#include "btf/ext.h"
#include "btf/model.h"
#include "support/bytes.h"

namespace btfkit::btf {

// Whether `bytes` begin with BTF's magic number in either byte order.
bool is_btf(Bytes bytes);

// Reads a `.BTF` section or a file of /sys/kernel/btf, of either byte order. The result uses the
// bytes in place; they must outlive it. With `base` it is read as split BTF on that base, which
// must outlive the result, too. Checked are bounds, kinds, string offsets and the range of all type
// ids, so that whoever uses the types need not; whether the kernel would take it is not.
Result<Btf> read(Bytes bytes, const Btf* base = nullptr);
// The same for bytes that nobody else needs: the result keeps them.
Result<Btf> read(std::vector<std::byte>&& bytes, const Btf* base = nullptr);

// Reads a `.BTF.ext` section that belongs to `btf`. String offsets and type ids are checked.
Result<Ext> read_ext(Bytes bytes, const Btf& btf);

}  // namespace btfkit::btf
