#include "kernel.h"

#include <xxhash.h>

#include <utility>

#include "btf/find_names.h"
#include "btf/reader.h"

namespace btfkit::relocator {
namespace {

// BTF_KIND_*.
uint32_t kind_of(Sought sought) {
  switch (sought) {
    case Sought::kFunction:
      return 12;
    case Sought::kTypedef:
      return 8;
  }
  std::unreachable();
}

}  // namespace

std::string_view name_of(Sought sought) {
  switch (sought) {
    case Sought::kFunction:
      return "FUNC";
    case Sought::kTypedef:
      return "TYPEDEF";
  }
  std::unreachable();
}

Kernel::Kernel(elf::BtfInput input, btf::Btf vmlinux)
    : input_(std::move(input)),
      btf_hash_(XXH64(input_.btf.data(), input_.btf.size(), 0)),
      vmlinux_(std::move(vmlinux)) {}

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
  return {btf_hash_, input_.build_id, input_.release};
}

void Kernel::look_up(std::span<const SoughtName> names) {
  std::vector<btf::WantedName> wanted;
  for (const SoughtName& each : names) wanted.push_back({kind_of(each.sought), each.name});
  std::vector<btf::TypeId> found = btf::find_names(vmlinux_, wanted);
  for (size_t i = 0; i < names.size(); ++i) looked_up_.emplace(names[i], found[i]);
}

std::optional<btf::TypeId> Kernel::find(Sought sought, std::string_view name) const {
  auto known = looked_up_.find({sought, std::string(name)});
  const btf::WantedName wanted{kind_of(sought), name};
  btf::TypeId id =
      known != looked_up_.end() ? known->second : btf::find_names(vmlinux_, {&wanted, 1}).front();
  if (id == btf::kVoid) return std::nullopt;
  return id;
}

}  // namespace btfkit::relocator
