// report.html. See document.hpp.
#include <algorithm>

#include <fmt/format.h>

#include "harness/base/hash.hpp"
#include "reports/formats/document.hpp"
#include "reports/formats/html_style.hpp"
#include "reports/formats/markup.hpp"
#include "reports/formats/svg.hpp"

namespace xner::reports {
namespace {

/// A column with a text longer than this gets room on a narrow screen.
constexpr std::size_t kLongText = 24;

/// "sha256-<base64>" of the bytes, as Content-Security-Policy wants it.
std::string policy_hash(std::string_view bytes) {
  constexpr std::string_view kDigits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const std::string hex = sha256(bytes);
  std::string out = "sha256-";
  unsigned bits = 0;
  int held = 0;
  for (const char digit : hex) {
    bits = bits << 4 | static_cast<unsigned>(digit <= '9' ? digit - '0' : digit - 'a' + 10);
    for (held += 4; held >= 6; held -= 6) out += kDigits[bits >> (held - 6) & 63];
  }
  if (held > 0) out += kDigits[bits << (6 - held) & 63];
  return out + std::string((4 - (out.size() - 7) % 4) % 4, '=');
}

/// A hyphen before a digit is a minus there.
std::string with_minus(std::string text) {
  for (std::size_t i = 0; i + 1 < text.size(); ++i)
    if (text[i] == '-' && text[i + 1] >= '0' && text[i + 1] <= '9') text.replace(i, 1, "−");
  return text;
}

/// A name may be broken behind what separates its parts, and nowhere else.
void write_name(std::string_view name, Markup& out) {
  for (std::size_t begin = 0; begin < name.size();) {
    const std::size_t mark = name.find_first_of("+/,=_", begin);
    const std::size_t end = mark == name.npos ? name.size() : mark + 1;
    out.text(name.substr(begin, end - begin));
    if (end < name.size()) out.lone("wbr");
    begin = end;
  }
}

const char* look_class(Look look) {
  switch (look) {
    case Look::kBest:
      return "best";
    case Look::kMissing:
      return "missing";
    case Look::kFailed:
      return "failed";
    case Look::kPlain:
    case Look::kQuiet:
      return "";
  }
  return "";
}

class Page {
 public:
  std::string write(const Document& document);

 private:
  void head(const Document& document);
  void contents(const Document& document);
  void section(const Section& section, std::size_t number);
  void part(const Section&, const Paragraph& part);
  void part(const Section&, const Code& part) { out_.leaf("pre", part.text).line_break(); }
  void part(const Section&, const List& part);
  void part(const Section& section, const Table& part);
  void part(const Section&, const ForestPlot& part) { write_figure(part, next_id(), out_); }
  void part(const Section&, const LinePlot& part) { write_figure(part, next_id(), out_); }

  void table_head(const Table& table);
  void table_rows(const Table& table, const std::vector<std::string>& notes);
  void band(const Table& table, const std::string& title);
  void cell(const Table& table, std::size_t column, const Cell& cell,
            const std::vector<std::string>& notes);
  void below(const Table& table, const std::vector<std::string>& notes);
  std::string next_id() { return fmt::format("figure{}", ++figures_); }

