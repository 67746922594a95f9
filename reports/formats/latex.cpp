// See latex.hpp and document.hpp.
#include "reports/formats/latex.hpp"

#include <algorithm>
#include <cctype>
#include <map>

#include <fmt/format.h>

#include "harness/base/utf8.hpp"
#include "reports/formats/document.hpp"

namespace xner::reports {
namespace {

constexpr const char* kPreamble = R"(\documentclass[10pt]{article}
\usepackage[a4paper,margin=2cm]{geometry}
\usepackage{array}
\usepackage{booktabs}
\usepackage{longtable}
\ifx\directlua\undefined\ifx\XeTeXversion\undefined
  \usepackage[T1]{fontenc}
  \usepackage[utf8]{inputenc}
  \IfFileExists{lmodern.sty}{\usepackage{lmodern}}{}
  \newcommand{\xnerchar}[1]{{\ttfamily\footnotesize[U+#1]}}
\else \newcommand{\xnerchar}[1]{\char"#1 } \fi
\else \newcommand{\xnerchar}[1]{\char"#1 } \fi
\newcommand{\xnerspread}[1]{{\scriptsize\,#1}} % behind a mean
\newcommand{\xnerquiet}[1]{{\footnotesize\itshape #1}} % rows that belong to the one above
\newcommand{\xnernote}[1]{\textsuperscript{\normalfont#1}}
\newcolumntype{P}{>{\raggedright\arraybackslash}p{5.2cm}}
\setlength{\tabcolsep}{4pt}
\setlength{\LTcapwidth}{\linewidth}
\setlength{\emergencystretch}{4em}
\begin{document}
)";

/// A text column with longer words than these is set in lines.
constexpr std::size_t kLongText = 34;

const char* ascii_escape(char c) {
  switch (c) {
    case '\\':
      return "\\textbackslash{}";
    case '{':
      return "\\{";
    case '}':
      return "\\}";
    case '$':
      return "\\$";
    case '&':
      return "\\&";
    case '#':
      return "\\#";
    case '%':
      return "\\%";
    case '_':
      return "\\_\\allowbreak{}";
    case '^':
      return "\\textasciicircum{}";
    case '~':
      return "\\textasciitilde{}";
    case '<':
      return "\\textless{}";
    case '>':
      return "\\textgreater{}";
    case '|':
      return "\\textbar{}\\allowbreak{}";
    case '"':
      return "\\textquotedbl{}";
    case '\'':
      return "\\textquotesingle{}";
    case '`':
      return "\\textasciigrave{}";
    case '-':
      return "{-}";  // no ligature to a dash
    case '/':
    case ',':
    case '=':
    case '+':
      return nullptr;  // a line may end behind it
    case '[':
      return "{[}";  // no argument of a line's end
    case ']':
      return "{]}";
    case '*':
      return "{*}";
    case ':':
      return "{:}";
    default:
      return "";
  }
}

void append_character(std::string& out, char32_t c) {
  static const std::map<char32_t, const char*> kKnown{{0x2013, "\\textendash{}"},
                                                      {0x2014, "\\textemdash{}"},
                                                      {0x00B1, "$\\pm$"},
                                                      {0x2026, "\\ldots{}"},
                                                      {0x00A0, "~"},
                                                      {0x2212, "$-$"}};
  if (c < 0x80) {
    const char plain = static_cast<char>(c);
    const char* escape = ascii_escape(plain);
    if (escape == nullptr)
      out += std::string(1, plain) + "\\allowbreak{}";
    else if (*escape != '\0')
      out += escape;
    else
      out += plain;
  } else if (const auto known = kKnown.find(c); known != kKnown.end()) {
    out += known->second;
  } else if (c >= 0xC0 && c <= 0xFF && c != 0xD7 && c != 0xF7) {
    append_utf8(out, c);
  } else {
    out += fmt::format("\\xnerchar{{{:04X}}}", static_cast<std::uint32_t>(c));
  }
}

std::string cell_text(const Cell& cell, const std::vector<std::string>& notes) {
  std::string out = latex_text(cell.text);
  if (cell.look == Look::kBest) out = "\\textbf{" + out + "}";
  if (!cell.spread.empty()) out += "\\xnerspread{" + latex_text(cell.spread) + "}";
  if (cell.look == Look::kQuiet && !out.empty()) out = "\\xnerquiet{" + out + "}";
  if (cell.note.empty()) return out;
  const auto at = std::ranges::find(notes, cell.note) - notes.begin();
  return out + fmt::format("\\xnernote{{{}}}", at + 1);
}

std::string column_types(const Table& table) {
  std::string types;
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    const bool is_long = std::ranges::any_of(
        table.rows, [&](const auto& row) { return display_width(row[i].words()) > kLongText; });
    types += table.columns[i].number ? 'r' : is_long ? 'P' : 'l';
  }
  return types;
}

std::string head_of(const Table& table) {
  std::string out;
  for (std::size_t i = 0; i < table.columns.size(); ++i)
    out += (i > 0 ? " & " : "") + latex_text(table.columns[i].title);
  return out + " \\\\\n";
}

std::string body_of(const Table& table, const std::vector<std::string>& notes) {
  std::string out;
  for (std::size_t r = 0; r < table.rows.size(); ++r) {
    if (const auto* band = table.band_at(r))
      out += fmt::format("{}\\multicolumn{{{}}}{{l}}{{\\textit{{{}}}}} \\\\\n",
                         r > 0 ? "\\addlinespace\n" : "", table.columns.size(), latex_text(*band));
    for (std::size_t i = 0; i < table.rows[r].size(); ++i)
      out += (i > 0 ? " & " : "") + cell_text(table.rows[r][i], notes);
    out += " \\\\\n";
  }
  return out;
}

std::string below(const Table& table, const std::vector<std::string>& notes) {
  std::string out;
  for (std::size_t i = 0; i < notes.size(); ++i)
    out += fmt::format("\\xnernote{{{}}}~{}\\par\n", i + 1, latex_text(notes[i]));
  for (const auto& remark : table.remarks) out += latex_text(remark) + "\\par\n";
  return out.empty() ? "" : "\\smallskip{\\footnotesize\\raggedright\n" + out + "}\n";
}

/// Letters and digits of a title.
std::string label_of(const std::string& title) {
  std::string label;
  for (const char c : title) label += std::isalnum(static_cast<unsigned char>(c)) != 0 ? c : '-';
  return label;
}

struct Writer {
  std::string& out;
  const Section& section;
  int& tables;

  void operator()(const Paragraph& part) const {
    if (!part.lead.empty()) out += "\\noindent\\textbf{" + latex_text(part.lead) + "}: ";
    out += latex_text(part.text) + "\\par\n";
  }
  void operator()(const Code& part) const {
    out += "{\\footnotesize\\ttfamily\\raggedright\n";
    for (std::size_t begin = 0; begin < part.text.size();) {
      const std::size_t end = std::min(part.text.find('\n', begin), part.text.size());
      out += "\\hspace*{1em}" + latex_text(part.text.substr(begin, end - begin)) + "\\par\n";
      begin = end + 1;
    }
    out += "}\n";
  }
  void operator()(const List& part) const {
    out += "\\begin{itemize}\n";
    for (const Item& item : part.items) {
      out += "\\item {}" + latex_text(item.text);
      if (!item.code.empty()) out += ": {\\footnotesize\\ttfamily " + latex_text(item.code) + "}";
      out += "\n";
    }
    out += "\\end{itemize}\n";
  }
  void operator()(const Table& part) const {
    const std::string label = fmt::format("tab:{}-{}", label_of(section.title), ++tables);
    // A float that is too large is cut at the end of its page.
    const bool in_lines = column_types(part).find('P') != std::string::npos;
    const bool pages = section.detail || part.rows.size() > (in_lines ? 12U : 40U);
    out +=
        pages ? to_latex_pages(part, section.title, label) : to_latex(part, section.title, label);
  }
  void operator()(const ForestPlot&) const {}
  void operator()(const LinePlot&) const {}
};

}  // namespace

std::string latex_text(std::string_view text) {
  const std::string plain = terminal_text(text);
  std::string out;
  for (std::size_t offset = 0; offset < plain.size();)
    append_character(out, next_code_point(plain, offset));
  return out;
}

std::string to_latex(const Table& table, std::string_view caption, std::string_view label) {
  const auto notes = table.notes();
  return fmt::format(
      "\\begin{{table}}[htbp]\n\\centering\\small\n\\caption{{{}}}\\label{{{}}}\n"
      "\\begin{{tabular}}{{@{{}}{}@{{}}}}\n\\toprule\n{}\\midrule\n{}\\bottomrule\n"
      "\\end{{tabular}}\n\n{}\\end{{table}}\n",
      latex_text(caption), label, column_types(table), head_of(table), body_of(table, notes),
      below(table, notes));
}

std::string to_latex_pages(const Table& table, std::string_view caption, std::string_view label) {
  const auto notes = table.notes();
  const std::string head = head_of(table);
  return fmt::format(
      "{{\\small\n\\begin{{longtable}}{{@{{}}{}@{{}}}}\n\\caption{{{}}}\\label{{{}}}\\\\\n"
      "\\toprule\n{}\\midrule\n\\endfirsthead\n\\toprule\n{}\\midrule\n\\endhead\n"
      "\\bottomrule\n\\endfoot\n{}\\end{{longtable}}\n{}}}\n",
      column_types(table), latex_text(caption), label, head, head, body_of(table, notes),
      below(table, notes));
}

std::string to_latex(const Document& document) {
  std::string out = "% " + latex_text(document.title) + ", written by xner report\n";
  out += kPreamble;
  out += "\\section*{" + latex_text(document.title) + "}\n\\begin{itemize}\n";
  for (const auto& [name, value] : document.facts)
    out += "\\item {}" + latex_text(name) + ": " + latex_text(value) + "\n";
  for (const auto& note : document.notes) out += "\\item {}Note: " + latex_text(note) + "\n";
  out += "\\end{itemize}\n";
  int tables = 0;
  for (const Section& section : document.sections) {
    if (std::ranges::all_of(section.parts, is_plot)) continue;
    out += "\n\\subsection*{" + latex_text(section.title) + "}\n";
    for (const Part& part : section.parts) std::visit(Writer{out, section, tables}, part);
  }
  return out + "\\end{document}\n";
}

}  // namespace xner::reports
