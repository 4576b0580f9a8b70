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
      : btf_(btf), walk_(walk), cxx_(cxx), progress_(number(btf.end_id())) {
    progress(kVoid) = Progress::kDone;
  }

  void add(TypeId root) { visit(root, false); }

  std::vector<TypeId> take() && { return std::move(definitions_); }

 private:
  enum class Progress : uint8_t { kNew, kOpen, kDone };

  Progress& progress(TypeId id) { return progress_[number(id)]; }

  // Appends what `id` needs, and `id` itself if it is a definition.
  Link visit(TypeId id, bool through_pointer) {
    if (progress(id) == Progress::kDone) return Link::kStrong;
    return enter(id, through_pointer);
  }

  Link enter(TypeId id, bool through_pointer) {
    if (!walk_.step(id)) return Link::kWeak;
    std::span<const uint32_t> words = btf_.words(id);
    if (progress(id) == Progress::kOpen) {
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
              progress(id) = Progress::kDone;
              return link;
            },
            [&](const Array& kind) { return visit(kind.element, false); },
            [&](const Struct& kind) { return composite(id, kind, named(), through_pointer); },
            [&](const Union& kind) { return composite(id, kind, named(), through_pointer); },
            [&](const Enum& kind) {
              return cxx_ && kind.enumerators.empty() ? declared_enum(id) : standalone(id);
            },
            [&](const Enum64&) { return standalone(id); },
            [&](const Fwd&) { return standalone(id); },
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
    progress(id) = Progress::kDone;
    return Link::kWeak;
  }

  Link standalone(TypeId id) {
    definitions_.push_back(id);
    progress(id) = Progress::kDone;
    return Link::kStrong;
  }

  Link declared_enum(TypeId id) {
    std::optional<TypeId> definition = cxx_->enumeration(btf_.name(id));
    if (!definition) return standalone(id);
    progress(id) = Progress::kDone;
    return visit(*definition, false);
  }

  Link composite(TypeId id, const Composite& kind, bool is_named, bool through_pointer) {
    if (through_pointer && is_named) return Link::kWeak;
    progress(id) = Progress::kOpen;
    for (const Member& member : kind.members) {
      visit(member.type, false);
      if (walk_.stopped()) return Link::kWeak;
    }
    if (is_named) definitions_.push_back(id);
    progress(id) = Progress::kDone;
    return Link::kStrong;
  }

  Link alias(TypeId id, const Typedef& kind, bool through_pointer) {
    Link link = visit(kind.type, through_pointer);
    if (through_pointer && link == Link::kWeak) return Link::kWeak;
    definitions_.push_back(id);
    progress(id) = Progress::kDone;
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
  std::vector<Progress> progress_;
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
