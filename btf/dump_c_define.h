// Stage 2 of the C dump: definitions one after another, and the names that each needs before it.
#pragma once

#include <span>
#include <vector>

#include "dump_c_declare.h"

namespace btfkit::btf::c {

class Definitions {
 public:
  // `cxx` is null for C.
  Definitions(const Btf& btf, Walk& walk, Text& text, CxxNames* cxx);

  // Appends the definitions of `ids`, which are in an order that C accepts.
  void define(std::span<const TypeId> ids);
  // Appends what has to be declared before type `id` can be named.
  void announce(TypeId id) { announce(id, id); }

  Declarations& declarations() { return declarations_; }

 private:
  enum class Progress : uint8_t { kNew, kOpen, kDone };
  struct State {
    Progress progress = Progress::kNew;
    bool has_name = false;  // declared, or the typedef written, before it could be defined
  };

  State& state(TypeId id) { return states_[number(id)]; }
  void end() { text_.add(";\n\n"); }

  void define(TypeId id);
  void announce(TypeId id, TypeId container) {
    if (state(id).progress != Progress::kDone) announce_new(id, container);
  }
  void announce_new(TypeId id, TypeId container);
  void alias(TypeId id);
  void forward(TypeId id);
  void composite(TypeId id, const Composite& kind, TypeId container);
  void typedefinition(TypeId id, const Typedef& kind);

  const Btf& btf_;
  Walk& walk_;
  Text& text_;
  Declarations declarations_;
  std::vector<State> states_;
};

}  // namespace btfkit::btf::c
