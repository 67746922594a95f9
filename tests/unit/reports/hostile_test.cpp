// Names, tokens and error texts that try to be markup, commands, formulas or directions: text in
// every format.
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/base/utf8.hpp"
#include "reports/formats/latex.hpp"
#include "reports/report/report.hpp"
#include "tests/support/xml_check.hpp"
#include "tests/unit/reports/run_fixture.hpp"

namespace xner::reports {
namespace {

using testing::HasSubstr;
using testing::Not;

/// Data everywhere that data can be.
Document hostile(const std::string& payload) {
  Table table{{{payload}, {"F1", true}}, {{payload, "1.00"}}};
  table.rows[0][0].note = payload;
  table.rows[0][1].spread = payload;
  table.rows[0][1].look = Look::kBest;
  table.bands = {{0, payload}};
  table.remarks = {payload};
  ForestPlot forest{
      payload, payload, payload, {{payload, 1, -1, 2, true}, {payload, 0, 0, 0, false, true}}};
  LinePlot lines{payload, payload, {payload, "2"}, {{payload, {{payload, {{0, 10.0, 1.0}}}}}}};
  Document document{payload, {{payload, payload}}, {payload}, {}};
  document.sections = {{payload,
                        {Paragraph{payload, payload}, Code{payload}, List{{{payload, payload}}},
                         table, forest, lines}},
                       {payload, {table}, true}};
  return document;
}

const char* const kPayloads[] = {"<img src=x onerror=alert(1)>",
                                 "</style></svg><script>alert(1)</script>",
                                 "\" onload=\"alert(1)",
                                 "' x='",
                                 "&lt;&amp;&#58;",
                                 "]]> <!-- -->",
                                 "[x](javascript:alert(1))",
                                 "a|b`c`",
                                 "=HYPERLINK(\"http://e.example\")",
                                 "\\input{/etc/passwd}",
                                 "\\write18{id} $x^2$ % ~ # & _ {}",
                                 "}\\end{document}",
                                 "\x1b[31mred\x1b[0m",
                                 "\u202Eabc\u2066",
                                 "::error::now",
                                 "a\n::error::line\n##[error]x",
                                 "\xff\xfe bytes",
                                 "\xEF\xBF\xBE\xEF\xBF\xBF",
                                 "日本語 ﷽ ﬁ"};

/// No line that a CI host would take for a command, no control character.
void expect_inert(const std::string& text) {
  std::size_t begin = 0;
  while (begin < text.size()) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    const std::string line = text.substr(begin, end - begin);
    const std::size_t first = line.find_first_not_of(" \t");
    EXPECT_TRUE(first == std::string::npos || line.compare(first, 2, "::") != 0) << line;
    EXPECT_THAT(line, Not(HasSubstr("##[")));
    EXPECT_THAT(line, Not(HasSubstr("\x1b")));
    EXPECT_THAT(line, Not(HasSubstr("\u202E")));
    begin = end + 1;
  }
}

TEST(HostileTexts, AreTextInHtml) {
  const auto count = [](const std::string& text, const std::string& what) {
    std::size_t found = 0;
    for (std::size_t at = 0; (at = text.find(what, at)) != std::string::npos; ++at) ++found;
    return found;
  };
  const std::string plain = to_html(hostile("plain"));
  for (const char* payload : kPayloads) {
    const std::string html = to_html(hostile(payload));
    EXPECT_EQ(test::XmlCheck::of(html), "") << payload;
    // Names may be broken behind some characters: <wbr />.
    EXPECT_EQ(count(html, "<") - count(html, "<wbr />"), count(plain, "<")) << payload;
    EXPECT_EQ(count(html, "\""), count(plain, "\"")) << payload;
    expect_inert(html);
  }
}

TEST(HostileTexts, AreTextInLatex) {
  for (const char* payload : kPayloads) {
    const std::string latex = to_latex(hostile(payload));
    for (const char* live : {"\\input", "\\write18", "}\\end{document}\n\\", "$x^2$"})
      EXPECT_THAT(latex, Not(HasSubstr(live))) << payload;
    expect_inert(latex);
    int depth = 0;
    const std::string text = latex_text(payload);
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (text[i] == '\\') {
        ++i;  // what is behind a backslash opens and closes nothing
      } else if (text[i] == '{' || text[i] == '}') {
        depth += text[i] == '{' ? 1 : -1;
        EXPECT_GE(depth, 0) << payload;
      }
    }
    EXPECT_EQ(depth, 0) << payload;
  }
  EXPECT_EQ(latex_text("50% of a_b & {c}\\d"),
            "50\\% of a\\_\\allowbreak{}b \\& \\{c\\}\\textbackslash{}d");
  EXPECT_EQ(latex_text("59.93 ± é日"), "59.93 $\\pm$ é\\xnerchar{65E5}");
}

