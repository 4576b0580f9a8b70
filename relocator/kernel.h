// The kernel that an object is made ready for: its types, and which one it is.
#pragma once

#include <optional>
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
enum class Sought { kFunction, kVariable, kTypedef };

// As BTF names the kind: "FUNC".
std::string_view name_of(Sought sought);

class Kernel {
 public:
  // Opens whatever holds the kernel's BTF (elf::open_btf). Errors name it.
  static Result<Kernel> open(const std::string& path);
  // The same for what is open.
  static Result<Kernel> read(elf::BtfInput input);

  const btf::Btf& vmlinux() const { return vmlinux_; }
  TargetIdentity identity() const;

  // What its container says; raw BTF says nothing.
  std::optional<elf::KernelVersion> version() const { return input_.version; }

  // Whether an enumeration of that name has the enumerator.
  bool has_enumerator(std::string_view enumeration, std::string_view name) const;

  // The first type of that kind and name.
  std::optional<btf::TypeId> find(Sought sought, std::string_view name) const;

 private:
  Kernel(elf::BtfInput input, btf::Btf vmlinux)
      : input_(std::move(input)), vmlinux_(std::move(vmlinux)) {}

  elf::BtfInput input_;  // keeps the types' bytes alive
  btf::Btf vmlinux_;
};

}  // namespace btfkit::relocator
