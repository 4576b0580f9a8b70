// Names for the C dump: BTF may have several types of one name, a C file may not.
#pragma once

#include <vector>

#include "btf/model.h"
#include "text.h"

namespace btfkit::btf::c {

// How often each string has been used.
class NameCounts {
 public:
  NameCounts() : slots_(1 << 12) {}

  // Counts one more use of `name`: 1 for the first.
  uint32_t add(std::string_view name);

 private:
  struct Slot {
    std::string_view name;
    uint64_t hash = 0;
    uint32_t count = 0;  // 0: free
  };

  // The slot of `name`, or the free one where it belongs.
  Slot& find(std::string_view name, uint64_t hash);
  void grow();

  std::vector<Slot> slots_;  // a power of two
  size_t used_ = 0;
};

// A name as C sees it: the second `foo` is `foo___2`, a flavor that libbpf takes for foo.
struct Name {
  std::string_view text;
  uint32_t version;
};

inline void add(Text& text, Name name) {
  text.add(name.text);
  if (name.version > 1) {
    text.add("___");
    text.add_number(name.version);
  }
}

class Names {
 public:
  explicit Names(const Btf& btf) : btf_(btf), versions_(number(btf.end_id())) {}

  // The name behind `struct`, `union` or `enum`; these share one scope. A forward declaration, and an
  // enum without enumerators, shares its name with the definition.
  Name tag(TypeId id);
  // The name of a typedef; they share one scope with enumerators.
  Name identifier(TypeId id) { return versioned(id, identifiers_); }
  // The name of an enumerator; each call declares another one.
  Name enumerator(StringOffset name) {
    std::string_view text = btf_.string(name);
    return {text, identifiers_.add(text)};
  }

 private:
  Name versioned(TypeId id, NameCounts& scope);

  const Btf& btf_;
  std::vector<uint32_t> versions_;  // by id; 0: not named yet
  NameCounts tags_;
  NameCounts identifiers_;
};

}  // namespace btfkit::btf::c