TEST(HostileTexts, AreTextInMarkdown) {
  for (const char* payload : kPayloads) {
    // Code is text by its place: it holds < as it is.
    Document document = hostile(payload);
    auto& parts = document.sections[0].parts;
    parts = {parts[0], parts[3]};
    const std::string markdown = to_markdown(document);
    EXPECT_THAT(markdown, Not(HasSubstr("<img"))) << payload;
    EXPECT_THAT(markdown, Not(HasSubstr("x](java"))) << payload;
    EXPECT_THAT(markdown, Not(HasSubstr("\x1b"))) << payload;
  }
}

/// Runs in which everything that a run folder says is the payload; and a bench.
Summary hostile_runs(const std::string& payload) {
  // JSON is read from files, and so always UTF-8.
  const std::string utf8 = find_invalid_utf8(payload) ? printable(payload) : payload;
  std::vector<RunData> runs(3);
  for (std::size_t i = 0; i < runs.size(); ++i) {
    auto run = i < 2 ? test::scored_run(payload, payload, i, {80, 70, 20})
                     : test::failed_run(payload, payload, i, payload);
    run.id.variant = payload;
    run.id.source = payload;
    run.id.size = payload;
    run.encoder = payload;
    run.selector = payload;
    run.signature = payload;
    run.departures = {{utf8, {utf8, utf8}}};
    if (run.score) run.score->types[payload] = {10, 10, 5};
    if (run.failure) run.failure->log_tail = payload;
    runs[i].environment = {{"command", utf8},
                           {"host", {{"cpu_model", utf8}, {"gpus", {{{"name", utf8}}}}}}};
    runs[i].record = std::move(run);
  }
  runs.emplace_back().problem = payload;
  Summary summary = summarise(runs, payload);
  record::Json bench = test::bench_json();
  for (auto& row : bench["benchmarks"]) row["run_name"] = utf8 + row["run_name"].get<std::string>();
  bench["context"]["date"] = utf8;
  summary.measured = {bench_from_json(bench, "bench.json")};
  return summary;
}

/// Cells of a line as RFC 4180 has them, without what quotes them.
std::vector<std::string> csv_cells(const std::string& line) {
  std::vector<std::string> cells(1);
  bool quoted = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '"' && quoted && i + 1 < line.size() && line[i + 1] == '"')
      cells.back() += line[++i];
    else if (line[i] == '"')
      quoted = !quoted;
    else if (line[i] == ',' && !quoted)
      cells.emplace_back();
    else
      cells.back() += line[i];
  }
  return cells;
}

TEST(HostileTexts, OfRunFoldersAreTextInEveryFormat) {
  for (const char* payload : kPayloads) {
    const Summary summary = hostile_runs(payload);
    const Document document = report_document(summary, {}, payload);
    const std::string html = to_html(document);
    EXPECT_EQ(test::XmlCheck::of(html), "") << payload;
    EXPECT_THAT(html, Not(HasSubstr("<img"))) << payload;
    EXPECT_THAT(html, Not(HasSubstr("<script"))) << payload;
    for (const auto& text : {html, to_latex(document)}) expect_inert(text);
    const std::string terminal = report_to_terminal(summary, false);
    EXPECT_FALSE(find_invalid_utf8(terminal)) << payload;
    std::istringstream shown(terminal);  // lines that a CI host would read: xner report, `inert`
    for (std::string line; std::getline(shown, line);) EXPECT_FALSE(find_control(line)) << payload;
    EXPECT_THAT(to_latex(document), Not(HasSubstr("\\write18"))) << payload;
    std::istringstream markdown(to_markdown(document));
    for (std::string line; std::getline(markdown, line);) EXPECT_FALSE(find_control(line));

    for (const auto& csv : {report_to_csv(summary), report_to_summary_csv(summary)}) {
      std::istringstream lines(csv);
      std::size_t columns = 0;
      for (std::string line; std::getline(lines, line);) {
        const auto cells = csv_cells(line.substr(0, line.size() - 1));
        if (columns == 0) columns = cells.size();
        EXPECT_EQ(cells.size(), columns) << payload;
        EXPECT_THAT(cells[1], Not(testing::StartsWith("="))) << payload;
      }
    }
    const auto json = record::Json::parse(record::json_text(report_to_json(summary)));
    if (!find_invalid_utf8(payload)) {
      EXPECT_EQ(json["results"][0]["method"], payload);
    }
    EXPECT_EQ(json["measured"].size(), 3U);
  }
}

}  // namespace
}  // namespace xner::reports
