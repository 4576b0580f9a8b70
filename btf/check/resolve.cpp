// The walk is the kernel's, since which of several faults it names first, and what it overlooks,
// depends on the order. A type is put on a stack of at most 32; its references are put on top of it
// until they are resolved; one that is on the stack already is a loop. Where a loop may end without
// being one depends on the mode: `struct list { struct list *next; }` is none, because a pointer
// that is met on the way through a struct is not followed.
//
// Where the kernel stops, this goes on: a type with a fault that hides its size is `kUnknown`, and
// of what depends on it nothing is said.
#include "check/resolve.h"

#include "check/names.h"

namespace btfkit::btf::checking {
namespace {

constexpr size_t kDeepest = 32;

class Resolver {
 public:
  Resolver(const RawBtf& btf, const Rules& rules, Report& report)
      : btf_(btf),
        rules_(rules),
        report_(report),
        sizes_(btf),
        states_(btf.end_id()),
        is_silent_(btf.end_id()) {
    for (uint32_t id = 0; id < btf.end_id(); ++id) {
      is_silent_[id] = id < btf.first_id() || report.names(id);
    }
  }

  void run() {
    for (uint32_t id = 1; id < btf_.end_id(); ++id) {
      if (needs_resolution(*btf_.find(id)) && !is_resolved(id)) resolve(id);
      if (btf_.find(id)->is(wire::Kind::kFuncProto)) check_prototype(id);
    }
  }

 private:
  enum class State : uint8_t { kNotVisited, kVisited, kResolved, kUnknown };
  enum class Mode { kUndecided, kPointer, kObject };
  enum class Step { kDone, kTooDeep, kLoop };
  struct Vertex {
    uint32_t id;
    uint32_t next;  // the member, variable or part to go on with
  };

  void resolve(uint32_t id) {
    mode_ = Mode::kUndecided;
    Step step = push(id);
    while (step == Step::kDone && !stack_.empty()) step = advance();
    if (step == Step::kDone) return;
    if (step == Step::kTooDeep) {
      fault(id, fmt::format("Exceeded max resolving depth:{}", kDeepest),
            fmt::format("it is nested more than {} types deep", kDeepest));
    } else {
      fault(id, "Loop detected",
            fmt::format("it can't be resolved, since type [{}] leads back to itself", looping_));
    }
    while (!stack_.empty()) give_up();
  }

  Step push(uint32_t id) {
    if (stack_.size() == kDeepest) return Step::kTooDeep;
    if (states_[id] != State::kNotVisited) {
      looping_ = id;
      return Step::kLoop;
    }
    states_[id] = State::kVisited;
    stack_.push_back({id, 0});
    const RawType& type = *btf_.find(id);
    if (mode_ == Mode::kUndecided) {
      if (type.is(wire::Kind::kPtr)) mode_ = Mode::kPointer;
      if (type.is_composite() || type.is(wire::Kind::kArray)) mode_ = Mode::kObject;
    }
    return Step::kDone;
  }

  Step advance() {
    Vertex& vertex = stack_.back();
    const RawType& type = *btf_.find(vertex.id);
    switch (type.kind()) {
      case wire::Kind::kTypedef:
      case wire::Kind::kVolatile:
      case wire::Kind::kConst:
      case wire::Kind::kRestrict:
      case wire::Kind::kTypeTag:
        return modifier(type);
      case wire::Kind::kPtr:
        return pointer(type);
      case wire::Kind::kVar:
        return variable(type);
      case wire::Kind::kArray:
        return array(vertex, type);
      case wire::Kind::kStruct:
      case wire::Kind::kUnion:
        return composite(vertex, type);
      case wire::Kind::kDatasec:
        return section(vertex, type);
      case wire::Kind::kFunc:
        return function(type);
      case wire::Kind::kDeclTag:
        return declaration_tag(type);
      case wire::Kind::kInt:
      case wire::Kind::kEnum:
      case wire::Kind::kEnum64:
      case wire::Kind::kFwd:
      case wire::Kind::kFuncProto:
      case wire::Kind::kFloat:
        break;
    }
    // Kinds that need no resolution are never on the stack.
    return give_up();
  }

