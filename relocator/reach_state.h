// What is known of registers and stack at one place of a program.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace btfkit::relocator {

// A register's or a stack slot's content.
struct Value {
  enum class Kind : uint8_t {
    kUnknown,   // anything but a pointer into the program's own stack frame
    kConstant,  // `number`
    kStack,     // the frame's end plus `number`, which is negative
    kAnyStack,  // somewhere in the frame
    kFrozen,    // byte `number` of ELF section `section`, which is read-only, or of .kconfig
  };

  Kind kind = Kind::kUnknown;
  uint32_t section = 0;
  uint64_t number = 0;

  bool is_constant() const { return kind == Kind::kConstant; }
  bool is_stack() const { return kind == Kind::kStack || kind == Kind::kAnyStack; }
  friend bool operator==(const Value&, const Value&) = default;
};

inline Value constant(uint64_t number) {
  return {Value::Kind::kConstant, 0, number};
}
inline constexpr Value kUnknown{};
inline constexpr Value kAnyStack{Value::Kind::kAnyStack, 0, 0};

// In place of an ELF section, for .kconfig has none.
inline constexpr uint32_t kConfigPlace = 0;

// What holds whichever of the two it is.
inline Value join(const Value& one, const Value& other) {
  if (one == other) return one;
  return one.is_stack() || other.is_stack() ? kAnyStack : kUnknown;
}

// Bytes of the stack frame that hold a known value.
struct StackSlot {
  int64_t offset;  // from the frame's end, negative
  uint32_t size;   // bytes
  Value value;

  friend bool operator==(const StackSlot&, const StackSlot&) = default;
};

// Numbers as in struct bpf_reg_state's uses: r0 to r10.
inline constexpr size_t kRegisters = 11;
inline constexpr size_t kFramePointer = 10;

class State {
 public:
  // At a function's entry: all but the frame pointer is unknown.
  State() { registers_[kFramePointer] = {Value::Kind::kStack, 0, 0}; }

  const Value& at(size_t number) const { return registers_[number]; }
  void set(size_t number, const Value& value) {
    if (number < kFramePointer) registers_[number] = value;
  }

  // What `size` bytes of the stack hold.
  Value load(int64_t offset, uint32_t size, bool is_little) const;
  void store(int64_t offset, uint32_t size, const Value& value);
  // Something was written, nobody knows where.
  void forget_stack() { slots_.clear(); }
  bool knows_stack() const { return !slots_.empty(); }

  // Whether all that is known here is also known, and the same, in `other`.
  bool covers(const State& other) const;
  // Becomes what holds in both. Returns whether that is less than before.
  bool join_with(const State& other);
  size_t slot_count() const { return slots_.size(); }

 private:
  // What the slot of that place and size holds.
  Value slot(const StackSlot& like) const;

  std::array<Value, kRegisters> registers_;
  std::vector<StackSlot> slots_;  // by offset; they don't overlap
};

}  // namespace btfkit::relocator
