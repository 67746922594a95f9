// See table.hpp.
#include "reports/formats/table.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <numeric>
#include <utility>

#include <fmt/format.h>

#include "harness/base/utf8.hpp"

namespace xner::reports {
namespace {

/// p values below are not told apart.
constexpr double kLeastP = 0.0001;

using Range = std::pair<char32_t, char32_t>;

/// Marks that take no column of their own, and characters that take two: the blocks of Unicode 15
/// that matter in names.
constexpr std::array<Range, 6> kNoWidth{{{0x0300, 0x036F},
                                         {0x0591, 0x05BD},
                                         {0x064B, 0x065F},
                                         {0x200B, 0x200F},
                                         {0x20D0, 0x20FF},
                                         {0xFE00, 0xFE0F}}};
constexpr std::array<Range, 9> kDoubleWidth{{{0x1100, 0x115F},
                                             {0x2E80, 0xA4CF},
                                             {0xAC00, 0xD7A3},
                                             {0xF900, 0xFAFF},
                                             {0xFE30, 0xFE6F},
                                             {0xFF00, 0xFF60},
                                             {0xFFE0, 0xFFE6},
                                             {0x1F300, 0x1FAFF},
                                             {0x20000, 0x3FFFD}}};

template <std::size_t kSize>
bool within(const std::array<Range, kSize>& ranges, char32_t c) noexcept {
  return std::any_of(ranges.begin(), ranges.end(),
                     [c](Range r) { return c >= r.first && c <= r.second; });
}

std::size_t width_of(char32_t c) noexcept {
  if (c < 0x300) return 1;
  if (within(kNoWidth, c)) return 0;
  return within(kDoubleWidth, c) ? 2 : 1;
}

/// The longest front of `text` within `width` columns; at least one character.
std::size_t front_within(std::string_view text, std::size_t width) {
  std::size_t used = 0;
  std::size_t end = 0;
  for (std::size_t offset = 0; offset < text.size();) {
    used += width_of(next_code_point(text, offset));
    if (used > width && end > 0) break;
    end = offset;
  }
  return end;
}

/// Where a line may end, the best first: at a space, which goes; behind what separates the parts of
/// a name; behind what separates the words in one.
constexpr std::array<std::string_view, 3> kBreaks{" ", "/,-", "_="};

bool is_letter(char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Whether a line may end at this space: not between a number and its unit or sign ("90 %",
/// "p < 0.0001", "46.96 ± 2.69").
bool is_loose(std::string_view text, std::size_t space) {
  constexpr std::array<std::string_view, 4> kSigns{"%", "<", "=", "±"};
  const auto is_sign = [&](std::string_view word) {
    return std::ranges::find(kSigns, word) != kSigns.end();
  };
  const std::string_view rest = text.substr(space + 1);
  const std::string_view after = rest.substr(0, rest.find_first_of(" ),.;:"));
  const std::string_view before = text.substr(0, space);
  const std::string_view last = before.substr(before.rfind(' ') + 1);
  return !is_sign(after) && (!is_sign(last) || last == "%");
}

/// Whether a line may end at this character; the sign of an exponent ("1e-05") is none.
bool is_break(std::string_view text, std::size_t at, std::string_view marks) {
  if (marks.find(text[at]) == marks.npos) return false;
  if (text[at] == ' ') return is_loose(text, at);
  if (text[at] != '-') return true;
  const bool exponent = at >= 2 && text[at - 1] == 'e' && is_digit(text[at - 2]);
  return at > 0 && !exponent && (is_letter(text[at - 1]) || is_digit(text[at - 1]));
}

/// How much of `text` its first line takes, at most `longest`: up to the best break. 0: there is
/// none.
std::size_t break_at(std::string_view text, std::size_t longest) {
  // A space right after the longest front breaks the line too.
  for (std::size_t at = text.rfind(' ', longest); at != text.npos && at > 0;
       at = text.rfind(' ', at - 1))
    if (is_loose(text, at)) return at;
  for (const auto& marks : {kBreaks[1], kBreaks[2]})
    for (std::size_t end = longest; end > 0; --end)
      if (is_break(text, end - 1, marks)) return end;
  return 0;
}

std::vector<std::string> break_lines(std::string_view text, std::size_t width) {
  std::vector<std::string> lines;
  while (display_width(text) > width) {
    const std::size_t longest = front_within(text, width);
    const std::size_t found = break_at(text, longest);
    const std::size_t end = found > 0 ? found : longest;
    lines.emplace_back(text.substr(0, end));
    text.remove_prefix(end);
    if (text.starts_with(' ')) text.remove_prefix(1);
  }
  lines.emplace_back(text);
  return lines;
}

/// The longest piece of a text that is not broken as long as lines end at these marks alone.
std::size_t longest_piece(std::string_view text, std::string_view marks) {
  std::size_t longest = 0;
  for (std::size_t begin = 0, at = 0; at < text.size(); ++at) {
    const bool last = at + 1 == text.size();
    if (!last && !is_break(text, at, marks)) continue;
    const std::size_t end = text[at] == ' ' ? at : at + 1;
    longest = std::max(longest, display_width(text.substr(begin, end - begin)));
    begin = at + 1;
  }
  return longest;
}

std::string pad(const std::string& text, std::size_t width, bool right) {
  const std::string spaces(width - std::min(width, display_width(text)), ' ');
  return right ? spaces + text : text + spaces;
}

/// The words of a table, safe to print.
struct Words {
  std::vector<TableColumn> columns;
  std::vector<std::vector<std::string>> rows;

  explicit Words(const Table& table) : columns(table.columns) {
    for (auto& column : columns) column.title = terminal_text(column.title);
    for (const auto& row : table.rows)
      for (auto& words = rows.emplace_back(); const Cell& cell : row)
        words.push_back(terminal_text(cell.words()));
  }
};

std::vector<std::size_t> natural_widths(const Words& table) {
  std::vector<std::size_t> widths;
  for (const auto& column : table.columns) widths.push_back(display_width(column.title));
  for (const auto& row : table.rows)
    for (std::size_t i = 0; i < widths.size(); ++i)
      widths[i] = std::max(widths[i], display_width(row[i]));
  return widths;
}

/// Takes from the widest text column, one by one, until the table fits: first what costs no word
/// its wholeness, then what costs no part of a name its own, then down to a few letters.
void fit(const Words& table, std::size_t width, std::vector<std::size_t>& widths) {
  constexpr std::size_t kGap = 2;
  constexpr std::size_t kNarrowest = 6;
  std::size_t total = std::accumulate(widths.begin(), widths.end(), kGap * (widths.size() - 1));
  std::string marks;
  for (std::size_t level = 0; level <= kBreaks.size() && total > width; ++level) {
    std::vector<std::size_t> least;
    for (const auto& column : table.columns)
      least.push_back(std::max(kNarrowest, display_width(column.title)));
    if (level < kBreaks.size()) {
      marks += kBreaks[level];
      for (std::size_t i = 0; i < widths.size(); ++i)
        for (const auto& row : table.rows)
          least[i] = std::max(least[i], longest_piece(row[i], marks));
    }
    while (total > width) {
      std::size_t widest = widths.size();
      for (std::size_t i = 0; i < widths.size(); ++i)
        if (!table.columns[i].number && widths[i] > least[i] &&
            (widest == widths.size() || widths[i] > widths[widest]))
          widest = i;
      if (widest == widths.size()) break;
      --widths[widest];
      --total;
    }
  }
}

}  // namespace

std::string rate_text(double value) {
  return fmt::format("{:.{}f}", value, value < 9.995 ? 2 : value < 99.95 ? 1 : 0);
}

std::string p_text(double p) { return p < kLeastP ? "<0.0001" : fmt::format("{:.4f}", p); }

std::string p_said(double p) { return p < kLeastP ? "p < 0.0001" : fmt::format("p = {:.2g}", p); }

std::string terminal_text(std::string_view text) {
  std::string flat(text);
  for (char& c : flat)
    if (c == '\n' || c == '\r' || c == '\t') c = ' ';
  return printable(flat);
}

std::string Cell::words() const {
  return text + (text.empty() || spread.empty() ? "" : " ") + spread;
}

std::size_t display_width(std::string_view text) noexcept {
  std::size_t width = 0;
  for (std::size_t offset = 0; offset < text.size();)
    width += width_of(next_code_point(text, offset));
  return width;
}

void Table::drop_if_empty(std::string_view title) {
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const bool empty =
        std::all_of(rows.begin(), rows.end(), [i](const auto& row) { return row[i].empty(); });
    if (columns[i].title != title || !empty) continue;
    columns.erase(columns.begin() + static_cast<std::ptrdiff_t>(i));
    for (auto& row : rows) row.erase(row.begin() + static_cast<std::ptrdiff_t>(i));
    return;
  }
}

void Table::begin_band(const std::string& title) {
  if (bands.empty() || bands.back().title != title) bands.push_back({rows.size(), title});
}

const std::string* Table::band_at(std::size_t row) const noexcept {
  const auto found = std::ranges::find(bands, row, &Band::row);
  return found == bands.end() ? nullptr : &found->title;
}

std::vector<std::string> Table::notes() const {
  std::vector<std::string> found;
  for (const auto& row : rows)
    for (const Cell& cell : row)
      if (!cell.note.empty() && std::ranges::find(found, cell.note) == found.end())
        found.push_back(cell.note);
  return found;
}

std::string wrapped(std::string_view text, std::size_t width) {
  std::string out;
  for (const auto& line : break_lines(text, width)) out += line + "\n";
  return out;
}

std::string beside(const std::string& lead, std::string_view text) {
  const std::size_t indent = display_width(lead);
  std::string out;
  for (const auto& line : break_lines(text, kTerminalWidth - indent))
    out += (out.empty() ? lead : std::string(indent, ' ')) + line + "\n";
  return out;
}

std::string to_terminal(const Table& table, std::size_t width, bool colour) {
  const Words safe(table);
  std::vector<std::size_t> widths = natural_widths(safe);
  fit(safe, width, widths);

  std::string out;
  const auto add_line = [&](const auto& cell_at, const char* code) {
    std::string line;
    for (std::size_t i = 0; i < widths.size(); ++i)
      line += (i > 0 ? "  " : "") + pad(cell_at(i), widths[i], safe.columns[i].number);
    line.erase(line.find_last_not_of(' ') + 1);
    out += colour && *code != '\0' ? code + line + "\x1b[0m\n" : line + "\n";
  };
  add_line([&](std::size_t i) { return safe.columns[i].title; }, "\x1b[1m");
  for (std::size_t r = 0; r < safe.rows.size(); ++r) {
    if (const auto* title = table.band_at(r)) {
      const std::string band = terminal_text(*title);
      out += colour ? "\x1b[1m" + band + "\x1b[0m\n" : band + "\n";
    }
    std::vector<std::vector<std::string>> cells;
    for (std::size_t i = 0; i < widths.size(); ++i)
      cells.push_back(break_lines(safe.rows[r][i], widths[i]));
    std::size_t height = 1;
    for (const auto& lines : cells) height = std::max(height, lines.size());
    const bool alarm = std::ranges::find(table.alarms, r) != table.alarms.end();
    for (std::size_t h = 0; h < height; ++h)
      add_line([&](std::size_t i) { return h < cells[i].size() ? cells[i][h] : std::string(); },
               alarm ? "\x1b[31m" : "");
  }
  return out;
}

}  // namespace xner::reports
