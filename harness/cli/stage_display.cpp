// See stage_display.hpp.
#include "harness/cli/stage_display.hpp"

#include <algorithm>
#include <cstdio>

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "harness/base/amounts.hpp"
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

StageDisplay::StageDisplay(const flow::SweepMonitor* monitor)
    : monitor_(monitor), lively_(is_lively(stderr)) {}

flow::StageListener StageDisplay::listener() {
  flow::StageListener listener;
  listener.started = [this](const auto& stage, std::size_t number, std::size_t total) {
    started(stage, number, total);
  };
  listener.progress = [this](const auto& stage, const auto& now) { progress(stage, now); };
  listener.awaited = [this](const auto& stage, const auto& who) { awaited(stage, who); };
  listener.finished = [this](const auto& stage, const auto& record) { finished(stage, record); };
  listener.warned = [this](const std::string& text) {
    write_display(fmt::format("{}warning: {}\n", lively_ ? "\r\x1b[K" : "", printable(text)));
  };
  return listener;
}

void StageDisplay::started(const flow::PlannedStage& stage, std::size_t number, std::size_t total) {
  running_[stage.key] = {fmt::format("[{}/{}] {} {}", number, total, printable(stage.spec.method),
                                     printable(stage.spec.id)),
                         ""};
  show();
}

void StageDisplay::progress(const flow::PlannedStage& stage, const sdk::Progress& now) {
  running_[stage.key].now = progress_text(now);
  if (steady_clock::now() - shown_ >= kRefresh) show();
}

void StageDisplay::awaited(const flow::PlannedStage& stage, const std::string& who) {
  const std::string begin = lively_ ? "\r\x1b[K" : "";
  running_.erase(stage.key);  // if the other has taken it over
  write_display(fmt::format("{}{} {}: waiting for {}\n", begin, printable(stage.spec.method),
                            printable(stage.spec.id), printable(who)));
}

/// All that runs, in one line: each whole if it is one, by its head if there are several.
void StageDisplay::show() {
  if (!lively_ || running_.empty()) return;
  shown_ = steady_clock::now();
  std::string line;
  if (monitor_ != nullptr && monitor_->status().seconds_left)
    line = fmt::format("{} left  ", duration_text(*monitor_->status().seconds_left));
  for (const auto& [key, running] : running_) {
    if (!line.empty() && !line.ends_with("  ")) line += "  ";
    line += running.now.empty() ? running.head : fmt::format("{}: {}", running.head, running.now);
  }
  // Cut at a character of UTF-8.
  std::size_t end = std::min(line.size(), terminal_columns() - 1);
  while (end < line.size() && (static_cast<unsigned char>(line[end]) & 0xC0) == 0x80) --end;
  write_display(fmt::format("\r\x1b[K{}", line.substr(0, end)));
}

void StageDisplay::finished(const flow::PlannedStage& stage, const flow::StageRecord& record) {
  const std::string begin = lively_ ? "\r\x1b[K" : "";
  const auto running = running_.find(stage.key);
  const std::string head =
      running != running_.end()
          ? running->second.head
          : fmt::format("{} {}", printable(stage.spec.method), printable(stage.spec.id));
  if (running != running_.end()) running_.erase(running);
  if (record.disputed)
    write_display(fmt::format(
        "{}{}: not the same bytes as an earlier time; the earlier ones are used\n", begin, head));
  if (record.ok && !record.recalled) {
    write_display(fmt::format("{}{}: {:.1f} s\n", begin, head, record.outcome.wall_seconds));
  } else if (!record.ok && record.failed_stage == stage.key) {
    write_display(
        fmt::format("{}{}: FAILED: {}\n", begin, head, printable(record.outcome.message)));
  } else if (!record.ok) {
    write_display(fmt::format("{}{}: not run, it builds on a stage that failed\n", begin, head));
  }
  show();
}

}  // namespace xner::cli
