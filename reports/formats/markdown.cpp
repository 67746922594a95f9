// See markdown.hpp and document.hpp.
#include "reports/formats/markdown.hpp"

#include <algorithm>
#include <cctype>

#include <fmt/format.h>

#include "reports/formats/document.hpp"

namespace xner::reports {
namespace {

/// "¹²" for 12.
std::string raised(std::size_t number) {
  static constexpr const char* kDigits[] = {"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};
  std::string out;
  for (const char digit : std::to_string(number)) out += kDigits[digit - '0'];
  return out;
}

std::string cell_text(const Cell& cell, const std::vector<std::string>& notes) {
  std::string out = markdown_text(cell.text);
  if (cell.look == Look::kBest) out = "**" + out + "**";
  if (!cell.spread.empty()) out += " " + markdown_text(cell.spread);
  if (cell.note.empty()) return out;
  const auto at = std::ranges::find(notes, cell.note) - notes.begin();
  return out + " " + raised(static_cast<std::size_t>(at) + 1);
}

struct Writer {
  std::string& out;

  void operator()(const Paragraph& part) const {
    out += part.lead.empty() ? "" : "**" + markdown_text(part.lead) + "**: ";
    out += markdown_text(part.text) + "\n";
  }
  void operator()(const Code& part) const { out += markdown_block(part.text); }
  void operator()(const List& part) const {
    for (const Item& item : part.items)
      out += fmt::format("- {}{}{}\n", markdown_text(item.text), item.code.empty() ? "" : ": ",
                         item.code.empty() ? "" : markdown_code(item.code));
  }
  void operator()(const Table& part) const { out += to_markdown(part); }
  void operator()(const ForestPlot&) const {}
  void operator()(const LinePlot&) const {}
};

}  // namespace

std::string markdown_text(std::string_view text) {
  constexpr std::string_view kMarkup = "\\`*_[]|#~$";
  const std::string plain = terminal_text(text);
  const auto is_word = [&](std::size_t i) {
    return i < plain.size() && std::isalnum(static_cast<unsigned char>(plain[i])) != 0;
  };
  std::string out;
  for (std::size_t i = 0; i < plain.size(); ++i) {
    const char c = plain[i];
    const bool inside_word =
        c == '_' && i > 0 && is_word(i - 1) && is_word(i + 1);  // no emphasis there
    if (c == '<') {
      out += "&lt;";
    } else if (c == '>') {
      out += "&gt;";
    } else if (c == '&') {
      out += "&amp;";
    } else {
      if (!inside_word && kMarkup.find(c) != std::string_view::npos) out += '\\';
      out += c;
    }
  }
  return out;
}

std::string markdown_code(std::string_view text) {
  const std::string plain = terminal_text(text);
  std::size_t longest = 0;
  std::size_t run = 0;
  for (const char c : plain) {
    run = c == '`' ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  const std::string fence(longest + 1, '`');
  const char* space = longest > 0 ? " " : "";
  return fence + space + plain + space + fence;
}

std::string markdown_block(std::string_view text) {
  std::string out;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    out += "    " + terminal_text(text.substr(begin, end - begin)) + "\n";
    begin = end + 1;
  }
  return out;
}

std::string to_markdown(const Table& table) {
  std::string out = "|";
  std::string rule = "|";
  for (const auto& column : table.columns) {
    out += " " + markdown_text(column.title) + " |";
    rule += column.number ? " ---: |" : " --- |";
  }
  out += "\n" + rule + "\n";
  const std::vector<std::string> notes = table.notes();
  for (std::size_t r = 0; r < table.rows.size(); ++r) {
    if (const auto* band = table.band_at(r)) {
      out += "| **" + markdown_text(*band) + "** |";
      for (std::size_t i = 1; i < table.columns.size(); ++i) out += " |";
      out += "\n";
    }
    out += "|";
    for (const auto& cell : table.rows[r]) out += " " + cell_text(cell, notes) + " |";
    out += "\n";
  }
  if (!notes.empty() || !table.remarks.empty()) out += "\n";
  for (std::size_t i = 0; i < notes.size(); ++i)
    out += fmt::format("- {} {}\n", raised(i + 1), markdown_text(notes[i]));
  for (const auto& remark : table.remarks) out += "- " + markdown_text(remark) + "\n";
  return out;
}

std::string to_markdown(const Document& document) {
  std::string out = fmt::format("# {}\n\n", markdown_text(document.title));
  for (const auto& [name, value] : document.facts)
    out += fmt::format("- {}: {}\n", markdown_text(name), markdown_text(value));
  for (const auto& note : document.notes) out += "- Note: " + markdown_text(note) + "\n";
  for (const Section& section : document.sections) {
    if (std::ranges::all_of(section.parts, is_plot)) continue;
    out += fmt::format("\n## {}\n", markdown_text(section.title));
    for (const Part& part : section.parts) {
      if (is_plot(part)) continue;
      out += "\n";
      std::visit(Writer{out}, part);
    }
  }
  return out;
}

}  // namespace xner::reports
