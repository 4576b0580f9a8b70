// Bytes as an object's BTF and .BTF.ext and as a kernel's BTF: two 32-bit little-endian lengths,
// then the kernel's BTF, the object's BTF and, to the end, .BTF.ext. Every relocation is resolved
// and applied to each form of instruction. The answers are those of an index made for these roots
// alone, and those of the smaller kernel that `btfgen min` would make.
#include <array>
#include <cstdint>
#include <optional>

#include "btf/reader.h"
#include "core/engine.h"
#include "core/needs.h"
#include "one_line.h"
#include "support/bytes.h"

namespace {

using namespace btfkit;

// Two lengths and what they divide, or nothing where they are too long.
struct Input {
  Bytes kernel, object, ext;

  static std::optional<Input> split(Bytes bytes) {
    constexpr size_t kHeader = 8;
    if (bytes.size() < kHeader) return std::nullopt;
    auto length = [&](size_t at) {
      uint32_t value = 0;
      for (size_t i = 4; i-- > 0;) value = value << 8 | std::to_integer<uint32_t>(bytes[at + i]);
      return value;
    };
    uint64_t kernel = length(0), object = length(4);
    Bytes rest = bytes.subspan(kHeader);
    if (kernel > rest.size() || object > rest.size() - kernel) return std::nullopt;
    return Input{rest.first(kernel), rest.subspan(kernel, object), rest.subspan(kernel + object)};
  }
};

bool same(const core::Fixup& one, const core::Fixup& other) {
  return one.local_value == other.local_value && one.target_value == other.target_value &&
         one.poison == other.poison && one.validate == other.validate &&
         one.local_width == other.local_width && one.target_width == other.target_width &&
         one.resize_unsafe == other.resize_unsafe;
}

// A load, a store, an ALU operation and a 64-bit immediate which hold the value that the object's
// types say.
void apply(const core::Fixup& fixup) {
  auto value = static_cast<int32_t>(fixup.local_value);
  auto high = static_cast<int32_t>(fixup.local_value >> 32);
  const std::array<core::Instruction, 2> forms[] = {
      {{{0x61, 1, 2, static_cast<int16_t>(value), 0}, {}}},
      {{{0x7b, 1, 2, static_cast<int16_t>(value), 0}, {}}},
      {{{0xb7, 1, 0, 0, value}, {}}},
      {{{0x04, 1, 0, 0, value}, {}}},
      {{{core::kLdImm64, 1, 0, 0, value}, {0, 0, 0, 0, high}}},
  };
  for (auto insns : forms) {
    auto applied = core::apply(fixup, insns);
    if (!applied) fuzz::expect_one_line(applied.error());
  }
}

// What each relocation comes to, in their order; nothing for a failure.
std::vector<std::optional<core::Fixup>> resolve(const btf::Btf& object, const btf::Ext& ext,
                                                const core::Target& target) {
  std::vector<std::optional<core::Fixup>> fixups;
  core::Engine engine(object, target);
  for (const auto& section : ext.relocations) {
    for (const btf::CoreRelocation& relocation : section.records) {
      auto resolution = engine.resolve(relocation);
      if (!resolution) {
        fuzz::expect_one_line(resolution.error());
        fuzz::expect(!core::describe(object, relocation).empty());
        fixups.emplace_back();
        continue;
      }
      fuzz::expect(!core::describe(object, resolution->local, relocation.kind).empty());
      if (resolution->target) {
        fuzz::expect(!core::describe(target.btf, *resolution->target, relocation.kind).empty());
      }
      fixups.emplace_back(resolution->fixup);
    }
  }
  return fixups;
}

void expect_same(const std::vector<std::optional<core::Fixup>>& fixups,
                 const std::vector<std::optional<core::Fixup>>& again) {
  fuzz::expect(again.size() == fixups.size());
  for (size_t i = 0; i < fixups.size(); ++i) {
    fuzz::expect(!fixups[i] || (again[i] && same(*fixups[i], *again[i])));
  }
}

// Against the part of the kernel that the relocations need they come out as against all of it.
void check_smaller(const btf::Btf& kernel, const btf::Btf& object, const btf::Ext& ext,
                   const std::vector<std::optional<core::Fixup>>& fixups) {
  core::Needs needs(kernel);
  const core::Relocatable relocatable[] = {{"fuzz", &object, &ext}};
  auto added = needs.add(relocatable);
  if (!added) return fuzz::expect_one_line(added.error());
  core::Minimised smaller = needs.minimise();
  core::Target target(smaller.btf);
  target.ids = &smaller.ids;
  expect_same(fixups, resolve(object, ext, target));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  auto input = Input::split(Bytes(reinterpret_cast<const std::byte*>(data), size));
  if (!input) return 0;
  auto kernel = btf::read(input->kernel);
  if (!kernel) return fuzz::expect_one_line(kernel.error()), 0;
  auto object = btf::read(input->object);
  if (!object) return fuzz::expect_one_line(object.error()), 0;
  auto ext = btf::read_ext(input->ext, *object);
  if (!ext) return fuzz::expect_one_line(ext.error()), 0;

  auto fixups = resolve(*object, *ext, core::Target(*kernel));
  for (const auto& fixup : fixups) {
    if (fixup) apply(*fixup);
  }
  auto by_roots = resolve(*object, *ext, core::Target(*kernel, core::roots_of(*object, *ext)));
  for (size_t i = 0; i < fixups.size(); ++i) {
    fuzz::expect(fixups[i].has_value() == by_roots[i].has_value());
    fuzz::expect(!fixups[i] || same(*fixups[i], *by_roots[i]));
  }
  auto late = btf::read(input->kernel, nullptr, btf::Check::kWhenUsed);
  fuzz::expect(late.has_value());
  expect_same(fixups, resolve(*object, *ext, core::Target(*late)));
  fuzz::expect(!late->has_fault());
  check_smaller(*kernel, *object, *ext, fixups);
  return 0;
}
