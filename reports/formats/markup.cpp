// See markup.hpp.
#include "reports/formats/markup.hpp"

#include <fmt/format.h>

#include "harness/base/error.hpp"
#include "harness/base/utf8.hpp"

namespace xner::reports {
namespace {

/// `printable` leaves no other control character. U+FFFE and U+FFFF are no characters of XML.
std::string allowed(std::string_view data) {
  std::string out;
  std::size_t begin = 0;
  while (begin <= data.size()) {
    const std::size_t end = std::min(data.find_first_of("\n\t", begin), data.size());
    out += printable(data.substr(begin, end - begin));
    if (end < data.size()) out += data[end];
    begin = end + 1;
  }
  for (const char* forbidden : {"\xEF\xBF\xBE", "\xEF\xBF\xBF"})
    for (std::size_t at = 0; (at = out.find(forbidden, at)) != std::string::npos;)
      out.replace(at, 3, "\uFFFD");
  return out;
}

/// A colon is written as a number where "::" would command the host of a CI job, and so is the
/// bracket of the older form.
void escape(std::string_view data, std::string& out) {
  for (std::size_t i = 0; i < data.size(); ++i) {
    const char c = data[i];
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      case ':':
        out += data.substr(i, 2) == "::" ? "&#58;" : ":";
        break;
      case '#':
        out += data.substr(i, 2) == "##" ? "&#35;" : "#";
        break;
      default:
        out += c;
    }
  }
}

}  // namespace

void Markup::tag(const char* name, const Attributes& attributes, const char* end) {
  out_ += '<';
  out_ += name;
  for (const auto& [key, value] : attributes) {
    if (value.empty()) continue;
    out_ += ' ';
    out_ += key;
    out_ += "=\"";
    std::string flat = allowed(value);
    for (char& c : flat)
      if (c == '\n' || c == '\t') c = ' ';
    escape(flat, out_);
    out_ += '"';
  }
  out_ += end;
}

Markup& Markup::open(const char* name, const Attributes& attributes) {
  tag(name, attributes, ">");
  open_.emplace_back(name);
  return *this;
}

Markup& Markup::close(const char* name) {
  if (open_.empty() || open_.back() != name)
    throw Error(ErrorKind::kInternal, fmt::format("expected the end of <{}>, found that of <{}>",
                                                  open_.empty() ? "nothing" : open_.back(), name));
  open_.pop_back();
  out_ += fmt::format("</{}>", name);
  return *this;
}

Markup& Markup::text(std::string_view data) {
  escape(allowed(data), out_);
  return *this;
}

Markup& Markup::leaf(const char* name, std::string_view data, const Attributes& attributes) {
  return open(name, attributes).text(data).close(name);
}

Markup& Markup::lone(const char* name, const Attributes& attributes) {
  tag(name, attributes, " />");
  return *this;
}

Markup& Markup::style(std::string_view sheet) {
  if (sheet.find_first_of("<&") != sheet.npos)
    throw Error(ErrorKind::kInternal, "expected a style sheet without < and &");
  out_ += "<style>";
  out_ += sheet;
  out_ += "</style>";
  return *this;
}

Markup& Markup::line_break() {
  out_ += '\n';
  return *this;
}

const std::string& Markup::markup() const {
  if (!open_.empty())
    throw Error(ErrorKind::kInternal, fmt::format("expected the end of <{}>", open_.back()));
  return out_;
}

std::string svg_number(double value) {
  std::string text = fmt::format("{:.2f}", value);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.ends_with('.')) text.pop_back();
  return text == "-0" ? "0" : text;
}

}  // namespace xner::reports
