// See fail_point.hpp.
#include "harness/base/fail_point.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstdlib>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "harness/base/error.hpp"
#include "harness/base/nearest.hpp"

namespace xner {
namespace {

// By phase. train, checkpoint: in xner-worker. publish, replace, remove: in the store. score: run
// folders.
constexpr std::array<std::string_view, 24> kPoints{
    "train.before_step",     "train.after_step",      "train.after_evaluation",
    "checkpoint.before",     "checkpoint.written",    "checkpoint.after",
    "publish.before_open",   "publish.before_write",  "publish.after_write",
    "publish.before_fsync",  "publish.after_fsync",   "publish.before_link",
    "publish.after_link",    "publish.before_unlink", "publish.after_unlink",
    "publish.before_folder", "publish.after_folder",  "replace.before_rename",
    "replace.after_rename",  "remove.before_rename",  "remove.after_rename",
    "remove.after_unlink",   "score.before_publish",  "score.after_publish"};
constexpr std::string_view kAny = "any";

/// What XNER_FAIL asks for. One a process: it counts over all threads and stores.
struct Order {
  Order();
  std::string point;
  int code = 0;  // 0: kill
  std::atomic<long> left{0};
};

[[noreturn]] void refuse(const std::string& text, const std::string& hint) {
  throw Error(ErrorKind::kUsage,
              fmt::format("XNER_FAIL: expected <point>:<kill|enospc|eio>[:<n>], found '{}'", text),
              Place{"environment"}, hint);
}

Order::Order() {
  const char* const set = std::getenv("XNER_FAIL");
  if (set == nullptr || *set == '\0') return;
  const std::string text = set;
  const auto colon = text.find(':');
  point = text.substr(0, colon);
  if (point != kAny && std::find(kPoints.begin(), kPoints.end(), point) == kPoints.end())
    refuse(text, nearest_hint(point, std::vector<std::string>(kPoints.begin(), kPoints.end())));
  const std::string rest = colon == text.npos ? "" : text.substr(colon + 1);
  const auto second = rest.find(':');
  const std::string action = rest.substr(0, second);
  if (action != "kill" && action != "enospc" && action != "eio") refuse(text, "");
  code = action == "kill" ? 0 : action == "eio" ? EIO : ENOSPC;
  long times = 1;
  if (second != rest.npos) {
    const std::string count = rest.substr(second + 1);
    const auto parsed = std::from_chars(count.data(), count.data() + count.size(), times);
    if (parsed.ec != std::errc{} || parsed.ptr != count.data() + count.size() || times < 1)
      refuse(text, "n counts from 1");
  }
  left = times;
}

}  // namespace

std::span<const std::string_view> fail_points() noexcept { return kPoints; }

int fail_point(std::string_view name) {
  static Order order;
  if (order.point.empty() || (order.point != name && order.point != kAny)) return 0;
  if (order.left.fetch_sub(1) != 1) return 0;
  if (order.code == 0) std::raise(SIGKILL);
  return order.code;
}

}  // namespace xner
