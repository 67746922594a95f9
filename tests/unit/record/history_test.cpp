// history.jsonl: every publication has one line, whoever died before it wrote one, and however many
// write at once.
#include "harness/record/history.hpp"

#include <algorithm>
#include <sstream>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/base/files.hpp"

namespace xner::record {
namespace {

using testing::ElementsAre;

class History : public testing::Test {
 protected:
  /// Of the run with this seed, made at this second.
  static Json line(std::uint64_t seed, int second) {
    RunRecord record;
    record.id = {"wu_dredze", "base", "en_pud", "full", "sv", seed};
    record.encoder = "random-tiny";
    record.selector = "last";
    record.score.emplace();
    record.score->overall = {4, 3, 2};
    record.signature = "f1|avg:micro";
    return history_line(record, {{"date", "2026-01-01T00:00:0" + std::to_string(second) + "Z"},
                                 {"xner", {{"version", "1"}}}});
  }
  /// Seeds and seconds of the file's lines, "?" for what is no line.
  [[nodiscard]] std::vector<std::string> lines() const {
    std::vector<std::string> found;
    std::istringstream text(read_file(file_));
    for (std::string one; std::getline(text, one);) {
      const Json json = Json::parse(one, nullptr, false);
      found.push_back(json.is_object() ? json.at("seed").dump() + " at " +
                                             json.at("date").get<std::string>().substr(18, 1)
                                       : "?");
    }
    return found;
  }

  TemporaryFolder folder_;
  std::filesystem::path file_ = folder_.path() / "runs" / "history.jsonl";
};

TEST_F(History, ALineSaysWhatWasMadeAndWhen) {
  EXPECT_EQ(line(3, 7).dump(),
            R"({"date":"2026-01-01T00:00:07Z","encoder":"random-tiny","f1":0.5714285714285714,)"
            R"("method":"wu_dredze","schema":1,"seed":3,"selector":"last",)"
            R"("signature":"f1|avg:micro","size":"full","source":"en_pud","status":"ok",)"
            R"("target":"sv","variant":"base","xner":{"version":"1"}})");
  RunRecord failed;
  failed.failure = Failure{"stage", "the loss is nan", ""};
  EXPECT_EQ(history_line(failed, Json::object()).at("failure"), "stage");
}

TEST_F(History, IsTheSameFromWhatStandsInTheFolder) {
  RunRecord record;
  record.id = {"wu_dredze", "base", "en_pud", "full", "sv", 1};
  record.score.emplace();
  record.score->types = {{"LOC", {7, 3, 2}}};
  record.score->overall = {7, 3, 2};
  record.signature = "f1";
  const Json environment{{"date", "2026-01-01T00:00:00Z"}, {"xner", "x"}};
  const RunRecord again = run_record_from_json(Json::parse(to_json(record).dump()), "metrics.json");
  EXPECT_EQ(history_line(again, environment), history_line(record, environment));
}

TEST_F(History, EveryPublicationHasOneLine) {
  HistoryFile history(file_);
  history.add({line(1, 0), line(2, 0)});
  history.add({line(1, 0), line(3, 0), line(2, 0)});  // of which one was lost
  EXPECT_THAT(lines(), ElementsAre("1 at 0", "2 at 0", "3 at 0"));
  history.add({line(1, 1)});  // published again
  HistoryFile(file_).add({line(1, 1), line(1, 0), line(2, 1)});
  history.add({line(2, 1)});  // by another process meanwhile
  EXPECT_THAT(lines(), ElementsAre("1 at 0", "2 at 0", "3 at 0", "1 at 1", "2 at 1"));
}

/// Another version's fields do not make it another publication.
TEST_F(History, KnowsLinesThatSayMoreOrLess) {
  Json later = line(1, 0);
  later["schema"] = 2;
  later["more"] = true;
  write_file(file_, later.dump() + "\n");
  HistoryFile(file_).add({line(1, 0), line(2, 0)});
  EXPECT_THAT(lines(), ElementsAre("1 at 0", "2 at 0"));
}

TEST_F(History, HalfALineCountsForNothing) {
  const std::string half = line(2, 0).dump().substr(0, 50);
  write_file(file_, line(1, 0).dump() + "\n" + half);
  HistoryFile history(file_);
  history.add({line(1, 0)});
  EXPECT_EQ(read_file(file_), line(1, 0).dump() + "\n" + half) << "there was nothing to add";
  history.add({line(2, 0)});
  history.add({line(3, 0)});
  EXPECT_THAT(lines(), ElementsAre("1 at 0", "?", "2 at 0", "3 at 0"));
}

TEST_F(History, ManyAtOnceDoNotDuplicate) {
  std::vector<std::jthread> threads;
  for (int i = 0; i < 8; ++i)
    threads.emplace_back([this, i] {
      HistoryFile history(file_);  // a descriptor of its own each time: locked as by processes
      for (std::uint64_t seed = 0; seed < 100; ++seed) history.add({line(seed, 0), line(seed, i)});
    });
  threads.clear();
  auto found = lines();
  EXPECT_EQ(found.size(), 800U);
  std::ranges::sort(found);
  EXPECT_TRUE(std::ranges::adjacent_find(found) == found.end());
}

}  // namespace
}  // namespace xner::record
