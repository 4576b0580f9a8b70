// The kernel that an object is made ready for: its types, and which one it is.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "btf/model.h"
#include "elf/btf_input.h"

namespace btfkit::relocator {

// What an image says of the kernel that it is made for.
struct TargetIdentity {
  uint64_t btf_hash;                    // XXH64, seed 0, of the BTF blob
  std::optional<std::string> build_id;  // raw bytes
  std::optional<std::string> release;
};

// What can be looked for in a kernel by its name.
enum class Sought { kFunction, kTypedef };

// As BTF names the kind: "FUNC".
std::string_view name_of(Sought sought);

struct SoughtName {
  Sought sought;
  std::string name;

  friend auto operator<=>(const SoughtName&, const SoughtName&) = default;
};

class Kernel {
 public:
  // Opens whatever holds the kernel's BTF (elf::open_btf). Errors name it.
  static Result<Kernel> open(const std::string& path);
  // The same for what is open.
  static Result<Kernel> read(elf::BtfInput input);

  const btf::Btf& vmlinux() const { return vmlinux_; }
  TargetIdentity identity() const;

  // Looks for all of these in one walk over the types; find() then knows of them.
  void look_up(std::span<const SoughtName> names);
  // The first type of that kind and name.
  std::optional<btf::TypeId> find(Sought sought, std::string_view name) const;

 private:
  Kernel(elf::BtfInput input, btf::Btf vmlinux);

  elf::BtfInput input_;  // keeps the types' bytes alive
  uint64_t btf_hash_;
  btf::Btf vmlinux_;
  std::map<SoughtName, btf::TypeId> looked_up_;  // void for what isn't there
};

}  // namespace btfkit::relocator
