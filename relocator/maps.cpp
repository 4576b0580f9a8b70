#include "maps.h"

#include <elf.h>
#include <linux/bpf.h>

#include <algorithm>

#include "arena.h"
#include "datasec.h"
#include "legacy_maps.h"
#include "symbol_index.h"

namespace btfkit::relocator {
namespace {

constexpr uint32_t kPinByName = 1;  // LIBBPF_PIN_BY_NAME

bool is_map_of_maps(const Map& map) {
  return map.type == BPF_MAP_TYPE_ARRAY_OF_MAPS || map.type == BPF_MAP_TYPE_HASH_OF_MAPS;
}

// A declared map, and for a map of maps the template of those in it.
struct Declared {
  Map map;
  std::optional<Map> inner;
};

// Reads one map's definition: a struct whose members say by their types what the map is.
//   int (*type)[BPF_MAP_TYPE_HASH];  a pointer to an array: its length is the value
//   enum { kUnique = 1ull << 44 } map_extra;  an enum: its only value, which may have 64 bits
//   struct key* key;                 a pointer: what it points to is the key
//   struct inner* values[];          of a map of maps: what it points to is the template
//   int (*values[])(void*);          of a program array
class Definition {
 public:
  // A null `inner` says that the map is itself a template.
  Definition(const btf::Btf& btf, Map& map, std::optional<Map>* inner)
      : btf_(btf), map_(map), inner_(inner) {}

  Result<void> read(btf::TypeId struct_id) {
    btf::Struct definition = *btf::get_if<btf::Struct>(btf_, struct_id);
    for (const btf::Member& member : definition.members) {
      std::string_view name = btf_.string(member.name);
      auto set = [&](uint32_t& field) -> Result<void> {
        field = BTFKIT_TRY(number(member.type));
        return {};
      };
      auto result = [&]() -> Result<void> {
        if (name == "type") return set(map_.type);
        if (name == "max_entries") return set(map_.max_entries);
        if (name == "map_flags") return set(map_.flags);
        if (name == "numa_node") return set(map_.numa_node);
        if (name == "key_size") return set(map_.key_size);
        if (name == "value_size") return set(map_.value_size);
        if (name == "key") return pointee(member.type, map_.key_type, map_.key_size);
        if (name == "value") return pointee(member.type, map_.value_type, map_.value_size);
        if (name == "map_extra") {
          map_.extra = BTFKIT_TRY(wide_number(member.type));
          return {};
        }
        if (name == "pinning") {
          if (!inner_) return fail("the template of a map of maps can't be pinned");
          uint32_t pinning = BTFKIT_TRY(number(member.type));
          if (pinning > kPinByName) return fail("value {} is not known", pinning);
          map_.pinned_by_name = pinning == kPinByName;
          return {};
        }
        if (name == "values") {
          if (&member != &definition.members.back()) return fail("it is not the last member");
          map_.values_at = definition.bit_offset(member) / 8;
          return values(member.type);
        }
        return fail("no map has such a member");
      }();
      if (!result) {
        return std::unexpected(std::move(result).error().in(fmt::format("member '{}'", name)));
      }
    }
    if (map_.type == BPF_MAP_TYPE_UNSPEC) return fail("it has no member 'type'");
    if (is_map_of_maps(map_) && !map_.values_at) {
      return fail("it has no member 'values', which says what the maps in it are like");
    }
    return {};
  }