  Step modifier(const RawType& type) {
    uint32_t next_id = type.size_or_type;
    const RawType* next = btf_.find(next_id);
    if (!next || next->is_source_only()) return give_up("Invalid type_id", bad_target(next_id));
    if (!is_sink(*next) && !is_resolved(next_id)) return push(next_id);
    if (is_unknown(next_id)) return give_up();
    return settle(next_id, *next);
  }

  Step pointer(const RawType& type) {
    uint32_t next_id = type.size_or_type;
    const RawType* next = btf_.find(next_id);
    if (!next || next->is_source_only()) return give_up("Invalid type_id", bad_target(next_id));
    if (!is_sink(*next) && !is_resolved(next_id)) return push(next_id);
    if (is_unknown(next_id)) return give_up();
    if (auto behind = pointer_behind(next_id, *next)) return push(*behind);
    return settle(next_id, *next);
  }

  Step variable(const RawType& type) {
    uint32_t next_id = type.size_or_type;
    const RawType* next = btf_.find(next_id);
    if (!next || next->is_source_only()) return give_up("Invalid type_id", bad_target(next_id));
    if (!is_sink(*next) && !is_resolved(next_id)) return push(next_id);
    if (is_unknown(next_id)) return give_up();
    if (auto behind = pointer_behind(next_id, *next)) return push(*behind);
    auto sized = sizes_.find(next_id);
    if (!sized) {
      return give_up("Invalid type_id", fmt::format("its type [{}] has no size", next_id));
    }
    return pop(sized->id);
  }

  // A modifier that was resolved on the way through a struct was not followed behind its pointer.
  // On the way through a pointer it must be, lest this is a loop of pointers.
  std::optional<uint32_t> pointer_behind(uint32_t id, const RawType& type) const {
    if (!type.is_modifier()) return std::nullopt;
    uint32_t target_id = sizes_.target(id);
    const RawType& target = *btf_.find(target_id);
    if (!target.is(wire::Kind::kPtr) || is_sink(target) || is_resolved(target_id)) {
      return std::nullopt;
    }
    return target_id;
  }

  // A modifier or a pointer may also stand for void, a forward declaration or a prototype.
  Step settle(uint32_t next_id, const RawType& next) {
    if (auto sized = sizes_.find(next_id)) return pop(sized->id);
    uint32_t target_id = is_resolved(next_id) ? sizes_.target(next_id) : next_id;
    const RawType* target = is_resolved(next_id) ? btf_.find(target_id) : &next;
    if (!target || !(target->is_void() || target->is(wire::Kind::kFwd) ||
                     target->is(wire::Kind::kFuncProto))) {
      return give_up("Invalid type_id", fmt::format("its type [{}] can't stand there", next_id));
    }
    return pop(target_id);
  }

  Step array(Vertex& vertex, const RawType& type) {
    RawArray array = type.array();
    if (vertex.next == 0) {
      const RawType* index = btf_.find(array.index);
      if (!index || index->has_no_size() || index->is_source_only()) {
        fault(vertex.id, "Invalid index", fmt::format("its index: {}", bad_target(array.index)));
      } else if (!is_sink(*index) && !is_resolved(array.index)) {
        return push(array.index);
      } else if (!is_unknown(array.index)) {
        auto sized = sizes_.find(array.index);
        if (!sized || !sized->type->is(wire::Kind::kInt) ||
            !IntWord{sized->type->words[0]}.is_regular()) {
          fault(vertex.id, "Invalid index",
                fmt::format("its index type [{}] is no integer of whole bytes", array.index));
        }
      }
      vertex.next = 1;
    }
    const RawType* element = btf_.find(array.element);
    if (!element || element->has_no_size() || element->is_source_only()) {
      return give_up("Invalid elem", fmt::format("its element: {}", bad_target(array.element)));
    }
    if (!is_sink(*element) && !is_resolved(array.element)) return push(array.element);
    if (is_unknown(array.element)) return give_up();
    auto sized = sizes_.find(array.element);
    if (!sized) {
      return give_up("Invalid elem",
                     fmt::format("its element's type [{}] has no size", array.element));
    }
    if (sized->type->is(wire::Kind::kInt) && !IntWord{sized->type->words[0]}.is_regular()) {
      return give_up("Invalid array of int", "its elements are bit fields");
    }
    if (array.count != 0 && sized->size > UINT32_MAX / array.count) {
      return give_up(
          "Array size overflows U32_MAX",
          fmt::format("{} elements of {} bytes are 4 GiB or more", array.count, sized->size));
    }
    return pop(sized->id, sized->size * array.count);
  }

