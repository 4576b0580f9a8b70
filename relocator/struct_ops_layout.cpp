// From the object's struct to the target's:
//
//   struct tcp_congestion_ops___mine {     struct bpf_struct_ops_tcp_congestion_ops {
//     char name[16];                         struct bpf_struct_ops_common_value common;
//     void (*init)(struct sock *);           struct tcp_congestion_ops data;  <- members go here
//   };                                     };
//
// A program that `init` points to attaches to the BTF id of the target's tcp_congestion_ops, and
// its attach type is the index of `init` there.
#include "struct_ops_layout.h"

#include <linux/bpf.h>

#include <algorithm>

#include "core/name.h"
#include "data_pointers.h"

namespace btfkit::relocator {
namespace {

constexpr std::string_view kValuePrefix = "bpf_struct_ops_";
// Flags of Linux 6.4 and 6.9, which linux/bpf.h may be too old for.
constexpr uint32_t kLink = 1u << 13;                   // BPF_F_LINK
constexpr uint32_t kModuleHasValue = 1u << 15;         // BPF_F_VTYPE_BTF_OBJ_FD
constexpr uint64_t kLargestValue = uint64_t{1} << 20;  // far more than any kernel's

std::string value_name_of(std::string_view name) {
  return fmt::format("{}{}", kValuePrefix, name);
}

// The kernel's side of one struct.
struct Target {
  Found value;  // struct bpf_struct_ops_X
  btf::Struct value_struct;
  btf::TypeId type;  // struct X
  btf::Struct type_struct;
  uint64_t data_at;  // bytes from the value's start to the struct
};

Result<Target> find_target(const Kernel& kernel, std::string_view name) {
  std::string value_name = value_name_of(name);
  auto value = kernel.find_with_modules(Sought::kStruct, value_name);
  if (!value)
    return fail("the target knows no struct_ops '{}': it has no STRUCT '{}'", name, value_name);
  const btf::Btf& btf = kernel.btf_of(*value);
  auto value_struct = *btf::get_if<btf::Struct>(btf, value->id);
  for (const btf::Member& member : value_struct.members) {
    auto type_struct = btf::get_if<btf::Struct>(btf, member.type);
    if (!type_struct || btf.name(member.type) != name) continue;
    uint64_t data_at = value_struct.bit_offset(member) / 8;
    if (value_struct.size > kLargestValue || data_at > value_struct.size ||
        type_struct->size > value_struct.size - data_at) {
      return fail("the target's STRUCT '{}' has {} bytes, and {} from {} on don't fit", value_name,
                  value_struct.size, type_struct->size, data_at);
    }
    return Target{*value, value_struct, member.type, *type_struct, data_at};
  }
  return fail("the target's STRUCT '{}' has no member of STRUCT '{}'", value_name, name);
}

class Layout {
 public:
  Layout(const Object& object, const Kernel& kernel, std::vector<std::string>& modules)
      : local_(object.btf), kernel_(kernel), modules_(modules) {}

  Result<Map> run(const StructOps& variable, std::map<uint32_t, size_t>& functions,
                  std::map<std::string, CallbackTarget>& targets) {
    Target target =
        BTFKIT_TRY(find_target(kernel_, core::essential_name(local_.name(variable.type))));
    const btf::Btf& btf = kernel_.btf_of(target.value);
    if (btf::pointer_size(btf) != kPointerSize) {
      return fail("the target's pointers have {} bytes, and programs need {}",
                  btf::pointer_size(btf), kPointerSize);
    }
    Map map;
    map.name = variable.name;
    map.type = BPF_MAP_TYPE_STRUCT_OPS;
    map.key_size = sizeof(uint32_t);
    map.value_size = target.value_struct.size;
    map.max_entries = 1;
    if (variable.is_linked) map.flags |= kLink;
    map.kernel_value_type = BTFKIT_TRY(kernel_.id_in_kernel(target.value));
    map.kernel_value_module = plan_module(kernel_, target.value, modules_);
    if (map.kernel_value_module != 0) map.flags |= kModuleHasValue;
    map.data.resize(target.value_struct.size);
    btf::TypeId type = BTFKIT_TRY(kernel_.id_in_kernel({target.type, target.value.module}));
    auto declared = *btf::get_if<btf::Struct>(local_, variable.type);
    for (size_t i = 0; i < declared.members.size(); ++i) {
      auto callback = std::ranges::find(variable.callbacks, i, &Callback::member);
      const Callback* program = callback == variable.callbacks.end() ? nullptr : &*callback;
      auto context = fmt::format("member '{}'", local_.string(declared.members[i].name));
      auto place =
          BTFKIT_TRY(in(context, copy(variable, declared, i, program, btf, target, map.data)));
      if (!program) continue;
      CallbackTarget where{type, map.kernel_value_module, place.member};
      BTFKIT_CHECK(in(context, use(program->name, where, targets)));
      functions.emplace(static_cast<uint32_t>(place.offset), program->function);
    }
    return map;
  }

 private:
  struct Place {
    uint32_t member;  // index in the target's struct
    uint64_t offset;  // bytes into the value
  };

