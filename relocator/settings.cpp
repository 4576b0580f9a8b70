#include "settings.h"

#include <elf.h>

#include <algorithm>
#include <charconv>

#include "value_text.h"

namespace btfkit::relocator {
namespace {

// A variable or a part of one.
struct Place {
  Map* map;
  btf::TypeId type;
  uint64_t offset;  // bytes into the map's data
};

// Takes the steps behind a variable's name one after the other.
class Path {
 public:
  Path(const btf::Btf& btf, Place place) : btf_(btf), place_(place) {}

  Result<Place> run(std::string_view steps) {
    while (!steps.empty()) {
      place_.type = BTFKIT_TRY(btf::skip_modifiers(btf_, place_.type));
      bool is_element = steps.front() == '[';
      size_t end = is_element ? steps.find(']') : steps.find_first_of(".[", 1);
      if (is_element && end == steps.npos) return fail("'{}' has no ']'", steps);
      std::string_view name = steps.substr(1, std::min(end, steps.size()) - 1);
      BTFKIT_CHECK(is_element ? element(name) : member(name));
      steps.remove_prefix(std::min(is_element ? end + 1 : end, steps.size()));
      if (is_element && !steps.empty() && steps.front() != '.' && steps.front() != '[') {
        return fail("'{}' is neither a member nor an element", steps);
      }
    }
    return place_;
  }

 private:
  Result<void> element(std::string_view text) {
    auto array = btf::get_if<btf::Array>(btf_, place_.type);
    if (!array) return fail("[{}]: {} is not an array", text, btf::describe(btf_, place_.type));
    uint32_t index;
    auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), index);
    if (error != std::errc() || end != text.data() + text.size() || index >= array->count) {
      return fail("[{}]: there are {} elements", text, array->count);
    }
    place_.offset +=
        index * BTFKIT_TRY(btf::size_of(btf_, array->element, btf::pointer_size(btf_)));
    place_.type = array->element;
    return {};
  }

  Result<void> member(std::string_view name) {
    auto composite = btf::get_if_composite(btf_, place_.type);
    if (!composite) {
      return fail(".{}: {} is not a struct", name, btf::describe(btf_, place_.type));
    }
    if (name.empty() || !BTFKIT_TRY(find(*composite, name))) {
      return fail(".{}: {} has no such member", name, btf::describe(btf_, place_.type));
    }
    return {};
  }

  // Goes to the member of that name, also in members without one.
  Result<bool> find(const btf::Composite& composite, std::string_view name) {
    if (budget_-- == 0) return fail(".{}: the structs in it are too many", name);
    for (const btf::Member& member : composite.members) {
      uint32_t bits = composite.bit_offset(member);
      if (btf_.string(member.name) == name) {
        if (composite.bit_width(member) != 0 || bits % 8 != 0) {
          return fail(".{}: it is a bit field", name);
        }
        place_.offset += bits / 8;
        place_.type = member.type;
        return true;
      }
      if (member.name != btf::kNoName) continue;
      btf::TypeId inner_id = BTFKIT_TRY(btf::skip_modifiers(btf_, member.type));
      auto inner = btf::get_if_composite(btf_, inner_id);
      if (inner && BTFKIT_TRY(find(*inner, name))) {
        place_.offset += bits / 8;
        return true;
      }
    }
    return false;
  }

  const btf::Btf& btf_;
  Place place_;
  int budget_ = 1000;  // structs to look into; BTF may be wrong and have cycles
};

// Whether `path` is that variable or a part of it.
bool leads_through(std::string_view path, std::string_view variable) {
  if (!path.starts_with(variable)) return false;
  std::string_view steps = path.substr(variable.size());
  return steps.empty() || steps.front() == '.' || steps.front() == '[';
}