 private:
  Result<void> values(btf::TypeId id) {
    if (!inner_) return fail("a map in a map of maps can't have maps or programs itself");
    if (!is_map_of_maps(map_) && map_.type != BPF_MAP_TYPE_PROG_ARRAY) {
      return fail("type {} is neither a map of maps nor a program array", map_.type);
    }
    if (map_.value_size != 0 && map_.value_size != sizeof(uint32_t)) {
      return fail("its elements have 4 bytes, {} were given", map_.value_size);
    }
    map_.value_size = sizeof(uint32_t);
    id = BTFKIT_TRY(btf::skip_modifiers(btf_, id));
    auto array = btf::get_if<btf::Array>(btf_, id);
    if (!array || array->count != 0) return fail("its type is not an array without a length");
    id = BTFKIT_TRY(btf::skip_modifiers(btf_, BTFKIT_TRY(pointed_to(array->element))));
    if (map_.type == BPF_MAP_TYPE_PROG_ARRAY) {
      if (btf::get_if<btf::FuncProto>(btf_, id)) return {};
      return fail("its type is not an array of pointers to functions");
    }
    if (!btf::get_if<btf::Struct>(btf_, id)) {
      return fail("its type is not an array of pointers to structs");
    }
    Map& inner = inner_->emplace();
    inner.name = map_.name + ".inner";
    BTFKIT_CHECK(Definition(btf_, inner, nullptr).read(id));
    return {};
  }

  Result<btf::TypeId> pointed_to(btf::TypeId id) {
    id = BTFKIT_TRY(btf::skip_modifiers(btf_, id));
    auto pointer = btf::get_if<btf::Ptr>(btf_, id);
    if (!pointer) return fail("its type is not a pointer");
    return pointer->type;
  }

  Result<uint32_t> number(btf::TypeId id) {
    btf::TypeId target = BTFKIT_TRY(btf::skip_modifiers(btf_, BTFKIT_TRY(pointed_to(id))));
    auto array = btf::get_if<btf::Array>(btf_, target);
    if (!array) return fail("its type is not a pointer to an array, whose length is the value");
    return array->count;
  }

  // What may have more bits than an array's length.
  Result<uint64_t> wide_number(btf::TypeId id) {
    btf::TypeId stripped = BTFKIT_TRY(btf::skip_modifiers(btf_, id));
    auto narrow = btf::get_if<btf::Enum>(btf_, stripped);
    auto wide = btf::get_if<btf::Enum64>(btf_, stripped);
    if (!narrow && !wide) return number(id);
    size_t count = narrow ? narrow->enumerators.size() : wide->enumerators.size();
    if (count != 1) return fail("its type is an enum of {} values, not one", count);
    if (wide) return btf::value_of(wide->enumerators[0]);
    uint32_t value = btf::value_of(narrow->enumerators[0]);
    return narrow->is_signed ? static_cast<uint64_t>(int64_t{static_cast<int32_t>(value)}) : value;
  }

  Result<void> pointee(btf::TypeId id, btf::TypeId& type, uint32_t& size) {
    type = BTFKIT_TRY(pointed_to(id));
    uint64_t bytes = BTFKIT_TRY(btf::size_of(btf_, type, btf::pointer_size(btf_)));
    if (bytes > UINT32_MAX) return fail("its size {} doesn't fit into 32 bits", bytes);
    if (size != 0 && size != bytes) return fail("its size is {}, {} was given too", bytes, size);
    size = static_cast<uint32_t>(bytes);
    return {};
  }

