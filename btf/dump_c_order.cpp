// The order of definitions.
//
// BTF has no order: any type may refer to any other. C wants a type complete before another one
// holds it by value, but takes a name for what is behind a pointer:
//
//   struct list { struct node *first; };        needs only `struct node;` before it
//   struct node { struct list siblings; };      needs all of struct list
//
// So the types are walked depth first and each is appended when what it needs has been. Two links
// are told apart. A link is weak if `struct node;` is good enough, and the walk does not follow it;
// it is strong if not. Whether a type is strong to the one that refers to it depends on the way:
//
// - a struct or union with a name is weak through a pointer and strong otherwise;
// - one without a name is strong through a pointer, too: it is written out at that very place,
//   `struct { struct list l; } *p;`, so that its members must be complete;
// - a typedef is what the type behind it is. Through a pointer and weak, it is left for later; who
//   refers to it has it written as soon as that is possible (see dump_c_define.cpp);
// - an enum is strong, as C has no forward declaration of one;
// - a function's result and parameters are strong only if they are in themselves.
//
// Structs, unions, enums, forward declarations, typedefs and pointers are finished with once they
// have been visited. What stands between them (qualifiers, arrays, prototypes) is walked again from
// each side, as the answer differs. A struct that is met inside itself other than by name behind a
// pointer has no order; C could not have made it. C++ has a forward declaration of an enum, but it
// has to agree with the definition. So where there is one, it comes in the declaration's place.
//
// The order among types that don't need each other is that of their ids, and the way through
// members and parameters is from first to last: the same choices as libbpf's, so that the text is
// the same.
#include "dump_c_order.h"

#include "words.h"

namespace btfkit::btf::c {
namespace {

enum class Link : bool { kWeak, kStrong };

class Order {
 public:
  Order(const Btf& btf, Walk& walk, const CxxNames* cxx)
      : btf_(btf), walk_(walk), cxx_(cxx), states_(number(btf.end_id())) {
    states_[0].progress = Progress::kDone;  // void
    mark_referenced(btf);
  }

  void add(TypeId root) { visit(root, false); }

  std::vector<TypeId> take() && { return std::move(definitions_); }

 private:
  enum class Progress : uint8_t { kNew, kOpen, kDone };
  struct State {
    Progress progress = Progress::kNew;
    bool is_referenced = false;
  };

  State& state(TypeId id) { return states_[number(id)]; }

  // An enum without a name that nothing refers to declares constants and stands for itself; any
  // other one is written where it is used.
  void mark_referenced(const Btf& part) {
    if (part.base()) mark_referenced(*part.base());
    auto mark = [&](uint32_t target) { states_[target].is_referenced = true; };
    for (uint32_t id = number(part.first_id()); id < number(part.end_id()); ++id) {
      for_each_reference(part.words(TypeId{id}), mark);
    }
  }

  // Appends what `id` needs, and `id` itself if it is a definition.
  Link visit(TypeId id, bool through_pointer) {
    if (state(id).progress == Progress::kDone) return Link::kStrong;
    return enter(id, through_pointer);
  }

  Link enter(TypeId id, bool through_pointer) {
    if (!walk_.step(id)) return Link::kWeak;
    std::span<const uint32_t> words = btf_.words(id);
    if (state(id).progress == Progress::kOpen) {
      if (!through_pointer || !has_name(btf_, words)) walk_.stop(id, "it is inside itself");
      return Link::kWeak;
    }
    Walk::Level level(walk_, id);
    if (!level) return Link::kWeak;
    // Only for those to which it matters: a look at a function's name is one at memory that nobody
    // else looks at.
    auto named = [&] { return has_name(btf_, words); };
    return visit_kind(
        words,
        Overloaded{
            [&](const Int&) { return scalar(id); },
            [&](const Float&) { return scalar(id); },
            [&](const Ptr& kind) {
              Link link = visit(kind.type, true);
              state(id).progress = Progress::kDone;
              return link;
            },
            [&](const Array& kind) { return visit(kind.element, false); },
            [&](const Struct& kind) { return composite(id, kind, named(), through_pointer); },
            [&](const Union& kind) { return composite(id, kind, named(), through_pointer); },
            [&](const Enum& kind) {
              if (cxx_ && kind.enumerators.empty()) return declared_enum(id, named());
              return standalone(id, named());
            },
            [&](const Enum64&) { return standalone(id, named()); },
            [&](const Fwd&) { return standalone(id, named()); },
            [&](const Typedef& kind) { return alias(id, kind, through_pointer); },
            [&](const Volatile& kind) { return visit(kind.type, through_pointer); },
            [&](const Const& kind) { return visit(kind.type, through_pointer); },
            [&](const Restrict& kind) { return visit(kind.type, through_pointer); },
            [&](const TypeTag& kind) { return visit(kind.type, through_pointer); },
            [&](const FuncProto& kind) { return prototype(kind, through_pointer); },
            [&](const Func&) { return scalar(id); },
            [&](const Var&) { return scalar(id); },
            [&](const Datasec&) { return scalar(id); },
            [&](const DeclTag&) { return scalar(id); },
            [&](const Unknown&) { return scalar(id); },
        });
  }

  // Needs no definition.
  Link scalar(TypeId id) {
    state(id).progress = Progress::kDone;
    return Link::kWeak;
  }

  Link standalone(TypeId id, bool is_named) {
    if (is_named || !state(id).is_referenced) definitions_.push_back(id);
    state(id).progress = Progress::kDone;
    return Link::kStrong;
  }

  Link declared_enum(TypeId id, bool is_named) {
    std::optional<TypeId> definition = cxx_->enumeration(btf_.name(id));
    if (!definition) return standalone(id, is_named);
    state(id).progress = Progress::kDone;
    return visit(*definition, false);
  }

  Link composite(TypeId id, const Composite& kind, bool is_named, bool through_pointer) {
    if (through_pointer && is_named) return Link::kWeak;
    state(id).progress = Progress::kOpen;
    for (const Member& member : kind.members) {
      visit(member.type, false);
      if (walk_.stopped()) return Link::kWeak;
    }
    if (is_named) definitions_.push_back(id);
    state(id).progress = Progress::kDone;
    return Link::kStrong;
  }

  Link alias(TypeId id, const Typedef& kind, bool through_pointer) {
    Link link = visit(kind.type, through_pointer);
    if (through_pointer && link == Link::kWeak) return Link::kWeak;
    definitions_.push_back(id);
    state(id).progress = Progress::kDone;
    return Link::kStrong;
  }

  Link prototype(const FuncProto& kind, bool through_pointer) {
    Link strongest = visit(kind.result, through_pointer);
    for (const Parameter& parameter : kind.parameters) {
      if (visit(parameter.type, through_pointer) == Link::kStrong) strongest = Link::kStrong;
    }
    return strongest;
  }

  const Btf& btf_;
  Walk& walk_;
  const CxxNames* cxx_;
  std::vector<State> states_;
  std::vector<TypeId> definitions_;
};

}  // namespace

std::vector<TypeId> order(const Btf& btf, std::span<const TypeId> roots, Walk& walk,
                          const CxxNames* cxx) {
  Order order(btf, walk, cxx);
  for (TypeId root : roots) order.add(root);
  return std::move(order).take();
}

}  // namespace btfkit::btf::c
