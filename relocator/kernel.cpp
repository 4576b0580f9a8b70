#include "kernel.h"

#include <xxhash.h>

#include <algorithm>
#include <utility>

#include "btf/reader.h"

namespace btfkit::relocator {
namespace {

bool is_sought(Sought sought, const btf::Type& type) {
  switch (sought) {
    case Sought::kFunction:
      return std::holds_alternative<btf::Func>(type.kind);
    case Sought::kVariable:
      return std::holds_alternative<btf::Var>(type.kind);
    case Sought::kTypedef:
      return std::holds_alternative<btf::Typedef>(type.kind);
  }
  std::unreachable();
}

}  // namespace

std::string_view name_of(Sought sought) {
  switch (sought) {
    case Sought::kFunction:
      return "FUNC";
    case Sought::kVariable:
      return "VAR";
    case Sought::kTypedef:
      return "TYPEDEF";
  }
  std::unreachable();
}

Result<Kernel> Kernel::open(const std::string& path) {
  return read(BTFKIT_TRY(elf::open_btf(path)));
}

Result<Kernel> Kernel::read(elf::BtfInput input) {
  auto vmlinux = btf::read(input.btf);
  if (!vmlinux) {
    return std::unexpected(std::move(vmlinux).error().in(".BTF").in(input.path));
  }
  return Kernel(std::move(input), std::move(*vmlinux));
}

TargetIdentity Kernel::identity() const {
  return {XXH64(input_.btf.data(), input_.btf.size(), 0), input_.build_id, input_.release};
}

bool Kernel::has_enumerator(std::string_view enumeration, std::string_view name) const {
  auto has = [&](const auto& choice) {
    return std::ranges::any_of(choice.enumerators, [&](const auto& enumerator) {
      return vmlinux_.string(enumerator.name) == name;
    });
  };
  return std::ranges::any_of(vmlinux_.own_types(), [&](const btf::Type& type) {
    if (vmlinux_.name(type) != enumeration) return false;
    auto* narrow = std::get_if<btf::Enum>(&type.kind);
    auto* wide = std::get_if<btf::Enum64>(&type.kind);
    return (narrow && has(*narrow)) || (wide && has(*wide));
  });
}

std::optional<btf::TypeId> Kernel::find(Sought sought, std::string_view name) const {
  for (uint32_t number = 1; number < btf::number(vmlinux_.end_id()); ++number) {
    btf::TypeId id{number};
    btf::Type type = vmlinux_.type(id);
    if (is_sought(sought, type) && vmlinux_.name(type) == name) return id;
  }
  return std::nullopt;
}

}  // namespace btfkit::relocator