  // Copies one member, if it is no program, and says where it is in the target.
  Result<Place> copy(const StructOps& variable, const btf::Struct& declared, size_t index,
                     const Callback* program, const btf::Btf& btf, const Target& target,
                     std::vector<std::byte>& out) {
    const btf::Member& member = declared.members[index];
    uint64_t size = BTFKIT_TRY(btf::size_of(local_, member.type, kPointerSize));
    uint64_t at = declared.bit_offset(member) / 8;
    if (at > variable.data.size() || size > variable.data.size() - at) {
      return fail("its {} bytes at {} are not inside the struct", size, at);
    }
    Bytes bytes = Bytes(variable.data).subspan(at, size);
    bool is_zero = std::ranges::all_of(bytes, [](std::byte b) { return b == std::byte{0}; });
    std::string_view name = local_.string(member.name);
    auto found = std::ranges::find_if(target.type_struct.members, [&](const btf::Member& one) {
      return !name.empty() && btf.string(one.name) == name;
    });
    if (found == target.type_struct.members.end()) {
      if (is_zero && !program) return Place{};
      return fail("the target's {} has none, and it is {}", btf::describe(btf, target.type),
                  program ? fmt::format("program '{}'", program->name) : "not zero");
    }
    if (is_bit_field(declared, member) || is_bit_field(target.type_struct, *found)) {
      return fail("bit fields are not supported");
    }
    btf::TypeId type = BTFKIT_TRY(btf::skip_modifiers(local_, member.type));
    btf::TypeId target_type = BTFKIT_TRY(btf::skip_modifiers(btf, found->type));
    BTFKIT_CHECK(check_kinds(type, btf, target_type));
    Place place{static_cast<uint32_t>(found - target.type_struct.members.begin()),
                target.data_at + target.type_struct.bit_offset(*found) / 8};
    uint64_t target_size = BTFKIT_TRY(btf::size_of(btf, target_type, kPointerSize));
    if (size != target_size) {
      return fail("it has {} bytes, but {} in the target", size, target_size);
    }
    if (place.offset > out.size() || size > out.size() - place.offset) {
      return fail("the target's BTF has it outside of its struct");
    }
    if (program) {
      BTFKIT_CHECK(check_callback(btf, target_type, place));
    } else if (btf::get_if<btf::Ptr>(local_, type)) {
      if (!is_zero) return fail("it is a pointer with a value that is no program");
    } else {
      std::ranges::copy(bytes, out.begin() + static_cast<ptrdiff_t>(place.offset));
    }
    return place;
  }

  static bool is_bit_field(const btf::Struct& owner, const btf::Member& member) {
    return owner.bit_width(member) != 0 || owner.bit_offset(member) % 8 != 0;
  }

  Result<void> check_kinds(btf::TypeId local, const btf::Btf& btf, btf::TypeId target) {
    bool is_same = local == btf::kVoid || target == btf::kVoid
                       ? local == target
                       : local_.type(local).kind.index() == btf.type(target).kind.index();
    if (is_same) return {};
    return fail("it is {}, but {} in the target", btf::describe(local_, local),
                btf::describe(btf, target));
  }

  static Result<void> check_callback(const btf::Btf& btf, btf::TypeId type, Place place) {
    auto pointer = *btf::get_if<btf::Ptr>(btf, type);
    btf::TypeId pointee = BTFKIT_TRY(btf::skip_modifiers(btf, pointer.type));
    if (!btf::get_if<btf::FuncProto>(btf, pointee)) {
      return fail("it is no pointer to a function in the target");
    }
    if (place.offset % kPointerSize == 0) return {};
    return fail("the target's BTF has it at byte {}, which is no place of a pointer", place.offset);
  }

  // A program may serve several maps, but only as the same callback.
  Result<void> use(const std::string& program, const CallbackTarget& where,
                   std::map<std::string, CallbackTarget>& targets) {
    auto [known, is_new] = targets.emplace(program, where);
    if (is_new || known->second == where) return {};
    return fail("program '{}' is used for two callbacks: {} of type {} and {} of type {}", program,
                known->second.member, btf::number(known->second.type), where.member,
                btf::number(where.type));
  }

  const btf::Btf& local_;
  const Kernel& kernel_;
  std::vector<std::string>& modules_;
};

}  // namespace

std::vector<SoughtName> struct_ops_names(const Object& object) {
  std::vector<SoughtName> names;
  for (btf::TypeId type : struct_ops_types(object.btf)) {
    names.push_back({Sought::kStruct, value_name_of(core::essential_name(object.btf.name(type)))});
  }
  return names;
}

Result<StructOpsLayout> lay_out_struct_ops(const std::vector<StructOps>& variables,
                                           const Object& object, const Kernel& kernel,
                                           std::vector<Map>& maps,
                                           std::vector<std::string>& modules) {
  StructOpsLayout result;
  Layout layout(object, kernel, modules);
  for (const StructOps& variable : variables) {
    if (!variable.is_created) continue;
    StructOpsMap filled{maps.size(), {}};
    auto context = fmt::format("struct_ops '{}'", variable.name);
    maps.push_back(BTFKIT_TRY(in(context, layout.run(variable, filled.functions, result.targets))));
    result.maps.push_back(std::move(filled));
  }
  return result;
}

void fill_struct_ops(const StructOpsLayout& layout, const Object& object,
                     const std::vector<LinkedProgram>& programs, std::vector<Map>& maps) {
  for (const StructOpsMap& one : layout.maps) {
    for (auto [offset, function] : one.functions) {
      // It is linked: programs of a map that is created are not left out.
      auto program =
          std::ranges::find(programs, object.functions[function].name, &LinkedProgram::name);
      maps[one.map].programs.push_back({offset, static_cast<size_t>(program - programs.begin())});
    }
  }
}

}  // namespace btfkit::relocator
