// A paper's numbers beside ours: which runs they stand beside, what keeps them back, and how tables
// show them.
#include "reports/runs/published.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/base/files.hpp"
#include "reports/report/report.hpp"
#include "reports/report/report_tables.hpp"
#include "tests/unit/reports/run_fixture.hpp"

namespace xner::reports {
namespace {

using record::Json;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

const char* const kFile = R"({"schema": 1, "parts": [{"source": "Somebody 2022, Table 3",
  "conditions": {"max_steps": 90},
  "cells": [
    {"row": "Ours", "method": "m", "parameters": {"preset": "all"}, "size": "1000", "target": "nl",
     "f1": 0.6, "deviation": 0.01, "encoder": "hf:a/minilm", "source_train": "x/en/train",
     "target_test": "x/nl/test"},
    {"row": "Ours", "method": "m", "parameters": {"preset": "all"}, "size": "1000", "target": "de",
     "f1": 0.25, "encoder": "hf:a/minilm", "source_train": "x/en/train",
     "target_test": "x/de/test"}]}]})";

class PublishedNumbers : public testing::Test {
 protected:
  /// 10 of 20 found among 20, and LOC: F1 is 11/21.
  record::RunRecord run(const std::string& target, std::uint64_t seed = 1) {
    auto record = test::scored_run("m", target, seed, {20, 20, 10});
    record.source_train = "x/en/train";
    record.target_test = "x/" + target + "/test";
    record.id.variant = "preset=all";
    record.conditions = {{"preset", "all"}, {"max_steps", 90}};
    return record;
  }
  Summary summary() {
    write_file(folder_.path() / record::kPublishedFile, kFile);
    Summary summary = summarise(load_runs(folder_.path()), "x");
    put_published_beside(folder_.path(), summary);
    return summary;
  }
  void write(const record::RunRecord& run) { test::write_run(folder_.path(), run); }
  TemporaryFolder folder_;
};

TEST_F(PublishedNumbers, StandBesideTheRunsThatTheyAreOf) {
  write(run("de"));
  write(run("nl"));
  write(run("fr"));
  const Summary both = summary();
  ASSERT_EQ(both.groups.size(), 3U);
  EXPECT_EQ(both.groups[0].published->f1, 0.25);
  EXPECT_NEAR(*difference(both.groups[0]), 11.0 / 21 - 0.25, 1e-12);
  EXPECT_FALSE(both.groups[1].published);  // fr: nothing is published
  EXPECT_EQ(both.groups[1].row, "Ours");
  EXPECT_THAT(both.published_notes, ElementsAre("published numbers: Somebody 2022, Table 3"));

  const std::string text = report_to_terminal(both, false);
  EXPECT_THAT(text, HasSubstr("method        target     F1     published  difference  seeds\n"
                              "m/preset=all  de      52.38         25.00      +27.38      1\n"
                              "m/preset=all  fr      52.38             –           –      1\n"
                              "m/preset=all  nl      52.38  60.00 ± 1.00       -7.62      1\n"));
  const Json json = report_to_json(both);
  EXPECT_EQ(json["results"][2]["published"]["standard_deviation"], 0.01);
  EXPECT_NEAR(json["results"][2]["difference"].get<double>(), 11.0 / 21 - 0.6, 1e-12);
  EXPECT_FALSE(json["results"][1].contains("published"));
  EXPECT_THAT(to_markdown(report_document(both, {}, "x")), HasSubstr("| 60.00 ± 1.00 | -7.62 |"));
}

TEST_F(PublishedNumbers, TheTableOfTargetsIsAsThePaperHasIt) {
  auto plain = run("de");
  plain.id = {"a", "base", "en_pud", "1000", "de", 1};
  write(plain);
  plain.id.target = "nl";
  write(plain);
  for (const char* target : {"de", "nl"}) write(run(target));
  const auto tables = target_tables(summary(), 6);
  ASSERT_EQ(tables.size(), 1U);
  std::vector<std::string> titles;
  for (const auto& column : tables[0].columns) titles.push_back(column.title);
  EXPECT_THAT(titles, ElementsAre("method", "nl", "de", "mean", "seeds"));
  std::vector<std::vector<std::string>> rows;
  for (const auto& row : tables[0].rows)
    for (rows.emplace_back(); const Cell& cell : row) rows.back().push_back(cell.words());
  EXPECT_THAT(rows, ElementsAre(ElementsAre("Ours", "52.38", "52.38", "52.38", "1"),
                                ElementsAre("- published", "60.00 ± 1.00", "25.00", "42.50", ""),
                                ElementsAre("- difference", "-7.62", "+27.38", "+9.88", ""),
                                ElementsAre("a", "52.38", "52.38", "52.38", "1")));
  EXPECT_EQ(tables[0].rows[1][1].look, Look::kQuiet);
  EXPECT_EQ(target_tables(summary(), 1).size(), 2U);
}

TEST_F(PublishedNumbers, AreKeptBackFromOtherDataAndEncoders) {
  auto other = run("nl");
  other.target_test = "sample/bb/test";
  write(other);
  Summary withheld = summary();
  EXPECT_FALSE(withheld.groups[0].published);
  EXPECT_EQ(withheld.groups[0].row, "Ours");
  EXPECT_THAT(withheld.published_notes,
              ElementsAre(HasSubstr("beside 1 of 1 results, which are of other data or another "
                                    "encoder: test sample/bb/test is not x/nl/test")));
  EXPECT_THAT(report_to_terminal(withheld, false), Not(HasSubstr("difference")));

  other = run("nl");
  other.source_train = "sample/aa/train";
  write(other);
  EXPECT_FALSE(summary().groups[0].published);
  other = run("nl");
  other.encoder = "random-tiny";
  write(other);
  EXPECT_FALSE(summary().groups[0].published);
  other = run("nl");
  other.random_weights = true;  // a folder of that name without weights
  write(other);
  EXPECT_FALSE(summary().groups[0].published);
  other = run("nl");
  other.conditions["preset"] = "some";
  write(other);
  EXPECT_EQ(summary().groups[0].row, "");
  EXPECT_THAT(summary().published_notes, IsEmpty());
  other = run("nl");
  other.id.size = "500";
  write(other);
  EXPECT_FALSE(summary().groups[0].published);
}

TEST_F(PublishedNumbers, OtherTrainingConditionsAreSaid) {
  auto shorter = run("nl");
  shorter.conditions["max_steps"] = 3;
  write(shorter);
  const Summary said = summary();
  EXPECT_TRUE(said.groups[0].published);
  EXPECT_THAT(said.published_notes,
              testing::Contains(HasSubstr("than their file says: max_steps=3 not 90")));
}

TEST_F(PublishedNumbers, ADamagedFileIsAProblem) {
  write(run("nl"));
  for (const char* text : {"{", "{}", R"({"schema": 2, "parts": []})",
                           R"({"schema": 1, "parts": [{"cells": [{}]}]})", "[]"}) {
    write_file(folder_.path() / record::kPublishedFile, text);
    Summary summary = summarise(load_runs(folder_.path()), "x");
    put_published_beside(folder_.path(), summary);
    EXPECT_THAT(summary.problems, ElementsAre(HasSubstr("published.json"))) << text;
  }
}

}  // namespace
}  // namespace xner::reports
