// See stage_display.hpp.
#include "harness/cli/stage_display.hpp"

#include <algorithm>
#include <cstdio>

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "harness/base/utf8.hpp"
#include "harness/cli/terminal.hpp"

namespace xner::cli {
namespace {

using std::chrono::steady_clock;
constexpr auto kRefresh = std::chrono::milliseconds(100);

std::size_t terminal_columns() {
  winsize size{};
  return ::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 10 ? size.ws_col : 80;
}

std::string progress_text(const sdk::Progress& progress) {
  std::string text = progress.phase;
  if (progress.total > 0) text += fmt::format(" {}/{}", progress.done, progress.total);
  if (!progress.note.empty()) text += ", " + progress.note;
  return printable(text);
}

}  // namespace

StageDisplay::StageDisplay() : lively_(is_lively(stderr)) {}

flow::StageListener StageDisplay::listener() {
  flow::StageListener listener;
  listener.started = [this](const auto& stage, std::size_t number, std::size_t total) {
    started(stage, number, total);
  };
  listener.progress = [this](const auto&, const sdk::Progress& now) { progress(now); };
  listener.finished = [this](const auto& stage, const auto& record) { finished(stage, record); };
  return listener;
}

void StageDisplay::started(const flow::PlannedStage& stage, std::size_t number, std::size_t total) {
  head_ = fmt::format("[{}/{}] {} {}", number, total, printable(stage.spec.method),
                      printable(stage.spec.id));
  shown_ = {};
  if (lively_) write_display(fmt::format("\r\x1b[K{}", head_.substr(0, terminal_columns() - 1)));
}

void StageDisplay::progress(const sdk::Progress& now) {
  if (!lively_ || steady_clock::now() - shown_ < kRefresh) return;
  shown_ = steady_clock::now();
  std::string line = fmt::format("{}: {}", head_, progress_text(now));
  // Cut at a character of UTF-8.
  std::size_t end = std::min(line.size(), terminal_columns() - 1);
  while (end < line.size() && (static_cast<unsigned char>(line[end]) & 0xC0) == 0x80) --end;
  write_display(fmt::format("\r\x1b[K{}", line.substr(0, end)));
}

void StageDisplay::finished(const flow::PlannedStage& stage, const flow::StageRecord& record) {
  const std::string begin = lively_ ? "\r\x1b[K" : "";
  if (record.ok) {
    write_display(fmt::format("{}{}: {:.1f} s\n", begin, head_, record.outcome.wall_seconds));
  } else if (record.failed_stage == stage.key) {
    write_display(
        fmt::format("{}{}: FAILED: {}\n", begin, head_, printable(record.outcome.message)));
  } else {
    write_display(fmt::format("{}{}: not run, it builds on a stage that failed\n", begin, head_));
  }
}

}  // namespace xner::cli
