// metrics.json: there and back, failures, unknown fields, newer schemas, and what is wrong with a
// damaged file.
#include "harness/record/run_record.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/base/files.hpp"
#include "harness/score/score_json.hpp"

namespace xner::record {
namespace {

using testing::HasSubstr;

RunRecord example() {
  RunRecord record;
  record.id = {"wu_dredze", "base", "en_pud", "1000", "sv", 3};
  record.experiment = "uner";
  record.encoder = "random-tiny";
  record.random_weights = true;
  record.source_train = "uner/en_pud/test";
  record.source_dev = "uner/en_ewt/dev";
  record.target_test = "uner/sv_talbanken/test";
  record.score.emplace();
  record.score->types = {{"LOC", {4, 3, 2}}};
  record.score->overall = {4, 3, 2};
  record.score->words = 50;
  record.score->equal_words = 44;
  record.words_without_piece = 1;
  record.selector = "last";
  record.selectors["last"] = {{4, 3, 2}, 320};
  record.selectors["best_source_dev"] = {{4, 3, 1}, {}, 0.8125};
  record.swept = {{"learning_rate", 3e-5}};
  record.choose = "source_dev";
  record.departures = {{"learning_rate", {5e-5, 3e-5}}};
  record.signature = "f1|avg:micro";
  return record;
}

std::string error_of(const Json& json) {
  try {
    static_cast<void>(run_record_from_json(json, "runs/metrics.json"));
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kData);
    return error.what();
  }
  return "no error";
}

TEST(RunRecord, ReadsBackWhatItWrote) {
  const Json json = to_json(example());
  const RunRecord record = run_record_from_json(Json::parse(json.dump()), "x");
  EXPECT_TRUE(record.ok());
  EXPECT_EQ(record.id, example().id);
  EXPECT_EQ(record.words_without_piece, 1);
  EXPECT_EQ(record.selectors.at("last").step, 320);
  EXPECT_FALSE(record.selectors.at("last").source_dev_f1);
  EXPECT_EQ(record.selectors.at("best_source_dev").source_dev_f1, 0.8125);
  EXPECT_EQ(record.swept, example().swept);
  EXPECT_EQ(record.choose, "source_dev");
  EXPECT_EQ(to_json(record), json);
}

TEST(RunRecord, HasTheLayoutThatReadersExpect) {
  const Json json = to_json(example());
  EXPECT_EQ(json["schema"], 1);
  EXPECT_EQ(json["status"], "ok");
  EXPECT_EQ(json["score"]["counts"], (Json{{"gold", 4}, {"found", 3}, {"correct", 2}}));
  EXPECT_EQ(json["score"]["words_without_piece"], 1);
  EXPECT_DOUBLE_EQ(json["selectors"]["best_source_dev"]["f1"], 2.0 / 7.0);
  EXPECT_EQ(json["departures"]["learning_rate"][1], 3e-5);
  EXPECT_FALSE(json.contains("failure"));
}

TEST(RunRecord, AFailedRunIsARecordToo) {
  RunRecord failed = example();
  failed.score.reset();
  failed.failure = Failure{"stage", "killed by signal 11", "last\nlines"};
  const Json json = to_json(failed);
  EXPECT_EQ(json["status"], "failed");
  const RunRecord record = run_record_from_json(json, "x");
  EXPECT_FALSE(record.ok());
  EXPECT_EQ(record.failure->message, "killed by signal 11");
  EXPECT_EQ(record.failure->log_tail, "last\nlines");
  EXPECT_FALSE(record.score);
}

TEST(RunRecord, NeitherScoreNorFailureIsAFailure) {
  RunRecord nothing = example();
  nothing.score.reset();
  EXPECT_EQ(to_json(nothing)["failure"]["kind"], "internal");
}

TEST(RunRecord, KeepsFieldsThatItDoesNotKnow) {
  Json json = to_json(example());
  json["energy"] = {{"joule", 12}};
  json["score"]["macro"] = 0.5;
  const RunRecord record = run_record_from_json(json, "x");
  EXPECT_EQ(to_json(record)["energy"]["joule"], 12);
}

TEST(RunRecord, RefusesANewerSchema) {
  Json json = to_json(example());
  json["schema"] = kSchema + 1;
  EXPECT_THAT(
      error_of(json),
      HasSubstr("runs/metrics.json: not readable by this version: the record has schema 2"));
  json["schema"] = 0;
  EXPECT_THAT(error_of(json), HasSubstr("expected a schema from 1 to 1, found 0"));
}

TEST(RunRecord, NamesTheFieldThatIsWrong) {
  Json json = to_json(example());
  json.erase("seed");
  EXPECT_THAT(error_of(json),
              HasSubstr("runs/metrics.json: expected the field 'seed', found none"));
  json["seed"] = "three";
  EXPECT_THAT(error_of(json), HasSubstr("the field 'seed' has the wrong type: found string"));
  json = to_json(example());
  json["score"]["overall"].erase("number");
  EXPECT_THAT(error_of(json),
              HasSubstr("runs/metrics.json: expected the field 'number' in a score"));
  EXPECT_THAT(error_of(Json::array()), HasSubstr("expected a JSON object, found array"));
}

TEST(RunId, NamesItsFolder) {
  EXPECT_EQ(example().id.folder(), std::filesystem::path("wu_dredze/base/en_pud-1000/sv/seed-3"));
  for (const char* bad : {"", "a/b", "..", ".hidden", "a\nb"}) {
    RunId id = example().id;
    id.target = bad;
    EXPECT_THROW(static_cast<void>(id.folder()), Error) << bad;
  }
}

TEST(ReadJson, TellsTheLine) {
  const TemporaryFolder folder;
  const auto file = folder.path() / "metrics.json";
  write_file(file, "{\n\"a\": 1,\n}");
  try {
    static_cast<void>(read_json(file));
    FAIL() << "expected an Error";
  } catch (const Error& error) {
    EXPECT_EQ(error.place()->line, 3U);
  }
}

}  // namespace
}  // namespace xner::record
