// Which statements a header has: definitions, and what has to be declared before them.
//
// The order sees to it that what a definition holds by value is complete before it. What it has
// behind a pointer only needs a name that the compiler knows:
//
//   struct node;                                  declared before struct list, which comes first
//   struct list { struct node *first; };
//
// C would take `struct node *` in a member without that, but not in the parameters of a function,
// where a new struct node would be declared that ends with the prototype. So every struct and union
// gets a forward declaration once, when it is first needed and not complete.
//
// A typedef has no forward declaration, but may be written before what it stands for is complete.
// It comes in the order as late as possible; whoever needs its name earlier, behind a pointer, has
// it written there.
#include "dump_c_statements.h"

#include "words.h"

namespace btfkit::btf::c {

Statements::Statements(const Btf& btf, const References& references, Walk& walk)
    : btf_(btf), references_(references), walk_(walk), states_(number(btf.end_id())) {
  state(kVoid).progress = Progress::kDone;
}

void Statements::define(std::span<const TypeId> ids) {
  for (TypeId id : ids) {
    if (walk_.stopped()) return;
    define(id);
  }
}

// Appends what `id` needs and `id`.
void Statements::define(TypeId id) {
  State& own = state(id);
  if (own.progress == Progress::kDone) return;
  std::span<const uint32_t> words = btf_.words(id);
  if (is_written_where_used(id, words)) return;
  auto composite = [&](const Composite& kind) {
    own.progress = Progress::kOpen;
    for (const Member& member : kind.members) announce(member.type, id);
    append(id, Statement::What::kDefinition);
  };
  auto enumeration = [&] { append(id, Statement::What::kDefinition); };
  visit_kind(words, Overloaded{
                        [&](const Struct& kind) { composite(kind); },
                        [&](const Union& kind) { composite(kind); },
                        [&](const Enum&) { enumeration(); },
                        [&](const Enum64&) { enumeration(); },
                        [&](const auto&) { announce(id, id); },
                    });
  own.progress = Progress::kDone;
}

// An enum without a name that nothing refers to declares constants and stands for itself; any other
// one is written where it is used.
bool Statements::is_written_where_used(TypeId id, std::span<const uint32_t> words) const {
  wire::Kind kind = wire_kind(words);
  bool has_no_members =
      kind == wire::Kind::kEnum || kind == wire::Kind::kEnum64 || kind == wire::Kind::kFwd;
  return has_no_members && !has_name(btf_, words) && references_.to(id) != References::kNone;
}

// Sees to it that `id` can be named inside the definition of `container`.
void Statements::announce_new(TypeId id, TypeId container) {
  Walk::Level level(walk_, id);
  if (!level || !walk_.step(id)) return;
  auto target = [&](TypeId next) { announce(next, container); };
  visit_kind(btf_.words(id), Overloaded{
                                 [&](const Int&) { alias(id); },
                                 [&](const Float&) {},
                                 [&](const Enum&) {},
                                 [&](const Enum64&) {},
                                 [&](const Fwd&) { forward(id); },
                                 [&](const Struct& kind) { composite(id, kind, container); },
                                 [&](const Union& kind) { composite(id, kind, container); },
                                 [&](const Typedef& kind) { typedefinition(id, kind); },
                                 [&](const Ptr& kind) { target(kind.type); },
                                 [&](const Volatile& kind) { target(kind.type); },
                                 [&](const Const& kind) { target(kind.type); },
                                 [&](const Restrict& kind) { target(kind.type); },
                                 [&](const TypeTag& kind) { target(kind.type); },
                                 [&](const Array& kind) { target(kind.element); },
                                 [&](const FuncProto& kind) {
                                   target(kind.result);
                                   for (const Parameter& parameter : kind.parameters)
                                     target(parameter.type);
                                 },
                                 [&](const Func&) {},
                                 [&](const Var&) {},
                                 [&](const Datasec&) {},
                                 [&](const DeclTag&) {},
                                 [](const Unknown&) {},
                             });
}

void Statements::alias(TypeId id) {
  if (!missing_alias(btf_.name(id)).empty()) append(id, Statement::What::kAlias);
  state(id).progress = Progress::kDone;
}

void Statements::forward(TypeId id) {
  append(id, Statement::What::kDeclaration);
  state(id).progress = Progress::kDone;
}

void Statements::composite(TypeId id, const Composite& kind, TypeId container) {
  if (!has_name(btf_, btf_.words(id))) {
    // Written out where it is used.
    for (const Member& member : kind.members) announce(member.type, container);
  } else if (id != container && !state(id).has_name) {
    state(id).has_name = true;
    append(id, Statement::What::kDeclaration);
  }
}

void Statements::typedefinition(TypeId id, const Typedef& kind) {
  bool is_inside_itself = state(id).progress == Progress::kOpen;
  if (!is_inside_itself) {
    state(id).progress = Progress::kOpen;
    announce(kind.type, id);
  }
  // Compilers have a __builtin_va_list of their own, each a different one.
  if (!state(id).has_name && btf_.name(id) != "__builtin_va_list") {
    append(id, Statement::What::kTypedef);
  }
  state(id).has_name = true;
  if (!is_inside_itself) state(id).progress = Progress::kDone;
}

void write(const Btf& btf, std::span<const Statement> statements, Declarations& declarations,
           Walk& walk, Text& text) {
  for (auto [id, what] : statements) {
    if (walk.stopped()) return;
    switch (what) {
      case Statement::What::kDefinition:
        declarations.define(id);
        break;
      case Statement::What::kDeclaration:
        declarations.declare_composite(id);
        break;
      case Statement::What::kTypedef:
        declarations.define_typedef(id, TypeId{btf.words(id)[2]});
        break;
      case Statement::What::kAlias:
        text.add("typedef ");
        text.add(missing_alias(btf.name(id)));
        text.add(' ');
        text.add(btf.name(id));
        break;
    }
    text.add(";\n\n");
  }
}

}  // namespace btfkit::btf::c
