// Keeps the walks of the C dump finite whatever the types are.
#pragma once

#include "btf/model.h"
#include "text.h"

namespace btfkit::btf::c {

// Types can be crafted so that a declaration never ends (a pointer to itself), or has more text
// than any disk holds (thirty structs without a name, each twice inside the next). Every walk over
// them counts its steps and its depth here. Once the walk is stopped no step is granted any more,
// so that it returns without further ado, and result() says why.
class Walk {
 public:
  Walk(const Btf& btf, const Text& text)
      : btf_(btf), text_(text), steps_(kSteps + kStepsPerType * number(btf.end_id())) {}

  // Asks for one more step, at type `id`.
  bool step(TypeId id) {
    if (steps_ != 0 && text_.size() < kLongestText) [[likely]] {
      --steps_;
      return true;
    }
    refuse(id);
    return false;
  }

  // Ends the walk because of type `id`.
  template <typename... Args>
  void stop(TypeId id, fmt::format_string<Args...> why, Args&&... args) {
    if (failure_) return;
    failure_ = Error(fmt::format("type {}: {}", describe(btf_, id),
                                 fmt::format(why, std::forward<Args>(args)...)));
    steps_ = 0;
  }

  bool stopped() const { return failure_.has_value(); }

  Result<void> result() const {
    if (failure_) return std::unexpected(*failure_);
    return {};
  }

  // One level of recursion, as long as it lives. False if there are too many.
  class Level {
   public:
    Level(Walk& walk, TypeId id) : walk_(walk) {
      if (++walk_.depth_ > kDeepest) walk_.stop(id, "types are nested too deeply, or in a loop");
    }
    Level(const Level&) = delete;
    ~Level() { --walk_.depth_; }
    explicit operator bool() const { return !walk_.stopped(); }

   private:
    Walk& walk_;
  };

 private:
  // Bounds for crafted types, far above what the test kernels need: their dumps stay within them.
  static constexpr uint64_t kSteps = 10'000'000, kStepsPerType = 64;
  static constexpr int kDeepest = 512;
  // Bytes of text.
  static constexpr size_t kLongestText = size_t{1} << 27;

  void refuse(TypeId id) { stop(id, "its declaration has no end, or one too far away"); }

  const Btf& btf_;
  const Text& text_;
  uint64_t steps_;
  int depth_ = 0;
  std::optional<Error> failure_;
};

}  // namespace btfkit::btf::c
