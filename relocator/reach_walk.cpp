// A worklist of places and what is known there. Where ways meet, up to kMaxStates states are
// followed apart, as the verifier does; one that an earlier one covers is dropped, and more than
// that become one that keeps what they agree on. So every loop comes to an end: a value changes
// from known to unknown only.
//
// A static function is entered with what its callers pass, and its result is what all its ends
// agree on. A pointer into the caller's frame counts as unknown there, and the caller forgets its
// stack.
#include "reach_walk.h"

#include "reach_alu.h"

namespace btfkit::relocator {
namespace {

using core::InsnClass;
using core::Instruction;

constexpr size_t kMaxStates = 4;
constexpr uint8_t kModeMask = 0xe0;
constexpr uint8_t kModeMemory = 0x60, kModeSigned = 0x80, kModeAtomic = 0xc0;
constexpr uint8_t kJump = 0x05, kLongJump = 0x06, kIndirectJump = 0x0d, kExit = 0x95,
                  kMayGoto = 0xe5;
constexpr uint8_t kFetch = 0x01, kCompareExchange = 0xf1;
constexpr int32_t kLoadAcquire = 0x100;

uint32_t width_of(const Instruction& insn) {
  switch (insn.code & core::kSizeMask) {
    case 0x10:
      return 1;
    case 0x08:
      return 2;
    case 0x00:
      return 4;
    default:
      return 8;
  }
}

class Walker {
 public:
  Walker(const CodeIndex& index, const std::set<Source>& free, uint64_t max_steps)
      : index_(index), object_(index.object()), free_(free), max_steps_(max_steps) {}

  void enter(const Function& function, const State& state) {
    work_.push_back({{function.code, function.first}, state});
  }

  WalkResult run() && {
    while (!work_.empty() && result_.is_complete) {
      auto [site, state] = std::move(work_.back());
      work_.pop_back();
      follow(site, std::move(state));
    }
    return std::move(result_);
  }

 private:
  struct Work {
    Site site;
    State state;
  };
  // What is known of a static function's end, and where it goes on from there.
  struct Called {
    std::optional<Value> returned;
    std::vector<Work> continuations;
  };

  // Straight on until the way ends or has been seen.
  void follow(Site site, State state) {
    const Function* function = object_.function_at(site.code, site.insn);
    if (!function) return;
    uint32_t end = function->first + function->count;
    while (site.insn < end) {
      if (index_.is_meeting_place(index_.number(site)) && !is_new(site, state)) return;
      if (++result_.steps > max_steps_) {
        result_.is_complete = false;
        return;
      }
      auto next = step(*function, site, state);
      if (!next) return;
      site.insn = *next;
    }
  }

  // Whether the state tells anything new there; it may become a more general one.
  bool is_new(Site site, State& state) {
    std::vector<State>& seen = seen_[index_.number(site)];
    for (const State& earlier : seen) {
      if (earlier.covers(state)) return false;
    }
    // Keeping a state is the costly part.
    constexpr uint64_t kCost = 8;
    result_.steps += kCost + state.slot_count();
    if (seen.size() < kMaxStates) {
      seen.push_back(state);
    } else {
      seen.back().join_with(state);
      state = seen.back();
    }
    return true;
  }

  // Does one instruction. Returns the next one of the way, or nothing where it ends.
  std::optional<uint32_t> step(const Function& function, Site site, State& state) {
    const Instruction* insn = &object_.code[site.code].insns[site.insn];
    if (const Relocated* relocated = index_.relocated_at(index_.number(site))) {
      if (relocated->value == Relocated::Value::kPoison) {
        // Behind it, too: each one is asked for as if it were the only one.
        result_.reached.insert(index_.number(site));
      }
      Source source{false, site.code, site.insn};
      bool is_choice = relocated->value == Relocated::Value::kChoice;
      if (is_choice) result_.asked.insert(source);
      if (!is_choice || free_.contains(source)) {
        return step_unknown(site, relocated->before, state);
      }
    }
    switch (core::class_of(*insn)) {
      case InsnClass::kAlu:
      case InsnClass::kAlu64: {
        bool is_register = insn->code & core::kSourceReg;
        Value source = is_register && insn->src < kRegisters ? state.at(insn->src)
                       : is_register                         ? kUnknown
                                                             : immediate(*insn);
        if (insn->dst < kRegisters) {
          state.set(insn->dst, compute(*insn, state.at(insn->dst), source, object_.elf.endian()));
        }
        return site.insn + 1;
      }
      case InsnClass::kLd:
        return load_immediate(site, *insn, state);
      case InsnClass::kLdx:
        load(*insn, state);
        return site.insn + 1;
      case InsnClass::kSt:
      case InsnClass::kStx:
        store(*insn, state);
        return site.insn + 1;
      case InsnClass::kJmp:
      case InsnClass::kJmp32:
        return jump(function, site, *insn, state);
    }
    __builtin_unreachable();
  }

