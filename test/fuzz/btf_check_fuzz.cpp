// Bytes as BTF under the kernel's rules, those of several kernels, alone and on a base: it ends,
// with complaints that can be printed.
#include <algorithm>
#include <cstdint>

#include "btf/check.h"
#include "btf/reader.h"
#include "btf/writer.h"
#include "one_line.h"

namespace {

using namespace btfkit;

void expect_printable(const std::vector<btf::Complaint>& complaints) {
  for (const btf::Complaint& complaint : complaints) {
    fuzz::expect(!complaint.subject.empty() && !complaint.rule.empty());
    fuzz::expect(complaint.kernel_wording.empty() != complaint.kernel_error.empty());
  }
}

const std::vector<std::byte>& base(Endian endian) {
  auto make = [](Endian order) {
    btf::Btf btf(order);
    btf.add_type({btf.add_string("int"), btf::Int{4, btf::Int::kSigned, 0, 32}});
    btf.add_type({btf::kNoName, btf::Ptr{btf::kVoid}});
    return btf::write(btf).value();
  };
  static const std::vector<std::byte> little = make(Endian::kLittle);
  static const std::vector<std::byte> big = make(Endian::kBig);
  return endian == Endian::kLittle ? little : big;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  Bytes bytes(reinterpret_cast<const std::byte*>(data), size);
  for (btf::KernelVersion kernel : {btf::kOldestKernel, btf::KernelVersion{5, 15},
                                    btf::KernelVersion{6, 2}, btf::kNewestKernel}) {
    auto complaints = btf::check(bytes, {.kernel = kernel, .endian = {}, .base = {}});
    fuzz::expect(complaints.has_value());
    expect_printable(*complaints);
    // What a kernel accepts the reader understands.
    if (complaints->empty()) fuzz::expect(btf::read(bytes).has_value());
  }
  for (Endian endian : {Endian::kLittle, Endian::kBig}) {
    auto complaints = btf::check(
        bytes, {.kernel = btf::kNewestKernel, .endian = endian, .base = Bytes(base(endian))});
    fuzz::expect(complaints.has_value());
    expect_printable(*complaints);
    // As a base it may be refused, in one line.
    auto on_it =
        btf::check(base(endian), {.kernel = btf::kNewestKernel, .endian = endian, .base = bytes});
    if (!on_it) fuzz::expect_one_line(on_it.error());
  }
  return 0;
}
