#include <utility>

#include "stages.h"

namespace btfkit::btf::dedup {

namespace {

// Strings of one section that another one is made of, in the order in which they are asked for.
class StringOrder {
 public:
  StringOrder(std::string_view strings, uint32_t first)
      : strings_(strings), first_(first), offsets_(strings.size(), 0) {
    if (first == 0) result_.push_back('\0');
  }

  // What the string at an offset has as its new one. The base's and the empty string keep theirs.
  uint32_t operator()(uint32_t name) {
    if (name == 0 || name < first_) return name;
    uint32_t& known = offsets_[name - first_];
    if (known == 0) {
      known = first_ + static_cast<uint32_t>(result_.size());
      result_.append(strings_.data() + (name - first_)).push_back('\0');
    }
    return known;
  }

  std::string take() && { return std::move(result_); }

 private:
  std::string_view strings_;
  uint32_t first_;
  std::vector<uint32_t> offsets_;  // by old one, counted from first_; 0 where there is none yet
  std::string result_;
};

}  // namespace

Compacted compact(const Work& work, std::string_view strings, uint32_t first_string) {
  const Types& types = work.types;
  LargeArray<Id> ids(types.end());
  Id next = types.first_own();
  size_t words = 0;
  for (Id id = 0; id < types.end(); ++id) {
    if (!types.is_own(id)) {
      ids[id] = id;
    } else if (work.mapping.is_root(id)) {
      ids[id] = next++;
      words += length_of(types.at(id));
    }
  }
  // From here ids are final.
  StringOrder order(strings, first_string);
  Compacted result;
  result.words.reserve(words);
  result.starts.reserve(next - types.first_own());
  for (Id id = types.first_own(); id < types.end(); ++id) {
    if (!work.mapping.is_root(id)) continue;
    const Word* type = types.at(id);
    size_t start = result.words.size();
    result.starts.push_back(static_cast<uint32_t>(start));
    result.words.insert(result.words.end(), type, type + length_of(type));
    for_each_name(result.words.data() + start, [&](Word& name) { name = order(name); });
    for_each_reference(result.words.data() + start,
                       [&](Word& reference) { reference = ids[work.mapping.resolve(reference)]; });
  }
  result.strings = std::move(order).take();
  return result;
}

}  // namespace btfkit::btf::dedup