  // An instruction of which only is known what it was.
  std::optional<uint32_t> step_unknown(Site site, const Instruction& insn, State& state) {
    bool is_store =
        core::class_of(insn) == InsnClass::kSt || core::class_of(insn) == InsnClass::kStx;
    if (is_store) {
      if (insn.dst < kRegisters && state.at(insn.dst).is_stack()) state.forget_stack();
    } else {
      bool may_point = insn.dst < kRegisters && state.at(insn.dst).is_stack() &&
                       core::class_of(insn) == InsnClass::kAlu64;
      state.set(insn.dst, may_point ? kAnyStack : kUnknown);
    }
    return site.insn + (insn.code == core::kLdImm64 ? 2 : 1);
  }

  std::optional<uint32_t> load_immediate(Site site, const Instruction& insn, State& state) {
    if (insn.code != core::kLdImm64) {
      // BPF_LD_ABS and BPF_LD_IND, which are calls.
      for (size_t i = 0; i <= 5; ++i) state.set(i, kUnknown);
      return site.insn + 1;
    }
    const auto& insns = object_.code[site.code].insns;
    if (site.insn + 1 >= insns.size()) return std::nullopt;
    Value value = kUnknown;
    if (auto loaded = index_.loaded(site)) {
      // A function whose address is taken may be called with anything.
      if (loaded->function) enter(*loaded->function, State());
      if (loaded->frozen) value = *loaded->frozen;
    } else if (insn.src == 0) {
      value = constant(uint64_t{static_cast<uint32_t>(insns[site.insn + 1].imm)} << 32 |
                       static_cast<uint32_t>(insn.imm));
    }
    state.set(insn.dst, value);
    return site.insn + 2;
  }

  void load(const Instruction& insn, State& state) {
    uint8_t mode = insn.code & kModeMask;
    Value value = kUnknown;
    if (insn.src < kRegisters && (mode == kModeMemory || mode == kModeSigned)) {
      const Value& from = state.at(insn.src);
      uint64_t place = from.number + static_cast<uint64_t>(int64_t{insn.off});
      uint32_t width = width_of(insn);
      if (from.kind == Value::Kind::kStack) {
        value =
            state.load(static_cast<int64_t>(place), width, object_.elf.endian() == Endian::kLittle);
      } else if (from.kind == Value::Kind::kAnyStack) {
        value = kAnyStack;
      } else if (from.kind == Value::Kind::kFrozen) {
        value = load_frozen({from.kind, from.section, place}, width);
      }
      if (mode == kModeSigned && value.is_constant()) {
        uint32_t shift = 64 - width * 8;
        value.number = static_cast<uint64_t>(static_cast<int64_t>(value.number << shift) >> shift);
      }
    }
    state.set(insn.dst, value);
  }

  Value load_frozen(const Value& place, uint32_t width) {
    Bytes bytes = index_.frozen_bytes(place, width);
    if (bytes.empty()) return kUnknown;
    Source source = index_.variable_at(place);
    result_.asked.insert(source);
    if (free_.contains(source)) return kUnknown;
    bool is_little = object_.elf.endian() == Endian::kLittle;
    uint64_t number = 0;
    for (uint32_t i = 0; i < width; ++i) {
      number = number << 8 | static_cast<uint8_t>(bytes[is_little ? width - 1 - i : i]);
    }
    return constant(number);
  }

  void store(const Instruction& insn, State& state) {
    if (insn.dst >= kRegisters || insn.src >= kRegisters) return;
    const Value& to = state.at(insn.dst);
    bool is_register = core::class_of(insn) == InsnClass::kStx;
    bool is_atomic = is_register && (insn.code & kModeMask) == kModeAtomic;
    uint32_t width = width_of(insn);
    if (is_atomic) {
      bool reads = insn.imm == kLoadAcquire;
      if (to.is_stack() && !reads) state.forget_stack();
      if (reads) {
        state.set(insn.dst, state.at(insn.src).is_stack() ? kAnyStack : kUnknown);
      } else if ((insn.imm & 0xff) == kCompareExchange) {
        state.set(0, kUnknown);
      } else if (insn.imm & kFetch) {
        state.set(insn.src, kUnknown);
      }
      return;
    }
    if (to.kind == Value::Kind::kAnyStack) state.forget_stack();
    if (to.kind != Value::Kind::kStack) return;
    Value value = is_register ? state.at(insn.src) : immediate(insn);
    if (width < 8) {
      value = value.is_constant() ? constant(value.number & ((uint64_t{1} << width * 8) - 1))
                                  : kUnknown;
    }
    state.store(static_cast<int64_t>(to.number) + insn.off, width, value);
  }

