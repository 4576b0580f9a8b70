#include "replaces.h"

#include <xxhash.h>

#include <algorithm>

#include "btf/reader.h"

namespace btfkit::relocator {
namespace {

constexpr std::string_view kSection = "freplace";

struct Setting {
  std::string program, path, function;
};

// A path may have colons too, but a function no slash.
Setting parse(std::string_view text) {
  size_t equals = text.find('=');
  Setting setting{std::string(text.substr(0, equals)), std::string(text.substr(equals + 1)), {}};
  size_t colon = setting.path.rfind(':');
  if (colon == std::string::npos || setting.path.find('/', colon) != std::string::npos) {
    return setting;
  }
  setting.function = setting.path.substr(colon + 1);
  setting.path.resize(colon);
  return setting;
}

// What the section's name says behind "freplace/"; nothing if it is another section.
std::optional<std::string_view> replaced_by_section(std::string_view section) {
  section = without_mark(section);
  if (!section.starts_with(kSection)) return std::nullopt;
  section.remove_prefix(kSection.size());
  if (section.empty()) return section;
  if (section[0] != '/') return std::nullopt;
  return section.substr(1);
}

// A FUNC of the object's own functions.
Result<btf::TypeId> function_of(const Object& object, const btf::Btf& btf, std::string_view name) {
  if (std::ranges::find(object.functions, name, &Function::name) == object.functions.end()) {
    return fail("it has no function '{}'", name);
  }
  for (uint32_t number = 1; number < btf::number(btf.end_id()); ++number) {
    btf::TypeId id{number};
    if (btf.name(id) != name) continue;
    auto function = btf::get_if<btf::Func>(btf, id);
    if (!function) continue;
    if (function->linkage == btf::Linkage::kGlobal) return id;
    return fail("function '{}' is static; only a global one can be replaced", name);
  }
  return fail("function '{}' has no FUNC in its BTF", name);
}

// Sides of a comparison.
struct Types {
  const btf::Btf& local;
  const btf::Btf& target;
};

bool is_number(const btf::Kind& kind) {
  return std::holds_alternative<btf::Int>(kind) || std::holds_alternative<btf::Enum>(kind) ||
         std::holds_alternative<btf::Enum64>(kind);
}

// Of what has one.
uint32_t size_of(const btf::Kind& kind) {
  if (auto* integer = std::get_if<btf::Int>(&kind)) return integer->size;
  if (auto* narrow = std::get_if<btf::Enum>(&kind)) return narrow->size;
  if (auto* wide = std::get_if<btf::Enum64>(&kind)) return wide->size;
  return 0;
}

// Numbers of one kind and size, and pointers to structs of one name, which are contexts.
Result<bool> same_type(const Types& types, btf::TypeId local, btf::TypeId target) {
  local = BTFKIT_TRY(btf::skip_modifiers(types.local, local));
  target = BTFKIT_TRY(btf::skip_modifiers(types.target, target));
  if (local == btf::kVoid || target == btf::kVoid) return local == target;
  btf::Type left = types.local.type(local), right = types.target.type(target);
  if (left.kind.index() != right.kind.index()) return false;
  if (is_number(left.kind)) return size_of(left.kind) == size_of(right.kind);
  auto* pointer = std::get_if<btf::Ptr>(&left.kind);
  if (!pointer) return types.local.name(left) == types.target.name(right);
  auto pointee = BTFKIT_TRY(btf::skip_modifiers(types.local, pointer->type));
  auto other = BTFKIT_TRY(btf::skip_modifiers(types.target, std::get<btf::Ptr>(right.kind).type));
  if (pointee == btf::kVoid || other == btf::kVoid) return pointee == other;
  return types.local.name(pointee) == types.target.name(other);
}

// A pointer has no name of its own.
std::string spell(const btf::Btf& btf, btf::TypeId id) {
  auto pointer = btf::get_if<btf::Ptr>(btf, id);
  return pointer ? fmt::format("a pointer to {}", btf::describe(btf, pointer->type))
                 : btf::describe(btf, id);
}

}  // namespace

Result<void> check_same_prototype(const btf::Btf& local, btf::TypeId function,
                                  const btf::Btf& target, btf::TypeId target_function) {
  auto prototype = [](const btf::Btf& btf, btf::TypeId id) {
    return btf::get_if<btf::FuncProto>(btf, btf::get_if<btf::Func>(btf, id)->proto);
  };
  auto mine = prototype(local, function), theirs = prototype(target, target_function);
  if (!mine || !theirs) return fail("it has no FUNC_PROTO");
  if (mine->parameters.size() != theirs->parameters.size()) {
    return fail("it has {} parameters, '{}' has {}", mine->parameters.size(),
                target.name(target_function), theirs->parameters.size());
  }
  Types types{local, target};
  auto differs = [&](std::string_view what, btf::TypeId left, btf::TypeId right) {
    return fail("its {} is {}, that of '{}' is {}", what, spell(local, left),
                target.name(target_function), spell(target, right));
  };
  if (!BTFKIT_TRY(same_type(types, mine->result, theirs->result))) {
    return differs("result", mine->result, theirs->result);
  }
  for (size_t i = 0; i < mine->parameters.size(); ++i) {
    btf::TypeId left = mine->parameters[i].type, right = theirs->parameters[i].type;
    if (BTFKIT_TRY(same_type(types, left, right))) continue;
    return differs(fmt::format("parameter {}", i + 1), left, right);
  }
  return {};
}

Result<std::map<std::string, Replacement>> find_replaced(const std::vector<std::string>& settings,
                                                         const Object& object,
                                                         const ReadReplaced& read) {
  std::map<std::string, Replacement> found;
  std::map<std::string, ReplacedObject> objects;  // each is read once
  for (const std::string& text : settings) {
    Setting setting = parse(text);
    auto context = fmt::format("--replaces {}", text);
    const Function* program = object.program_named(setting.program);
    if (!program) return fail("{}: there is no program '{}'", context, setting.program);
    const std::string& section = object.code[program->code].name;
    auto by_section = replaced_by_section(section);
    if (!by_section) {
      return fail("{}: '{}' is a program of section '{}', not '{}'", context, setting.program,
                  section, kSection);
    }
    if (setting.function.empty()) setting.function = *by_section;
    if (setting.function.empty()) {
      return fail("{}: which function is missing: behind ':', or as section '{}/FUNCTION'", context,
                  kSection);
    }
    auto known = objects.find(setting.path);
    if (known == objects.end()) {
      known = objects.emplace(setting.path, BTFKIT_TRY(in(context, read(setting.path)))).first;
    }
    btf::Btf btf = BTFKIT_TRY(in(context, btf::read(known->second.btf)));
    btf::TypeId id = BTFKIT_TRY(in(fmt::format("{}: {}", context, setting.path),
                                   function_of(known->second.object, btf, setting.function)));
    btf::TypeId own = BTFKIT_TRY(in(context, function_of(object, object.btf, setting.program)));
    BTFKIT_CHECK(in(fmt::format("program '{}'", setting.program),
                    check_same_prototype(object.btf, own, btf, id)));
    uint64_t hash = XXH64(known->second.btf.data(), known->second.btf.size(), 0);
    found.insert_or_assign(setting.program, Replacement{id, {setting.function, hash}});
  }
  return found;
}

}  // namespace btfkit::relocator