  Step composite(Vertex& vertex, const RawType& type) {
    for (; vertex.next < type.vlen(); ++vertex.next) {
      RawMember member = type.member(vertex.next);
      const RawType* member_type = btf_.find(member.type);
      if (!member_type || member_type->has_no_size() || member_type->is_source_only()) {
        fault(vertex.id, "Invalid member",
              fmt::format("{}: {}", part("member", vertex.next, member.name),
                          bad_target(member.type)));
        continue;
      }
      if (!is_sink(*member_type) && !is_resolved(member.type)) return push(member.type);
      if (is_unknown(member.type)) continue;
      if (auto found = check_member(sizes_, type, member, *member_type)) {
        fault(vertex.id, found->wording,
              fmt::format("{}: {}", part("member", vertex.next, member.name), found->rule));
      }
    }
    return pop(0);
  }

  Step section(Vertex& vertex, const RawType& type) {
    mode_ = Mode::kUndecided;
    for (; vertex.next < type.vlen(); ++vertex.next) {
      SectionVar entry = type.section_var(vertex.next);
      const RawType* var = btf_.find(number(entry.var));
      if (!var || !var->is(wire::Kind::kVar)) {
        fault(vertex.id, "Not a VAR kind member",
              fmt::format("variable {}: type [{}] is no VAR", vertex.next, number(entry.var)));
        continue;
      }
      if (!is_sink(*var) && !is_resolved(number(entry.var))) return push(number(entry.var));
      if (is_unknown(number(entry.var))) continue;
      auto sized = sizes_.find(var->size_or_type);
      if (sized && entry.size < sized->size) {
        fault(vertex.id, "Invalid size",
              fmt::format("{}: it has {} bytes, its type {}",
                          part("variable", vertex.next, var->name), entry.size, sized->size));
      }
    }
    return pop(0);
  }

  Step function(const RawType& type) {
    const RawType* prototype = btf_.find(type.size_or_type);
    uint32_t id = stack_.back().id;
    if (!prototype || !prototype->is(wire::Kind::kFuncProto)) {
      fault(id, "Invalid type_id", fmt::format("type [{}] is no FUNC_PROTO", type.size_or_type));
    } else {
      for (uint32_t i = 0; i < prototype->vlen(); ++i) {
        RawParameter parameter = prototype->parameter(i);
        if (parameter.name == 0 && parameter.type != 0) {
          fault(id, fmt::format("Invalid arg#{}", i + 1),
                fmt::format("parameter {}: it has no name", i));
        }
      }
    }
    return pop(type.size_or_type);
  }

  Step declaration_tag(const RawType& type) {
    uint32_t next_id = type.size_or_type;
    const RawType* next = btf_.find(next_id);
    if (!next || !(next->is(wire::Kind::kFunc) || next->is_composite() ||
                   next->is(wire::Kind::kVar) || next->is(wire::Kind::kTypedef))) {
      return give_up("Invalid type_id",
                     next ? fmt::format("{} can't be tagged", describe(btf_, next_id, *next))
                          : bad_target(next_id));
    }
    if (!is_sink(*next) && !is_resolved(next_id)) return push(next_id);
    auto component = static_cast<int32_t>(type.words[0]);
    if (component == DeclTag::kWhole) return pop(next_id);
    if (next->is(wire::Kind::kVar) || next->is(wire::Kind::kTypedef)) {
      return give_up(
          "Invalid component_idx",
          fmt::format("it is on component {}, but type [{}] has none", component, next_id));
    }
    const RawType* parts = next->is_composite() ? next : btf_.find(next->size_or_type);
    // A function without a prototype has been named for that.
    if (parts && type.words[0] >= parts->vlen()) {
      return give_up("Invalid component_idx",
                     fmt::format("it is on component {}, but type [{}] has {}", component, next_id,
                                 parts->vlen()));
    }
    return pop(next_id);
  }

