// Stage 2 of the C dump: what stands in the header, one statement after another.
#pragma once

#include <span>
#include <vector>

#include "dump_c_declare.h"
#include "dump_c_references.h"
#include "dump_c_walk.h"

namespace btfkit::btf::c {

struct Statement {
  enum class What : uint8_t {
    kDefinition,   // `struct foo { ... };`, of an enum as well
    kDeclaration,  // `struct foo;`
    kTypedef,      // `typedef int foo;`
    kAlias,        // `typedef unsigned char __Poly8_t;` for an Int that compilers call otherwise
  };
  TypeId id;
  What what;
};

class Statements {
 public:
  Statements(const Btf& btf, const References& references, Walk& walk);

  // Appends the definitions of `ids`, which are in an order that C accepts.
  void define(std::span<const TypeId> ids);
  // Appends what has to be declared before type `id` can be named.
  void announce(TypeId id) { announce(id, id); }

  // What has been appended since the last call.
  std::vector<Statement> take() { return std::exchange(statements_, {}); }

 private:
  enum class Progress : uint8_t { kNew, kOpen, kDone };
  struct State {
    Progress progress = Progress::kNew;
    bool has_name = false;  // declared, or the typedef written, before it could be defined
  };

  State& state(TypeId id) { return states_[number(id)]; }
  void append(TypeId id, Statement::What what) { statements_.push_back({id, what}); }

  void define(TypeId id);
  bool is_written_where_used(TypeId id, std::span<const uint32_t> words) const;
  void announce(TypeId id, TypeId container) {
    if (state(id).progress != Progress::kDone) announce_new(id, container);
  }
  void announce_new(TypeId id, TypeId container);
  void alias(TypeId id);
  void forward(TypeId id);
  void composite(TypeId id, const Composite& kind, TypeId container);
  void typedefinition(TypeId id, const Typedef& kind);

  const Btf& btf_;
  const References& references_;
  Walk& walk_;
  std::vector<State> states_;
  std::vector<Statement> statements_;
};

// Writes the text of `statements`.
void write(const Btf& btf, std::span<const Statement> statements, Declarations& declarations,
           Walk& walk, Text& text);

}  // namespace btfkit::btf::c
