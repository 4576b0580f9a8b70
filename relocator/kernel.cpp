#include "kernel.h"

#include <xxhash.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "btf/find_names.h"
#include "btf/reader.h"
#include "btf/wire.h"

namespace btfkit::relocator {
namespace {

// BTF_KIND_*.
uint32_t kind_of(Sought sought) {
  switch (sought) {
    case Sought::kFunction:
      return static_cast<uint32_t>(btf::wire::Kind::kFunc);
    case Sought::kVariable:
      return static_cast<uint32_t>(btf::wire::Kind::kVar);
    case Sought::kTypedef:
      return static_cast<uint32_t>(btf::wire::Kind::kTypedef);
    case Sought::kEnum:
      return static_cast<uint32_t>(btf::wire::Kind::kEnum);
    case Sought::kStruct:
      return static_cast<uint32_t>(btf::wire::Kind::kStruct);
    case Sought::kUnion:
      return static_cast<uint32_t>(btf::wire::Kind::kUnion);
  }
  std::unreachable();
}

// The first of the BTF's own types of that kind and name, or void.
btf::TypeId find_own(const btf::Btf& btf, Sought sought, std::string_view name) {
  const btf::WantedName wanted{kind_of(sought), name};
  return btf::find_names(btf, {&wanted, 1}).front();
}

std::vector<btf::WantedName> wanted_of(const KernelQuery& query) {
  std::vector<btf::WantedName> wanted;
  wanted.reserve(query.names.size());
  for (const SoughtName& each : query.names) wanted.push_back({kind_of(each.sought), each.name});
  return wanted;
}

btf::NameFilter filter_of(const KernelQuery& query) {
  btf::NameFilter filter;
  btf::add_names(filter, wanted_of(query));
  core::add_roots(filter, query.roots);
  return filter;
}

Result<btf::FilteredBtf> read_alone(Bytes bytes) {
  return btf::FilteredBtf{BTFKIT_TRY(btf::read(bytes, nullptr, btf::Check::kWhenUsed)), {}};
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
    case Sought::kEnum:
      return "ENUM";
    case Sought::kStruct:
      return "STRUCT";
    case Sought::kUnion:
      return "UNION";
  }
  std::unreachable();
}

Kernel::Kernel(elf::BtfInput input, btf::Btf vmlinux, std::future<uint64_t> btf_hash)
    : input_(std::move(input)),
      btf_hash_(std::move(btf_hash)),
      vmlinux_(std::make_unique<btf::Btf>(std::move(vmlinux))),
      modules_(std::make_unique<Modules>(*vmlinux_, input_.release)) {}

Result<Kernel> Kernel::open(const std::string& path, const std::vector<std::string>& modules,
                            const KernelQuery* query) {
  return read(BTFKIT_TRY(elf::open_btf(path)), modules, query);
}

Result<Kernel> Kernel::read(elf::BtfInput input, const std::vector<std::string>& modules,
                            const KernelQuery* query) {
  // Beside the reading, as it takes half as long.
  auto btf_hash = std::async([bytes = input.btf] { return XXH64(bytes.data(), bytes.size(), 0); });
  auto read = query ? btf::read_filtered(input.btf, filter_of(*query)) : read_alone(input.btf);
  if (!read) return std::unexpected(std::move(read).error().in(".BTF").in(input.path));
  btf::Btf* vmlinux = &read->btf;
  auto origin = in(input.path, in(".BTF", core::find_origin(*vmlinux)));
  Kernel kernel(std::move(input), std::move(*vmlinux), std::move(btf_hash));
  kernel.filtered_for_ = query;
  kernel.filtered_ = std::move(read->types);
  kernel.origin_ = BTFKIT_TRY(std::move(origin));
  if (kernel.origin_ && !modules.empty()) {
    return fail("{}: it is a part of a kernel's BTF, and no base for that of modules",
                kernel.input_.path);
  }
  for (const std::string& one : modules) kernel.modules_->add(BTFKIT_TRY(module_files(one)));
  return kernel;
}

TargetIdentity Kernel::identity() const {
  if (!origin_) return {btf_hash_.get(), input_.build_id, input_.release};
  auto if_known = [](const std::string& text) {
    return text.empty() ? std::nullopt : std::optional(text);
  };
  return {origin_->btf_hash, if_known(origin_->build_id), if_known(origin_->release)};
}

std::vector<core::Module> Kernel::parts() const {
  std::vector<core::Module> parts{{"", vmlinux_.get()}};
  std::ranges::copy(modules_->all(), std::back_inserter(parts));
  return parts;
}

Result<void> Kernel::check_used() const {
  if (!vmlinux_->has_fault()) return {};
  auto at_once = btf::read(input_.btf);
  return std::unexpected(std::move(at_once).error().in(".BTF").in(input_.path));
}

bool Kernel::has_enumerator(std::string_view enumeration, std::string_view name) const {
  auto id = find(Sought::kEnum, enumeration);
  if (!id) return false;
  return std::ranges::any_of(
      btf::get_if<btf::Enum>(*vmlinux_, *id)->enumerators,
      [&](const btf::Enumerator& enumerator) { return vmlinux_->string(enumerator.name) == name; });
}

std::optional<elf::KernelVersion> Kernel::version() const {
  if (!origin_) return input_.version;
  uint32_t code = told_age().version;
  if (code == 0) return std::nullopt;
  return elf::KernelVersion{code >> 16, (code >> 8) & 0xff, code & 0xff};
}

uint32_t Kernel::shown_release() const {
  if (origin_) return told_age().shown;
  return core::shown_release(*vmlinux_,
                             find(Sought::kEnum, core::kMapTypesEnum).value_or(btf::kVoid),
                             find(Sought::kEnum, core::kHelpersEnum).value_or(btf::kVoid));
}

bool Kernel::lacks_fd_array() const {
  if (origin_) return told_age().lacks_fd_array;
  return core::lacks_fd_array(*vmlinux_,
                              find(Sought::kUnion, core::kAttributesUnion).value_or(btf::kVoid));
}

core::Target Kernel::look_for(const KernelQuery& query) {
  bool is_filtered = std::exchange(filtered_for_, nullptr) == &query;
  std::vector<btf::TypeId> among =
      is_filtered ? std::move(filtered_) : filter_of(query).own_types(*vmlinux_);
  auto found = btf::find_names(*vmlinux_, wanted_of(query), among);
  for (size_t i = 0; i < query.names.size(); ++i) {
    const SoughtName& name = query.names[i];
    looked_up_.emplace(name, found[i]);
    modules_->expect(kind_of(name.sought), name.name);
  }
  return complete(core::Target(*vmlinux_, query.roots, among), query.roots);
}

core::Target Kernel::searched_for(std::span<const core::Root> roots) const {
  return complete(core::Target(*vmlinux_, roots), roots);
}

core::Target Kernel::complete(core::Target target, std::span<const core::Root> roots) const {
  if (origin_) target.ids = &origin_->ids;
  auto without = target.without_candidate(roots);
  if (!without.empty()) target.add_modules(modules_->all(), without);
  return target;
}

Result<btf::TypeId> Kernel::id_in_kernel(const Found& found) const {
  if (!origin_ || found.module != 0) return found.id;
  auto id = origin_->ids.find(found.id);
  if (id != origin_->ids.end()) return id->second;
  return fail("the target doesn't tell which id {} has in its kernel",
              btf::describe(*vmlinux_, found.id));
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
  if (auto found = modules_->find(kind_of(sought), name, module)) {
    return Found{found->id, found->module + 1};
  }
  return std::nullopt;
}

std::vector<SoughtName> age_names() {
  return {{Sought::kEnum, std::string(core::kMapTypesEnum)},
          {Sought::kEnum, std::string(core::kHelpersEnum)},
          {Sought::kUnion, std::string(core::kAttributesUnion)}};
}

uint32_t plan_module(const Kernel& kernel, const Found& found, std::vector<std::string>& modules) {
  if (found.module == 0) return 0;
  std::string_view name = kernel.module_name(found);
  auto used = std::ranges::find(modules, name);
  if (used == modules.end()) used = modules.emplace(modules.end(), name);
  return static_cast<uint32_t>(used - modules.begin()) + 1;
}

}  // namespace btfkit::relocator