  Markup out_;
  int figures_ = 0;
};

std::string Page::write(const Document& document) {
  head(document);
  out_.open("body").open("main").line_break();
  out_.leaf("h1", document.title).line_break();
  out_.open("dl");
  for (const auto& [name, value] : document.facts) out_.leaf("dt", name).leaf("dd", value);
  out_.close("dl").line_break();
  if (!document.notes.empty()) {
    out_.open("ul", {{"class", "hints"}});
    for (const auto& note : document.notes) out_.leaf("li", note);
    out_.close("ul").line_break();
  }
  contents(document);
  for (std::size_t i = 0; i < document.sections.size(); ++i) section(document.sections[i], i + 1);
  out_.close("main").close("body").close("html").line_break();
  return "<!DOCTYPE html>\n" + out_.markup();
}

void Page::head(const Document& document) {
  const std::string policy =
      fmt::format("default-src 'none'; style-src '{}'; base-uri 'none'; form-action 'none'",
                  policy_hash(html_style()));
  out_.open("html", {{"xmlns", "http://www.w3.org/1999/xhtml"}, {"lang", "en"}});
  out_.open("head").line_break();
  out_.lone("meta", {{"charset", "utf-8"}});
  out_.lone("meta", {{"http-equiv", "Content-Security-Policy"}, {"content", policy}});
  out_.lone("meta", {{"name", "viewport"}, {"content", "width=device-width, initial-scale=1"}});
  out_.lone("meta", {{"name", "referrer"}, {"content", "no-referrer"}}).line_break();
  out_.leaf("title", document.title + " – xner report").line_break();
  out_.style(html_style()).close("head").line_break();
}

void Page::contents(const Document& document) {
  out_.open("nav", {{"aria-label", "Contents"}}).open("ul");
  for (std::size_t i = 0; i < document.sections.size(); ++i)
    out_.open("li")
        .leaf("a", document.sections[i].title, {{"href", fmt::format("#section{}", i + 1)}})
        .close("li");
  out_.close("ul").close("nav").line_break();
}

void Page::section(const Section& section, std::size_t number) {
  const char* element = section.detail ? "details" : "section";
  out_.open(element, {{"id", fmt::format("section{}", number)}});
  if (section.detail) out_.open("summary");
  out_.leaf("h2", section.title);
  if (section.detail) out_.close("summary");
  out_.line_break();
  for (const Part& one : section.parts)
    std::visit([&](const auto& typed) { part(section, typed); }, one);
  out_.close(element).line_break();
}

void Page::part(const Section&, const Paragraph& part) {
  out_.open("p");
  if (!part.lead.empty()) out_.leaf("span", part.lead, {{"class", "lead"}}).text(": ");
  out_.text(part.text).close("p").line_break();
}

void Page::part(const Section&, const List& part) {
  out_.open("ul");
  for (const Item& item : part.items) {
    out_.open("li").text(item.text);
    if (!item.code.empty()) out_.text(": ").leaf("code", item.code);
    out_.close("li");
  }
  out_.close("ul").line_break();
}

void Page::part(const Section& section, const Table& part) {
  const auto notes = part.notes();
  out_.open(
      "div",
      {{"class", "scroll"}, {"tabindex", "0"}, {"role", "region"}, {"aria-label", section.title}});
  out_.open("table").line_break();
  table_head(part);
  table_rows(part, notes);
  out_.close("table").close("div").line_break();
  below(part, notes);
}

void Page::table_head(const Table& table) {
  out_.open("thead").open("tr");
  for (const auto& column : table.columns)
    out_.leaf("th", column.title, {{"scope", "col"}, {"class", column.number ? "n" : ""}});
  out_.close("tr").close("thead").line_break();
}

void Page::band(const Table& table, const std::string& title) {
  out_.open("tr", {{"class", "band"}}).leaf("th", title, {{"scope", "rowgroup"}});
  // No wide cell: the heading stays in sight with its column.
  for (std::size_t i = 1; i < table.columns.size(); ++i) out_.open("td").close("td");
  out_.close("tr").line_break();
}

void Page::table_rows(const Table& table, const std::vector<std::string>& notes) {
  out_.open("tbody");
  for (std::size_t r = 0; r < table.rows.size(); ++r) {
    const auto& row = table.rows[r];
    if (const auto* title = table.band_at(r)) {
      if (r > 0) out_.close("tbody").open("tbody");
      band(table, *title);
    }
    out_.open("tr", {{"class", row.front().look == Look::kQuiet ? "quiet" : ""}});
    for (std::size_t i = 0; i < row.size(); ++i) cell(table, i, row[i], notes);
    out_.close("tr").line_break();
  }
  out_.close("tbody");
}

void Page::cell(const Table& table, std::size_t column, const Cell& cell,
                const std::vector<std::string>& notes) {
  const char* element = column == 0 ? "th" : "td";
  const bool number = table.columns[column].number;
  const bool is_long = display_width(cell.text) > kLongText;
  out_.open(element, {{"scope", column == 0 ? "row" : ""},
                      {"class", number        ? "n"
                                : column == 0 ? ""
                                : is_long     ? "t long"
                                              : "t"}});
  const std::string shown = number ? with_minus(cell.text) : cell.text;
  if (const char* look = look_class(cell.look); *look != '\0')
    out_.leaf("span", shown, {{"class", look}});
  else if (column == 0)
    write_name(shown, out_);
  else
    out_.text(shown);
  if (!cell.spread.empty())
    out_.text(" ").leaf("span", with_minus(cell.spread), {{"class", "spread"}});
  if (!cell.note.empty())
    out_.leaf("sup", std::to_string(std::ranges::find(notes, cell.note) - notes.begin() + 1));
  out_.close(element);
}

void Page::below(const Table& table, const std::vector<std::string>& notes) {
  if (notes.empty() && table.remarks.empty()) return;
  out_.open("ul", {{"class", "below"}});
  for (std::size_t i = 0; i < notes.size(); ++i)
    out_.open("li").leaf("sup", std::to_string(i + 1)).text(notes[i]).close("li");
  for (const auto& remark : table.remarks) out_.leaf("li", remark + ".");
  out_.close("ul").line_break();
}

}  // namespace

std::string to_html(const Document& document) { return Page().write(document); }

}  // namespace xner::reports
