// errors.json: there and back, and what is no errors.json.
#include "harness/record/errors_file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/base/files.hpp"
#include "harness/record/run_folder.hpp"

namespace xner::record {
namespace {

using testing::HasSubstr;

score::ErrorAnalysis example() {
  score::ErrorAnalysis errors;
  errors.gold = {10, 2, 4, 1, 3};
  errors.predicted = {10, 2, 5, 1, 6};
  errors.boundaries = {{{1, 2, 0, 1, 0}, {0, 0, 0, 0, 1}}};
  errors.start_only = 2;
  errors.end_only = 1;
  errors.start_and_end = 2;
  errors.confusion = {{{"LOC", "LOC"}, 14}, {{"", std::nullopt}, 3}, {{std::nullopt, "PER"}, 6}};
  errors.buckets = {{"type", "LOC", {17, 12, 9}}, {"length", "4+", {3, 1, 1}}};
  return errors;
}

std::string message_of(const Json& json) {
  try {
    (void)errors_from_json(json, "runs/x/errors.json");
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kData);
    return error.what();
  }
  return "no error";
}

TEST(ErrorsFile, ComesBackAsItWas) {
  const Json json = Json::parse(json_text(errors_to_json(example())));
  EXPECT_EQ(json["schema"], 1);
  EXPECT_EQ(json["gold"]["alone"], 3);
  EXPECT_EQ(json["confusion"][0]["gold"], Json());  // the spurious ones, before every type
  EXPECT_EQ(errors_from_json(json, "errors.json"), example());
}

TEST(ErrorsFile, LetsALaterVersionAddFields) {
  Json json = errors_to_json(example());
  json["more"] = 1;
  json["buckets"][0]["f2"] = 0.5;
  EXPECT_EQ(errors_from_json(json, "errors.json"), example());
}

TEST(ErrorsFile, NamesASchemaThatItDoesNotKnow) {
  Json json = errors_to_json(example());
  json["schema"] = 2;
  EXPECT_THAT(message_of(json), HasSubstr("runs/x/errors.json"));
  EXPECT_THAT(message_of(json), HasSubstr("not readable by this version"));
  EXPECT_THAT(message_of(json), HasSubstr("schema 2"));
}

TEST(ErrorsFile, SaysWhichFieldIsWrong) {
  const auto broken = [](const char* pointer, Json value) {
    Json json = errors_to_json(example());
    json[Json::json_pointer(pointer)] = std::move(value);
    return message_of(json);
  };
  EXPECT_THAT(message_of(Json::array()), HasSubstr("expected a JSON object, found array"));
  EXPECT_THAT(broken("/gold/correct", -1), HasSubstr("'correct'"));
  EXPECT_THAT(broken("/gold/correct", 1.5), HasSubstr("'correct'"));
  EXPECT_THAT(broken("/predicted", 1), HasSubstr("expected a JSON object, found number"));
  EXPECT_THAT(broken("/confusion", "x"), HasSubstr("expected a list in 'confusion'"));
  EXPECT_THAT(broken("/confusion/0/predicted", 3), HasSubstr("expected a text in 'predicted'"));
  EXPECT_THAT(broken("/buckets/0/by", Json()), HasSubstr("expected a text in 'by'"));
  EXPECT_THAT(broken("/buckets/0/found", "1"), HasSubstr("'found'"));
  EXPECT_THAT(broken("/borders/end", Json()), HasSubstr("'end'"));
  Json json = errors_to_json(example());
  json.erase("buckets");
  EXPECT_THAT(message_of(json), HasSubstr("expected the field 'buckets', found none"));
}

TEST(ErrorsFile, MayBeAbsentFromAFolder) {
  const TemporaryFolder folder;
  EXPECT_EQ(read_errors(folder.path()), std::nullopt);
  write_json(folder.path() / kErrorsFile, errors_to_json(example()));
  EXPECT_EQ(read_errors(folder.path()), example());
}

}  // namespace
}  // namespace xner::record
