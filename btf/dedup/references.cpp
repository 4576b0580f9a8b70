#include "stages.h"

namespace btfkit::btf::dedup {
namespace {

// Settles types after all that they refer to. What is under way is on a stack of its own, since a
// crafted input has chains as long as it likes.
class ReferenceStage {
 public:
  explicit ReferenceStage(Work& work) : work_(work), is_waiting_(work.types.end(), false) {}

  Result<void> run() {
    for (Id id = work_.types.first_own(); id < work_.types.end(); ++id) {
      if (!work_.mapping.is_settled(id)) BTFKIT_CHECK(settle_with_references(id));
    }
    return {};
  }

 private:
  // A type some of whose references wait for others; the first `settled` ones don't.
  struct Waiting {
    Id id;
    uint32_t settled;
  };

  Result<void> settle_with_references(Id first) {
    for (Waiting now{first, 0};;) {
      Id missing = resolve_references(now);
      if (missing != kNoId) {
        is_waiting_[now.id] = true;
        if (is_waiting_[missing]) {
          return fail("type [{}] refers to itself by way of pointers and modifiers alone", missing);
        }
        waiting_.push_back(now);
        now = {missing, 0};
        continue;
      }
      settle(now.id);
      if (waiting_.empty()) return {};
      now = waiting_.back();
      waiting_.pop_back();
    }
  }

  // Makes references point to what stands for them, up to the first one that isn't settled, which
  // it returns.
  Id resolve_references(Waiting& type) {
    auto references = references_of(work_.types.own(type.id));
    uint32_t before_list = references.first ? 1 : 0;
    if (references.first && type.settled == 0) {
      if (!work_.mapping.is_settled(*references.first)) return *references.first;
      *references.first = work_.mapping.resolve(*references.first);
      ++type.settled;
    }
    for (; type.settled < before_list + references.count; ++type.settled) {
      Word& reference = references.list[(type.settled - before_list) * references.step];
      if (!work_.mapping.is_settled(reference)) return reference;
      reference = work_.mapping.resolve(reference);
    }
    return kNoId;
  }

  void settle(Id id) {
    auto list = work_.list_of_equal(work_.types.at(id));
    work_.settle(id, work_.candidates.first(list, [](Id) { return true; }), list);
  }

  Work& work_;
  std::vector<bool> is_waiting_;  // by id; stays so when the type is settled
  std::vector<Waiting> waiting_;
};

}  // namespace

Result<void> deduplicate_references(Work& work) {
  return ReferenceStage(work).run();
}

}  // namespace btfkit::btf::dedup
