#include "kernel.h"

#include <xxhash.h>

#include <algorithm>
#include <filesystem>
#include <utility>

#include "btf/distill.h"
#include "btf/find_names.h"
#include "btf/reader.h"
#include "btf/wire.h"

namespace btfkit::relocator {
namespace {

namespace fs = std::filesystem;

// BTF_KIND_*.
uint32_t kind_of(Sought sought) {
  switch (sought) {
    case Sought::kFunction:
      return static_cast<uint32_t>(btf::wire::Kind::kFunc);
    case Sought::kVariable:
      return static_cast<uint32_t>(btf::wire::Kind::kVar);
    case Sought::kTypedef:
      return static_cast<uint32_t>(btf::wire::Kind::kTypedef);
    case Sought::kStruct:
      return static_cast<uint32_t>(btf::wire::Kind::kStruct);
    case Sought::kUnion:
      return static_cast<uint32_t>(btf::wire::Kind::kUnion);
  }
  std::unreachable();
}

// "md_mod" of "kernel/drivers/md/md-mod.ko.xz".
std::string module_name_of(const std::string& path) {
  std::string name = fs::path(path).filename().string();
  name = name.substr(0, name.find('.'));
  std::ranges::replace(name, '-', '_');
  return name;
}

// The first of the BTF's own types of that kind and name, or void.
btf::TypeId find_own(const btf::Btf& btf, Sought sought, std::string_view name) {
  const btf::WantedName wanted{kind_of(sought), name};
  return btf::find_names(btf, {&wanted, 1}).front();
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
    case Sought::kStruct:
      return "STRUCT";
    case Sought::kUnion:
      return "UNION";
  }
  std::unreachable();
}

Kernel::Kernel(elf::BtfInput input, btf::Btf vmlinux)
    : input_(std::move(input)),
      btf_hash_(XXH64(input_.btf.data(), input_.btf.size(), 0)),
      vmlinux_(std::make_unique<btf::Btf>(std::move(vmlinux))) {}

Result<Kernel> Kernel::open(const std::string& path, const std::vector<std::string>& modules) {
  Kernel kernel = BTFKIT_TRY(read(BTFKIT_TRY(elf::open_btf(path))));
  for (const std::string& one : modules) BTFKIT_CHECK(kernel.add_modules(one));
  std::ranges::stable_sort(kernel.modules_, {}, &Module::name);
  return kernel;
}

Result<void> Kernel::add_modules(const std::string& path) {
  std::vector<std::string> files;
  std::error_code error;
  if (fs::is_directory(path, error)) {
    for (fs::directory_iterator at(path, error), end; !error && at != end; at.increment(error)) {
      if (at->path().filename() != "vmlinux") files.push_back(at->path().string());
    }
    std::ranges::sort(files);
  } else {
    error.clear();
    files.push_back(path);
  }
  if (error) return fail("{}: {}", path, error.message());
  for (const std::string& file : files) {
    auto module = read_module(file);
    if (module) {
      modules_.push_back(std::move(*module));
    } else {
      warnings_.push_back(module.error().message());
    }
  }
  return {};
}

Result<Kernel::Module> Kernel::read_module(const std::string& path) const {
  Module module;
  module.name = module_name_of(path);
  module.input = BTFKIT_TRY(elf::open_btf(path));
  auto read = [&]() -> Result<btf::Btf> {
    const elf::BtfInput& input = module.input;
    if (!input.distilled_base) return in(".BTF", btf::read(input.btf, vmlinux_.get()));
    btf::Btf distilled = BTFKIT_TRY(in(".BTF.base", btf::read(*input.distilled_base)));
    btf::Btf split = BTFKIT_TRY(in(".BTF", btf::read(input.btf, &distilled)));
    return in(".BTF.base", btf::resolve_base(split, *vmlinux_));
  };
  module.btf = std::make_unique<btf::Btf>(BTFKIT_TRY(in(path, read())));
  return module;
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

bool Kernel::has_enumerator(std::string_view enumeration, std::string_view name) const {
  auto has = [&](const auto& choice) {
    return std::ranges::any_of(choice.enumerators, [&](const auto& enumerator) {
      return vmlinux_->string(enumerator.name) == name;
    });
  };
  return std::ranges::any_of(vmlinux_->own_types(), [&](const btf::Type& type) {
    if (vmlinux_->name(type) != enumeration) return false;
    auto* narrow = std::get_if<btf::Enum>(&type.kind);
    auto* wide = std::get_if<btf::Enum64>(&type.kind);
    return (narrow && has(*narrow)) || (wide && has(*wide));
  });
}

void Kernel::look_up(std::span<const SoughtName> names) {
  std::vector<btf::WantedName> wanted;
  for (const SoughtName& each : names) wanted.push_back({kind_of(each.sought), each.name});
  std::vector<btf::TypeId> found = btf::find_names(*vmlinux_, wanted);
  for (size_t i = 0; i < names.size(); ++i) looked_up_.emplace(names[i], found[i]);
}

std::optional<btf::TypeId> Kernel::find(Sought sought, std::string_view name) const {
  auto known = looked_up_.find({sought, std::string(name)});
  btf::TypeId id = known != looked_up_.end() ? known->second : find_own(*vmlinux_, sought, name);
  if (id == btf::kVoid) return std::nullopt;
  return id;
}

std::optional<Found> Kernel::find_with_modules(Sought sought, std::string_view name,
                                               std::string_view module) const {
  if (module.empty() || module == "vmlinux") {
    if (auto id = find(sought, name)) return Found{*id, 0};
  }
  for (size_t i = 0; i < modules_.size(); ++i) {
    if (!module.empty() && modules_[i].name != module) continue;
    btf::TypeId id = find_own(*modules_[i].btf, sought, name);
    if (id != btf::kVoid) return Found{id, i + 1};
  }
  return std::nullopt;
}

uint32_t plan_module(const Kernel& kernel, const Found& found, std::vector<std::string>& modules) {
  if (found.module == 0) return 0;
  std::string_view name = kernel.module_name(found);
  auto used = std::ranges::find(modules, name);
  if (used == modules.end()) used = modules.emplace(modules.end(), name);
  return static_cast<uint32_t>(used - modules.begin()) + 1;
}

}  // namespace btfkit::relocator
