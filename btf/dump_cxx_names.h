// Names for the C++ dump: what is a name in C may be none in C++, or another declaration's. Such a
// name gets underscores at its end, and its declaration says what it is called in BTF.
#pragma once

#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "btf/model.h"
#include "name_table.h"
#include "text.h"

namespace btfkit::btf::c {

// A name as C sees it: the second `foo` is `foo___2`, a flavor that libbpf takes for foo. In C++ it
// may have underscores behind it, which BTF doesn't have.
// From kPendingVersion on a version is a number by which it is asked for when the header is put
// together; the text has a gap in its place.
inline constexpr uint32_t kPendingVersion = uint32_t{1} << 31;
struct Name {
  std::string_view text;
  uint32_t version = 1;
  uint16_t underscores = 0;

  bool operator==(const Name&) const = default;
};

inline void add_version(Text& text, uint32_t version) {
  if (version <= 1) return;
  text.add("___");
  text.add_number(version);
}

inline void add_true_name(Text& text, Name name) {
  text.add(name.text);
  if (name.version < kPendingVersion) {
    add_version(text, name.version);
  } else {
    text.leave_gap(name.version - kPendingVersion);
  }
}

inline void add(Text& text, Name name) {
  add_true_name(text, name);
  text.add(name.underscores, '_');
}

// `[[btf::name("class")]]`, which tells the plugin the true name of what is called `class_`.
void add_name_attribute(Text& text, Name name);

// The name as it is written.
std::string spelled(Name name);

// Whether C++ or clang's C++ has a meaning of its own for the word, in any version up to C++26.
bool is_cxx_keyword(std::string_view word);

// Names of types, enumerators and functions, which C++ has in one scope, but for structs, unions
// and enums that share theirs with an enumerator or a function.
class CxxNames {
 public:
  explicit CxxNames(const Btf& btf);

  Name tag(Name name);
  Name enumerator(Name name);
  // `is_used`: something else is called so.
  Name function(std::string_view text, bool is_used);

  // C++ takes `struct foo` for a type foo, so that only a typedef of that very struct may be called
  // foo, too; `is_type_of_its_name()` says whether `id` is.
  template <typename Predicate>
  Name typedef_name(TypeId id, Name name, Predicate is_type_of_its_name) {
    uint16_t& known = typedefs_[number(id)];
    if (known == kUnknown) {
      bool clashes = is_tag(name) && !is_type_of_its_name();
      known = clashes || is_reserved(name) ? free_underscores(name) : 0;
    }
    name.underscores = known;
    return name;
  }

  // The first enum of this name that has enumerators, if any.
  std::optional<TypeId> enumeration(std::string_view name) const;

 private:
  static constexpr uint16_t kUnknown = 0xffff;
  struct Global {
    uint32_t tags = 0;           // definitions of structs, unions and enums
    bool is_declared = false;    // a struct, union or enum that is only declared
    TypeId enumeration = kVoid;  // the first definition of an enum
    uint16_t underscores = 0;    // of the first tag, if that is renamed
    bool is_taken = false;       // looked for only where a renamed one could end up
  };

  // Flavors are no keywords.
  static bool is_reserved(Name name) { return name.version == 1 && is_cxx_keyword(name.text); }
  void note(TypeId id);
  void note_name(std::string_view name);
  bool is_tag(Name name) const;
  // How many underscores make it a name that nothing else has; from then on it is taken.
  uint16_t free_underscores(Name name);

  const Btf& btf_;
  NameTable<Global> globals_;
  std::vector<uint16_t> typedefs_;  // underscores by id
  std::deque<std::string> new_names_;
};

}  // namespace btfkit::btf::c