// The longest name that fits counts: a variable `x` of a function `f` is called "f.x".
Result<Place> find_variable(const btf::Btf& btf, std::vector<Map>& maps, std::string_view path) {
  std::string_view name;
  std::vector<Place> found;
  for (Map& map : maps) {
    if (!map.is_data || map.value_type == btf::kVoid) continue;
    auto datasec = btf::get_if<btf::Datasec>(btf, map.value_type);
    if (!datasec) continue;
    for (const btf::SectionVar& entry : datasec->vars) {
      std::string_view candidate = btf.name(entry.var);
      if (candidate.size() < name.size() || !leads_through(path, candidate)) continue;
      if (candidate.size() > name.size()) found.clear();
      name = candidate;
      found.push_back({&map, btf::get_if<btf::Var>(btf, entry.var)->type, entry.offset});
    }
  }
  if (found.empty()) return fail("no data section has such a variable");
  if (found.size() > 1) return fail("there are {} variables of this name", found.size());
  return Path(btf, found[0]).run(path.substr(name.size()));
}

struct Span {
  Place place;
  uint32_t size;
};

// The variable's bytes, which then are in the map's data even if that was all zeros.
Result<Span> find_bytes(const btf::Btf& btf, std::vector<Map>& maps, std::string_view path) {
  Place place = BTFKIT_TRY(find_variable(btf, maps, path));
  uint64_t size = BTFKIT_TRY(btf::size_of(btf, place.type, btf::pointer_size(btf)));
  uint32_t room = place.map->value_size;
  if (size > room || place.offset > room - size) {
    return fail("its {} bytes at {} are not inside the {} of map '{}'", size, place.offset, room,
                place.map->name);
  }
  place.map->data.resize(room);
  return Span{place, static_cast<uint32_t>(size)};
}

Result<void> set_value(std::string_view path, std::string_view text, Object& object,
                       std::vector<Map>& maps) {
  Span found = BTFKIT_TRY(find_bytes(object.btf, maps, path));
  auto bytes = BTFKIT_TRY(encode_value(object.btf, found.place.type, found.size, text));
  Map& map = *found.place.map;
  // Then other loaders would not see it.
  const elf::Section& section = object.elf.sections()[map.section];
  if (section.type == SHT_NOBITS) {
    return fail("section '{}' has no bytes in the file; only zeros can be there", section.name);
  }
  std::ranges::copy(bytes, map.data.begin() + static_cast<ptrdiff_t>(found.place.offset));
  object.set_data[map.section] = map.data;
  return {};
}

Result<void> make_settable(const std::string& path, const Object& object, std::vector<Map>& maps) {
  Span found = BTFKIT_TRY(find_bytes(object.btf, maps, path));
  auto& variables = found.place.map->variables;
  if (std::ranges::find(variables, path, &Variable::name) != variables.end()) return {};
  variables.push_back({path, static_cast<uint32_t>(found.place.offset), found.size,
                       BTFKIT_TRY(encoding_of(object.btf, found.place.type))});
  return {};
}

Result<void> set_map(std::string_view attribute, std::string_view text, std::vector<Map>& maps) {
  constexpr std::string_view kMaxEntries = ".max_entries";
  if (!attribute.ends_with(kMaxEntries)) return fail("'MAP{}=N' expected", kMaxEntries);
  std::string_view name = attribute.substr(0, attribute.size() - kMaxEntries.size());
  auto map = std::ranges::find(maps, name, &Map::name);
  if (map == maps.end()) return fail("there is no map '{}'", name);
  if (map->is_data) return fail("map '{}' is a data section", name);
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), map->max_entries);
  if (error != std::errc() || end != text.data() + text.size()) {
    return fail("'{}' is not a number of 32 bits", text);
  }
  return {};
}

// "NAME=VALUE" in two; the command line has seen to the '='.
std::pair<std::string_view, std::string_view> halves(std::string_view setting) {
  size_t equals = setting.find('=');
  return {setting.substr(0, equals), setting.substr(equals + 1)};
}

}  // namespace

Result<void> apply_settings(const Settings& settings, Object& object, std::vector<Map>& maps) {
  for (const std::string& setting : settings.values) {
    auto [path, text] = halves(setting);
    BTFKIT_CHECK(in(fmt::format("--set {}", setting), set_value(path, text, object, maps)));
  }
  for (const std::string& path : settings.settable) {
    BTFKIT_CHECK(in(fmt::format("--settable {}", path), make_settable(path, object, maps)));
  }
  for (const std::string& setting : settings.maps) {
    auto [attribute, text] = halves(setting);
    BTFKIT_CHECK(in(fmt::format("--map {}", setting), set_map(attribute, text, maps)));
  }
  return {};
}

}  // namespace btfkit::relocator