  std::optional<uint32_t> jump(const Function& function, Site site, const Instruction& insn,
                               State& state) {
    int64_t next = int64_t{site.insn} + 1;
    auto inside = [&](int64_t to) -> std::optional<uint32_t> {
      bool is_inside = to >= function.first && to < int64_t{function.first} + function.count;
      return is_inside ? std::optional(static_cast<uint32_t>(to)) : std::nullopt;
    };
    if (insn.code == kJump) return inside(next + insn.off);
    if (insn.code == kLongJump) return inside(next + insn.imm);
    if (insn.code == kExit) {
      leave(function, state.at(0));
      return std::nullopt;
    }
    if (insn.code == kIndirectJump) {
      result_.is_complete = false;
      return std::nullopt;
    }
    if ((insn.code & ~core::kSourceReg) == core::kCall) return call(site, insn, state);

    auto target = inside(next + insn.off);
    if (insn.code == kMayGoto) {
      if (target) work_.push_back({{site.code, *target}, state});
      return inside(next);
    }
    if (insn.dst >= kRegisters || insn.src >= kRegisters) return std::nullopt;
    bool is_register = insn.code & core::kSourceReg;
    Value source = is_register ? state.at(insn.src) : immediate(insn);
    auto taken = is_taken(insn, state.at(insn.dst), source);
    if (taken) return *taken ? target : inside(next);
    State other = state;
    learn_equality(insn, source, other, state);
    if (target) work_.push_back({{site.code, *target}, std::move(other)});
    return inside(next);
  }

  // On one side of `if r1 == 5` r1 is 5.
  static void learn_equality(const Instruction& insn, const Value& source, State& taken,
                             State& not_taken) {
    constexpr uint8_t kEqual = 0x15, kNotEqual = 0x55;
    if (!source.is_constant() || taken.at(insn.dst).kind != Value::Kind::kUnknown) return;
    uint8_t code = insn.code & ~core::kSourceReg;
    if (code == kEqual) taken.set(insn.dst, source);
    if (code == kNotEqual) not_taken.set(insn.dst, source);
  }

  std::optional<uint32_t> call(Site site, const Instruction& insn, State& state) {
    State inside;
    bool passes_stack = false;
    for (size_t i = 1; i <= 5; ++i) {
      passes_stack |= state.at(i).is_stack();
      if (!state.at(i).is_stack()) inside.set(i, state.at(i));
      state.set(i, kUnknown);
    }
    state.set(0, kUnknown);
    if (passes_stack) state.forget_stack();
    bool is_own = insn.code == core::kCall && insn.src == core::kPseudoCall;
    const Function* callee = is_own ? index_.callee(site) : nullptr;
    if (!callee) return site.insn + 1;
    if (index_.is_global(*callee)) {
      enter(*callee, State());
      return site.insn + 1;
    }
    Called& called = called_[callee];
    called.continuations.push_back({{site.code, site.insn + 1}, state});
    enter(*callee, inside);
    if (!called.returned) return std::nullopt;
    state.set(0, *called.returned);
    return site.insn + 1;
  }

  // A function ends. Its callers go on, if its result is not what they know already.
  void leave(const Function& function, Value value) {
    auto called = called_.find(&function);
    if (called == called_.end()) return;
    if (value.is_stack()) value = kUnknown;
    auto& [returned, continuations] = called->second;
    Value joined = returned ? join(*returned, value) : value;
    if (returned == joined) return;
    returned = joined;
    for (Work work : continuations) {
      work.state.set(0, joined);
      work_.push_back(std::move(work));
    }
  }

  const CodeIndex& index_;
  const Object& object_;
  const std::set<Source>& free_;
  uint64_t max_steps_;
  std::vector<Work> work_;
  std::unordered_map<size_t, std::vector<State>> seen_;
  std::map<const Function*, Called> called_;
  WalkResult result_;
};

}  // namespace

WalkResult walk(const CodeIndex& index, const Function& program, const std::set<Source>& free,
                const VerifierTraits& traits, uint64_t max_steps) {
  Walker walker(index, free, max_steps);
  walker.enter(program, State());
  if (traits.verifies_uncalled_functions) {
    for (const Function* function : index.linked_functions(program)) {
      if (function != &program && index.is_global(*function)) walker.enter(*function, State());
    }
  }
  return std::move(walker).run();
}

}  // namespace btfkit::relocator