  const btf::Btf& btf_;
  Map& map_;
  std::optional<Map>* inner_;
};

template <typename T>
bool is_a(const btf::Btf& btf, btf::TypeId id) {
  auto stripped = btf::skip_modifiers(btf, id);
  return stripped && *stripped != btf::kVoid && std::holds_alternative<T>(btf.type(*stripped).kind);
}

// Whether the kernel takes a declared map's BTF types (map_check_btf of kernel/bpf/syscall.c and
// the map types' own checks). libbpf finds out by trying, and goes without where it doesn't.
bool takes_btf_types(const btf::Btf& btf, const Map& map) {
  bool has_both = map.key_type != btf::kVoid && map.value_type != btf::kVoid;
  switch (map.type) {
    // They hold descriptors, traces or bytes without structure.
    case BPF_MAP_TYPE_PERF_EVENT_ARRAY:
    case BPF_MAP_TYPE_CGROUP_ARRAY:
    case BPF_MAP_TYPE_STACK_TRACE:
    case BPF_MAP_TYPE_ARRAY_OF_MAPS:
    case BPF_MAP_TYPE_HASH_OF_MAPS:
    case BPF_MAP_TYPE_DEVMAP:
    case BPF_MAP_TYPE_DEVMAP_HASH:
    case BPF_MAP_TYPE_CPUMAP:
    case BPF_MAP_TYPE_XSKMAP:
    case BPF_MAP_TYPE_SOCKMAP:
    case BPF_MAP_TYPE_SOCKHASH:
    case BPF_MAP_TYPE_QUEUE:
    case BPF_MAP_TYPE_STACK:
    case BPF_MAP_TYPE_RINGBUF:
    case BPF_MAP_TYPE_USER_RINGBUF:
    case BPF_MAP_TYPE_PROG_ARRAY:
      return false;
    case BPF_MAP_TYPE_ARRAY:
    case BPF_MAP_TYPE_PERCPU_ARRAY:
      return has_both && is_a<btf::Int>(btf, map.key_type);
    case BPF_MAP_TYPE_LPM_TRIE:
      return has_both && is_a<btf::Struct>(btf, map.key_type);
    case BPF_MAP_TYPE_BLOOM_FILTER:
      return map.key_type == btf::kVoid;
    default:
      return has_both;
  }
}

// Maps that hold descriptors have 4-byte keys and values, whether they are declared or not.
void fill_descriptor_sizes(Map& map) {
  switch (map.type) {
    case BPF_MAP_TYPE_PERF_EVENT_ARRAY:
    case BPF_MAP_TYPE_PROG_ARRAY:
    case BPF_MAP_TYPE_CGROUP_ARRAY:
      if (map.key_size == 0) map.key_size = sizeof(uint32_t);
      if (map.value_size == 0) map.value_size = sizeof(uint32_t);
      break;
    default:
      break;
  }
}

// What a definition leaves out or the kernel doesn't take.
void settle(const btf::Btf& btf, Map& map) {
  fill_descriptor_sizes(map);
  if (!takes_btf_types(btf, map)) map.key_type = map.value_type = btf::kVoid;
}

// By ascending offsets, each template right before the map that needs it; `first` is the index of
// the first.
std::vector<Map> in_order(std::vector<Declared> declared, size_t first) {
  std::ranges::sort(declared, {}, [](const Declared& one) { return one.map.offset; });
  std::vector<Map> maps;
  for (Declared& one : declared) {
    if (one.inner) {
      one.map.inner = first + maps.size();
      maps.push_back(std::move(*one.inner));
    }
    maps.push_back(std::move(one.map));
  }
  return maps;
}

// `first` is the index that the first of them will have.
Result<std::vector<Map>> declared_maps(const Object& object, size_t first) {
  std::vector<Declared> maps;
  const elf::Section* section = object.elf.find_section(kMapsSection);
  if (!section) return std::vector<Map>();
  auto datasec = btf::get_if<btf::Datasec>(object.btf, find_datasec(object.btf, kMapsSection));
  if (!datasec) return fail("BTF has no DATASEC '{}'", kMapsSection);
  SymbolIndex symbols(object);
  for (const btf::SectionVar& entry : datasec->vars) {
    auto var = btf::get_if<btf::Var>(object.btf, entry.var);
    if (!var) return fail("DATASEC '{}': {} is not a VAR", kMapsSection, btf::number(entry.var));
    std::string name(object.btf.name(entry.var));
    const elf::Symbol* symbol = symbols.find(section->index, name);
    if (!symbol) return fail("map '{}' has no symbol", name);
    auto& [map, inner] = maps.emplace_back();
    map.name = name;
    map.section = section->index;
    map.offset = symbol->value;
    map.size = entry.size;
    btf::TypeId type = BTFKIT_TRY(btf::skip_modifiers(object.btf, var->type));
    if (type == btf::kVoid || !std::holds_alternative<btf::Struct>(object.btf.type(type).kind)) {
      return fail("map '{}' is not a struct", name);
    }
    BTFKIT_CHECK(in(fmt::format("map '{}'", name), Definition(object.btf, map, &inner).read(type)));
    if (map.values_at) *map.values_at += map.offset;
    settle(object.btf, map);
    if (inner) settle(object.btf, *inner);
  }
  return in_order(std::move(maps), first);
}

// Whether another file or the user's program may know one of its variables by name.
bool has_visible_variable(const btf::Btf& btf, const btf::Datasec& datasec) {
  return std::ranges::any_of(datasec.vars, [&](const btf::SectionVar& entry) {
    auto var = btf::get_if<btf::Var>(btf, entry.var);
    return var && var->linkage != btf::Linkage::kStatic;
  });
}

Result<Map> data_map(const Object& object, const elf::Section& section, btf::TypeId value_type,
                     std::string_view object_name) {
  Map map;
  map.name = data_map_name(object_name, section.name);
  map.section = section.index;
  map.is_data = true;
  if (section.size > UINT32_MAX) return fail("section '{}' is too large", section.name);
  map.type = BPF_MAP_TYPE_ARRAY;
  map.key_size = sizeof(uint32_t);
  map.value_size = static_cast<uint32_t>(section.size);
  map.max_entries = 1;
  map.value_type = value_type;
  auto datasec = btf::get_if<btf::Datasec>(object.btf, map.value_type);
  if (datasec && has_visible_variable(object.btf, *datasec)) map.flags |= BPF_F_MMAPABLE;
  if (is_read_only_data_section(section.name)) {
    map.flags |= BPF_F_RDONLY_PROG;
    map.freeze = true;
  }
  bool all_zero = std::ranges::all_of(section.data, [](std::byte b) { return b == std::byte{0}; });
  if (!all_zero) map.data.assign(section.data.begin(), section.data.end());
  return map;
}

}  // namespace

// libbpf calls data maps by the first bytes of the object's name, 8 of them or as many as the
// kernel's 15 bytes leave room for, and the section's name; a section with a suffix of its own
// keeps its name.
std::string data_map_name(std::string_view object_name, std::string_view section) {
  constexpr size_t kKernelNameLength = 15;
  bool has_suffix = section.find('.', 1) != std::string_view::npos;
  if (has_suffix) return std::string(section);
  constexpr size_t kPrefixLength = 8;
  size_t room = kKernelNameLength - std::min(section.size(), kKernelNameLength);
  std::string name =
      fmt::format("{}{}", object_name.substr(0, std::min(room, kPrefixLength)), section);
  for (char& c : name) {
    bool allowed = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                   c == '_' || c == '.';
    if (!allowed) c = '_';
  }
  return name;
}

Result<std::vector<Map>> find_maps(const Object& object, std::string_view object_name) {
  auto maps = BTFKIT_TRY(legacy_maps(object));
  auto declared = BTFKIT_TRY(in(kMapsSection, declared_maps(object, maps.size())));
  std::ranges::move(declared, std::back_inserter(maps));
  auto datasecs = datasecs_by_name(object.btf);
  for (const elf::Section& section : object.elf.sections()) {
    bool has_content = (section.type == SHT_PROGBITS || section.type == SHT_NOBITS) &&
                       (section.flags & SHF_ALLOC) && section.size > 0;
    if (!has_content || !is_data_section(section.name)) continue;
    auto value_type = datasecs.find(section.name);
    maps.push_back(BTFKIT_TRY(
        data_map(object, section, value_type == datasecs.end() ? btf::kVoid : value_type->second,
                 object_name)));
  }
  BTFKIT_CHECK(fill_arena(object, maps));
  return maps;
}

}  // namespace btfkit::relocator
