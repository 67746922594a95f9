// What a report writes, format by format: whole files against tests/golden, and that nothing of the
// data is read as markup, a command or a formula.
#include <cstdlib>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/base/files.hpp"
#include "reports/formats/csv.hpp"
#include "reports/formats/document.hpp"
#include "reports/formats/markup.hpp"
#include "reports/report/report.hpp"
#include "reports/runs/published.hpp"
#include "tests/support/golden.hpp"
#include "tests/support/json_schema.hpp"
#include "tests/support/xml_check.hpp"
#include "tests/unit/reports/run_fixture.hpp"

namespace xner::reports {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

std::string source_folder() {
  const char* source = std::getenv("XNER_SOURCE");
  return source == nullptr ? "" : source;
}

/// Three rows of one method in two sizes on two targets, the full one far ahead on one of them.
void write_ablations(const std::filesystem::path& experiment) {
  for (const char* size : {"50", "100"})
    for (const char* target : {"de", "nl"})
      for (const std::uint64_t seed : {1, 2, 3}) {
        const auto luck = static_cast<std::int64_t>(seed);
        const std::int64_t more = std::string(size) == "100" ? 60 : 0;
        const auto write = [&](const char* variant, std::int64_t correct) {
          auto run = test::scored_run("m", target, seed, {600, 600, correct});
          run.id.size = size;
          run.id.variant = variant;
          test::write_run(experiment, run);
        };
        write("base", 400 + more + luck);
        write("without=contrast", (std::string(target) == "de" ? 200 : 398) + more - luck);
        write("without=student", 390 + more + 2 * luck);
      }
}

struct Made {
  TemporaryFolder folder;
  Summary summary;
  Differences found;
  Document document;

  template <typename Write>
  explicit Made(Write write) {
    write(folder.path());
    summary = summarise(load_runs(folder.path()), "example");
    put_measured_beside(folder.path(), summary);
    found = differences(summary);
    document = report_document(summary, found, "xner report runs/example");
  }
};

const Made& example() {
  static const Made kMade(test::write_experiment);
  return kMade;
}

const Made& ablations() {
  static const Made kMade(write_ablations);
  return kMade;
}

TEST(ReportFormats, HtmlEqualsItsGoldenFile) {
  const std::string html = to_html(ablations().document);
  test::expect_golden("report.html", html);
  EXPECT_EQ(test::XmlCheck::of(html), "");
  EXPECT_EQ(test::XmlCheck::of(to_html(example().document)), "");
}

TEST(ReportFormats, LatexEqualsItsGoldenFile) {
  test::expect_golden("report.tex", to_latex(example().document));
}

TEST(ReportFormats, CsvEqualsItsGoldenFiles) {
  test::expect_golden("report.csv", report_to_csv(example().summary));
  test::expect_golden("report_summary.csv",
                      report_to_summary_csv(ablations().summary, ablations().found));
}

TEST(ReportFormats, JsonIsAsItsSchemaSays) {
  const test::JsonSchema schema(
      record::Json::parse(read_file(source_folder() + "/reports/schema/report.schema.json")));
  for (const Made* made : {&example(), &ablations()}) {
    const record::Json json = report_to_json(made->summary, made->found);
    EXPECT_THAT(schema.violations(json), IsEmpty());
  }
  record::Json json = report_to_json(ablations().summary, ablations().found);
  EXPECT_EQ(json["differences"]["reference"], "m");
  json["results"][0]["f1"]["mean"] = "0.5";
  json["results"][1].erase("target");
  json["more"] = 1;
  EXPECT_EQ(schema.violations(json).size(), 3U);
}

TEST(ReportFormats, PageLoadsNothingAndRunsNothing) {
  const std::string html = to_html(ablations().document);
  EXPECT_THAT(html, HasSubstr("default-src &#39;none&#39;; style-src &#39;sha256-"));
  for (const char* live :
       {"<script", " style=", " src=", "http-equiv=\"refresh\"", "url(", "@import"})
    EXPECT_THAT(html, Not(HasSubstr(live)));
  EXPECT_THAT(html, HasSubstr("<title id=\"figure1t\">Difference to m, mean over targets"));
}

TEST(Csv, TextIsNeverAFormulaAndNumbersStayNumbers) {
  for (const char* formula : {"=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1"}) {
    CsvWriter csv;
    EXPECT_THAT(csv.text("first").text(formula).csv(), HasSubstr("first,'")) << formula;
  }
  CsvWriter csv;
  csv.text("a,b")
      .text("say \"x\"")
      .text("two\nlines")
      .number(std::optional(-0.25))
      .number(std::int64_t{-3});
  csv.number(std::nullopt).number(std::uint64_t{UINT64_MAX}).text("").end_row();
  csv.text("::error::x").text("::y").end_row();
  EXPECT_EQ(csv.csv(),
            "\"a,b\",\"say \"\"x\"\"\",two lines,-0.25,-3,,18446744073709551615,\r\n"
            "\"::error::x\",::y\r\n");
}

TEST(Markup, EscapesByContextAndClosesInOrder) {
  Markup page;
  page.open("p", {{"title", "a\"<\n>"}, {"class", ""}}).text("1 < 2 & \"x\"\nnext");
  EXPECT_ANY_THROW(page.close("div"));
  EXPECT_ANY_THROW(static_cast<void>(page.markup()));
  EXPECT_EQ(page.close("p").markup(),
            "<p title=\"a&quot;&lt; &gt;\">1 &lt; 2 &amp; &quot;x&quot;\nnext</p>");
  EXPECT_ANY_THROW(page.style("a<b"));
}

TEST(XmlCheckItself, FindsWhatIsWrong) {
  EXPECT_EQ(test::XmlCheck::of("<a><b c=\"d\" /></a>"), "");
  for (const char* broken :
       {"<a>", "<a></b>", "<a", "a & b", "<a b=\"1\" b=\"2\" />", "<a b=c></a>", "&nbsp;", "a < b"})
    EXPECT_NE(test::XmlCheck::of(broken), "") << broken;
}

}  // namespace
}  // namespace xner::reports
