// The headers of a random C program: what the compilation units of btf_generate use.
#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "btf/wire.h"

namespace btfkit::test {

// SplitMix64: the same numbers with every standard library.
class Random {
 public:
  explicit Random(uint64_t seed) : state_(seed) {}

  uint64_t next() {
    uint64_t z = state_ += 0x9e3779b97f4a7c15;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
  }
  uint32_t below(uint32_t limit) { return static_cast<uint32_t>(next() % limit); }
  bool percent(uint32_t chance) { return below(100) < chance; }

 private:
  uint64_t state_;
};

using Kind = btf::wire::Kind;

// A type of the program, as C would write it. `parts` are indices of other ones; those of a struct
// or union are its members' types.
struct Type {
  Kind kind;
  std::string name;
  std::vector<uint32_t> parts;
  std::vector<std::string> names;  // of members, enumerators or parameters
  uint32_t number = 0;             // size or count, whatever `kind` has
  bool flag = false;

  auto operator<=>(const Type&) const = default;
};

// A named type of a header: one definition, or several that contradict each other.
struct Entity {
  uint32_t header;
  bool is_union;
  std::vector<uint32_t> definitions;
};

constexpr uint32_t kVoid = UINT32_MAX;

struct ProgramOptions {
  uint64_t seed = 1;
  uint32_t types = 30;      // named ones; at least one
  uint32_t conflicts = 10;  // of 100 named types, as many have several definitions
};

// All headers of the program, which depend on the options alone.
class Program {
 public:
  explicit Program(const ProgramOptions& options);

  const Type& type(uint32_t index) const { return types_[index]; }
  bool is_entity(uint32_t index) const {
    return index >= first_entity_ && index < first_entity_ + entities_.size();
  }
  const Entity& entity(uint32_t index) const { return entities_[index - first_entity_]; }
  uint32_t headers() const { return headers_; }

  // A type that something may be of. Only a pointer may lead to a type that isn't complete, but to
  // deduplication that makes no difference.
  uint32_t any(Random& random, int depth = 0);
  Type prototype(Random& random, int depth);
  // Equal types are one.
  uint32_t add(Type type);

 private:
  Type composite(Random& random, Kind kind, std::string name, int depth);
  Type enumeration(std::string name);
  void define(uint32_t number, uint32_t conflicts);

  Random random_;
  std::vector<Type> types_;
  std::map<Type, uint32_t> known_;
  std::vector<uint32_t> plain_;
  std::vector<Entity> entities_;
  std::vector<bool> is_typedef_;  // by number of the entity
  uint32_t typedef_limit_ = UINT32_MAX;
  uint32_t first_entity_ = 0;
  uint32_t headers_ = 1;
};

// What members, parameters and other things are called.
std::string random_word(Random& random);

}  // namespace btfkit::test
