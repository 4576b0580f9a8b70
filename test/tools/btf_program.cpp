#include "btf_program.h"

#include <iterator>
#include <utility>

namespace btfkit::test {

using enum Kind;

std::string random_word(Random& random) {
  static constexpr const char* kWords[] = {"next", "prev",  "flags", "lock", "data",
                                           "size", "owner", "list",  "ops",  "id"};
  return kWords[random.below(std::size(kWords))];
}

Program::Program(const ProgramOptions& options) : random_(options.seed) {
  for (auto& [name, size] : {std::pair("int", 4u),
                             {"unsigned int", 4u},
                             {"long", 8u},
                             {"char", 1u},
                             {"unsigned char", 1u},
                             {"_Bool", 1u}}) {
    plain_.push_back(add({kInt, name, {}, {}, size}));
  }
  plain_.push_back(add({kFloat, "double", {}, {}, 8}));
  headers_ = options.types / 8 + 1;
  // References are to entities, which exist before their definitions do.
  entities_.resize(options.types);
  for (uint32_t i = 0; i < options.types; ++i) {
    types_.push_back({});  // stands for the entity wherever it is referred to
  }
  first_entity_ = static_cast<uint32_t>(types_.size()) - options.types;
  for (uint32_t i = 0; i < options.types; ++i) is_typedef_.push_back(random_.percent(20));
  for (uint32_t i = 0; i < options.types; ++i) define(i, options.conflicts);
}

uint32_t Program::any(Random& random, int depth) {
  switch (random.below(depth > 3 ? 4 : 14)) {
    case 0:
    case 1:
      return plain_[random.below(static_cast<uint32_t>(plain_.size()))];
    case 2:
    case 3:
    case 4: {
      uint32_t number = random.below(static_cast<uint32_t>(entities_.size()));
      bool is_later = is_typedef_[number] && number >= typedef_limit_;
      return is_later ? plain_[0] : first_entity_ + number;
    }
    case 5:
    case 6:
    case 7:
      return add({kPtr, "", {random.percent(5) ? kVoid : any(random, depth + 1)}, {}});
    case 8:
      return add({kConst, "", {any(random, depth + 1)}, {}});
    case 9:
      return add({random.percent(50) ? kVolatile : kRestrict, "", {any(random, depth + 1)}, {}});
    case 10:
      return add({kArray, "", {any(random, depth + 1), plain_[0]}, {}, random.below(3)});
    case 11:
      return add({kTypeTag,
                  random.percent(50) ? "user" : "rcu",
                  {any(random, depth + 1)},
                  {},
                  0,
                  random.percent(20)});
    case 12:
      return add(prototype(random, depth + 1));
    default:
      return add(composite(random, random.percent(60) ? kStruct : kUnion, "", depth + 2));
  }
}

Type Program::prototype(Random& random, int depth) {
  Type type{kFuncProto, "", {random.percent(30) ? kVoid : any(random, depth)}, {}};
  for (uint32_t count = random.below(4); count > 0; --count) {
    type.names.push_back(random.percent(20) ? "" : random_word(random));
    type.parts.push_back(any(random, depth));
  }
  return type;
}

uint32_t Program::add(Type type) {
  auto [known, is_new] = known_.try_emplace(type, static_cast<uint32_t>(types_.size()));
  if (is_new) types_.push_back(std::move(type));
  return known->second;
}

Type Program::composite(Random& random, Kind kind, std::string name, int depth) {
  Type type{kind, std::move(name), {}, {}, 0, random.percent(20)};
  for (uint32_t count = random.below(6); count > 0; --count) {
    type.names.push_back(random.percent(5) ? "" : random_word(random));
    type.parts.push_back(any(random, depth));
  }
  return type;
}

Type Program::enumeration(std::string name) {
  Type type{random_.percent(20) ? kEnum64 : kEnum, std::move(name), {}, {}, 0, random_.percent(30)};
  for (uint32_t count = 1 + random_.below(4); count > 0; --count) {
    type.names.push_back(type.name + "_" + random_word(random_));
  }
  return type;
}

void Program::define(uint32_t number, uint32_t conflicts) {
  // Some names stand for two entities: a struct and a typedef, or two structs of two headers.
  std::string name = "t" + std::to_string(random_.percent(5) ? number / 2 : number);
  Entity entity{random_.below(headers_), random_.percent(30), {}};
  uint32_t what = is_typedef_[number] ? 9 : random_.below(8);
  // A typedef can't name one that comes after it.
  typedef_limit_ = is_typedef_[number] ? number : UINT32_MAX;
  uint32_t count = random_.percent(conflicts) ? 2 + random_.below(3) : 1;
  for (uint32_t i = 0; i < count; ++i) {
    if (i > 0 && what < 6 && random_.percent(50)) {
      // The same members but for the type of one.
      Type variant = types_[entity.definitions.front()];
      if (!variant.parts.empty()) {
        variant.parts[random_.below(static_cast<uint32_t>(variant.parts.size()))] = any(random_);
      }
      entity.definitions.push_back(add(std::move(variant)));
    } else if (what < 6) {
      entity.definitions.push_back(
          add(composite(random_, entity.is_union ? kUnion : kStruct, name, 0)));
    } else if (what < 8) {
      entity.definitions.push_back(add(enumeration(random_.percent(20) ? "" : name)));
    } else {
      entity.definitions.push_back(add({kTypedef, name, {any(random_)}, {}}));
    }
  }
  typedef_limit_ = UINT32_MAX;
  entities_[number] = std::move(entity);
}

}  // namespace btfkit::test
