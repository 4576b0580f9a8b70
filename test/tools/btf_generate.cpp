// BTF as compilers and linkers leave it before deduplication: compilation units one after another,
// each of which describes what it uses of a common set of C types.
//
//   btf_generate [OPTION...] OUTPUT
//     --seed N          the set of types and everything else (1)
//     --units N         compilation units (3)
//     --first-unit N    number of the first one: other units of the same program (0)
//     --types N         named types in the program's headers (30)
//     --conflicts N     of 100 named types, as many have several definitions (10)
//     --duplicates      units may describe one type twice, as compilers sometimes do
//     --base FILE       split BTF on this raw BTF (of this machine's byte order)
//     --big-endian      in the other byte order than usual
//
// A unit sees some of the headers; a struct, union or enum from another one is only declared there.
// The order of the types within a unit is that of use, the reverse or any. Offsets and sizes are
// made up, since deduplication only compares them.
#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>
#include <map>
#include <numeric>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "btf/wire.h"

namespace {

struct Options {
  uint64_t seed = 1;
  uint32_t units = 3;
  uint32_t first_unit = 0;
  uint32_t types = 30;
  uint32_t conflicts = 10;
  bool has_duplicates = false;
  bool is_big_endian = false;
  std::string base;
  std::string output;
};

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

using btfkit::btf::wire::Kind;
using enum Kind;

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

// All headers of the program, which depend on the seed alone.
class Program {
 public:
  explicit Program(const Options& options) : random_(options.seed) {
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

  const Type& type(uint32_t index) const { return types_[index]; }
  bool is_entity(uint32_t index) const {
    return index >= first_entity_ && index < first_entity_ + entities_.size();
  }
  const Entity& entity(uint32_t index) const { return entities_[index - first_entity_]; }
  uint32_t headers() const { return headers_; }

  // A type that something may be of. Only a pointer may lead to a type that isn't complete, but to
  // deduplication that makes no difference.
  uint32_t any(Random& random, int depth = 0) {
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

  Type prototype(Random& random, int depth) {
    Type type{kFuncProto, "", {random.percent(30) ? kVoid : any(random, depth)}, {}};
    for (uint32_t count = random.below(4); count > 0; --count) {
      type.names.push_back(random.percent(20) ? "" : word(random));
      type.parts.push_back(any(random, depth));
    }
    return type;
  }

  // Equal types are one.
  uint32_t add(Type type) {
    auto [known, is_new] = known_.try_emplace(type, static_cast<uint32_t>(types_.size()));
    if (is_new) types_.push_back(std::move(type));
    return known->second;
  }

  static std::string word(Random& random) {
    static constexpr const char* kWords[] = {"next", "prev",  "flags", "lock", "data",
                                             "size", "owner", "list",  "ops",  "id"};
    return kWords[random.below(std::size(kWords))];
  }

 private:
  Type composite(Random& random, Kind kind, std::string name, int depth) {
    Type type{kind, std::move(name), {}, {}, 0, random.percent(20)};
    for (uint32_t count = random.below(6); count > 0; --count) {
      type.names.push_back(random.percent(5) ? "" : word(random));
      type.parts.push_back(any(random, depth));
    }
    return type;
  }

  Type enumeration(std::string name) {
    Type type{
        random_.percent(20) ? kEnum64 : kEnum, std::move(name), {}, {}, 0, random_.percent(30)};
    for (uint32_t count = 1 + random_.below(4); count > 0; --count) {
      type.names.push_back(type.name + "_" + word(random_));
    }
    return type;
  }

  void define(uint32_t number, uint32_t conflicts) {
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

// The output: words of types, with string offsets and ids that are final.
class Output {
 public:
  explicit Output(const std::string& base) {
    if (base.empty()) {
      strings_.push_back('\0');
      return;
    }
    std::ifstream file(base, std::ios::binary);
    std::string bytes{std::istreambuf_iterator<char>(file), {}};
    auto word = [&](size_t at) {
      uint32_t value;
      memcpy(&value, bytes.data() + at, sizeof value);
      return value;
    };
    constexpr size_t kHeaderSize = 24;
    for (size_t at = kHeaderSize, end = at + word(12); at < end;
         at += 4 * size_in_words(word(at + 4))) {
      ++first_id_;
    }
    first_string_ = word(20);
  }

  uint32_t end_id() const { return first_id_ + count_; }

  // Equal strings are there once a unit.
  void begin_unit() { known_.clear(); }
  uint32_t string(std::string_view text) {
    if (text.empty()) return 0;
    auto [known, is_new] = known_.try_emplace(
        std::string(text), first_string_ + static_cast<uint32_t>(strings_.size()));
    if (is_new) strings_.append(text).push_back('\0');
    return known->second;
  }

  void add(const std::vector<uint32_t>& type) {
    words_.insert(words_.end(), type.begin(), type.end());
    ++count_;
  }

  bool write(const std::string& path, bool is_big_endian) const {
    bool is_swapped = is_big_endian == (std::endian::native == std::endian::little);
    auto ordered = [&](auto value) { return is_swapped ? std::byteswap(value) : value; };
    std::ofstream file(path, std::ios::binary);
    auto put = [&](auto value) {
      value = ordered(value);
      file.write(reinterpret_cast<const char*>(&value), sizeof value);
    };
    put(btfkit::btf::wire::kMagic);
    put(uint16_t(is_big_endian ? 0x0100 : 0x0001));
    auto types_size = static_cast<uint32_t>(4 * words_.size());
    auto strings_size = static_cast<uint32_t>(strings_.size());
    for (uint32_t value : {24u, 0u, types_size, types_size, strings_size}) put(value);
    for (uint32_t value : words_) put(value);
    file.write(strings_.data(), static_cast<std::streamsize>(strings_.size()));
    return static_cast<bool>(file.flush());
  }

 private:
  static uint32_t size_in_words(uint32_t info) {
    uint32_t count = btfkit::btf::wire::vlen_of(info);
    switch (static_cast<Kind>(btfkit::btf::wire::kind_of(info))) {
      case kInt:
      case kVar:
      case kDeclTag:
        return 4;
      case kArray:
        return 6;
      case kStruct:
      case kUnion:
      case kDatasec:
      case kEnum64:
        return 3 + 3 * count;
      case kEnum:
      case kFuncProto:
        return 3 + 2 * count;
      default:
        return 3;
    }
  }

  uint32_t first_id_ = 1;
  uint32_t first_string_ = 0;
  uint32_t count_ = 0;
  std::vector<uint32_t> words_;
  std::string strings_;
  std::map<std::string, uint32_t> known_;
};

// One compilation unit: what its functions and variables use, each type once.
class Unit {
 public:
  Unit(Program& program, Output& output, const Options& options, uint32_t number)
      : program_(program),
        output_(output),
        options_(options),
        random_(options.seed * 1000003 + number + 1) {
    uint32_t seen = 30 + random_.below(70);
    for (uint32_t i = 0; i < program.headers(); ++i) sees_header_.push_back(random_.percent(seen));
    output.begin_unit();
  }

  void write() {
    // A few expressions that other units have, too: what the headers' inline functions need.
    Random common(options_.seed + 7);
    std::vector<uint32_t> roots;
    uint32_t count = 4 + options_.types / 4;
    for (uint32_t i = 0; i < count; ++i) {
      uint32_t root = i % 4 == 0 ? program_.any(random_) : program_.any(common);
      if (i % 4 == 0 || random_.percent(70)) roots.push_back(root);
    }
    for (uint32_t root : roots) id_of(root);
    for (uint32_t i = 0; i < 1 + random_.below(4); ++i) add_function();
    if (random_.percent(40)) add_variables();
    put_out();
  }

 private:
  // A reference within the unit: 0 is void, n is the unit's n-th type.
  uint32_t new_type() {
    types_.emplace_back();
    return static_cast<uint32_t>(types_.size());
  }

  uint32_t id_of(uint32_t index) {
    if (index == kVoid) return 0;
    uint32_t definition = index;
    bool is_declared_only = false;
    if (program_.is_entity(index)) {
      const Entity& entity = program_.entity(index);
      Random choice(options_.seed ^ (uint64_t{index} << 20) ^ random_unit());
      definition =
          entity.definitions[choice.below(static_cast<uint32_t>(entity.definitions.size()))];
      is_declared_only = !sees_header_[entity.header];
    }
    bool is_again = options_.has_duplicates && random_.percent(5);
    if (auto known = ids_.find(index); known != ids_.end() && !is_again) return known->second;
    const Type type = program_.type(definition);
    uint32_t id = new_type();
    ids_[index] = id;
    if (is_declared_only && !type.name.empty()) {
      if (type.kind == kStruct || type.kind == kUnion) {
        types_[id - 1] = {output_.string(type.name), head(kFwd, 0, type.kind == kUnion), 0};
        return id;
      }
      if (type.kind == kEnum || type.kind == kEnum64) {
        types_[id - 1] = {output_.string(type.name), head(kEnum, 0, false), 4};
        return id;
      }
    }
    std::vector<uint32_t> words = describe(type);
    types_[id - 1] = std::move(words);
    return id;
  }

  static uint32_t head(Kind kind, size_t count, bool flag) {
    return btfkit::btf::wire::info_of(kind, static_cast<uint32_t>(count), flag);
  }

  std::vector<uint32_t> describe(const Type& type) {
    uint32_t name = output_.string(type.name);
    auto count = static_cast<uint32_t>(type.names.size());
    switch (type.kind) {
      case kInt:
        return {name, head(kInt, 0, false), type.number, 8 * type.number};
      case kFloat:
        return {name, head(kFloat, 0, false), type.number};
      case kPtr:
      case kConst:
      case kVolatile:
      case kRestrict:
      case kTypedef:
      case kTypeTag:
        return {name, head(type.kind, 0, type.flag), id_of(type.parts[0])};
      case kArray: {
        uint32_t element = id_of(type.parts[0]);
        return {name, head(kArray, 0, false), 0, element, id_of(type.parts[1]), type.number};
      }
      case kStruct:
      case kUnion: {
        std::vector<uint32_t> words{name, head(type.kind, count, type.flag), 8 * count};
        for (uint32_t i = 0; i < count; ++i) {
          uint32_t width = type.flag ? (i % 3) << 24 : 0;
          words.push_back(output_.string(type.names[i]));
          words.push_back(id_of(type.parts[i]));
          words.push_back((type.kind == kUnion ? 0 : 64 * i) | width);
        }
        return words;
      }
      case kEnum:
      case kEnum64: {
        std::vector<uint32_t> words{name, head(type.kind, count, type.flag),
                                    type.kind == kEnum ? 4u : 8u};
        for (uint32_t i = 0; i < count; ++i) {
          words.push_back(output_.string(type.names[i]));
          words.push_back(i);
          if (type.kind == kEnum64) words.push_back(i + 1);
        }
        return words;
      }
      case kFuncProto: {
        std::vector<uint32_t> words{name, head(kFuncProto, count, false), id_of(type.parts[0])};
        for (uint32_t i = 0; i < count; ++i) {
          words.push_back(output_.string(type.names[i]));
          words.push_back(id_of(type.parts[i + 1]));
        }
        return words;
      }
      case kFwd:
      case kFunc:
      case kVar:
      case kDatasec:
      case kDeclTag:
        break;  // made by what follows, not by a program's header
    }
    std::abort();
  }

  void add_function() {
    // Some functions are in a header, and so in many units.
    bool is_shared = random_.percent(50);
    Random common(options_.seed + 100 + random_.below(5));
    Random& random = is_shared ? common : random_;
    uint32_t proto = id_of(program_.add(program_.prototype(random, 0)));
    uint32_t id = new_type();
    types_[id - 1] = {output_.string("f_" + Program::word(random)),
                      head(kFunc, random.below(2), false), proto};
    if (random.percent(30)) add_tag(id, random, 0xffffffff);
  }

  void add_tag(uint32_t target, Random& random, uint32_t component) {
    uint32_t id = new_type();
    types_[id - 1] = {output_.string("tag_" + Program::word(random)),
                      head(kDeclTag, 0, random.percent(20)), target, component};
  }

  void add_variables() {
    std::vector<uint32_t> section;
    uint32_t count = 1 + random_.below(3);
    for (uint32_t i = 0; i < count; ++i) {
      uint32_t type = id_of(program_.any(random_));
      uint32_t id = new_type();
      types_[id - 1] = {output_.string("v_" + Program::word(random_)), head(kVar, 0, false), type,
                        random_.below(2)};
      section.insert(section.end(), {id, 8 * i, 8});
    }
    std::vector<uint32_t> words{output_.string(".data"), head(kDatasec, count, false), 8 * count};
    words.insert(words.end(), section.begin(), section.end());
    types_[new_type() - 1] = std::move(words);
  }

  // Of all units with the same number here, one definition is chosen.
  uint64_t random_unit() {
    if (choice_ == 0) choice_ = 1 + random_.below(4);
    return choice_ << 50;
  }

  // Here ids become final: the unit's own order, behind what is there already.
  void put_out() {
    std::vector<uint32_t> order(types_.size());
    std::iota(order.begin(), order.end(), 0);
    switch (random_.below(3)) {
      case 0:
        break;
      case 1:
        std::ranges::reverse(order);
        break;
      default:
        for (size_t i = order.size(); i > 1; --i) {
          std::swap(order[i - 1], order[random_.below(static_cast<uint32_t>(i))]);
        }
    }
    std::vector<uint32_t> ids(types_.size() + 1, 0);
    for (uint32_t i = 0; i < order.size(); ++i) ids[order[i] + 1] = output_.end_id() + i;
    for (uint32_t index : order) {
      std::vector<uint32_t> words = types_[index];
      renumber(words, ids);
      output_.add(words);
    }
  }

  static void renumber(std::vector<uint32_t>& words, const std::vector<uint32_t>& ids) {
    auto at = [&](size_t first, size_t step) {
      for (size_t i = first; i < words.size(); i += step) words[i] = ids[words[i]];
    };
    switch (static_cast<Kind>(words[1] >> 24 & 0x1f)) {
      case kInt:
      case kEnum:
      case kEnum64:
      case kFloat:
      case kFwd:
        return;
      case kPtr:
      case kTypedef:
      case kVolatile:
      case kConst:
      case kRestrict:
      case kFunc:
      case kVar:
      case kDeclTag:
      case kTypeTag:
        words[2] = ids[words[2]];
        return;
      case kArray:
        words[3] = ids[words[3]];
        words[4] = ids[words[4]];
        return;
      case kStruct:
      case kUnion:
        return at(4, 3);
      case kFuncProto:
        words[2] = ids[words[2]];
        return at(4, 2);
      case kDatasec:
        return at(3, 3);
    }
  }

  Program& program_;
  Output& output_;
  const Options& options_;
  Random random_;
  uint64_t choice_ = 0;
  std::vector<bool> sees_header_;
  std::map<uint32_t, uint32_t> ids_;
  std::vector<std::vector<uint32_t>> types_;
};

int usage() {
  fputs(
      "usage: btf_generate [--seed N] [--units N] [--first-unit N] [--types N] [--conflicts N]\n"
      "  [--duplicates] [--base FILE] [--big-endian] OUTPUT\n",
      stderr);
  return 2;
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  for (int i = 1; i < argc; ++i) {
    std::string_view word = argv[i];
    auto number = [&] { return i + 1 < argc ? strtoul(argv[++i], nullptr, 10) : 0; };
    if (word == "--seed") {
      options.seed = number();
    } else if (word == "--units") {
      options.units = static_cast<uint32_t>(number());
    } else if (word == "--first-unit") {
      options.first_unit = static_cast<uint32_t>(number());
    } else if (word == "--types") {
      options.types = std::max(1u, static_cast<uint32_t>(number()));
    } else if (word == "--conflicts") {
      options.conflicts = static_cast<uint32_t>(number());
    } else if (word == "--duplicates") {
      options.has_duplicates = true;
    } else if (word == "--big-endian") {
      options.is_big_endian = true;
    } else if (word == "--base" && i + 1 < argc) {
      options.base = argv[++i];
    } else if (word.starts_with("-") || !options.output.empty()) {
      return usage();
    } else {
      options.output = word;
    }
  }
  if (options.output.empty()) return usage();
  Program program(options);
  Output output(options.base);
  for (uint32_t i = 0; i < options.units; ++i) {
    Unit(program, output, options, options.first_unit + i).write();
  }
  if (!output.write(options.output, options.is_big_endian)) {
    fprintf(stderr, "btf_generate: %s: can't be written\n", options.output.c_str());
    return 1;
  }
  return 0;
}