  void check_prototype(uint32_t id) {
    const RawType& type = *btf_.find(id);
    if (uint32_t result = type.size_or_type; result != 0 && !has_size(result)) {
      fault(id, "Invalid return type", fmt::format("its return type: {}", bad_target(result)));
    }
    uint32_t count = type.vlen();
    if (count != 0 && type.parameter(count - 1).type == 0) {
      if (type.parameter(count - 1).name != 0) {
        fault(id, fmt::format("Invalid arg#{}", count), "its variable arguments have a name");
      }
      --count;
    }
    for (uint32_t i = 0; i < count; ++i) {
      RawParameter parameter = type.parameter(i);
      auto refuse = [&](std::string_view why) {
        fault(id, fmt::format("Invalid arg#{}", i + 1),
              fmt::format("{}: {}", part("parameter", i, parameter.name), why));
      };
      if (parameter.name != 0 && !is_parameter_name(parameter.name)) {
        refuse("its name is not a valid one");
      }
      if (!has_size(parameter.type)) refuse(bad_target(parameter.type));
    }
  }

  // Whether there can be a result or a parameter of this type, as far as that can be told.
  bool has_size(uint32_t id) {
    const RawType* type = btf_.find(id);
    if (!type || type->is_source_only()) return false;
    if (needs_resolution(*type) && !is_resolved(id)) resolve(id);
    return is_unknown(id) || sizes_.find(id);
  }

  std::string part(std::string_view what, uint32_t i, uint32_t name) const {
    return describe_part(btf_, what, i, name);
  }

  bool is_parameter_name(uint32_t offset) const {
    return offset <= rules_.last_name_offset &&
           is_identifier(btf_.name(offset), rules_, rules_.dots_everywhere);
  }

  static bool needs_resolution(const RawType& type) { return type.is_one_of(kToResolve); }

  // Whether the walk need not follow a reference to this type.
  bool is_sink(const RawType& type) const {
    switch (mode_) {
      case Mode::kUndecided:
        return !needs_resolution(type);
      case Mode::kPointer:
        return !type.is_modifier() && !type.is(wire::Kind::kPtr);
      case Mode::kObject:
        return !type.is_modifier() && !type.is(wire::Kind::kArray) && !type.is_composite();
    }
    return false;
  }

  bool is_resolved(uint32_t id) const {
    return states_[id] == State::kResolved || states_[id] == State::kUnknown;
  }
  bool is_unknown(uint32_t id) const { return states_[id] == State::kUnknown; }

  Step pop(uint32_t target, uint32_t size = 0) {
    uint32_t id = stack_.back().id;
    stack_.pop_back();
    sizes_.resolve(id, target, size);
    states_[id] = State::kResolved;
    return Step::kDone;
  }

  // Takes the type on top away; what it stands for can't be told.
  Step give_up() {
    states_[stack_.back().id] = State::kUnknown;
    stack_.pop_back();
    return Step::kDone;
  }
  Step give_up(std::string wording, std::string rule) {
    fault(stack_.back().id, std::move(wording), std::move(rule));
    return give_up();
  }

  void fault(uint32_t id, std::string wording, std::string rule) {
    if (is_silent_[id]) return;
    report_.add(btf_, id, *btf_.find(id), std::move(wording), std::move(rule));
  }

  std::string bad_target(uint32_t id) const {
    const RawType* type = btf_.find(id);
    if (!type) {
      return fmt::format("type id {} is out of range (last is {})", id, btf_.end_id() - 1);
    }
    if (type->is_void()) return "it is of type void";
    if (type->is_modifier()) return fmt::format("{} has no size", describe(btf_, id, *type));
    return fmt::format("{} can't stand there", describe(btf_, id, *type));
  }

  const RawBtf& btf_;
  const Rules& rules_;
  Report& report_;
  Sizes sizes_;
  std::vector<State> states_;    // by id
  std::vector<bool> is_silent_;  // by id: nothing is said of it
  std::vector<Vertex> stack_;
  Mode mode_ = Mode::kUndecided;
  uint32_t looping_ = 0;  // the type that a loop was found at
};

}  // namespace

void check_references(const RawBtf& btf, const Rules& rules, Report& report) {
  Resolver(btf, rules, report).run();
}

}  // namespace btfkit::btf::checking
