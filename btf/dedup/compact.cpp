#include "stages.h"

namespace btfkit::btf::dedup {

Compacted compact(const Work& work) {
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
  Compacted result;
  result.words.reserve(words);
  result.starts.reserve(next - types.first_own());
  for (Id id = types.first_own(); id < types.end(); ++id) {
    if (!work.mapping.is_root(id)) continue;
    const Word* type = types.at(id);
    size_t start = result.words.size();
    result.starts.push_back(static_cast<uint32_t>(start));
    result.words.insert(result.words.end(), type, type + length_of(type));
    for_each_reference(result.words.data() + start,
                       [&](Word& reference) { reference = ids[work.mapping.resolve(reference)]; });
  }
  return result;
}

}  // namespace btfkit::btf::dedup
