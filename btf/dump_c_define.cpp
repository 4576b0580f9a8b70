// Definitions and what has to be declared before them.
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
#include "dump_c_define.h"

#include "words.h"

namespace btfkit::btf::c {

Definitions::Definitions(const Btf& btf, Walk& walk, Text& text, CxxNames* cxx)
    : btf_(btf),
      walk_(walk),
      text_(text),
      declarations_(btf, walk, text, cxx),
      states_(number(btf.end_id())) {
  state(kVoid).progress = Progress::kDone;
}

void Definitions::define(std::span<const TypeId> ids) {
  for (TypeId id : ids) {
    if (walk_.stopped()) return;
    define(id);
  }
}

// Writes what `id` needs and `id`.
void Definitions::define(TypeId id) {
  State& own = state(id);
  if (own.progress == Progress::kDone) return;
  auto composite = [&](const Composite& kind) {
    own.progress = Progress::kOpen;
    for (const Member& member : kind.members) announce(member.type, id);
    declarations_.define_composite(id, kind, 0);
    end();
  };
  auto enumeration = [&](const auto& kind) {
    declarations_.define_enum(id, kind, 0);
    end();
  };
  visit_kind(btf_.words(id), Overloaded{
                                 [&](const Struct& kind) { composite(kind); },
                                 [&](const Union& kind) { composite(kind); },
                                 [&](const Enum& kind) { enumeration(kind); },
                                 [&](const Enum64& kind) { enumeration(kind); },
                                 [&](const auto&) { announce(id, id); },
                             });
  own.progress = Progress::kDone;
}

// Sees to it that `id` can be named inside the definition of `container`.
void Definitions::announce_new(TypeId id, TypeId container) {
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

void Definitions::alias(TypeId id) {
  if (std::string_view type = declarations_.missing_alias(id); !type.empty()) {
    text_.add("typedef ");
    text_.add(type);
    text_.add(' ');
    text_.add(btf_.name(id));
    end();
  }
  state(id).progress = Progress::kDone;
}

void Definitions::forward(TypeId id) {
  declarations_.declare_composite(id);
  end();
  state(id).progress = Progress::kDone;
}

void Definitions::composite(TypeId id, const Composite& kind, TypeId container) {
  if (!has_name(btf_, btf_.words(id))) {
    // Written out where it is used.
    for (const Member& member : kind.members) announce(member.type, container);
  } else if (id != container && !state(id).has_name) {
    state(id).has_name = true;
    declarations_.declare_composite(id);
    end();
  }
}

void Definitions::typedefinition(TypeId id, const Typedef& kind) {
  bool is_inside_itself = state(id).progress == Progress::kOpen;
  if (!is_inside_itself) {
    state(id).progress = Progress::kOpen;
    announce(kind.type, id);
  }
  // Compilers have a __builtin_va_list of their own, each a different one.
  if (!state(id).has_name && btf_.name(id) != "__builtin_va_list") {
    declarations_.define_typedef(id, kind);
    end();
  }
  state(id).has_name = true;
  if (!is_inside_itself) state(id).progress = Progress::kDone;
}

}  // namespace btfkit::btf::c
