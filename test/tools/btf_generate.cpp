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
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <numeric>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "btf/wire.h"
#include "btf_output.h"
#include "btf_program.h"

namespace {

using namespace btfkit::test;
using enum Kind;

struct Options {
  ProgramOptions program;
  uint32_t units = 3;
  uint32_t first_unit = 0;
  bool has_duplicates = false;
  bool is_big_endian = false;
  std::string base;
  std::string output;
};

// One compilation unit: what its functions and variables use, each type once.
class Unit {
 public:
  Unit(Program& program, Output& output, const Options& options, uint32_t number)
      : program_(program),
        output_(output),
        options_(options),
        random_(options.program.seed * 1000003 + number + 1) {
    uint32_t seen = 30 + random_.below(70);
    for (uint32_t i = 0; i < program.headers(); ++i) sees_header_.push_back(random_.percent(seen));
    output.begin_unit();
  }

  void write() {
    // A few expressions that other units have, too: what the headers' inline functions need.
    Random common(options_.program.seed + 7);
    std::vector<uint32_t> roots;
    uint32_t count = 4 + options_.program.types / 4;
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
      Random choice(options_.program.seed ^ (uint64_t{index} << 20) ^ random_unit());
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
    Random common(options_.program.seed + 100 + random_.below(5));
    Random& random = is_shared ? common : random_;
    uint32_t proto = id_of(program_.add(program_.prototype(random, 0)));
    uint32_t id = new_type();
    types_[id - 1] = {output_.string("f_" + random_word(random)),
                      head(kFunc, random.below(2), false), proto};
    if (random.percent(30)) add_tag(id, random, 0xffffffff);
  }

  void add_tag(uint32_t target, Random& random, uint32_t component) {
    uint32_t id = new_type();
    types_[id - 1] = {output_.string("tag_" + random_word(random)),
                      head(kDeclTag, 0, random.percent(20)), target, component};
  }

  void add_variables() {
    std::vector<uint32_t> section;
    uint32_t count = 1 + random_.below(3);
    for (uint32_t i = 0; i < count; ++i) {
      uint32_t type = id_of(program_.any(random_));
      uint32_t id = new_type();
      types_[id - 1] = {output_.string("v_" + random_word(random_)), head(kVar, 0, false), type,
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
      options.program.seed = number();
    } else if (word == "--units") {
      options.units = static_cast<uint32_t>(number());
    } else if (word == "--first-unit") {
      options.first_unit = static_cast<uint32_t>(number());
    } else if (word == "--types") {
      options.program.types = std::max(1u, static_cast<uint32_t>(number()));
    } else if (word == "--conflicts") {
      options.program.conflicts = static_cast<uint32_t>(number());
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
  Program program(options.program);
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
