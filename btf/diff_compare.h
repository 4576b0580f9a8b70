// What has changed in one type.
#pragma once

#include "btf/diff.h"
#include "diff_same.h"

namespace btfkit::btf {

// Which family a type is in; nothing for what isn't compared by name. A type without a name is
// compared where it is used.
std::optional<Family> family_of(const Kind& kind);

class Comparison {
 public:
  Comparison(const Btf& before, const Btf& after)
      : before_(before), after_(after), same_(before, after) {}

  // Types of the same family: whether nothing has changed.
  bool equal(TypeId before, TypeId after);
  // What has; may be nothing where equal() is false, as when fields were only put into a struct
  // without a name.
  TypeChange changes(Family family, TypeId before, TypeId after);
  // Enumerators of these enums, taken as one.
  TypeChange constant_changes(const std::vector<TypeId>& before, const std::vector<TypeId>& after);
  // How many members or enumerators have the same name.
  size_t common_names(TypeId before, TypeId after) const;

  Result<void> result() const { return same_.result(); }

 private:
  void compare_fields(TypeId before, TypeId after, TypeChange& change);
  void compare_enumerators(TypeId before, TypeId after, TypeChange& change);
  void compare_target(TypeId before, TypeId after, TypeChange& change);
  void compare_functions(const Func& before, const Func& after, TypeChange& change);
  void compare_scalars(const Type& before, const Type& after, TypeChange& change);

  const Btf& before_;
  const Btf& after_;
  Sameness same_;
};

// "struct foo (size 16, 2 members)", "int f(int)": what an added or removed type is.
std::string declaration(const Btf& btf, TypeId id);

bool is_empty(const TypeChange& change);

}  // namespace btfkit::btf
