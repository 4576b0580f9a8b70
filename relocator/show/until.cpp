#include "until.h"

#include <algorithm>
#include <csignal>

namespace btfkit::show {
namespace {

volatile std::sig_atomic_t is_interrupted = 0;

}  // namespace

Until::Until(uint64_t count, double seconds) : limit_(count), seconds_(seconds) {
  struct sigaction action = {};
  action.sa_handler = [](int) { is_interrupted = 1; };
  // Without SA_RESTART a wait ends with the signal.
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
}

bool Until::is_over() const {
  return is_interrupted != 0 || (limit_ != 0 && count_ >= limit_) || remaining_ms() == 0;
}

int Until::remaining_ms() const {
  // A signal that comes between the question and the wait is seen after this.
  constexpr int64_t kLongest = 1000;
  if (seconds_ < 0) return kLongest;
  double passed = std::chrono::duration<double>(Clock::now() - begin_).count();
  // A double may be more than an integer holds.
  double left = std::clamp((seconds_ - passed) * 1000, 0.0, double{kLongest});
  return left > 0 ? std::max(1, static_cast<int>(left)) : 0;
}

Result<void> Until::result(std::string_view what) const {
  if (limit_ != 0 && count_ < limit_ && seconds_ >= 0 && remaining_ms() == 0) {
    return fail("{} of {} {} within {} s", count_, limit_, what, seconds_);
  }
  return {};
}

}  // namespace btfkit::show
